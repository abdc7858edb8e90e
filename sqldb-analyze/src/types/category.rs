//! The categories of types, which decide between overloads.

/// `pg_type.typcategory`: types of one category are taken for each other where a choice is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// `A`.
    Array,
    /// `B`.
    Boolean,
    /// `C`.
    Composite,
    /// `D`.
    DateTime,
    /// `E`.
    Enum,
    /// `G`.
    Geometric,
    /// `I`.
    Network,
    /// `N`.
    Numeric,
    /// `P`.
    Pseudo,
    /// `R`.
    Range,
    /// `S`.
    String,
    /// `T`.
    Timespan,
    /// `U`.
    User,
    /// `V`.
    BitString,
    /// `X`, that of the type `unknown`.
    Unknown,
    /// `Z`: `"char"` and types for internal use.
    Other,
    /// A letter of the user's own.
    Own(u8),
}

impl Category {
    /// The category of PostgreSQL's letter.
    pub fn of_letter(letter: u8) -> Category {
        match letter {
            b'A' => Category::Array,
            b'B' => Category::Boolean,
            b'C' => Category::Composite,
            b'D' => Category::DateTime,
            b'E' => Category::Enum,
            b'G' => Category::Geometric,
            b'I' => Category::Network,
            b'N' => Category::Numeric,
            b'P' => Category::Pseudo,
            b'R' => Category::Range,
            b'S' => Category::String,
            b'T' => Category::Timespan,
            b'U' => Category::User,
            b'V' => Category::BitString,
            b'X' => Category::Unknown,
            b'Z' => Category::Other,
            letter => Category::Own(letter),
        }
    }
}
