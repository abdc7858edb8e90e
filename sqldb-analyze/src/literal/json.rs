//! JSON: `jsonapi.c`, `json.c`, `jsonb.c`.

use super::{Outcome, Refused};
use crate::diagnostic::SqlState;

/// Whether `\u…` is decoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unicode {
    /// `json` keeps the text: any four digits will do.
    AsWritten,
    /// `jsonb` keeps the characters: they must exist.
    Decoded,
}

/// `json_in`, `jsonb_in`.
pub(super) fn check(text: &str, unicode: Unicode) -> Outcome {
    let mut reader = Reader { rest: text, unicode };
    let mut open: Vec<char> = Vec::new();
    // Values may be nested as deep as the server's stack allows; ours are kept in a list.
    'value: loop {
        reader.value_begin(&mut open)?;
        loop {
            if !reader.value_end(&mut open)? {
                continue 'value;
            }
            if open.is_empty() {
                break 'value;
            }
        }
    }
    reader.skip_blanks();
    match reader.rest.is_empty() {
        true => Ok(()),
        false => Err(reader.unexpected()),
    }
}

/// What is still to be read.
struct Reader<'t> {
    rest: &'t str,
    unicode: Unicode,
}

impl Reader<'_> {
    /// Reads a scalar, or opens as many arrays and objects as begin here; behind it a value has
    /// been read to its end.
    fn value_begin(&mut self, open: &mut Vec<char>) -> Outcome {
        loop {
            self.skip_blanks();
            match self.rest.chars().next() {
                Some('[') => {
                    self.advance(1);
                    self.skip_blanks();
                    if self.eat(']') {
                        return Ok(());
                    }
                    open.push(']');
                }
                Some('{') => {
                    self.advance(1);
                    self.skip_blanks();
                    if self.eat('}') {
                        return Ok(());
                    }
                    self.key()?;
                    open.push('}');
                }
                Some('"') => return self.string(),
                Some('-' | '0'..='9') => return self.number(),
                _ => return self.keyword(),
            }
        }
    }

    /// Behind a value: whether what is around it ends here, too; otherwise the next value follows.
    fn value_end(&mut self, open: &mut Vec<char>) -> Result<bool, Refused> {
        let Some(close) = open.last().copied() else { return Ok(true) };
        self.skip_blanks();
        if self.eat(close) {
            open.pop();
            return Ok(true);
        }
        if !self.eat(',') {
            return Err(self.unexpected());
        }
        if close == '}' {
            self.skip_blanks();
            self.key()?;
        }
        Ok(false)
    }

    fn key(&mut self) -> Outcome {
        if !self.rest.starts_with('"') {
            return Err(self.unexpected());
        }
        self.string()?;
        self.skip_blanks();
        match self.eat(':') {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    /// `json_lex_string`, from the opening quote.
    fn string(&mut self) -> Outcome {
        self.advance(1);
        let mut high_surrogate = false;
        loop {
            let Some(character) = self.rest.chars().next() else { return Err(ended()) };
            self.advance(character.len_utf8());
            let low_wanted = std::mem::take(&mut high_surrogate);
            match character {
                '\\' => high_surrogate = self.escape(low_wanted)?,
                _ if low_wanted && self.unicode == Unicode::Decoded => return Err(lone_surrogate()),
                '"' => return Ok(()),
                '\0'..='\x1f' => {
                    let detail = format!(
                        "character with value 0x{:02x} must be escaped",
                        u32::from(character)
                    );
                    return Err(invalid(detail));
                }
                _ => {}
            }
        }
    }

    /// Behind a backslash; whether the first half of a pair of surrogates was read.
    fn escape(&mut self, low_wanted: bool) -> Result<bool, Refused> {
        let Some(character) = self.rest.chars().next() else { return Err(ended()) };
        self.advance(character.len_utf8());
        let decoded = self.unicode == Unicode::Decoded;
        match character {
            'u' => {
                let code = self.four_digits()?;
                if !decoded {
                    return Ok(false);
                }
                match code {
                    0 => Err(Refused::new(
                        SqlState::UNTRANSLATABLE_CHARACTER,
                        "unsupported Unicode escape sequence",
                    )
                    .detail("\\u0000 cannot be converted to text")),
                    0xD800..=0xDBFF if !low_wanted => Ok(true),
                    0xDC00..=0xDFFF if low_wanted => Ok(false),
                    0xD800..=0xDFFF => Err(lone_surrogate()),
                    _ if low_wanted => Err(lone_surrogate()),
                    _ => Ok(false),
                }
            }
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' if low_wanted && decoded => {
                Err(lone_surrogate())
            }
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => Ok(false),
            _ => Err(invalid(format!("escape sequence `\\{character}` is invalid"))),
        }
    }

    fn four_digits(&mut self) -> Result<u32, Refused> {
        let digits =
            self.rest.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(digits) = digits else {
            return Err(invalid("`\\u` must be followed by four hexadecimal digits".to_owned()));
        };
        let code = u32::from_str_radix(digits, 16).unwrap_or_default();
        self.advance(4);
        Ok(code)
    }

    /// `json_lex_number`: no leading zeros, and nothing that looks like a word behind it.
    fn number(&mut self) -> Outcome {
        let token = self.token();
        let unsigned = token.strip_prefix('-').unwrap_or(token);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let are_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        let exponent =
            exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
        let valid = are_digits(whole)
            && (whole == "0" || !whole.starts_with('0'))
            && fraction.is_none_or(are_digits)
            && exponent.is_none_or(are_digits);
        if !valid {
            return Err(self.unexpected());
        }
        self.advance(token.len());
        Ok(())
    }

    fn keyword(&mut self) -> Outcome {
        let token = self.token();
        if !matches!(token, "true" | "false" | "null") {
            return Err(self.unexpected());
        }
        self.advance(token.len());
        Ok(())
    }

    /// What belongs together: letters, digits, signs and points.
    fn token(&self) -> &str {
        let end = self.rest.find(|c: char| {
            !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.') || !c.is_ascii())
        });
        self.rest.get(..end.unwrap_or(self.rest.len())).unwrap_or_default()
    }

    fn unexpected(&self) -> Refused {
        let token = match self.token() {
            "" => self.rest.get(..self.rest.chars().next().map_or(0, char::len_utf8)),
            token => Some(token),
        };
        match token.unwrap_or_default() {
            "" => ended(),
            token => invalid(format!("token `{token}` is invalid")),
        }
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn eat(&mut self, wanted: char) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

fn invalid(detail: String) -> Refused {
    Refused::new(SqlState::INVALID_TEXT_REPRESENTATION, "invalid input syntax for type json")
        .detail(detail)
}

fn ended() -> Refused {
    invalid("the input string ended unexpectedly".to_owned())
}

fn lone_surrogate() -> Refused {
    invalid("Unicode surrogates come in pairs, high before low".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_strictly() {
        let valid = [
            "1",
            "-0.5e+3",
            "\"a\\u00e9\"",
            "[]",
            "{}",
            "[1, {\"a\": [true, null]}]",
            " \"x\" ",
            "{\"a\":1,\"a\":2}",
            "\"\\ud83d\\ude00\"",
        ];
        for text in valid {
            assert!(check(text, Unicode::Decoded).is_ok(), "{text}");
        }
        let invalid = [
            "",
            "{",
            "[1,]",
            "{a: 1}",
            "{'a': 1}",
            "01",
            "1.",
            "+1",
            ".5",
            "NaN",
            "True",
            "\"a",
            "\"\n\"",
            "\"\\x\"",
            "\"\\u12\"",
            "1 2",
            "{\"a\"}",
            "{\"a\":}",
            "[1 2]",
            "nullx",
            "-",
            "1e",
            "]",
            "{\"a\":1,}",
            "\x0b1",
        ];
        for text in invalid {
            assert!(check(text, Unicode::AsWritten).is_err(), "{text}");
        }
    }

    #[test]
    fn only_jsonb_looks_at_surrogates() {
        for text in ["\"\\u0000\"", "\"\\ud800\"", "\"\\ud800a\"", "\"\\ude00\"", "\"\\ud800\\n\""]
        {
            assert!(check(text, Unicode::AsWritten).is_ok(), "{text}");
            assert!(check(text, Unicode::Decoded).is_err(), "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(check(&deep, Unicode::Decoded).is_ok());
    }
}
