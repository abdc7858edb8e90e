//! `CREATE POLICY` and `ALTER POLICY`.

use super::super::{Ident, QualifiedIdent};
use super::Fragment;
use crate::catalog::PolicyCommand;

/// `CREATE POLICY`, or `ALTER POLICY`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatePolicy {
    /// Its name.
    pub name: Ident,
    /// The table.
    pub relation: QualifiedIdent,
    /// Whether there is one that is changed.
    pub form: PolicyForm,
    /// `USING (…)`.
    pub using: Option<Fragment>,
    /// `WITH CHECK (…)`.
    pub check: Option<Fragment>,
}

/// What is written in front of a policy.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyForm {
    /// `CREATE`, with what is behind `FOR`.
    Create(PolicyCommand),
    /// `ALTER`.
    Alter,
    /// `ALTER … RENAME TO`.
    Rename(Ident),
}
