//! `#[cfg(…)]` and `#[cfg_attr(…)]`: whether an ordinary build has what stands under a condition, which
//! decides between alternatives of one database.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

use super::metadata::Package;
use crate::Failure;

/// Whether an ordinary build has it: of the default features, for this system, with debug assertions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presence {
    Expected,
    Unexpected,
}

impl Presence {
    /// That of something in a place that has one of its own.
    pub(super) fn within(self, place: Presence) -> Presence {
        self.max(place)
    }

    /// That of what has these attributes, of which those by the name `cfg` count.
    pub(super) fn under_attributes(self, attributes: &[Attribute], package: &Package) -> Presence {
        let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        conditions.fold(self, |presence, attribute| {
            let condition = attribute.parse_args::<Meta>();
            condition
                .map_or(presence, |condition| Presence::under(&condition, package).within(presence))
        })
    }

    /// Under a condition. What cannot be told is expected.
    fn under(condition: &Meta, package: &Package) -> Presence {
        match holds(condition, package) {
            Some(false) => Presence::Unexpected,
            Some(true) | None => Presence::Expected,
        }
    }
}

/// Calls `each` with an attribute, or with those that `cfg_attr` makes of it, and whether an ordinary
/// build has them.
///
/// # Errors
///
/// Those of `each`.
pub(super) fn unfold(
    meta: &Meta,
    package: &Package,
    each: &mut dyn FnMut(&Meta, Presence) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let list = match meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => list,
        plain => return each(plain, Presence::Expected),
    };
    let inner = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone());
    // What cannot be parsed is the compiler's to complain about.
    let mut inner = inner.iter().flatten();
    let Some(condition) = inner.next() else { return Ok(()) };
    let presence = Presence::under(condition, package);
    for meta in inner {
        unfold(meta, package, &mut |meta, inner| each(meta, inner.within(presence)))?;
    }
    Ok(())
}

/// Whether a condition holds; not all can be told from here.
fn holds(condition: &Meta, package: &Package) -> Option<bool> {
    let name = condition.path().get_ident()?.to_string();
    match condition {
        Meta::Path(_) => match name.as_str() {
            "unix" => Some(cfg!(unix)),
            "windows" => Some(cfg!(windows)),
            "debug_assertions" => Some(true),
            "test" => Some(false),
            _ => None,
        },
        Meta::NameValue(pair) => {
            let Expr::Lit(ExprLit { lit: Lit::Str(value), .. }) = &pair.value else { return None };
            let value = value.value();
            match name.as_str() {
                "feature" => Some(package.default_features().contains(&value)),
                "target_os" => Some(value == std::env::consts::OS),
                "target_family" => Some(value == std::env::consts::FAMILY),
                "target_arch" => Some(value == std::env::consts::ARCH),
                _ => None,
            }
        }
        Meta::List(list) => {
            let inner = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone());
            let inner: Vec<Option<bool>> =
                inner.ok()?.iter().map(|condition| holds(condition, package)).collect();
            match name.as_str() {
                "not" => inner.first().copied().flatten().map(|holds| !holds),
                "all" if inner.contains(&Some(false)) => Some(false),
                "any" if inner.contains(&Some(true)) => Some(true),
                "all" | "any" if inner.contains(&None) => None,
                "all" => Some(true),
                "any" => Some(false),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_an_ordinary_build() {
        let package = serde_json::json!({
            "name": "shop", "manifest_path": "/shop/Cargo.toml", "targets": [],
            "features": { "default": ["small", "dep:x"], "small": ["tiny", "y/z"], "tiny": [], "large": [] }
        });
        let package: Package = serde_json::from_value(package).unwrap();
        let check = |condition: &str, expected: Option<bool>| {
            let condition = syn::parse_str(condition).unwrap();
            assert_eq!(holds(&condition, &package), expected);
        };
        check("feature = \"tiny\"", Some(true));
        check("feature = \"large\"", Some(false));
        check("not(feature = \"large\")", Some(true));
        check("all(unix, windows)", Some(false));
        check("any(test, debug_assertions)", Some(true));
        check("all(tokio_unstable, feature = \"tiny\")", None);
        check("all(tokio_unstable, test)", Some(false));
    }
}
