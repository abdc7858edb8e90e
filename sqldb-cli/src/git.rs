//! Versions in git, as the command line names them.

use crate::Failure;
use crate::failure::refused;

/// Refuses what git would take for an option.
pub(crate) fn refuse_option(reference: &str) -> Result<(), Failure> {
    match reference.starts_with('-') {
        true => Err(refused(format!("`{reference}` is no version in git"))),
        false => Ok(()),
    }
}

/// That git does not have a version; `said` is what it wrote to its standard error.
pub(crate) fn refusal(reference: &str, said: &[u8]) -> Failure {
    let said = String::from_utf8_lossy(said);
    let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    refused(format!("`{reference}` cannot be taken out of git: {said}"))
}
