//! A schema as one page, without anything from elsewhere: a diagram that can be searched, moved and
//! clicked.

use super::model::Model;
use crate::Failure;

const PAGE: &str = include_str!("page.html");

/// The page with the schema in it.
///
/// # Errors
///
/// None that is expected: a schema is always JSON.
pub(super) fn write(model: &Model) -> Result<String, Failure> {
    // `</script>` in a comment of a table would end the script.
    let data = serde_json::to_string(model)?.replace('<', "\\u003c");
    Ok(PAGE.replace("TITLE", &escaped(&model.database)).replace("/*MODEL*/null", &data))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
