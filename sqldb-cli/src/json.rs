//! Who reads the output.

/// Whether the output is for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// `--json`: for programs, one value of JSON or one a line.
    Yes,
    /// For people.
    No,
}
