//! What a database's attribute and its build script say of its migrations.

use sqldb_analyze::catalog::Major;

use crate::directory::Gaps;
use crate::source::Source;

/// How a directory of migrations is read.
///
/// ```
/// use sqldb_migrate::{Gaps, Major, Settings};
///
/// let settings = Settings { postgres: Major::V16, ..Settings::default() };
/// assert_eq!(Settings::from(Gaps::Refused), Settings::default());
/// # assert_ne!(settings, Settings::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether numbers may be missing.
    pub gaps: Gaps,
    /// The version of PostgreSQL that they are for.
    pub postgres: Major,
    /// The tool that laid the directory out, if it was not us: then its rules of names, numbers and
    /// gaps hold.
    pub source: Option<Source>,
}

impl From<Gaps> for Settings {
    fn from(gaps: Gaps) -> Settings {
        Settings { gaps, ..Settings::default() }
    }
}
