//! An answer as a line of JSON.

use sqldb_analyze::statement::Rows;
use sqldb_analyze::{Diagnostic, LineColumn, Refusal};

use super::answer::{Answer, Column, Description, Parameter};

/// The line, without its end.
pub(crate) fn line(answer: &Answer<'_>) -> String {
    let source = string(&answer.statement.place());
    match &answer.outcome {
        Ok(description) => {
            format!("{{\"source\": {source}, \"ok\": true, {}}}", known(description))
        }
        Err(mistakes) => {
            let error =
                mistakes.first().map(|first| error(first, answer.statement.place_of(first.span)));
            let error = error.unwrap_or_else(|| "null".to_owned());
            format!("{{\"source\": {source}, \"ok\": false, \"error\": {error}}}")
        }
    }
}

fn known(description: &Description) -> String {
    let Description { parameters, columns, rows, read, written, sql: _ } = description;
    let parameters = list(parameters, |Parameter { name, ty, nullable }| {
        let (name, ty) = (string(name), string(ty));
        format!("{{\"name\": {name}, \"type\": {ty}, \"nullable\": {nullable}}}")
    });
    let columns = list(columns, |Column { name, ty, domain, nullable }| {
        let (name, ty) = (string(name), string(ty));
        let domain = domain.as_ref().map(|domain| format!("\"domain\": {}, ", string(domain)));
        let domain = domain.unwrap_or_default();
        format!("{{\"name\": {name}, \"type\": {ty}, {domain}\"nullable\": {nullable}}}")
    });
    let rows = match rows {
        Rows::None => "none",
        Rows::ExactlyOne => "exactly_one",
        Rows::AtMostOne => "at_most_one",
        Rows::Many => "many",
    };
    let (read, written) = (list(read, |name| string(name)), list(written, |name| string(name)));
    format!(
        "\"params\": {parameters}, \"columns\": {columns}, \"rows\": \"{rows}\", \
         \"tables\": {{\"read\": {read}, \"written\": {written}}}"
    )
}

fn error(mistake: &Diagnostic, place: LineColumn) -> String {
    let LineColumn { line, column } = place;
    let help = mistake.help.as_ref().map_or_else(|| "null".to_owned(), |help| string(help));
    format!(
        "{{\"sqlstate\": \"{}\", \"message\": {}, \"line\": {line}, \"column\": {column}, \
         \"help\": {help}, \"unsupported\": {}}}",
        mistake.code.code(),
        string(&mistake.message),
        mistake.refusal == Refusal::Unsupported
    )
}

fn list<T>(items: &[T], shown: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(shown).collect();
    format!("[{}]", items.join(", "))
}

/// A string of JSON (RFC 8259, 7).
fn string(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            '\r' => written.push_str("\\r"),
            '\0'..='\u{1f}' => written.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => written.push(character),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_escape_what_json_forbids() {
        assert_eq!(string("a\"b\\c\n\u{1}é"), "\"a\\\"b\\\\c\\n\\u0001é\"");
    }
}
