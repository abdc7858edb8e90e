//! The tokens of a path: `jsonpath_scan.l`.

use super::number::{is_based, number_length};
use super::{Fault, syntax};
use crate::catalog::Major;
use crate::diagnostic::SqlState;
use crate::literal::Refused;

/// A token of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    End,
    /// A keyword, which may be a key, too.
    Word(Word),
    Identifier,
    String(String),
    Variable,
    Integer(String),
    Number(String),
    And,
    Or,
    Not,
    /// `==`, `!=`, `<>`, `<`, `<=`, `>`, `>=`.
    Comparison,
    /// `**`.
    AnyLevel,
    Character(char),
}

/// What a keyword is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Is,
    To,
    Lax,
    Flag,
    Last,
    Null,
    True,
    False,
    With,
    Exists,
    Starts,
    Strict,
    Unknown,
    LikeRegex,
    Datetime,
    /// `decimal`.
    Decimal,
    /// `time`, `time_tz`, `timestamp`, `timestamp_tz`.
    WithPrecision,
    /// `abs` and others, which take no argument.
    Method,
}

impl Word {
    /// `checkKeyword`: of the constants only the lower case counts.
    fn of(text: &str, major: Major) -> Option<Word> {
        let word = match text {
            "null" => Word::Null,
            "true" => Word::True,
            "false" => Word::False,
            _ => match text.to_ascii_lowercase().as_str() {
                "is" => Word::Is,
                "to" => Word::To,
                "lax" => Word::Lax,
                "flag" => Word::Flag,
                "last" => Word::Last,
                "with" => Word::With,
                "exists" => Word::Exists,
                "starts" => Word::Starts,
                "strict" => Word::Strict,
                "unknown" => Word::Unknown,
                "like_regex" => Word::LikeRegex,
                "datetime" => Word::Datetime,
                "abs" | "size" | "type" | "floor" | "double" | "ceiling" | "keyvalue" => {
                    Word::Method
                }
                _ if major < Major::V17 => return None,
                "date" | "bigint" | "number" | "string" | "boolean" | "integer" => Word::Method,
                "decimal" => Word::Decimal,
                "time" | "time_tz" | "timestamp" | "timestamp_tz" => Word::WithPrecision,
                _ => return None,
            },
        };
        Some(word)
    }
}

pub(super) struct Scanner<'t> {
    text: &'t str,
    rest: &'t str,
    /// Where the last token begins.
    start: usize,
    major: Major,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, major: Major) -> Scanner<'t> {
        Scanner { text, rest: text, start: 0, major }
    }

    fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The text of the last token.
    pub(super) fn last(&self) -> &'t str {
        self.text.get(self.start..self.at()).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn error(&self, message: &str) -> Fault {
        syntax(message, self.last())
    }

    pub(super) fn next(&mut self) -> Result<Token, Fault> {
        loop {
            self.rest = self.rest.trim_start_matches(is_blank);
            self.start = self.at();
            if !self.rest.starts_with("/*") {
                break;
            }
            self.comment()?;
        }
        let Some(first) = self.rest.chars().next() else { return Ok(Token::End) };
        match first {
            '"' => {
                self.skip(1);
                return Ok(Token::String(self.quoted()?));
            }
            '$' => return self.dollar(),
            '.' if !self.rest.get(1..).is_some_and(|rest| rest.starts_with(is_digit)) => {}
            '.' | '0'..='9' => {
                if let Some(number) = self.number()? {
                    return Ok(number);
                }
                return self.identifier();
            }
            _ if is_other(first) || first == '\\' => return self.identifier(),
            _ => {}
        }
        let operators = [
            ("&&", Token::And),
            ("||", Token::Or),
            ("**", Token::AnyLevel),
            ("<=", Token::Comparison),
            ("==", Token::Comparison),
            ("<>", Token::Comparison),
            ("!=", Token::Comparison),
            (">=", Token::Comparison),
            ("<", Token::Comparison),
            (">", Token::Comparison),
            ("!", Token::Not),
        ];
        for (operator, token) in operators {
            if self.rest.starts_with(operator) {
                self.skip(operator.len());
                return Ok(token);
            }
        }
        self.skip(first.len_utf8());
        Ok(Token::Character(first))
    }

    fn comment(&mut self) -> Result<(), Fault> {
        match self.rest.split_once("*/") {
            // `/*/` does not end what it begins.
            Some((inside, after)) if inside.len() >= 2 => {
                self.rest = after;
                Ok(())
            }
            _ => match self.rest.get(3..).and_then(|rest| rest.split_once("*/")) {
                Some((_, after)) => {
                    self.rest = after;
                    Ok(())
                }
                None => {
                    self.rest = "";
                    Err(syntax("unexpected end of comment", ""))
                }
            },
        }
    }

    /// `$name`, `$"name"`, `$`.
    fn dollar(&mut self) -> Result<Token, Fault> {
        self.skip(1);
        if self.rest.starts_with('"') {
            self.skip(1);
            self.quoted()?;
            return Ok(Token::Variable);
        }
        let length = other_length(self.rest);
        self.skip(length);
        Ok(if length > 0 { Token::Variable } else { Token::Character('$') })
    }

    /// A number, unless a longer word begins here.
    fn number(&mut self) -> Result<Option<Token>, Fault> {
        let (length, token): (usize, fn(String) -> Token) =
            match number_length(self.rest, self.major) {
                (length, true) => (length, Token::Integer),
                (length, false) => (length, Token::Number),
            };
        let word = other_length(self.rest);
        let (number, after) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        // `1e+` without digits behind.
        let fails = after.strip_prefix(['e', 'E']).is_some_and(|exponent| {
            exponent.starts_with(['+', '-']) && !number.contains(['e', 'E', 'x', 'X'])
        });
        let following = after.chars().next().filter(|character| is_other(*character));
        if fails && length + 2 >= word {
            self.skip(length + 2);
            return Err(self.error("invalid numeric literal"));
        }
        // Of the longest matches flex takes the rule that comes first: a number with junk behind it, a
        // number, and then a word.
        match following {
            Some(following) if !is_based(number) && length + following.len_utf8() >= word => {
                self.skip(length + following.len_utf8());
                Err(self.error("trailing junk after numeric literal"))
            }
            None if length >= word => {
                self.skip(length);
                Ok(Some(token(number.to_owned())))
            }
            _ => Ok(None),
        }
    }

    /// `<xnq>`: up to a blank, a quote or an operator.
    fn identifier(&mut self) -> Result<Token, Fault> {
        let mut name = String::new();
        loop {
            let length = other_length(self.rest);
            name.push_str(self.rest.get(..length).unwrap_or_default());
            self.skip(length);
            if self.rest.starts_with('\\') {
                self.escape(&mut name)?;
            } else if self.rest.starts_with("/*") {
                // The name is forgotten.
                self.comment()?;
                return self.next();
            } else {
                break;
            }
        }
        Ok(Word::of(&name, self.major).map_or(Token::Identifier, Token::Word))
    }

    fn quoted(&mut self) -> Result<String, Fault> {
        let mut value = String::new();
        loop {
            match self.rest.find(['"', '\\']) {
                None => {
                    self.rest = "";
                    return Err(syntax("unterminated quoted string", ""));
                }
                Some(length) => {
                    value.push_str(self.rest.get(..length).unwrap_or_default());
                    self.skip(length);
                }
            }
            if self.rest.starts_with('"') {
                self.skip(1);
                return Ok(value);
            }
            self.escape(&mut value)?;
        }
    }

    /// What stands behind a backslash, several characters of Unicode at once.
    fn escape(&mut self, value: &mut String) -> Result<(), Fault> {
        let behind = self.rest.get(1..).unwrap_or_default();
        match behind.chars().next() {
            None | Some('\n') => Err(self.error("unexpected end after backslash")),
            Some('u') => self.unicode(value),
            Some('x') => {
                let digits = behind.get(1..3).unwrap_or_default();
                if digits.len() != 2 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                    return Err(self.error("invalid hexadecimal character sequence"));
                }
                self.skip(4);
                character(u32::from_str_radix(digits, 16).unwrap_or(0), value)
            }
            Some(other) => {
                self.skip(1 + other.len_utf8());
                value.push(match other {
                    'b' => '\x08',
                    'f' => '\x0c',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\x0b',
                    other => other,
                });
                Ok(())
            }
        }
    }

    fn unicode(&mut self, value: &mut String) -> Result<(), Fault> {
        let mut codes = Vec::new();
        while let Some(behind) = self.rest.strip_prefix("\\u") {
            let (digits, after) = match behind.strip_prefix('{') {
                Some(inside) => inside.split_once('}').unwrap_or(("", "")),
                None => behind.split_at_checked(4).unwrap_or(("", "")),
            };
            let fits = (1..=6).contains(&digits.len());
            if !fits || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(self.error("invalid Unicode escape sequence"));
            }
            codes.push(u32::from_str_radix(digits, 16).unwrap_or(0));
            self.rest = after;
        }
        let surrogate = |detail: &str| {
            Err(Refused::new(
                SqlState::INVALID_TEXT_REPRESENTATION,
                "invalid input syntax for type jsonpath",
            )
            .detail(detail)
            .into())
        };
        let mut high = None;
        for code in codes {
            match (high, code) {
                (None, 0xD800..=0xDBFF) => high = Some(code),
                (Some(_), 0xD800..=0xDBFF) => {
                    return surrogate("Unicode high surrogate must not follow a high surrogate");
                }
                (Some(first), 0xDC00..=0xDFFF) => {
                    high = None;
                    character(0x10000 + ((first - 0xD800) << 10) + (code - 0xDC00), value)?;
                }
                (None, code) if !(0xDC00..=0xDFFF).contains(&code) => character(code, value)?,
                _ => return surrogate("Unicode low surrogate must follow a high surrogate"),
            }
        }
        match high {
            None => Ok(()),
            Some(_) => surrogate("Unicode low surrogate must follow a high surrogate"),
        }
    }
}

/// `addUnicodeChar`.
fn character(code: u32, value: &mut String) -> Result<(), Fault> {
    match char::from_u32(code) {
        Some('\0') => Err(Refused::new(
            SqlState::UNTRANSLATABLE_CHARACTER,
            "unsupported Unicode escape sequence",
        )
        .detail("\\u0000 cannot be converted to text")
        .into()),
        Some(character) => {
            value.push(character);
            Ok(())
        }
        None => Err(Refused::new(SqlState::SYNTAX_ERROR, "invalid Unicode code point").into()),
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// `{other}`: what is no operator, quote or blank.
fn is_other(character: char) -> bool {
    !is_blank(character) && !"?%$.[]{}()|&!=<>@#,*:-+/\\\"".contains(character)
}

fn other_length(text: &str) -> usize {
    text.find(|character| !is_other(character)).unwrap_or(text.len())
}
