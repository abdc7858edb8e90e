//! Relations of which only a database knows the names.

/// A table, with its indexes and what else comes with it, that a migration makes by `EXECUTE` under
/// a name with an unknown part: the partition of a day, most often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRelation {
    /// Its schema, if that is known.
    pub schema: Option<String>,
    /// How its name begins, and the names of what comes with it.
    pub beginning: Beginning,
}

impl UnknownRelation {
    /// Whether a relation of this schema and name may be it, or come with it.
    pub fn may_be(&self, schema: Option<&str>, name: &str) -> bool {
        let elsewhere = match (schema, &self.schema) {
            (Some(schema), Some(own)) => schema != own,
            _ => false,
        };
        !elsewhere && self.beginning.fits(name)
    }
}

/// How a name begins of which no more is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// Its first characters.
    pub text: String,
    /// What comes behind them.
    pub next: Next,
}

/// What comes behind the part of a name that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A digit: those of a date.
    Digit,
    /// Anything, or nothing.
    Anything,
}

impl Beginning {
    /// Whether a name begins so.
    pub fn fits(&self, name: &str) -> bool {
        name.strip_prefix(self.text.as_str()).is_some_and(|rest| match self.next {
            Next::Digit => rest.starts_with(|first: char| first.is_ascii_digit()),
            Next::Anything => true,
        })
    }
}
