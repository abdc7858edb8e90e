//! Whether a module is where `#[sqldb::database]` took it to be.

/// Whether `module_path`, of `module_path!()`, is `expected` in some crate: `todo::db` is `db` in
/// the crate `todo`.
pub const fn is_module(module_path: &str, expected: &str) -> bool {
    let (path, expected) = (module_path.as_bytes(), expected.as_bytes());
    // The crate's name has no colon: what is expected stands behind the first two.
    let mut at = 0;
    while at < path.len() && byte(path, at) != b':' {
        at += 1;
    }
    let start = at + 2;
    if path.len() != start + expected.len() {
        return false;
    }
    let mut at = 0;
    while at < expected.len() {
        if byte(path, start + at) != byte(expected, at) {
            return false;
        }
        at += 1;
    }
    true
}

#[expect(clippy::indexing_slicing, reason = "`get` of a slice is not const, and callers compare")]
const fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes[at]
}

#[cfg(test)]
mod tests {
    use super::is_module;

    #[test]
    fn compares_behind_the_name_of_the_crate() {
        assert!(is_module("app::todo", "todo"));
        assert!(is_module("app::db::todo", "db::todo"));
        assert!(!is_module("app::db::todo", "todo"));
        assert!(!is_module("app::todo", "db::todo"));
        assert!(!is_module("app", "todo"));
        assert!(!is_module("todo", "todo"));
    }
}
