//! Messages about names that mean nothing: what was meant, and where it went.
//!
//! `parse_relation.c errorMissingColumn, errorMissingRTE`.

use super::Scopes;
use crate::catalog::{Catalog, GoneThing, RelationId};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::{Ident, QualifiedIdent};

/// A column that no visible item has; `relation` where one is written in front.
pub(crate) fn unknown_column(
    catalog: &Catalog,
    scopes: &Scopes,
    relation: Option<&Ident>,
    column: &Ident,
) -> Diagnostic {
    let shown = match relation {
        Some(relation) => format!("{}.{}", relation.name, column.name),
        None => column.name.clone(),
    };
    let error = Diagnostic::new(
        SqlState::UNDEFINED_COLUMN,
        column.span,
        format!("column `{shown}` does not exist"),
    );
    let entries = || {
        scopes.inside_out().flat_map(|scope| &scope.entries).filter(move |entry| {
            relation.is_none_or(|relation| entry.name.as_deref() == Some(&relation.name))
        })
    };
    let relations: Vec<RelationId> = scopes
        .inside_out()
        .flat_map(|scope| &scope.items)
        .filter(|item| relation.is_none_or(|relation| item.name == relation.name))
        .filter_map(super::Item::relation_id)
        .collect();
    let error = with_history(catalog, error, &relations, &column.name);
    let names = entries().flat_map(|entry| entry.columns.iter()).map(|known| &*known.name);
    match closest(&column.name, names) {
        Some(name) if error.help.is_none() => {
            let written = match relation {
                Some(relation) => format!("{}.{name}", relation.name),
                None => name.to_owned(),
            };
            error.help(format!("did you mean `{written}`?"))
        }
        // Only the quotes make a name longer than it is.
        None if error.help.is_none()
            && relation.is_none()
            && (column.span.end - column.span.start) as usize == column.name.len() + 2 =>
        {
            let text = column.name.replace('\'', "''");
            error.help(format!("a text is written `'{text}'`; double quotes are for names"))
        }
        _ => error,
    }
}

/// Says which migration dropped or renamed the column, or made the table it is not in.
fn with_history(
    catalog: &Catalog,
    error: Diagnostic,
    relations: &[RelationId],
    column: &str,
) -> Diagnostic {
    let gone = catalog.history.iter().rev().find(|gone| {
        matches!(&gone.what, GoneThing::Column(id, name) if name == column && relations.contains(id))
    });
    if let Some(gone) = gone {
        return match &gone.renamed_to {
            Some(name) => error
                .note(format!("`{column}` was renamed to `{name}`"), Some(gone.origin.clone()))
                .help(format!("write `{name}`")),
            None => error.note(format!("`{column}` was dropped"), Some(gone.origin.clone())),
        };
    }
    match relations {
        [only] => match catalog.relation(*only) {
            Some(relation) => {
                let columns: Vec<&str> =
                    relation.columns.iter().map(|column| column.name.as_str()).collect();
                error.note(
                    format!("`{}` has the columns `{}`", relation.name.name, columns.join("`, `")),
                    Some(relation.origin.clone()),
                )
            }
            None => error,
        },
        _ => error,
    }
}

/// A name in front of a column that is no item of `FROM` (`errorMissingRTE`).
pub(crate) fn unknown_relation(scopes: &Scopes, name: &QualifiedIdent) -> Diagnostic {
    let written = &name.name.name;
    let hidden = scopes
        .inside_out()
        .flat_map(|scope| &scope.entries)
        .any(|entry| entry.name.as_deref() == Some(written) && entry.names());
    if hidden {
        return Diagnostic::new(
            SqlState::UNDEFINED_TABLE,
            name.name.span,
            format!("invalid reference to FROM-clause entry for table `{written}`"),
        )
        .label("it stands in the same FROM, but cannot be used from here")
        .help("to use it in this sub-select, write `LATERAL` in front of the sub-select");
    }
    let aliased = scopes.inside_out().flat_map(|scope| &scope.items).find_map(|item| {
        let id = item.relation_id()?;
        (item.name != *written).then_some((id, item.name.clone()))
    });
    let names = scopes.inside_out().flat_map(|scope| &scope.entries);
    let names: Vec<&str> = names.filter_map(|entry| entry.name.as_deref()).collect();
    let error = Diagnostic::new(
        SqlState::UNDEFINED_TABLE,
        name.name.span,
        format!("missing FROM-clause entry for table `{written}`"),
    );
    match (closest(written, names.iter().copied()), aliased) {
        (Some(close), _) => error.help(format!("did you mean `{close}`?")),
        (None, _) if !names.is_empty() => error.help(format!("FROM has `{}`", names.join("`, `"))),
        _ => error,
    }
}

/// The name nearest to `written`, if it is near enough to be a slip.
pub(crate) fn closest<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let limit = (written.chars().count() / 3).max(1);
    names
        .filter(|name| *name != written)
        .map(|name| (distance(written, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Edits between two names: insertions, deletions, replacements, and swaps of neighbours
/// (Damerau's distance over aligned strings).
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let replace = at(&last, j) + usize::from(a != b);
            let mut best = replace.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && from.get(i - 1) == Some(b) && to.get(j - 1) == Some(a);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    at(&last, to.len())
}

#[cfg(test)]
mod tests {
    use super::{closest, distance};

    #[test]
    fn distances() {
        assert_eq!(distance("title", "titel"), 1);
        assert_eq!(distance("id", "uid"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(closest("titel", ["id", "title"].into_iter()), Some("title"));
        assert_eq!(closest("x", ["abc"].into_iter()), None);
    }
}
