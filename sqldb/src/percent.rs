//! Percent-encoding, as parts of URLs and the comments of sqlcommenter have it.

use std::fmt::Write as _;

/// Everything but letters, digits and `-_.~` as `%` and two digits: what remains is no quote, ends no
/// comment, and divides no URL.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn nothing_ends_the_comment_or_the_quotes() {
        assert_eq!(encoded("src/main.rs"), "src%2Fmain.rs");
        assert_eq!(encoded("a'*/ ü"), "a%27%2A%2F%20%C3%BC");
    }
}
