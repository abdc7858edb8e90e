//! PostgreSQL's major versions.

/// A major version whose catalog is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Major {
    /// 15.
    V15,
    /// 16.
    V16,
    /// 17, which is meant where nothing else is said.
    #[default]
    V17,
    /// 18.
    V18,
}

impl Major {
    /// All of them, the oldest first.
    pub const ALL: [Major; 4] = [Major::V15, Major::V16, Major::V17, Major::V18];

    /// The version of a number.
    ///
    /// ```
    /// use sqldb_analyze::catalog::Major;
    /// assert_eq!(Major::of(16), Some(Major::V16));
    /// assert_eq!(Major::of(9), None);
    /// ```
    pub fn of(number: u32) -> Option<Major> {
        Major::ALL.into_iter().find(|major| major.number() == number)
    }

    /// Its number.
    pub fn number(self) -> u32 {
        match self {
            Major::V15 => 15,
            Major::V16 => 16,
            Major::V17 => 17,
            Major::V18 => 18,
        }
    }
}

impl std::fmt::Display for Major {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.number().fmt(f)
    }
}

/// The versions that a row of the generated tables holds for, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct In(pub(crate) u8, pub(crate) u8);

impl In {
    pub(crate) fn holds(self, major: Major) -> bool {
        (u32::from(self.0)..=u32::from(self.1)).contains(&major.number())
    }
}
