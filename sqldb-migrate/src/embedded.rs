//! A migration as the generated code carries it.

/// One migration, borrowed: from the program itself (`'static`, by `include_str!`) or from a
/// [`Migration`](crate::Migration) that was read from its directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbeddedMigration<'a> {
    /// The number that the file's name begins with.
    pub version: i64,
    /// The description between the number and `.up.sql`.
    pub name: &'a str,
    /// The file's name, for messages.
    pub file: &'a str,
    /// The whole text of the file.
    pub sql: &'a str,
}
