//! What aggregates are made of (`pg_aggregate.c AggregateCreate`).

use super::lookup::{span, spelled};
use super::{Done, Replay};
use crate::catalog::{Function, Needed, UserFunction, UserOperator};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::overload::{CallShape, FunctionTarget, resolve_function};
use crate::tree::ddl::CreateFunction;
use crate::tree::{QualifiedIdent, TypeName};
use crate::types::TypeId;

impl Replay<'_> {
    /// What an aggregate yields: its state, or what its final function makes of it
    /// (`pg_aggregate.c AggregateCreate, lookup_agg_function`).
    pub(super) fn aggregate_result(
        &self,
        create: &CreateFunction,
        function: &UserFunction,
    ) -> Done<TypeId> {
        let aggregate = create.aggregate.clone().unwrap_or_default();
        let Some(state) = &aggregate.state else {
            return Err(Diagnostic::new(
                SqlState::INVALID_FUNCTION_DEFINITION,
                span(&create.name),
                "aggregate stype must be specified",
            )
            .into());
        };
        let state = self.parameter_type(state)?;
        self.transition_exists(&aggregate, state, function)?;
        let Some(name) = &aggregate.final_function else { return Ok(state) };
        let inputs = function.arguments.iter().map(|argument| argument.ty);
        // The direct arguments are passed on in any case.
        let passed = match (aggregate.final_extra, aggregate.direct) {
            (true, _) => function.arguments.len(),
            (false, direct) => direct.unwrap_or(0),
        };
        let arguments: Vec<TypeId> = std::iter::once(state).chain(inputs.take(passed)).collect();
        let schema = name.schema.as_ref().map(|schema| schema.name.as_str());
        let bare = name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare);
        if let Some((_, found)) = named.find(|(_, found)| found.arguments() == arguments) {
            return Ok(found.result());
        }
        let shape = CallShape { arguments: &arguments, ..CallShape::default() };
        match resolve_function(self.catalog, schema, bare, &shape) {
            Ok(call) => Ok(call.result),
            Err(_) if self.is_unread_function(bare) => Err(super::Stop::Known),
            // Functions over `internal` cannot be called by queries, and are not in the tables.
            Err(_) if state == TypeId::INTERNAL => {
                Err(Diagnostic::unsupported(span(name), "a final function over `internal`").into())
            }
            Err(error) => Err(Diagnostic::new(error.code, span(name), error.message).into()),
        }
    }

    /// The function that takes the state on (`pg_aggregate.c lookup_agg_function`), as far as only a
    /// name of the migrations can be meant.
    fn transition_exists(
        &self,
        aggregate: &crate::tree::ddl::CreateAggregate,
        state: TypeId,
        function: &UserFunction,
    ) -> Done {
        let inputs: Vec<TypeId> = function.arguments.iter().map(|argument| argument.ty).collect();
        let arguments: Vec<TypeId> = std::iter::once(state).chain(inputs).collect();
        let generic = |ty: &TypeId| {
            let info = self.catalog.type_info(*ty);
            info.is_none_or(|info| info.kind == crate::catalog::TypeKind::Pseudo)
        };
        let Some(name) = &aggregate.transition else { return Ok(()) };
        let bare = name.name.name.as_str();
        if aggregate.direct.is_some()
            || function.variadic
            || arguments.iter().any(generic)
            || self.is_unread_function(bare)
            || !self.knows_all()
        {
            return Ok(());
        }
        let schema = name.schema.as_ref().map(|schema| schema.name.as_str());
        let mut named = self.catalog.functions_named(schema, bare);
        if named.any(|(_, found)| found.user().is_none()) {
            return Ok(());
        }
        let shape = CallShape { arguments: &arguments, ..CallShape::default() };
        if resolve_function(self.catalog, schema, bare, &shape).is_ok() {
            return Ok(());
        }
        let types: Vec<String> = arguments.iter().map(|ty| self.catalog.format_type(*ty)).collect();
        let message = format!("function {}({}) does not exist", spelled(name), types.join(", "));
        let diagnostic = Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message)
            .help("it takes the state first, then the arguments of the aggregate");
        Err(diagnostic.into())
    }

    /// The functions and the operator of the migrations that an aggregate is made of.
    pub(super) fn aggregate_parts(
        &self,
        create: &CreateFunction,
        function: &UserFunction,
    ) -> Vec<Needed> {
        let Some(aggregate) = &create.aggregate else { return Vec::new() };
        let state = |written: &Option<TypeName>| {
            written.as_ref().and_then(|written| self.parameter_type(written).ok())
        };
        let inputs: Vec<TypeId> = function.arguments.iter().map(|argument| argument.ty).collect();
        let direct = aggregate.direct.unwrap_or(0);
        let behind = |state: TypeId, inputs: &[TypeId]| -> Vec<TypeId> {
            std::iter::once(state).chain(inputs.iter().copied()).collect()
        };
        let aggregated = inputs.get(direct..).unwrap_or_default();
        let passed = |extra: bool| {
            let count = if extra { inputs.len() } else { direct };
            inputs.get(..count).unwrap_or_default()
        };
        let mut parts: Vec<(&Option<QualifiedIdent>, Vec<TypeId>)> = Vec::new();
        if let Some(state) = state(&aggregate.state) {
            parts.push((&aggregate.transition, behind(state, aggregated)));
            let ends = behind(state, passed(aggregate.final_extra));
            parts.push((&aggregate.final_function, ends));
            parts.push((&aggregate.combine, vec![state, state]));
        }
        parts.push((&aggregate.serialize, vec![TypeId::INTERNAL]));
        parts.push((&aggregate.deserialize, vec![TypeId::BYTEA, TypeId::INTERNAL]));
        let moving = &aggregate.moving;
        if let Some(state) = state(&moving.state) {
            parts.push((&moving.transition, behind(state, aggregated)));
            parts.push((&moving.inverse, behind(state, aggregated)));
            let ends = behind(state, passed(moving.final_extra));
            parts.push((&moving.final_function, ends));
        }
        let functions =
            parts.into_iter().filter_map(|(name, arguments)| self.part(name.as_ref()?, &arguments));
        let sorts = aggregate.sort.iter().filter_map(|name| self.sort_operator(name, &inputs));
        functions.chain(sorts).collect()
    }

    /// The function of the migrations that a part means (`lookup_agg_function`).
    fn part(&self, name: &QualifiedIdent, arguments: &[TypeId]) -> Option<Needed> {
        let needed = |found: Function<'_>| found.user().map(|user| Needed::Function(user.id()));
        let schema = name.schema.as_ref().map(|schema| schema.name.as_str());
        let bare = name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare);
        if let Some((_, found)) = named.find(|(_, found)| found.arguments() == arguments) {
            return needed(found);
        }
        let shape = CallShape { arguments, ..CallShape::default() };
        match resolve_function(self.catalog, schema, bare, &shape).ok()?.target {
            FunctionTarget::Function(found) => needed(found),
            FunctionTarget::Cast(_) => None,
        }
    }

    /// The operator whose first value an aggregate is.
    fn sort_operator(&self, name: &QualifiedIdent, inputs: &[TypeId]) -> Option<Needed> {
        let [input] = inputs else { return None };
        let schema = name.schema.as_ref().map(|schema| schema.name.as_str());
        let is = |found: &&UserOperator| {
            found.name.name == name.name.name
                && (found.left, found.right) == (Some(*input), *input)
                && schema.is_none_or(|schema| found.name.schema == schema)
        };
        self.catalog.operators.iter().find(is).map(UserOperator::as_needed)
    }
}
