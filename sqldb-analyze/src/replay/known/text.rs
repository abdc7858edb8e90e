//! Text: patterns, arrays, `format`, and texts that are known in part.

use super::{Knowledge, Known, Value};
use crate::catalog::{Beginning, Next, quote_identifier};
use crate::tree::{Arguments, Expr, ExprKind};

/// `LIKE` and `ILIKE`; regular expressions are not computed.
pub(super) fn like(operator: &str, subject: &Known, pattern: &Known) -> Value {
    let (Known::Text(subject), Known::Text(pattern)) = (subject, pattern) else {
        return match (subject, pattern) {
            (Known::Null, _) | (_, Known::Null) => Some(Known::Null),
            _ => None,
        };
    };
    let fold = |text: &str| text.to_lowercase();
    let matches = |subject: &str, pattern: &str| {
        let subject: Vec<char> = subject.chars().collect();
        let pattern: Vec<char> = pattern.chars().collect();
        matches(&subject, &pattern)
    };
    Some(Known::Boolean(match operator {
        "~~" => matches(subject, pattern),
        "!~~" => !matches(subject, pattern),
        "~~*" => matches(&fold(subject), &fold(pattern)),
        "!~~*" => !matches(&fold(subject), &fold(pattern)),
        _ => return None,
    }))
}

/// `~`, as far as the characters tell with which a pattern says a text begins; the rest of regular
/// expressions is not computed.
pub(super) fn matches_regex(subject: &Known, pattern: &str) -> Value {
    let fixed = pattern.strip_prefix('^').filter(|rest| !rest.contains('|'))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = fixed.find(|c| !plain(c)).unwrap_or(fixed.len());
    let (begins, rest) = fixed.split_at_checked(end)?;
    // What is repeated may be missing.
    let begins = match rest.starts_with(['*', '?', '{']) {
        true => begins.split_at_checked(begins.len().checked_sub(1)?)?.0,
        false => begins,
    };
    // A digit that must be there.
    let required = |set: &str| {
        rest.strip_prefix(set)
            .is_some_and(|rest| !rest.starts_with(['*', '?']) && !rest.starts_with("{0"))
    };
    let digit = required("\\d") || required("[0-9]");
    let may = match subject {
        Known::Text(text) => text
            .strip_prefix(begins)
            .is_some_and(|rest| !digit || rest.starts_with(|first: char| first.is_ascii_digit())),
        Known::Names(names) => names.text.starts_with(begins) || begins.starts_with(&names.text),
        _ => return None,
    };
    (!may).then_some(Known::Boolean(false))
}

/// `like_match.c MatchText`: `%` and `_`, with `\` in front of a character that means itself.
fn matches(subject: &[char], pattern: &[char]) -> bool {
    let mut reached = vec![false; subject.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let mut characters = pattern.iter();
    while let Some(wanted) = characters.next() {
        let mut next = vec![false; subject.len() + 1];
        let literal = if *wanted == '\\' { characters.next() } else { None };
        let mut any = false;
        for (at, place) in next.iter_mut().enumerate() {
            any |= reached.get(at) == Some(&true);
            let before = at.checked_sub(1);
            let step = before.is_some_and(|at| reached.get(at) == Some(&true));
            let character = before.and_then(|at| subject.get(at));
            *place = match (literal, wanted) {
                (Some(literal), _) => step && character == Some(literal),
                (None, '%') => any,
                (None, '_') => step,
                (None, wanted) => step && character == Some(wanted),
            };
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

/// `{a,b}`, where no element needs quotes.
pub(super) fn array(written: &str) -> Option<Vec<Value>> {
    let inner = written.trim().strip_prefix('{')?.strip_suffix('}')?;
    if inner.contains(['"', '\\', '{', '}']) {
        return None;
    }
    let items = inner.split(',').map(str::trim).filter(|item| !item.is_empty());
    let element = |item: &str| match item.eq_ignore_ascii_case("null") {
        true => Known::Null,
        false => Known::Text(item.to_owned()),
    };
    Some(items.map(|item| Some(element(item))).collect())
}

/// An argument of `format`.
enum Piece {
    Value(Value),
    Shape(Shape),
}

/// `format(…)` of values; [`None`] where PostgreSQL would refuse it.
pub(super) fn format(template: &str, arguments: &[Value]) -> Option<Shape> {
    let pieces: Vec<Piece> = arguments.iter().cloned().map(Piece::Value).collect();
    shaped(template, &pieces)
}

fn shaped(template: &str, arguments: &[Piece]) -> Option<Shape> {
    let mut shape = Shape { text: String::new(), complete: true };
    let mut next = 0;
    let mut characters = template.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '%' {
            shape.text.push(character);
            continue;
        }
        // `%1$I`.
        let mut digits = String::new();
        while let Some(digit) = characters.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let numbered = !digits.is_empty() && characters.next_if_eq(&'$').is_some();
        let kind = characters.next()?;
        if kind == '%' {
            shape.text.push('%');
            continue;
        }
        if numbered {
            next = digits.parse::<usize>().ok()?.checked_sub(1)?;
        } else if !digits.is_empty() {
            return None;
        }
        let value = match (arguments.get(next)?, kind) {
            (Piece::Value(value), _) => value,
            (Piece::Shape(part), 's' | 'I') => {
                let text = match kind {
                    's' => part.text.clone(),
                    _ => quote_identifier(&part.text).to_string(),
                };
                shape.add(&text);
                next += 1;
                continue;
            }
            (Piece::Shape(_), _) => &None,
        };
        let known = value.as_ref().and_then(plain);
        let piece = match (kind, value, known) {
            ('s', Some(Known::Null), _) => Some(String::new()),
            ('L', Some(Known::Null), _) => Some("NULL".to_owned()),
            ('s', _, known) => known,
            ('I', _, known) => known.map(|name| quote_identifier(&name).to_string()),
            ('L', _, known) => known.map(|text| quote_literal(&text)),
            _ => return None,
        };
        match (piece, kind) {
            (Some(piece), _) => shape.text.push_str(&piece),
            (None, 'L') => shape.add(&format!("'{HOLE}'")),
            (None, _) => shape.add(HOLE),
        }
        next += 1;
    }
    Some(shape)
}

/// A text of which parts may be unknown: each is a word that nobody writes.
#[derive(Clone, Debug)]
pub(in crate::replay) struct Shape {
    pub(in crate::replay) text: String,
    /// Whether all of it is known.
    pub(in crate::replay) complete: bool,
}

/// What stands for an unknown part: a name, most often.
const HOLE: &str = "sqldb_unknown_name";
/// What stands for an unknown part that begins with a digit.
const DIGITS: &str = "sqldb_unknown_name_of_digits";

/// Whether a part of a name is unknown.
pub(in crate::replay) fn is_unknown(name: &str) -> bool {
    name.contains(HOLE)
}

/// How a name begins, in front of its first unknown part.
pub(in crate::replay) fn beginning(name: &str) -> Beginning {
    let (text, rest) =
        name.split_at_checked(name.find(HOLE).unwrap_or(name.len())).unwrap_or((name, ""));
    let next = if rest.starts_with(DIGITS) { Next::Digit } else { Next::Anything };
    Beginning { text: text.to_owned(), next }
}

/// Whether `to_char` writes a digit first, whatever the date is (`formatting.c DCH_keywords`).
fn begins_with_digit(pattern: &str) -> bool {
    let numbers = |c: char| "YMDHISWQ".contains(c) || c.is_ascii_digit() || "_-.".contains(c);
    let first = pattern.starts_with(['Y', 'M', 'D', 'H', 'I', 'W', 'Q']);
    // `DY` is the name of a day.
    first && pattern.chars().all(numbers) && !pattern.contains("DY")
}

impl Shape {
    fn add(&mut self, hole: &str) {
        self.text.push_str(hole);
        self.complete = false;
    }
}

/// A value as its output function writes it.
pub(super) fn plain(value: &Known) -> Option<String> {
    match value {
        Known::Text(text) => Some(text.clone()),
        Known::Integer(number) => Some(number.to_string()),
        Known::Boolean(value) => Some(if *value { "t" } else { "f" }.to_owned()),
        _ => None,
    }
}

/// A value cast to `text`: of a boolean the whole word.
pub(super) fn as_text(value: &Known) -> Option<String> {
    match value {
        Known::Boolean(value) => Some(value.to_string()),
        value => plain(value),
    }
}

pub(super) fn quote_literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        return format!("E'{}'", quoted.replace('\\', "\\\\"));
    }
    format!("'{quoted}'")
}

/// The text that an expression makes, as far as it is known; [`None`] where nothing of it is.
pub(in crate::replay) fn text_shape(knowledge: &mut Knowledge<'_>, expr: &Expr) -> Option<Shape> {
    match knowledge.value(expr) {
        Some(Known::Names(Beginning { text, next })) => {
            let hole = match next {
                Next::Digit => DIGITS,
                Next::Anything => HOLE,
            };
            return Some(Shape { text: text + hole, complete: false });
        }
        Some(value) => return as_text(&value).map(|text| Shape { text, complete: true }),
        None => {}
    }
    match &expr.kind {
        ExprKind::Binary { operator, left, right } if operator.symbol == "||" => {
            let left = text_shape(knowledge, left);
            let right = text_shape(knowledge, right);
            if left.is_none() && right.is_none() {
                return None;
            }
            let mut shape = Shape { text: String::new(), complete: true };
            for side in [left, right] {
                match side {
                    Some(side) => {
                        shape.text.push_str(&side.text);
                        shape.complete &= side.complete;
                    }
                    None => shape.add(HOLE),
                }
            }
            Some(shape)
        }
        ExprKind::Call(call) if call.name.name.name == "format" => {
            let Arguments::List(list) = &call.arguments else { return None };
            let (template, rest) = list.split_first()?;
            let Known::Text(template) = knowledge.value(&template.value)? else { return None };
            let mut pieces = Vec::new();
            for argument in rest {
                let value = knowledge.value(&argument.value);
                let shape = match value {
                    None | Some(Known::Names(_)) => text_shape(knowledge, &argument.value),
                    Some(_) => None,
                };
                pieces.push(shape.map_or(Piece::Value(value), Piece::Shape));
            }
            shaped(&template, &pieces)
        }
        ExprKind::Call(call) if call.name.name.name == "to_char" => {
            let Arguments::List(list) = &call.arguments else { return None };
            let [_, pattern] = list.as_slice() else { return None };
            let Known::Text(pattern) = knowledge.value(&pattern.value)? else { return None };
            let digits = begins_with_digit(&pattern);
            digits.then(|| Shape { text: DIGITS.to_owned(), complete: false })
        }
        ExprKind::Call(call) if call.name.name.name == "lower" => {
            let Arguments::List(list) = &call.arguments else { return None };
            let [only] = list.as_slice() else { return None };
            let Shape { text, complete } = text_shape(knowledge, &only.value)?;
            text.is_ascii().then(|| Shape { text: text.to_ascii_lowercase(), complete })
        }
        ExprKind::Column(parts) => {
            let [name] = parts.as_slice() else { return None };
            let found = knowledge.variables.iter().rfind(|known| known.name == name.name);
            found.and_then(|variable| variable.shape.clone())
        }
        ExprKind::Parameter(index, _) => {
            let name = format!("${}", index.number());
            let found = knowledge.variables.iter().rfind(|known| known.name == name);
            found.and_then(|variable| variable.shape.clone())
        }
        ExprKind::Cast { operand, type_name }
            if type_name.dimensions == 0
                && type_name.modifiers.is_empty()
                && matches!(type_name.name.name.name.as_str(), "text" | "varchar" | "name") =>
        {
            text_shape(knowledge, operand)
        }
        _ => None,
    }
}
