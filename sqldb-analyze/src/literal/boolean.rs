//! `bool.c`.

use super::{Outcome, Refused, trimmed};

pub(super) fn check(text: &str) -> Outcome {
    match value(text) {
        Some(_) => Ok(()),
        None => Err(Refused::syntax("boolean", text)),
    }
}

/// `boolin`, `parse_bool_with_len`: any beginning of a word that only one word has.
pub(crate) fn value(text: &str) -> Option<bool> {
    let word = trimmed(text).to_ascii_lowercase();
    let begins = |whole: &str, least: usize| word.len() >= least && whole.starts_with(&word);
    if begins("true", 1) || begins("yes", 1) || matches!(word.as_str(), "on" | "1") {
        return Some(true);
    }
    let no = begins("false", 1) || begins("no", 1) || begins("off", 2) || word == "0";
    no.then_some(false)
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_may_be_shortened_until_they_are_ambiguous() {
        for text in ["t", "tr", " TRUE ", "y", "on", "of", "0"] {
            assert!(super::check(text).is_ok(), "{text}");
        }
        for text in ["o", "", "2", "yess", "t rue"] {
            assert!(super::check(text).is_err(), "{text}");
        }
    }
}
