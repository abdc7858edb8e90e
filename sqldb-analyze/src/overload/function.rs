//! Function calls (`parse_func.c ParseFuncOrColumn`, `func_get_detail`).

use super::Decoration;
use super::candidate::{Candidate, candidates};
use super::error::{OverloadError, OverloadErrorKind};
use super::select::{matching, select_candidate};
use crate::SqlState;
use crate::catalog::{AggregateKind, CallNulls, Catalog, Function, FunctionKind, TypeKind};
use crate::types::{
    Category, CoercionContext, CoercionPath, TypeId, can_coerce_type, category, coercion_pathway,
    enforce_consistency, is_family_1, is_polymorphic, select_common_type,
};

/// A call, as far as the choice of the function needs it.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallShape<'a> {
    /// The types of the arguments; of an ordered-set aggregate the direct ones, then those of
    /// `WITHIN GROUP (ORDER BY …)`. [`TypeId::UNKNOWN`] is a literal or an open parameter.
    pub arguments: &'a [TypeId],
    /// The names of the last arguments, where `name => value` is written.
    pub names: &'a [&'a str],
    /// Whether the last argument says `VARIADIC`.
    pub variadic: Variadic,
    /// What the first argument is, which decides whether `date('…')` is a cast.
    pub first: FirstArgument,
    /// What is written besides the arguments.
    pub decorations: &'a [Decoration],
}

/// Whether the last argument of a call says `VARIADIC`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variadic {
    /// No: further arguments are collected in an array.
    #[default]
    Expand,
    /// Yes: it is that array.
    Array,
}

/// What the first argument of a call is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstArgument {
    /// A string literal without a type, or NULL.
    Literal,
    /// Anything else; an open parameter too.
    #[default]
    Expression,
}

/// A call that PostgreSQL accepts.
#[derive(Clone, Debug)]
pub struct FunctionCall<'c> {
    /// What is called.
    pub target: FunctionTarget<'c>,
    /// What each argument of the call becomes. [`TypeId::UNKNOWN`] stays open: PostgreSQL cannot
    /// determine the type of such a parameter, and passes such a literal on as it is.
    pub arguments: Vec<TypeId>,
    /// Which declared argument each of them is; arguments collected by a variadic one share its
    /// number.
    pub positions: Vec<usize>,
    /// How many arguments at the end were collected into the variadic array.
    pub variadic: usize,
    /// What it yields, for each row if it returns a set.
    pub result: TypeId,
    /// The columns of its `OUT` arguments or of `RETURNS TABLE`; an empty name is none.
    pub columns: Vec<(&'c str, TypeId)>,
    /// Whether a NULL argument makes the result NULL (an aggregate: false).
    pub strict: bool,
    /// Whether it returns a set.
    pub returns_set: bool,
    /// When it yields NULL.
    pub nulls: CallNulls,
}

/// What a call turns out to be.
#[derive(Clone, Copy, Debug)]
pub enum FunctionTarget<'c> {
    /// A function, an aggregate or a window function.
    Function(Function<'c>),
    /// A cast in the form of a call: `text(x)`, `date('2024-01-01')`.
    Cast(TypeId),
}

/// The function that a name means for these arguments.
///
/// First an exact match; then a name of a type with one argument is a cast; then the candidates by
/// the same rule as operators. Named notation, defaults and variadic arguments are matched, kinds
/// of functions checked against what the call says besides its arguments.
///
/// `f(row)` for `row.f` is left to the caller: it applies where this finds nothing
/// ([`OverloadErrorKind::NotFound`]), with one argument of a composite type.
///
/// # Errors
///
/// No such function (42883), several that fit (42725), open polymorphic types (42804), or a
/// decoration that this kind of function does not take (42809, 0A000).
pub fn resolve_function<'c>(
    catalog: &'c Catalog,
    schema: Option<&'c str>,
    name: &'c str,
    call: &CallShape<'_>,
) -> Result<FunctionCall<'c>, OverloadError> {
    let place = Place { catalog, schema, name, call };
    let candidates = candidates(catalog, schema, name, call);
    let exact = candidates.iter().find(|candidate| candidate.arguments.starts_with(call.arguments));
    let chosen = match exact {
        Some(exact) => exact,
        None => {
            if let Some(cast) = as_cast(&place) {
                place.check_plain()?;
                return Ok(cast);
            }
            match matching(catalog, call.arguments, &candidates).as_slice() {
                [] => return Err(place.not_found(None)),
                [only] => only,
                several => select_candidate(catalog, call.arguments, several.to_vec())
                    .ok_or_else(|| place.ambiguous())?,
            }
        }
    };
    let Some(function) = chosen.function else { return Err(place.ambiguous()) };
    // VARIADIC on a named argument must have met the variadic one.
    if call.variadic == Variadic::Array
        && !call.names.is_empty()
        && chosen.positions.get(call.arguments.len().wrapping_sub(1))
            != Some(&(call.arguments.len().wrapping_sub(1)))
    {
        return Err(place.not_found(None));
    }
    place.check_kind(function, chosen)?;
    place.finish(function, chosen)
}

/// The call as a cast, if its name is a type's and no function is called
/// (`parse_func.c func_get_detail`).
fn as_cast<'c>(place: &Place<'c, '_>) -> Option<FunctionCall<'c>> {
    let &Place { catalog, schema, name, call } = place;
    let ([source], []) = (call.arguments, call.names) else { return None };
    let target = catalog.find_type(schema, name)?;
    // `parse_func.c FuncNameAsType`: no rows, but domains over them.
    let kind = catalog.type_info(target)?.kind;
    if matches!(kind, TypeKind::Composite | TypeKind::Row(_)) {
        return None;
    }
    let literal = *source == TypeId::UNKNOWN && call.first == FirstArgument::Literal;
    let is_cast = literal
        || match coercion_pathway(catalog, *source, target, CoercionContext::Explicit) {
            Some(CoercionPath::Relabel) => true,
            // A row is not written as text by accident.
            Some(CoercionPath::InputOutput) => {
                let row = *source == TypeId::RECORD || catalog.is_composite(*source);
                !(row && category(catalog, target) == Category::String)
            }
            _ => false,
        };
    is_cast.then(|| FunctionCall {
        target: FunctionTarget::Cast(target),
        arguments: vec![target],
        positions: vec![0],
        variadic: 0,
        result: target,
        columns: Vec::new(),
        strict: true,
        returns_set: false,
        nulls: CallNulls::Total,
    })
}

/// A call with its name: what messages need.
pub(super) struct Place<'c, 'a> {
    pub(super) catalog: &'c Catalog,
    schema: Option<&'c str>,
    name: &'c str,
    pub(super) call: &'a CallShape<'a>,
}

impl<'c> Place<'c, '_> {
    fn finish(
        &self,
        function: Function<'c>,
        chosen: &Candidate<'c>,
    ) -> Result<FunctionCall<'c>, OverloadError> {
        let &Place { catalog, call, .. } = self;
        let mut declared = chosen.arguments.clone();
        if let (Some(AggregateKind::HypotheticalSet(_)), Some(ordered)) =
            (function.aggregate(), self.within_group())
        {
            self.unify_hypothetical(ordered, &mut declared)?;
        }
        // Defaults are of the declared types. For `anyelement` and its kin they are of any, which
        // must be that of the arguments: these decide, and a default of another type is a mistake
        // that PostgreSQL finds when the function is called.
        let mut actual = call.arguments.to_vec();
        let given = actual.len();
        let decided = declared.iter().take(given).any(|ty| is_family_1(*ty));
        actual.extend(declared.iter().skip(given).map(|ty| match is_family_1(*ty) && decided {
            true => TypeId::UNKNOWN,
            false => *ty,
        }));
        let result = function.result();
        let columns = function.columns();
        let mut results = vec![result];
        results.extend(columns.iter().map(|column| column.1));
        let resolved = enforce_consistency(catalog, &actual, &mut declared, &results)?;
        let real = |ty: TypeId| resolved.real(ty).unwrap_or(ty);
        if given < chosen.arguments.len() && results.iter().any(|ty| is_polymorphic(real(*ty))) {
            let message = "the type of the result is that of a default, which is not known";
            return Err(self.not_supported(message.to_owned()));
        }
        let any = |(actual, declared): (&TypeId, TypeId)| {
            if declared == TypeId::ANY { *actual } else { declared }
        };
        let arguments: Vec<TypeId> = actual.iter().zip(declared).map(any).collect();
        let given = call.arguments.len();
        if call.variadic == Variadic::Array
            && function.variadic(catalog) == Some(TypeId::ANY)
            && let Some(last) = call.arguments.last()
            && catalog.element_of(catalog.base_type(*last).id).is_none()
        {
            return Err(OverloadError::new(
                OverloadErrorKind::WrongKind,
                SqlState::DATATYPE_MISMATCH,
                "VARIADIC argument must be an array".to_owned(),
            ));
        }
        // Arguments are collected in an array, which arrays themselves do not have.
        if let Some(element) = given.checked_sub(chosen.variadic).and_then(|at| arguments.get(at))
            && chosen.variadic > 0
            && function.variadic(catalog) != Some(TypeId::ANY)
            && catalog.array_of(*element).is_none()
        {
            let element = catalog.format_type(*element);
            return Err(OverloadError::new(
                OverloadErrorKind::WrongKind,
                SqlState::UNDEFINED_OBJECT,
                format!("could not find array type for data type {element}"),
            ));
        }
        Ok(FunctionCall {
            target: FunctionTarget::Function(function),
            arguments: arguments.into_iter().take(given).collect(),
            positions: chosen.positions.iter().copied().take(given).collect(),
            variadic: chosen.variadic,
            result: real(result),
            columns: columns.into_iter().map(|(name, ty)| (name, real(ty))).collect(),
            // What is collected in an array may be NULL without the array being so; PostgreSQL's own
            // strict functions of that kind are NULL all the same.
            strict: function.is_strict()
                && function.kind() == FunctionKind::Function
                && (chosen.variadic == 0 || function.user().is_none()),
            returns_set: function.returns_set(),
            nulls: match (function.nulls(), call.variadic) {
                // `concat(VARIADIC NULL)` is NULL, and `concat_ws(',', VARIADIC NULL)`.
                (CallNulls::Never | CallNulls::FirstArgument, Variadic::Array) => CallNulls::Total,
                (nulls, _) => nulls,
            },
        })
    }

    /// Each hypothetical argument gets the type it has in common with its ordering column
    /// (`parse_func.c unify_hypothetical_args`).
    fn unify_hypothetical(
        &self,
        ordered: usize,
        declared: &mut [TypeId],
    ) -> Result<(), OverloadError> {
        let catalog = self.catalog;
        let direct = self.call.arguments.len().saturating_sub(ordered);
        let start = direct.saturating_sub(ordered);
        for index in start..direct {
            let pair = (self.call.arguments.get(index), self.call.arguments.get(index + ordered));
            let (Some(hypothetical), Some(order)) = pair else { continue };
            if declared.get(index) != Some(&TypeId::ANY) {
                continue;
            }
            // The ordering column's type has some preference.
            let common = select_common_type(catalog, &[*order, *hypothetical]);
            let common = common.map_err(|error| {
                let left = catalog.format_type(error.left);
                let right = catalog.format_type(error.right);
                OverloadError::new(
                    OverloadErrorKind::WrongKind,
                    SqlState::DATATYPE_MISMATCH,
                    format!("WITHIN GROUP types {left} and {right} cannot be matched"),
                )
            })?;
            let implicit = CoercionContext::Implicit;
            if let Some(other) = [*order, *hypothetical]
                .into_iter()
                .find(|ty| !can_coerce_type(catalog, *ty, common, implicit))
            {
                let (from, to) = (catalog.format_type(other), catalog.format_type(common));
                return Err(OverloadError::new(
                    OverloadErrorKind::WrongKind,
                    SqlState::CANNOT_COERCE,
                    format!("WITHIN GROUP could not convert type {from} to {to}"),
                ));
            }
            for index in [index, index + ordered] {
                if let Some(slot) = declared.get_mut(index) {
                    *slot = common;
                }
            }
        }
        Ok(())
    }

    pub(super) fn has(&self, decoration: Decoration) -> bool {
        self.call.decorations.contains(&decoration)
    }

    pub(super) fn within_group(&self) -> Option<usize> {
        self.call.decorations.iter().find_map(|decoration| match decoration {
            Decoration::WithinGroup(ordered) => Some(*ordered),
            _ => None,
        })
    }

    pub(super) fn not_found(&self, hint: Option<String>) -> OverloadError {
        let message = format!("function `{}` does not exist", self.signature());
        let kind = OverloadErrorKind::NotFound;
        let hint = hint.unwrap_or_else(|| {
            "No function matches the given name and argument types. \
             You might need to add explicit type casts."
                .to_owned()
        });
        OverloadError::new(kind, SqlState::UNDEFINED_FUNCTION, message).hint(hint)
    }

    fn ambiguous(&self) -> OverloadError {
        let message = format!("function `{}` is not unique", self.signature());
        let kind = OverloadErrorKind::Ambiguous;
        OverloadError::new(kind, SqlState::AMBIGUOUS_FUNCTION, message).hint(
            "Could not choose a best candidate function. \
             You might need to add explicit type casts.",
        )
    }

    pub(super) fn not_supported(&self, message: String) -> OverloadError {
        OverloadError::new(OverloadErrorKind::WrongKind, SqlState::FEATURE_NOT_SUPPORTED, message)
    }

    pub(super) fn shown_name(&self) -> String {
        match self.schema {
            Some(schema) => format!("{schema}.{}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// `lower(integer)`, `f(text, limit => integer)` (`parse_func.c func_signature_string`).
    pub(super) fn signature(&self) -> String {
        let positional = self.call.arguments.len().saturating_sub(self.call.names.len());
        let arguments: Vec<String> = self
            .call
            .arguments
            .iter()
            .enumerate()
            .map(|(index, ty)| {
                let ty = self.catalog.format_type(*ty);
                let name = index.checked_sub(positional).and_then(|at| self.call.names.get(at));
                name.map_or(ty.clone(), |name| format!("{name} => {ty}"))
            })
            .collect();
        format!("{}({})", self.shown_name(), arguments.join(", "))
    }
}
