//! The exact place of a mistake: the server counts characters of the text that it got.

use crate::statement::Plan;

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// The place in the source file of the character `position`, from 1, of a statement's text.
pub(crate) fn in_source(plan: &Plan, position: usize) -> Option<Spot> {
    /// The piece as a whole is at its place.
    const WHOLE: u32 = 1 << 31;

    let at = offset(plan.text, position)?;
    let mut found = None;
    let (pieces, _) = plan.places.as_chunks::<12>();
    for [a, b, c, d, e, f, g, h, i, j, k, l] in pieces {
        let sent = u32::from_le_bytes([*a, *b, *c, *d]);
        let line = u32::from_le_bytes([*e, *f, *g, *h]);
        let column = u32::from_le_bytes([*i, *j, *k, *l]);
        let sent = usize::try_from(sent).unwrap_or(usize::MAX);
        if sent > at {
            break;
        }
        let behind = match column & WHOLE {
            0 => plan.text.get(sent..at)?.chars().count(),
            _ => 0,
        };
        let behind = u32::try_from(behind).unwrap_or_default();
        found = Some(Spot { line, column: (column & !WHOLE).saturating_add(behind) });
    }
    found
}

/// The place in a text of its character `position`, from 1.
pub(crate) fn in_text(text: &str, position: usize) -> Option<Spot> {
    let before = text.get(..offset(text, position)?)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some(Spot { line: u32::try_from(line).ok()?, column: u32::try_from(column).ok()? })
}

fn offset(text: &str, position: usize) -> Option<usize> {
    let index = position.checked_sub(1)?;
    text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(index)
}
