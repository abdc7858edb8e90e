//! The server's sentences, without the values that they quote.
//!
//! PostgreSQL writes values into its messages wherever they are what is wrong: `invalid input syntax for
//! type integer: "secret"`, `relation "secret" does not exist` for `$1::regclass`, `date field value out
//! of range: 4711-77-12`. So a sentence is printed as it is only where it cannot have one.

use std::borrow::Cow;

use tokio_postgres::error::{DbError, ErrorPosition, Severity};

/// How much of a sentence is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Printed {
    /// It names what is in the schema, and no value.
    AsItIs,
    /// Without what is in quotes, and without numbers.
    WithGaps,
    /// Nothing of it: somebody else than the server wrote it.
    Not,
}

/// The server's sentence without values; of one of which nothing is printed, `shown` says what has it.
pub fn of<'e>(error: &'e DbError, shown: &str) -> Cow<'e, str> {
    match printed(error) {
        Printed::AsItIs => Cow::Borrowed(error.message()),
        Printed::WithGaps => Cow::Owned(with_gaps(error.message())),
        // Where it is written has no values: `PL/pgSQL function transfer(bigint) line 3 at RAISE`.
        Printed::Not => match error.where_().and_then(|context| context.lines().next()) {
            Some(place) if is_raised(error) => {
                Cow::Owned(format!("an exception, whose text is {shown}, of {place}"))
            }
            _ => Cow::Owned(format!("an error, whose text is {shown}")),
        },
    }
}

fn printed(error: &DbError) -> Printed {
    let code = error.code().code();
    if is_raised(error) {
        return Printed::Not;
    }
    // While connecting, or when the server ends the connection, there are no values yet, or no longer.
    if let Some(Severity::Fatal | Severity::Panic) = error.parsed_severity() {
        return Printed::AsItIs;
    }
    match code.get(..2).unwrap_or_default() {
        // Constraints, transactions, resources and the operator: they name tables, columns, constraints.
        "23" | "25" | "40" | "44" | "53" | "57" => Printed::AsItIs,
        // An object of the schema that was found and may not be used: `permission denied for table t`.
        "42" if code == "42501" && is_about_an_object(error) => Printed::AsItIs,
        // A lock of a table; the length of a type; what a definition names, which has no parameters.
        "22" | "42" | "55" if NAMED.contains(&code) => Printed::AsItIs,
        // Found while the text was analysed, before there were values; what it quotes is the text.
        "0A" | "42" if is_in_the_text(error) => Printed::AsItIs,
        // Functions in other languages, other servers' messages, extensions' and internal errors.
        "38" | "39" | "HV" | "P0" | "XX" => match code {
            "P0002" | "P0003" => Printed::WithGaps,
            _ => Printed::Not,
        },
        // A code that is none of PostgreSQL's own: `RAISE … USING ERRCODE`, extensions.
        class if !CLASSES.contains(&class) => Printed::Not,
        _ => Printed::WithGaps,
    }
}

/// Single codes whose sentences name only what is in the schema or in the text.
const NAMED: &[&str] = &["22001", "42701", "42P06", "42P07", "55P03"];

/// The other classes of PostgreSQL's own codes (errcodes.txt).
const CLASSES: &[&str] = &[
    "00", "01", "02", "03", "08", "09", "0A", "0B", "0F", "0L", "0P", "0Z", "10", "20", "21", "22",
    "24", "26", "27", "28", "2B", "2D", "2F", "34", "3B", "3D", "3F", "42", "54", "55", "58", "72",
    "F0",
];

/// Whether a function of the schema wrote the sentence and its hint, of whatever code.
pub fn is_raised(error: &DbError) -> bool {
    matches!(error.routine(), Some("exec_stmt_raise" | "exec_stmt_assert"))
}

fn is_in_the_text(error: &DbError) -> bool {
    matches!(error.position(), Some(ErrorPosition::Original(_)))
}

fn is_about_an_object(error: &DbError) -> bool {
    matches!(error.routine(), Some("aclcheck_error" | "ExecWithCheckOptions"))
}

/// The sentence without what is between its first quote and its last, and without what begins with a
/// digit.
fn with_gaps(message: &str) -> String {
    let (before, behind) = match (message.find(is_quote), message.rfind(is_quote)) {
        (Some(first), Some(last)) if first < last => {
            (message.get(..first).unwrap_or_default(), message.get(last..).unwrap_or_default())
        }
        // One quote: what follows it may be a value that was cut off.
        (Some(first), _) => (message.get(..first).unwrap_or_default(), "\""),
        (None, _) => return without_numbers(message),
    };
    let behind = behind.trim_start_matches(is_quote);
    format!("{}\"…\"{}", without_numbers(before), without_numbers(behind))
}

fn is_quote(c: char) -> bool {
    // As the server's translations have them; `'` is also an apostrophe, and then there is a gap too many.
    matches!(c, '"' | '\'' | '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '‹' | '›' | '「' | '」')
}

fn without_numbers(text: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    let mut within_word = false;
    let mut within_number = false;
    for c in text.chars() {
        let continues = c.is_alphanumeric() || matches!(c, '_');
        if within_number {
            // Dates, times and fractions are one number.
            if continues || matches!(c, '-' | ':' | '.' | '+') {
                continue;
            }
            within_number = false;
        }
        if c.is_ascii_digit() && !within_word {
            within_number = true;
            printed.push('…');
            continue;
        }
        within_word = continues;
        printed.push(c);
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_where_values_are() {
        for (message, printed) in [
            (
                r#"invalid input syntax for type integer: "se"cret""#,
                r#"invalid input syntax for type integer: "…""#,
            ),
            ("date field value out of range: 4711-77-12", "date field value out of range: …"),
            (
                r#"setval: value 4711 is out of bounds for sequence "s" (1..10)"#,
                r#"setval: value … is out of bounds for sequence "…" (…)"#,
            ),
            (
                r#"invalid byte sequence for encoding "UTF8": 0xe4 0x73"#,
                r#"invalid byte sequence for encoding "…": … …"#,
            ),
            ("value for int8 is -4711", "value for int8 is -…"),
            ("Zeitzone »Nirgendwo« unbekannt", r#"Zeitzone "…" unbekannt"#),
            (r#"unterminated "secret"#, r#"unterminated "…""#),
            ("division by zero", "division by zero"),
        ] {
            assert_eq!(with_gaps(message), printed);
        }
    }
}
