//! `#[cfg(…)]` and `#[cfg_attr(…)]`: whether an ordinary build has what stands under a condition, which
//! decides between alternatives of one database.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, Meta, Token};

use super::metadata::Package;

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

    /// Under a condition. What cannot be told is expected.
    pub(super) fn under(condition: &Meta, package: &Package) -> Presence {
        match holds(condition, package) {
            Some(false) => Presence::Unexpected,
            Some(true) | None => Presence::Expected,
        }
    }
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
