//! `{AND title ILIKE <title>}`: a part that is sent only if all of its placeholders are given.
//!
//! The braces are no SQL, so that what stands between them is the query's own text, at its place. A
//! text with parts stands for several, its [variants](Parts::variants).

use std::collections::BTreeSet;

use super::placeholder::{Placeholder, Placeholders};
use super::token::{Token, TokenKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ParameterIndex;

/// Each group doubles the number of texts that are analysed, prepared and kept.
const MOST_GROUPS: usize = 8;

/// The optional parts of a text, those together that are sent together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The parts by what decides about them.
    pub groups: Vec<Group>,
}

/// Parts that are sent if the same placeholders are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The numbers of these placeholders in `Placeholders::list`, sorted.
    pub placeholders: Vec<usize>,
    /// The parts, each from `{` to `}`.
    pub spans: Vec<Span>,
}

/// The parts that a text is sent with: bit *n* for group *n*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mask(pub u32);

impl Mask {
    /// Whether the group of this number is sent.
    pub fn has(self, group: usize) -> bool {
        self.0 & (1 << group) != 0
    }
}

/// A text that may be sent.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The parts in it.
    pub mask: Mask,
    /// Its tokens, numbered anew.
    pub tokens: Vec<Token>,
    /// Its placeholders.
    pub placeholders: Placeholders,
    /// For each of them its number in the whole text.
    pub numbers: Vec<usize>,
}

/// Finds the parts, and marks the placeholders that decide about them.
pub(super) fn find(
    text: &str,
    tokens: &[Token],
    placeholders: &mut Placeholders,
) -> Result<(), Diagnostic> {
    let spans = spans(tokens)?;
    let inside =
        |span: Span| spans.iter().position(|part| part.start <= span.start && span.end <= part.end);
    // For each placeholder the parts in which it stands, and `None` where it stands in none.
    let mut places: Vec<Vec<Option<usize>>> = vec![Vec::new(); placeholders.list.len()];
    for token in tokens {
        if let TokenKind::Parameter(index) = token.kind
            && let Some(places) = places.get_mut(usize::from(index.0))
        {
            places.push(inside(token.span));
        }
    }
    for (placeholder, places) in placeholders.list.iter_mut().zip(&places) {
        placeholder.decides = places.iter().all(Option::is_some);
        if placeholder.decides && placeholder.optional {
            return Err(optional_inside(text, placeholder));
        }
    }
    if let Some(rows) = placeholders.rows.iter().find(|rows| inside(rows.span).is_some()) {
        let message = "a list of rows is no optional part: without rows nothing is inserted";
        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, rows.span, message)
            .help("leave the braces out"));
    }
    let mut groups: Vec<Group> = Vec::new();
    for (part, span) in spans.iter().enumerate() {
        let decides = |(_, (placeholder, places)): &(usize, (&Placeholder, &Vec<_>))| {
            placeholder.decides && places.contains(&Some(part))
        };
        let deciding = placeholders.list.iter().zip(&places).enumerate().filter(decides);
        let deciding: Vec<usize> = deciding.map(|(number, _)| number).collect();
        if deciding.is_empty() {
            return Err(undecided(text, *span));
        }
        match groups.iter_mut().find(|group| group.placeholders == deciding) {
            Some(group) => group.spans.push(*span),
            None => groups.push(Group { placeholders: deciding, spans: vec![*span] }),
        }
    }
    if let Some(span) = groups.get(MOST_GROUPS).and_then(|group| group.spans.first()) {
        let message = format!(
            "a query has at most {MOST_GROUPS} optional parts: each doubles the number of its texts"
        );
        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, *span, message).help(
            "parts with the same placeholders count as one; a condition can stay and be switched \
             off, `(<x?> IS NULL OR a = <x?>)`",
        ));
    }
    placeholders.parts = Parts { groups };
    Ok(())
}

/// From each `{` to its `}`.
fn spans(tokens: &[Token]) -> Result<Vec<Span>, Diagnostic> {
    let wrong = |span, message| Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
    let mut spans = Vec::new();
    let mut open: Option<Span> = None;
    for token in tokens {
        match (&token.kind, open) {
            (TokenKind::LeftBrace, None) => open = Some(token.span),
            (TokenKind::LeftBrace, Some(_)) => {
                return wrong(token.span, "an optional part cannot stand in another one");
            }
            (TokenKind::RightBrace, Some(start)) => {
                spans.push(Span { start: start.start, end: token.span.end });
                open = None;
            }
            (TokenKind::RightBrace, None) => {
                return wrong(token.span, "there is no `{` that this `}` could close");
            }
            _ => {}
        }
    }
    match open {
        Some(span) => wrong(span, "the `}` that closes this optional part is missing"),
        None => Ok(spans),
    }
}

fn optional_inside(text: &str, placeholder: &Placeholder) -> Diagnostic {
    let written = placeholder.span.text(text);
    Diagnostic::new(
        SqlState::SYNTAX_ERROR,
        placeholder.span,
        format!("the part around `{written}` is not sent where it would be NULL"),
    )
    .help(format!(
        "write `{}`, which takes an `Option` here; or leave the braces out to send NULL",
        written.replace('?', "")
    ))
}

fn undecided(text: &str, span: Span) -> Diagnostic {
    let message = "nothing decides whether this part is sent";
    let error = Diagnostic::new(SqlState::SYNTAX_ERROR, span, message)
        .label("here is no placeholder that stands only in optional parts");
    let inside = span.text(text).trim_matches(['{', '}']).trim();
    // As `format!` has it.
    if inside.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')) {
        let name = if inside.is_empty() { "name" } else { inside };
        return error.help(format!(
            "a value of the program is written `<{name}>`; a part is sent if the placeholder in it is `Some`"
        ));
    }
    error.help("leave the braces out, or write one query for each case")
}

impl Parts {
    /// The texts that may be sent, the one with all parts first, then from fewer to more.
    pub(crate) fn variants(&self, tokens: &[Token], placeholders: &Placeholders) -> Vec<Variant> {
        let all = Mask((1 << self.groups.len()) - 1);
        let mut masks: Vec<Mask> = (0..all.0).map(Mask).filter(|mask| self.can_be(*mask)).collect();
        masks.sort_by_key(|mask| (mask.0.count_ones(), *mask));
        let masks = std::iter::once(all).chain(masks);
        masks.map(|mask| self.variant(mask, tokens, placeholders)).collect()
    }

    /// Whether no group is missing whose placeholders are all given.
    fn can_be(&self, mask: Mask) -> bool {
        let sent = |number: &usize| {
            let mut groups = self.groups.iter().enumerate();
            groups.any(|(group, with)| mask.has(group) && with.placeholders.contains(number))
        };
        let mut missing = self.groups.iter().enumerate().filter(|(group, _)| !mask.has(*group));
        !missing.any(|(_, group)| group.placeholders.iter().all(sent))
    }

    fn variant(&self, mask: Mask, tokens: &[Token], placeholders: &Placeholders) -> Variant {
        let mut left_out = Vec::new();
        for (number, group) in self.groups.iter().enumerate() {
            for span in &group.spans {
                match mask.has(number) {
                    false => left_out.push(*span),
                    true => {
                        left_out.push(Span { start: span.start, end: span.start + 1 });
                        left_out.push(Span { start: span.end - 1, end: span.end });
                    }
                }
            }
        }
        let sent =
            |span: Span| !left_out.iter().any(|out| out.start <= span.start && span.end <= out.end);
        let mut tokens: Vec<Token> =
            tokens.iter().filter(|token| sent(token.span)).cloned().collect();
        let used = tokens.iter().filter_map(|token| match token.kind {
            TokenKind::Parameter(index) => Some(usize::from(index.0)),
            _ => None,
        });
        let used: BTreeSet<usize> = used.collect();
        let numbers: Vec<usize> = used.into_iter().collect();
        for token in &mut tokens {
            if let TokenKind::Parameter(known) = &mut token.kind
                && let Ok(new) = numbers.binary_search(&usize::from(known.0))
            {
                *known = index(new);
            }
        }
        let list = numbers.iter().filter_map(|number| placeholders.list.get(*number).cloned());
        let placeholders = Placeholders {
            list: list.collect(),
            rows: placeholders.rows.clone(),
            parts: Parts::default(),
            left_out,
        };
        Variant { mask, tokens, placeholders, numbers }
    }
}

/// A parameter's index; a text has as many at most as the scanner has counted.
fn index(number: usize) -> ParameterIndex {
    ParameterIndex(u16::try_from(number).unwrap_or(u16::MAX))
}
