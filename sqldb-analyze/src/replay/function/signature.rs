//! What the signature of a function must be (`functioncmds.c interpret_function_parameter_list`,
//! `parse_coerce.c check_valid_polymorphic_signature`).

use crate::catalog::{Catalog, FunctionKind, UserFunction};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::Done;
use crate::span::Span;
use crate::tree::ddl::{CreateFunction, Parameter, ParameterMode};
use crate::types::TypeId;

/// Refuses parameters that cannot stand beside each other.
pub(in crate::replay) fn parameters_fit(
    catalog: &Catalog,
    create: &CreateFunction,
    types: &[TypeId],
) -> Done {
    let refused = |at: Span, message: String| -> Done {
        Err(Diagnostic::new(SqlState::INVALID_FUNCTION_DEFINITION, at, message).into())
    };
    let is_input = |parameter: &Parameter| parameter.mode != ParameterMode::Out;
    let is_output =
        |parameter: &Parameter| matches!(parameter.mode, ParameterMode::Out | ParameterMode::InOut);
    let mut variadic = false;
    for (at, parameter) in create.parameters.iter().enumerate() {
        let place = parameter.type_name.span;
        if variadic && (is_input(parameter) || create.kind == FunctionKind::Procedure) {
            let what = match create.kind {
                FunctionKind::Procedure => "parameter",
                _ => "input parameter",
            };
            return refused(place, format!("VARIADIC parameter must be the last {what}"));
        }
        if parameter.mode == ParameterMode::Variadic {
            variadic = true;
            let ty = types.get(at).copied().unwrap_or(TypeId::ANY);
            let list = matches!(ty, TypeId::ANY | TypeId::ANYARRAY | TypeId::ANYCOMPATIBLEARRAY);
            if !list && catalog.element_of(ty).is_none() {
                return refused(place, "VARIADIC parameter must be an array".to_owned());
            }
        }
        let Some(name) = &parameter.name else { continue };
        let twice = create.parameters.iter().take(at).any(|before| {
            before.name.as_ref().is_some_and(|known| known.name == name.name)
                && (is_input(before) && is_input(parameter)
                    || is_output(before) && is_output(parameter))
        });
        if twice {
            return refused(
                name.span,
                format!("parameter name `{}` used more than once", name.name),
            );
        }
    }
    Ok(())
}

/// Refuses a result of a type that no argument decides.
pub(in crate::replay) fn result_is_decided(
    create: &CreateFunction,
    function: &UserFunction,
) -> Done {
    if function.kind == FunctionKind::Aggregate {
        return Ok(());
    }
    let arguments: Vec<TypeId> = function.arguments.iter().map(|argument| argument.ty).collect();
    let results = function.columns.iter().map(|column| column.ty).chain([function.result]);
    for result in results {
        let Some(by) = deciding(result) else { continue };
        if !arguments.iter().any(|argument| by.contains(argument)) {
            let at = create.returns.as_ref().map_or(create.name.name.span, |found| found.span);
            let code = SqlState::INVALID_FUNCTION_DEFINITION;
            return Err(Diagnostic::new(code, at, "cannot determine result data type")
                .help("an argument must be of a type that tells it")
                .into());
        }
    }
    Ok(())
}

/// The types of arguments of which one decides what a generic result is.
fn deciding(result: TypeId) -> Option<&'static [TypeId]> {
    const ONE: &[TypeId] = &[
        TypeId::ANYELEMENT,
        TypeId::ANYARRAY,
        TypeId::ANYNONARRAY,
        TypeId::ANYENUM,
        TypeId::ANYRANGE,
        TypeId::ANYMULTIRANGE,
    ];
    const COMPATIBLE: &[TypeId] = &[
        TypeId::ANYCOMPATIBLE,
        TypeId::ANYCOMPATIBLEARRAY,
        TypeId::ANYCOMPATIBLENONARRAY,
        TypeId::ANYCOMPATIBLERANGE,
        TypeId::ANYCOMPATIBLEMULTIRANGE,
    ];
    const RANGES: &[TypeId] = &[TypeId::ANYRANGE, TypeId::ANYMULTIRANGE];
    const COMPATIBLE_RANGES: &[TypeId] =
        &[TypeId::ANYCOMPATIBLERANGE, TypeId::ANYCOMPATIBLEMULTIRANGE];
    match result {
        TypeId::ANYRANGE | TypeId::ANYMULTIRANGE => Some(RANGES),
        TypeId::ANYCOMPATIBLERANGE | TypeId::ANYCOMPATIBLEMULTIRANGE => Some(COMPATIBLE_RANGES),
        generic if ONE.contains(&generic) => Some(ONE),
        generic if COMPATIBLE.contains(&generic) => Some(COMPATIBLE),
        _ => None,
    }
}
