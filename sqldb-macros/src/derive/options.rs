//! `#[sqldb(…)]` on a type with `#[derive(sqldb::Type)]`, on its fields and variants.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Path, Result};

/// What stands on the type.
#[derive(Default)]
pub(super) struct Options {
    /// `as = todo::Status`: the generated type that it is used in place of.
    pub(super) stands_for: Option<Path>,
    /// `rename_all = "kebab-case"`.
    pub(super) case: Case,
}

/// What stands on a field or a variant.
#[derive(Default)]
pub(super) struct FieldOptions {
    /// `rename = "in progress"`.
    pub(super) rename: Option<String>,
}

/// How labels are made of the names of variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Case {
    /// `InProgress` is `in_progress`.
    #[default]
    Snake,
    /// `in-progress`.
    Kebab,
    /// `IN_PROGRESS`.
    ScreamingSnake,
    /// `inprogress`.
    Lower,
    /// `inProgress`.
    Camel,
    /// `InProgress`.
    Pascal,
}

const CASES: [(&str, Case); 6] = [
    ("snake_case", Case::Snake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("lowercase", Case::Lower),
    ("camelCase", Case::Camel),
    ("PascalCase", Case::Pascal),
];

impl Options {
    /// Of a struct around one value, which has none.
    pub(super) fn none(attributes: &[Attribute]) -> Result<()> {
        each(attributes, |meta| {
            Err(meta
                .error("a struct around one value is sent as that value, and takes no settings"))
        })
    }

    pub(super) fn of_struct(attributes: &[Attribute]) -> Result<Options> {
        let mut options = Options::default();
        each(attributes, |meta| {
            if meta.path.is_ident("as") {
                options.stands_for = Some(meta.value()?.parse()?);
                return Ok(());
            }
            Err(meta.error(
                "the setting of a struct is `as = todo::Address`, the generated type it stands for",
            ))
        })?;
        Ok(options)
    }

    pub(super) fn of_enum(attributes: &[Attribute]) -> Result<Options> {
        let mut options = Options::default();
        each(attributes, |meta| {
            if meta.path.is_ident("as") {
                options.stands_for = Some(meta.value()?.parse()?);
                return Ok(());
            }
            if !meta.path.is_ident("rename_all") {
                return Err(meta.error(
                    "the settings of an enum are `as = todo::Status`, the generated type it stands \
                     for, and `rename_all = \"kebab-case\"`",
                ));
            }
            let written: LitStr = meta.value()?.parse()?;
            let known = CASES.iter().find(|(name, _)| *name == written.value());
            let names = CASES.map(|(name, _)| format!("`{name}`")).join(", ");
            let (_, case) = known.ok_or_else(|| {
                syn::Error::new(written.span(), format!("`rename_all` is one of {names}"))
            })?;
            options.case = *case;
            Ok(())
        })?;
        Ok(options)
    }
}

impl FieldOptions {
    pub(super) fn new(attributes: &[Attribute]) -> Result<FieldOptions> {
        let mut options = FieldOptions::default();
        each(attributes, |meta| {
            if !meta.path.is_ident("rename") {
                return Err(meta.error("the setting is `rename = \"…\"`, PostgreSQL's name for it"));
            }
            let name: LitStr = meta.value()?.parse()?;
            options.rename = Some(name.value());
            Ok(())
        })?;
        Ok(options)
    }
}

/// Reads the settings of all `#[sqldb(…)]`.
fn each(
    attributes: &[Attribute],
    mut one: impl FnMut(ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    let ours = attributes.iter().filter(|attribute| attribute.path().is_ident("sqldb"));
    ours.into_iter().try_for_each(|attribute| attribute.parse_nested_meta(&mut one))
}

impl Case {
    /// The label of the variant `name`, which is written in `PascalCase`.
    pub(super) fn of_variant(self, name: &str) -> String {
        let separated = |separator: &str| {
            let mut text = String::new();
            for character in name.chars() {
                if character.is_uppercase() && !text.is_empty() {
                    text.push_str(separator);
                }
                text.extend(character.to_lowercase());
            }
            text
        };
        match self {
            Case::Snake => separated("_"),
            Case::Kebab => separated("-"),
            Case::ScreamingSnake => separated("_").to_uppercase(),
            Case::Lower => separated(""),
            Case::Pascal => name.to_owned(),
            Case::Camel => {
                let mut characters = name.chars();
                let first = characters.next().into_iter().flat_map(char::to_lowercase);
                first.chain(characters).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        let labels = CASES.map(|(_, case)| case.of_variant("InProgress"));
        let expected =
            ["in_progress", "in-progress", "IN_PROGRESS", "inprogress", "inProgress", "InProgress"];
        assert_eq!(labels, expected);
    }
}
