//! Comments that say where a statement is written, for those who look at the server: sqlcommenter's
//! form, as an option.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::statement::{Plan, Source};

/// What statements are tagged with.
#[derive(Debug, Clone, Default)]
pub(crate) enum Tags {
    #[default]
    None,
    /// The program, and the statement's file and line. Nothing that changes between two executions,
    /// because the statement is prepared once.
    Source { application: Arc<str> },
}

impl Tags {
    /// The text that is prepared for a statement.
    pub(crate) fn text(&self, plan: &Plan) -> Cow<'static, str> {
        let Tags::Source { application } = self else { return Cow::Borrowed(plan.text) };
        let Source { file, line, .. } = plan.source;
        // On a line of its own, because the last one may end in a comment.
        Cow::Owned(format!(
            "{}\n/*application='{}',db_driver='sqldb',file='{}',line='{line}'*/",
            plan.text,
            encoded(application),
            encoded(file)
        ))
    }
}

/// As in a URL: what remains is no quote, and ends no comment.
fn encoded(text: &str) -> String {
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
