//! What aggregates are made of (`pg_aggregate.c AggregateCreate`).

use crate::catalog::{By, Function, Needed, TypeKind, UserFunction, UserOperator, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::overload::{CallShape, FunctionTarget, resolve_function};
use crate::replay::lookup::{span, spelled};
use crate::replay::{Done, Replay, Stop};
use crate::span::Span;
use crate::tree::ddl::{CreateAggregate, CreateFunction, MovingAggregate};
use crate::tree::{QualifiedIdent, TypeName};
use crate::types::{TypeId, enforce_consistency};

/// The part that decides what an aggregate yields.
const FINAL: &str = "final";

/// A function that an aggregate is made of.
struct Part<'c> {
    name: &'c QualifiedIdent,
    /// What it is called in messages.
    role: &'static str,
    arguments: Vec<TypeId>,
    /// What it must yield, where that is decided.
    result: Option<TypeId>,
}

impl Replay<'_> {
    /// What an aggregate yields: its state, or what its final function makes of it.
    pub(in crate::replay) fn aggregate_result(
        &self,
        create: &CreateFunction,
        function: &UserFunction,
    ) -> Done<TypeId> {
        let default = CreateAggregate::default();
        let aggregate = create.aggregate.as_ref().unwrap_or(&default);
        let state = self.is_complete(aggregate, span(&create.name))?;
        let parts = self.parts(aggregate, function);
        for part in &parts {
            self.part_fits(part, aggregate, function)?;
        }
        let Some(name) = &aggregate.final_function else { return Ok(state) };
        let Some(part) = parts.iter().find(|part| part.role == FINAL) else { return Ok(state) };
        let schema = name.schema_name();
        let bare = name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare);
        if let Some((_, found)) = named.find(|(_, found)| found.arguments() == part.arguments) {
            return Ok(found.result());
        }
        let shape = CallShape { arguments: &part.arguments, ..CallShape::default() };
        match resolve_function(self.catalog, schema, bare, &shape) {
            Ok(call) => Ok(call.result),
            Err(_) if self.is_unread_function(bare) => Err(Stop::Known),
            // Functions over `internal` cannot be called by queries, and are in a table of their own.
            Err(_) if state == TypeId::INTERNAL => self.internal_final(part),
            Err(error) => Err(Diagnostic::new(error.code, span(name), error.message).into()),
        }
    }

    /// What one of PostgreSQL's own final functions makes of an internal state.
    fn internal_final(&self, part: &Part<'_>) -> Done<TypeId> {
        let name = part.name;
        let bare = name.name.name.as_str();
        let inputs = part.arguments.get(1..).unwrap_or_default();
        for (declared, result) in builtin::final_functions(bare, self.catalog.major) {
            if declared == inputs || declared == [TypeId::ANY] {
                return Ok(result);
            }
            let mut real = declared.clone();
            if declared.len() == inputs.len()
                && let Ok(resolved) =
                    enforce_consistency(self.catalog, inputs, &mut real, &[result])
                && let Some(result) = resolved.real(result)
            {
                return Ok(result);
            }
        }
        if builtin::takes_internal(bare, self.catalog.major) || !self.knows_all() {
            return Err(Diagnostic::unsupported(span(name), "this final function").into());
        }
        let types = part.arguments.iter().map(|ty| self.catalog.format_type(*ty));
        let types = types.collect::<Vec<String>>().join(", ");
        let message = format!("function {}({types}) does not exist", spelled(name));
        Err(Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message).into())
    }

    /// Refuses an aggregate that does not say all that belongs together, and gives the type of its state
    /// (`aggregatecmds.c DefineAggregate`).
    fn is_complete(&self, aggregate: &CreateAggregate, at: Span) -> Done<TypeId> {
        let MovingAggregate { transition, inverse, state, final_function, final_extra: _ } =
            &aggregate.moving;
        let moving = state.is_some();
        let written = [
            ("msfunc", transition.is_some()),
            ("minvfunc", inverse.is_some()),
            ("mfinalfunc", final_function.is_some()),
        ];
        let missing = written.iter().find(|(name, is)| moving && !is && *name != "mfinalfunc");
        let alone = written.iter().find(|(_, is)| !moving && *is);
        let message = match (&aggregate.state, &aggregate.transition, missing, alone) {
            (None, ..) => "aggregate stype must be specified".to_owned(),
            (_, None, ..) => "aggregate sfunc must be specified".to_owned(),
            (.., Some((name, _)), _) => {
                format!("aggregate {name} must be specified when mstype is specified")
            }
            (.., Some((name, _))) => {
                format!("aggregate {name} must not be specified without mstype")
            }
            _ if aggregate.serialize.is_some() != aggregate.deserialize.is_some() => {
                "must specify both or neither of serialization and deserialization functions"
                    .to_owned()
            }
            (Some(state), ..) => return self.parameter_type(state),
        };
        Err(Diagnostic::new(SqlState::INVALID_FUNCTION_DEFINITION, at, message).into())
    }

    /// The functions that an aggregate is made of, with what they are called with.
    fn parts<'c>(&self, aggregate: &'c CreateAggregate, function: &UserFunction) -> Vec<Part<'c>> {
        let ty = |written: &Option<TypeName>| {
            written.as_ref().and_then(|written| self.parameter_type(written).ok())
        };
        let inputs: Vec<TypeId> = function.arguments.iter().map(|argument| argument.ty).collect();
        let direct = aggregate.direct.unwrap_or(0);
        let aggregated = inputs.get(direct..).unwrap_or_default();
        // The direct arguments are passed on in any case.
        let passed = |extra: bool| {
            inputs.get(..if extra { inputs.len() } else { direct }).unwrap_or_default()
        };
        let behind = |state: TypeId, inputs: &[TypeId]| -> Vec<TypeId> {
            std::iter::once(state).chain(inputs.iter().copied()).collect()
        };
        let mut parts = Vec::new();
        let mut add = |name: &'c Option<QualifiedIdent>, role, arguments, result| {
            parts.extend(name.as_ref().map(|name| Part { name, role, arguments, result }));
        };
        if let Some(state) = ty(&aggregate.state) {
            let arguments = behind(state, aggregated);
            add(&aggregate.transition, "transition", arguments, Some(state));
            let arguments = behind(state, passed(aggregate.final_extra));
            add(&aggregate.final_function, FINAL, arguments, None);
            add(&aggregate.combine, "combine", vec![state, state], Some(state));
        }
        let (bytes, internal) = (TypeId::BYTEA, TypeId::INTERNAL);
        add(&aggregate.serialize, "serialization", vec![internal], Some(bytes));
        add(&aggregate.deserialize, "deserialization", vec![bytes, internal], Some(internal));
        let moving = &aggregate.moving;
        if let Some(state) = ty(&moving.state) {
            let arguments = behind(state, aggregated);
            add(&moving.transition, "transition", arguments.clone(), Some(state));
            add(&moving.inverse, "inverse transition", arguments, Some(state));
            add(&moving.final_function, FINAL, behind(state, passed(moving.final_extra)), None);
        }
        parts
    }

    /// Refuses a part that is not there, or yields something else, as far as that is certain.
    fn part_fits(
        &self,
        part: &Part<'_>,
        aggregate: &CreateAggregate,
        function: &UserFunction,
    ) -> Done {
        let Some(result) = part.result else { return Ok(()) };
        let pseudo = |ty: TypeId| {
            let info = self.catalog.type_info(ty);
            info.is_none_or(|info| info.kind == TypeKind::Pseudo)
        };
        let bare = part.name.name.name.as_str();
        if aggregate.direct.is_some()
            || function.variadic
            || part.arguments.iter().copied().any(pseudo)
            || self.is_unread_function(bare)
            || !self.knows_all()
        {
            return Ok(());
        }
        let schema = part.name.schema_name();
        let shape = CallShape { arguments: &part.arguments, ..CallShape::default() };
        match resolve_function(self.catalog, schema, bare, &shape) {
            Ok(call) if call.result == result || pseudo(call.result) => Ok(()),
            Ok(_) => {
                let (role, shown) = (part.role, self.catalog.format_type(result));
                let message = format!("return type of {role} function `{bare}` is not {shown}");
                let code = SqlState::DATATYPE_MISMATCH;
                Err(Diagnostic::new(code, span(part.name), message).into())
            }
            Err(_) => {
                let types = part.arguments.iter().map(|ty| self.catalog.format_type(*ty));
                let types = types.collect::<Vec<String>>().join(", ");
                let message = format!("function {}({types}) does not exist", spelled(part.name));
                let code = SqlState::UNDEFINED_FUNCTION;
                Err(Diagnostic::new(code, span(part.name), message)
                    .help("it takes the state first, then the arguments of the aggregate")
                    .into())
            }
        }
    }

    /// The functions and the operator of the migrations that an aggregate is made of.
    pub(in crate::replay) fn aggregate_parts(
        &self,
        create: &CreateFunction,
        function: &UserFunction,
    ) -> Vec<Needed> {
        let Some(aggregate) = &create.aggregate else { return Vec::new() };
        let parts = self.parts(aggregate, function);
        let functions = parts.iter().filter_map(|part| self.part(part));
        let inputs: Vec<TypeId> = function.arguments.iter().map(|argument| argument.ty).collect();
        let sorts = aggregate.sort.iter().filter_map(|name| self.sort_operator(name, &inputs));
        functions.chain(sorts).collect()
    }

    /// The function of the migrations that a part means (`lookup_agg_function`).
    fn part(&self, part: &Part<'_>) -> Option<Needed> {
        let needed = |found: Function<'_>| found.user().map(|user| Needed::Function(user.id()));
        let schema = part.name.schema_name();
        let bare = part.name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare);
        if let Some((_, found)) = named.find(|(_, found)| found.arguments() == part.arguments) {
            return needed(found);
        }
        let shape = CallShape { arguments: &part.arguments, ..CallShape::default() };
        match resolve_function(self.catalog, schema, bare, &shape).ok()?.target {
            FunctionTarget::Function(found) => needed(found),
            FunctionTarget::Cast(_) => None,
        }
    }

    /// The operator whose first value an aggregate is.
    fn sort_operator(&self, name: &QualifiedIdent, inputs: &[TypeId]) -> Option<Needed> {
        let [input] = inputs else { return None };
        let schema = name.schema_name();
        let is = |found: &&UserOperator| {
            found.name.name == name.name.name
                && (found.left, found.right) == (Some(*input), *input)
                && schema.is_none_or(|schema| found.name.schema == schema)
        };
        self.catalog.operators.find_by(By::Name(&name.name.name), is).map(UserOperator::as_needed)
    }
}
