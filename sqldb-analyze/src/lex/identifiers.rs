//! Names in strings, as functions of PostgreSQL read them.

use super::is_blank;
use super::string::truncated;

/// The parts of a name with dots: what is in quotes as it is, the rest in lower case. It has no comments, and what
/// is no quote, dot or blank belongs to a word (`varlena.c SplitIdentifierString`). [`None`] where it has not that
/// form.
pub(crate) fn identifiers(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = text.trim_start_matches(is_blank);
    loop {
        let (name, behind) = match rest.strip_prefix('"') {
            Some(mut inside) => {
                let mut name = String::new();
                loop {
                    let (piece, behind) = inside.split_once('"')?;
                    name.push_str(piece);
                    let Some(more) = behind.strip_prefix('"') else { break (name, behind) };
                    name.push('"');
                    inside = more;
                }
            }
            None => {
                let end = rest.find(|c| c == '.' || is_blank(c)).unwrap_or(rest.len());
                let (word, behind) =
                    rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
                (word.to_ascii_lowercase(), behind)
            }
        };
        names.push(truncated(name));
        let behind = behind.trim_start_matches(is_blank);
        if behind.is_empty() {
            return Some(names);
        }
        rest = behind.strip_prefix('.')?.trim_start_matches(is_blank);
    }
}

#[cfg(test)]
mod tests {
    use super::identifiers;

    #[test]
    fn names_in_strings() {
        let check = |text: &str, expected: Option<&[&str]>| {
            let found = identifiers(text);
            let found: Option<Vec<&str>> =
                found.as_ref().map(|names| names.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check(" App . \"My \"\"Table\" ", Some(&["app", "My \"Table"]));
        check("\"\"", Some(&[""]));
        check("a--b", Some(&["a--b"]));
        check("1a", Some(&["1a"]));
        for wrong in ["", " ", "a b", "a..b", "a.", "\"a", "\"a\"b"] {
            check(wrong, None);
        }
        let long = "x".repeat(70);
        check(&long, long.get(..63).map(|cut| vec![cut]).as_deref());
    }
}
