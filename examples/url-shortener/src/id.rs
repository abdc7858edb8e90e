//! Names of short URLs.

use std::hash::{BuildHasher, RandomState};

/// Eight characters that a URL takes as they are. The standard library's hasher keys are random
/// enough for a name; the table's primary key refuses the one that comes twice.
pub(crate) fn random() -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = RandomState::new().hash_one(std::time::SystemTime::now());
    (0..8)
        .filter_map(|place| ALPHABET.get((bits >> (6 * place)) as usize % ALPHABET.len()))
        .map(|letter| char::from(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_differ_and_fit_a_url() {
        let names: std::collections::HashSet<String> = (0..1000).map(|_| super::random()).collect();
        assert_eq!(names.len(), 1000);
        let fits =
            |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        assert!(names.iter().all(|name| name.len() == 8 && fits(name)));
    }
}
