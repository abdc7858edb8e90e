//! `uuid.c`.

use super::{Outcome, Refused};

/// `string_to_uuid`: 32 hexadecimal digits, hyphens behind groups of four, braces around; no blanks.
pub(super) fn check(text: &str) -> Outcome {
    match is_uuid(text) {
        true => Ok(()),
        false => Err(Refused::syntax("uuid", text)),
    }
}

fn is_uuid(text: &str) -> bool {
    let mut rest = match text.strip_prefix('{') {
        Some(inner) => match inner.strip_suffix('}') {
            Some(inner) => inner,
            None => return false,
        },
        None => text,
    };
    for byte in 0..16 {
        let Some((digits, after)) = rest.split_at_checked(2) else { return false };
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return false;
        }
        // A hyphen may stand behind every second byte, but not behind the last.
        let hyphen = byte % 2 == 1 && byte < 15;
        rest = after.strip_prefix('-').filter(|_| hyphen).unwrap_or(after);
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_uuid;

    #[test]
    fn hyphens_stand_behind_groups_of_four() {
        assert!(is_uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
        assert!(is_uuid("{A0EEBC999C0B4EF8BB6D6BB9BD380A11}"));
        assert!(is_uuid("a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11"));
        assert!(!is_uuid("a0eebc99"));
        assert!(!is_uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 "));
        assert!(!is_uuid("{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
        assert!(!is_uuid("a0-eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
    }
}
