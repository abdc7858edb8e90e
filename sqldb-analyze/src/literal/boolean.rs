//! `bool.c`.

use super::{Outcome, Refused, trimmed};

/// `boolin`, `parse_bool_with_len`: any beginning of a word that only one word has.
pub(super) fn check(text: &str) -> Outcome {
    let word = trimmed(text).to_ascii_lowercase();
    let begins = |whole: &str, least: usize| word.len() >= least && whole.starts_with(&word);
    let valid = begins("true", 1)
        || begins("false", 1)
        || begins("yes", 1)
        || begins("no", 1)
        || begins("off", 2)
        || matches!(word.as_str(), "on" | "1" | "0");
    match valid {
        true => Ok(()),
        false => Err(Refused::syntax("boolean", text)),
    }
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
