//! Parameters take their types where they are first coerced.
//!
//! `parse_param.c variable_paramref_hook, variable_coerce_param_hook, check_variable_parameters`:
//! the first coercion fixes `$n`; a reference that was left unknown before cannot follow later.

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::node::{Node, NodeKind, ParameterNode};
use crate::span::Span;
use crate::statement::{Accepts, Nulls, RowsColumn};
use crate::tree::ParameterIndex;
use crate::types::{TypeId, Typed};

/// What is known of the parameters of a statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters {
    slots: Vec<Slot>,
    /// The arrays of `<rows..>`, numbered behind the slots.
    row_lists: Vec<RowListSlot>,
}

/// The array of a column's values in `<rows..>`.
#[derive(Clone, Debug)]
struct RowListSlot {
    ty: TypeId,
    accepts: Accepts,
    column: RowsColumn,
    span: Span,
}

/// One parameter.
#[derive(Clone, Debug, Default)]
struct Slot {
    /// Whether `<x?>` is written.
    optional: bool,
    /// Its type and who fixed it.
    fixed: Option<(TypeId, Span)>,
    /// Its places, in the order of analysis.
    uses: Vec<Use>,
}

#[derive(Clone, Debug)]
struct Use {
    span: Span,
    /// Whether this very reference has a type.
    typed: bool,
    assigned: Assigned,
}

/// Where a parameter's value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assigned {
    /// Into an expression.
    No,
    /// Unchanged into a column that takes NULL.
    Nullable,
}

impl Parameters {
    /// Parameters of which `optional` says whether `<x?>` is written, `$1` first.
    pub(crate) fn new(optional: impl IntoIterator<Item = bool>) -> Parameters {
        let slot = |optional| Slot { optional, ..Slot::default() };
        Parameters { slots: optional.into_iter().map(slot).collect(), row_lists: Vec::new() }
    }

    /// Parameters of these types, `$1` first: those of a function.
    pub(crate) fn of_types(types: impl IntoIterator<Item = TypeId>) -> Parameters {
        let slot = |ty| Slot { fixed: Some((ty, Span::default())), ..Slot::default() };
        Parameters { slots: types.into_iter().map(slot).collect(), row_lists: Vec::new() }
    }

    /// The first parameter behind so many, and where it stands.
    pub(crate) fn beyond(&self, count: usize) -> Option<(usize, Span)> {
        let slot = self.slots.get(count..)?.iter().position(|slot| !slot.uses.is_empty())?;
        let place = self.slots.get(count + slot)?.uses.first()?.span;
        Some((count + slot + 1, place))
    }

    /// A reference to a parameter (`variable_paramref_hook`).
    pub(crate) fn reference(&mut self, index: ParameterIndex, span: Span) -> Node {
        let at = usize::from(index.0);
        if self.slots.len() <= at {
            self.slots.resize(at + 1, Slot::default());
        }
        let mut ty = TypeId::UNKNOWN;
        let mut nulls = Nulls::Never;
        if let Some(slot) = self.slots.get_mut(at) {
            ty = slot.fixed.map_or(TypeId::UNKNOWN, |(ty, _)| ty);
            nulls = if slot.optional { Nulls::Maybe } else { Nulls::Never };
            let typed = ty != TypeId::UNKNOWN;
            match slot.uses.iter_mut().find(|known| known.span == span) {
                // A text that is analysed twice, as the recursive term of a WITH is.
                Some(known) => known.typed |= typed,
                None => slot.uses.push(Use { span, typed, assigned: Assigned::No }),
            }
        }
        let kind = NodeKind::Parameter(ParameterNode { index, nulls, at: span });
        Node { kind, ty: ty.into(), span }
    }

    /// Gives an unknown reference the type `target` (`variable_coerce_param_hook`).
    ///
    /// # Errors
    ///
    /// 42P08 where another reference has fixed another type.
    pub(crate) fn coerce(
        &mut self,
        catalog: &Catalog,
        parameter: ParameterNode,
        target: TypeId,
    ) -> Result<Node, Diagnostic> {
        let span = parameter.at;
        let Some(slot) = self.slots.get_mut(usize::from(parameter.index.0)) else {
            return Ok(Node { kind: NodeKind::Parameter(parameter), ty: target.into(), span });
        };
        match slot.fixed {
            Some((known, first)) if known != target => {
                return Err(inconsistent(catalog, parameter.index, (known, first), target, span));
            }
            Some(_) => {}
            None => slot.fixed = Some((target, span)),
        }
        for known in slot.uses.iter_mut().filter(|known| known.span == span) {
            known.typed = true;
        }
        Ok(Node { kind: NodeKind::Parameter(parameter), ty: Typed::from(target), span })
    }

    /// Notes that the reference at `span` is assigned, unchanged, to a column that takes NULL.
    pub(crate) fn assign(&mut self, index: ParameterIndex, span: Span) {
        let Some(slot) = self.slots.get_mut(usize::from(index.0)) else { return };
        for known in slot.uses.iter_mut().filter(|known| known.span == span) {
            known.assigned = Assigned::Nullable;
        }
    }

    /// Adds the array of a column's values in the `<rows..>` at `span`; its number.
    pub(crate) fn add_row_list(
        &mut self,
        ty: TypeId,
        accepts: Accepts,
        column: RowsColumn,
        span: Span,
    ) -> usize {
        self.row_lists.push(RowListSlot { ty, accepts, column, span });
        self.slots.len() + self.row_lists.len()
    }

    /// Whether `$n` is written `<x?>`.
    pub(crate) fn is_optional(&self, index: ParameterIndex) -> bool {
        self.slots.get(usize::from(index.0)).is_some_and(|slot| slot.optional)
    }

    /// The type that `$n` has been given, with the place that did.
    pub(crate) fn fixed(&self, index: ParameterIndex) -> Option<(TypeId, Span)> {
        self.slots.get(usize::from(index.0)).and_then(|slot| slot.fixed)
    }

    /// The parameters with their types (`check_variable_parameters`, and
    /// `postgres.c exec_parse_message` for what is left unknown).
    pub(crate) fn finish(
        &self,
        catalog: &Catalog,
    ) -> (Vec<crate::statement::Parameter>, Vec<Diagnostic>) {
        let mut parameters = Vec::new();
        let mut diagnostics = Vec::new();
        for (at, slot) in self.slots.iter().enumerate() {
            let index = ParameterIndex(u16::try_from(at).unwrap_or(u16::MAX));
            let untyped = slot.uses.iter().find(|known| !known.typed);
            let Some((ty, _)) = slot.fixed.filter(|_| untyped.is_none()) else {
                let span = untyped.map_or(Span::default(), |known| known.span);
                diagnostics.push(undetermined(catalog, index, span, slot.fixed));
                continue;
            };
            let assigned_only = !slot.uses.is_empty()
                && slot.uses.iter().all(|known| known.assigned == Assigned::Nullable);
            let accepts = match (slot.optional, assigned_only) {
                (true, _) => Accepts::Optional,
                (false, true) => Accepts::Either,
                (false, false) => Accepts::Value,
            };
            let base = catalog.base_type(ty).id;
            parameters.push(crate::statement::Parameter {
                index,
                ty: base,
                domain: (base != ty).then_some(ty),
                accepts,
                spans: slot.uses.iter().map(|known| known.span).collect(),
                of_rows: None,
            });
        }
        for (at, slot) in self.row_lists.iter().enumerate() {
            let index = u16::try_from(self.slots.len() + at).unwrap_or(u16::MAX);
            parameters.push(crate::statement::Parameter {
                index: ParameterIndex(index),
                ty: slot.ty,
                domain: None,
                accepts: slot.accepts,
                spans: vec![slot.span],
                of_rows: Some(slot.column.clone()),
            });
        }
        (parameters, diagnostics)
    }
}

fn inconsistent(
    catalog: &Catalog,
    index: ParameterIndex,
    (known, first): (TypeId, Span),
    target: TypeId,
    span: Span,
) -> Diagnostic {
    let (known, target) = (catalog.format_type(known), catalog.format_type(target));
    let number = index.number();
    Diagnostic::new(
        SqlState::AMBIGUOUS_PARAMETER,
        span,
        format!("inconsistent types deduced for parameter `${number}`"),
    )
    .label(format!("`{target}` here, `{known}` at byte {}", first.start))
    .note(format!("`{known}` versus `{target}`: the first use decided for `{known}`"), None)
    .help(format!("cast both uses to one type, such as `::{known}`"))
}

fn undetermined(
    catalog: &Catalog,
    index: ParameterIndex,
    span: Span,
    fixed: Option<(TypeId, Span)>,
) -> Diagnostic {
    let number = index.number();
    let message = format!("could not determine data type of parameter `${number}`");
    match fixed {
        Some((ty, _)) => Diagnostic::new(SqlState::AMBIGUOUS_PARAMETER, span, message)
            .label("used before its type is known")
            .help(format!("write `::{}` behind it here", catalog.format_type(ty))),
        None => Diagnostic::new(SqlState::INDETERMINATE_DATATYPE, span, message)
            .label("nothing here says which type it has")
            .help("write its type behind it, such as `::text`"),
    }
}
