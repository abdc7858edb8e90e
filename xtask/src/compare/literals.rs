//! Whether strings are values of their types: the engine's answer beside the server's.
//!
//! `literals.txt` holds values of every type; each is changed in small ways, over and over, and
//! each text is asked for under every order of dates and both readings of intervals. A text that
//! the server takes under any of them must not be refused by the engine, and what it refuses must be,
//! with the same code, but for the types whose answers hang on more than the text.

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay_onto};
use sqldb_analyze::{Diagnostic, Refusal, analyze};

use crate::random::Random;
use crate::server::Server;

const VALUES: &str = include_str!("literals.txt");

const SCHEMA: &str = "
CREATE TYPE mood AS ENUM ('sad', 'so so', 'happy');
CREATE DOMAIN positive AS int4;
CREATE TYPE pair AS (a int4, b date);
CREATE TYPE nested AS (p pair, m mood, t text);
CREATE TYPE textrange AS RANGE (subtype = text);
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE TYPE realrange AS RANGE (subtype = float4);
CREATE TYPE fitted AS (v varchar(3), n numeric(3, 1), b bit(4), i interval(2), l varchar(2)[]);
";

/// Answers with the SQLSTATE that a literal of a type is refused with.
const ASK: &str = "
CREATE FUNCTION asked(type text, literal text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT %L::%s', literal, type);
  RETURN '00000';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
";

const SETTINGS: [&str; 4] = [
    "SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres';",
    "SET datestyle = 'ISO, DMY'; SET intervalstyle = 'sql_standard';",
    "SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601';",
    "SET timezone = 'Australia/Adelaide'; SET timezone_abbreviations = 'Australia';",
];

/// How many of a hundred that the server refuses the engine refuses, too.
const LEAST_CAUGHT: usize = 97;

/// What the engine takes of these is for the server to decide: time zones, the currency of the
/// locale, collations, what the system's `sscanf()` makes of `0x`, and, not yet looked at, the
/// grammar of text search. Of all other types it refuses what the server refuses.
const OF_THE_SERVER: [&str; 19] = [
    "date",
    "date[]",
    "daterange",
    "datemultirange",
    "macaddr",
    "money",
    "nested",
    "pair",
    "pair[]",
    "textrange",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "tsquery",
    "tsrange",
    "tstzrange",
    "tsvector",
    "xml",
];

/// A regular expression is compiled where it is read, which the engine leaves to the server.
const REGULAR_EXPRESSION: &str = "like_regex";

/// What is put into a text, apart from the characters of the values themselves.
const INSERTED: &str = "0123456789 -+:./,;'\"\\{}[]()<>eExXtTzZaAnN_@\té";

/// A literal, and what the engine says of it.
struct Literal {
    ty: String,
    text: String,
    engine: Result<(), String>,
}

/// Compares `rounds` changes of every value.
///
/// # Errors
///
/// The literals that the engine refuses although the server takes them, and those of the types that
/// it decides itself that it takes, or refuses with another code.
pub(super) fn literals(server: &Server, seed: u64, rounds: usize) -> Result<(), String> {
    server.rows(&format!("{SCHEMA}{ASK}SELECT 1;"))?;
    let empty = Catalog { major: server.major, ..Catalog::default() };
    let (catalog, mistakes) = replay_onto(empty, &[Migration { file: "schema", sql: SCHEMA }]);
    if !mistakes.is_empty() {
        return Err(format!("{mistakes:?}"));
    }
    let literals = changed(&catalog, seed, rounds);
    let mut answers = vec![Vec::new(); literals.len()];
    for settings in SETTINGS {
        let states = ask(server, settings, &literals)?;
        for (answers, state) in answers.iter_mut().zip(states) {
            answers.push(state);
        }
    }
    report(&literals, &answers)
}

fn report(literals: &[Literal], answers: &[Vec<String>]) -> Result<(), String> {
    let (mut refused, mut caught, mut wrong, mut missed) = (0, 0, Vec::new(), Vec::new());
    let mut other_state = Vec::new();
    let mut unlike = Vec::new();
    for (literal, states) in literals.iter().zip(answers) {
        let decided = !OF_THE_SERVER.contains(&literal.ty.as_str())
            && !literal.text.to_ascii_lowercase().contains(REGULAR_EXPRESSION);
        let taken = states.iter().any(|state| state == "00000");
        let line = format!("{}\t{:?}\t{:?}", literal.ty, literal.text, states.first());
        refused += usize::from(!taken);
        match &literal.engine {
            Err(state) if taken => wrong.push(format!("{line}\tengine {state}")),
            Err(state) => {
                caught += 1;
                if states.first() != Some(state) {
                    if decided {
                        unlike.push(format!("{line}\tengine {state}"));
                    }
                    other_state.push(format!("{line}\tengine {state}"));
                }
            }
            Ok(()) if !taken => {
                if decided {
                    unlike.push(format!("{line}\taccepted"));
                }
                missed.push(line);
            }
            Ok(()) => {}
        }
    }
    println!(
        "literals: {} compared, the server refuses {refused}, the engine {caught} of them \
         ({} in a thousand), {} with another code; {} refused that the server takes",
        literals.len(),
        caught * 1000 / refused.max(1),
        other_state.len(),
        wrong.len(),
    );
    if std::env::var_os("LIST").is_some() {
        println!("missed:\n{}\nother code:\n{}", missed.join("\n"), other_state.join("\n"));
    }
    wrong.extend(unlike);
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    match caught * 100 >= refused * LEAST_CAUGHT {
        true => Ok(()),
        false => Err(format!("of {refused} refused by the server, the engine refuses {caught}")),
    }
}

/// The values themselves, and `rounds` texts made of each.
fn changed(catalog: &Catalog, seed: u64, rounds: usize) -> Vec<Literal> {
    let mut random = Random::new(seed);
    let values: Vec<(&str, &str)> = VALUES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let mut literals = Vec::new();
    for (ty, value) in &values {
        let mut text = (*value).to_owned();
        for round in 0..=rounds {
            let engine = engine(catalog, ty, &text);
            literals.push(Literal { ty: (*ty).to_owned(), text: text.clone(), engine });
            if round % 4 == 0 {
                text = (*value).to_owned();
            }
            // Of the same type more often than not: what is nearly right is what matters.
            let alike: Vec<&(&str, &str)> =
                values.iter().filter(|(other, _)| other == ty).collect();
            let other = match random.below(3) {
                0 => random.pick(&values).map_or("", |(_, other)| other),
                _ => random.pick(&alike).map_or("", |(_, other)| other),
            };
            text = change(&mut random, &text, other);
        }
    }
    literals
}

/// A text that differs from another in a place.
fn change(random: &mut Random, text: &str, other: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = random.below(characters.len() + 1);
    let inserted: Vec<char> = INSERTED.chars().collect();
    let new = random.pick(&inserted).copied().unwrap_or('0');
    match random.below(10) {
        0 if at < characters.len() => drop(characters.remove(at)),
        1 => characters.insert(at, new),
        2 => match characters.get_mut(at) {
            Some(character) => *character = new,
            None => characters.push(new),
        },
        3 => match characters.get(at).copied() {
            Some(character) => characters.insert(at, character),
            None => characters.extend(other.chars()),
        },
        4 if at + 1 < characters.len() => characters.swap(at, at + 1),
        5 => characters.truncate(at),
        6 => match characters.get_mut(at) {
            Some(digit) if digit.is_ascii_digit() => {
                *digit = char::from(b'0' + u8::try_from(random.below(10)).unwrap_or(0));
            }
            Some(letter) if letter.is_ascii_uppercase() => letter.make_ascii_lowercase(),
            Some(letter) => letter.make_ascii_uppercase(),
            None => {}
        },
        // A piece of the other one within, or in place of a piece.
        7 | 8 => {
            let from = random.below(other.chars().count() + 1);
            let piece: Vec<char> = other.chars().skip(from).take(random.below(8) + 1).collect();
            let replaced = random.below(2) * piece.len().min(characters.len() - at);
            characters.splice(at..at + replaced, piece);
        }
        _ => {
            let tail: Vec<char> = other.chars().collect();
            let tail = tail.get(random.below(tail.len() + 1)..).unwrap_or_default();
            characters.truncate(at);
            characters.extend(tail);
        }
    }
    characters.into_iter().collect()
}

/// What the engine refuses the literal with.
fn engine(catalog: &Catalog, ty: &str, text: &str) -> Result<(), String> {
    let query = format!("SELECT {}::{ty}", quoted(text));
    let Err(mistakes) = analyze(catalog, &query) else { return Ok(()) };
    let postgres = |mistake: &&Diagnostic| mistake.refusal == Refusal::Postgres;
    match mistakes.iter().find(postgres) {
        Some(mistake) => Err(mistake.code.code().to_owned()),
        None => Ok(()),
    }
}

fn ask(server: &Server, settings: &str, literals: &[Literal]) -> Result<Vec<String>, String> {
    let rows: Vec<String> = literals
        .iter()
        .enumerate()
        .map(|(number, literal)| {
            format!("({number}, {}, {})", quoted(&literal.ty), quoted(&literal.text))
        })
        .collect();
    let rows = server.rows(&format!(
        "{settings}\nSELECT asked(type, literal) FROM (VALUES {}) AS v (number, type, literal) \
         ORDER BY number;",
        rows.join(",\n")
    ))?;
    let states: Vec<String> = rows.into_iter().map(|row| row.concat()).collect();
    match states.len() == literals.len() {
        true => Ok(states),
        false => Err(format!("{} answers to {} literals", states.len(), literals.len())),
    }
}

/// A string in SQL.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
    let escaped = escaped.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t");
    format!("E'{escaped}'")
}

#[cfg(test)]
mod tests {
    use sqldb_analyze::catalog::Major;

    use crate::server::Server;

    #[test]
    fn no_literal_is_refused_that_the_server_takes() {
        for major in Major::ALL {
            let Some(server) = Server::start_for_test(major) else { continue };
            super::literals(&server, 1, 40).unwrap();
        }
    }
}
