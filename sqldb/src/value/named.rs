//! The labels of enums and the attributes of composites and rows, as the migrations name them: what a type
//! that stands for one of them is compared with when it is compiled.

use std::marker::PhantomData;

/// A generated type.
pub trait Named {
    /// Its labels, or its attributes.
    const NAMES: &'static [&'static str];
}

/// The names of `T`, if it is a generated type.
pub struct NamesOf<T>(PhantomData<T>);

impl<T: Named> NamesOf<T> {
    /// They go before those of [`NoNames`], because they are its own.
    pub const NAMES: Option<&'static [&'static str]> = Some(T::NAMES);
}

/// What all other types have.
pub trait NoNames {
    /// Nobody knows.
    const NAMES: Option<&'static [&'static str]> = None;
}

impl<T> NoNames for T {}

/// Whether `name` is one of the names, as far as they are known.
pub const fn has_name(names: Option<&[&str]>, name: &str) -> bool {
    let Some(mut names) = names else { return true };
    while let Some((first, rest)) = names.split_first() {
        if is_same(first.as_bytes(), name.as_bytes()) {
            return true;
        }
        names = rest;
    }
    false
}

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    loop {
        match (one.split_first(), other.split_first()) {
            (Some((a, one_rest)), Some((b, other_rest))) if *a == *b => {
                (one, other) = (one_rest, other_rest);
            }
            (None, None) => return true,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up() {
        assert!(has_name(Some(&["open", "done"]), "done"));
        assert!(!has_name(Some(&["open", "done"]), "don"));
        assert!(!has_name(Some(&[]), ""));
        assert!(has_name(None, "anything"));
    }
}
