//! Functions, procedures and aggregates: their signatures.

pub(super) mod aggregate;
pub(super) mod language;
pub(super) mod plpgsql_body;
pub(super) mod plpgsql_labels;
pub(super) mod signature;
pub(super) mod sql_body;

use super::function::signature::{parameters_fit, result_is_decided};
use super::lookup::{span, spelled};
use super::{Done, Replay};
use crate::catalog::{
    AggregateKind, By, CallNulls, Dependent, FunctionArgument, FunctionId, FunctionKind, Needed,
    QualifiedName, UserFunction,
};
use crate::ddl::input_types;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::tree::TypeName;
use crate::tree::ddl::{
    AlterFunctionAction, CreateFunction, Fragment, FunctionName, Object, Parameter, ParameterMode,
};
use crate::types::{TypeId, is_polymorphic};

impl Replay<'_> {
    pub(super) fn create_function(&mut self, create: &CreateFunction) -> Done {
        let language = self.language_exists(create);
        self.keep(language);
        let (name, id, needed) = self.make_function(create)?;
        let same = |found: &&UserFunction| found.name == name && found.is(&id);
        // The function is there when its body is read: it may call itself.
        let checked = match self.catalog.functions.find_by(By::Name(&name.name), same) {
            Some(function) => self.check_body(create, function),
            None => Ok(Vec::new()),
        };
        match checked {
            Ok(read) => {
                let dependent = Dependent::Function(id);
                self.set_reads(&dependent, read);
                self.add_needs(&dependent, needed);
                Ok(())
            }
            Err(stop) => {
                self.catalog.unread.push(crate::catalog::GoneThing::Function(name));
                Err(stop)
            }
        }
    }

    /// Makes a function; its name, what notes know it by, and what its signature uses besides types.
    fn make_function(
        &mut self,
        create: &CreateFunction,
    ) -> Done<(QualifiedName, FunctionId, Vec<Needed>)> {
        let schema = self.creation_schema(&create.name)?;
        let name = QualifiedName::new(schema, &create.name.name.name);
        let mut needed = Vec::new();
        let function = match self.signature(create, name.clone(), &mut needed) {
            Ok(function) => function,
            Err(stop) => {
                self.catalog.unread.push(crate::catalog::GoneThing::Function(name));
                return Err(stop);
            }
        };
        let made = (name, function.id(), needed);
        let by = By::Name(&function.name.name);
        let same = self.catalog.functions.position_by(by, |found| {
            found.name == function.name
                && found.arguments.iter().map(|a| a.ty).eq(function.arguments.iter().map(|a| a.ty))
        });
        let Some(at) = same else {
            self.catalog.functions.push(function);
            return Ok(made);
        };
        let Some(found) = self.catalog.functions.get(at) else { return Ok(made) };
        let place = span(&create.name);
        if !create.or_replace && !self.is_unread_function(&function.name.name) {
            let message = format!(
                "function `{}` already exists with same argument types",
                function.name.name
            );
            return Err(Diagnostic::new(SqlState::DUPLICATE_FUNCTION, place, message)
                .note(
                    format!("`{}` is created here", function.name.name),
                    Some(found.origin.clone()),
                )
                .into());
        }
        if found.kind != function.kind {
            let message = "cannot change routine kind";
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, place, message).into());
        }
        if let Some(message) = replaces_not(found, &function) {
            let word = match function.kind {
                FunctionKind::Procedure => "PROCEDURE",
                FunctionKind::Aggregate => "AGGREGATE",
                FunctionKind::Function | FunctionKind::Window => "FUNCTION",
            };
            return Err(Diagnostic::new(SqlState::INVALID_FUNCTION_DEFINITION, place, message)
                .note(
                    format!("`{}` is created here", function.name.name),
                    Some(found.origin.clone()),
                )
                .help(format!("write `DROP {word} {}` first", function.name.name))
                .into());
        }
        let (before, now) = (found.id(), function.id());
        let strict = (found.strict, function.strict);
        if let Some(mut found) = self.catalog.functions.change_at(at) {
            *found = function;
        }
        self.forget(&Dependent::Function(before.clone()));
        self.rename_needed(&Needed::Function(before), &Needed::Function(now));
        if strict.0 != strict.1 {
            self.strictness_changed(at);
        }
        Ok(made)
    }

    /// A function is called with NULL that was not, or the other way round: what WHERE proves with
    /// it in views is asked again, and an operator that may call it proves nothing.
    fn strictness_changed(&mut self, at: usize) {
        let Some(function) = self.catalog.functions.get(at) else { return };
        let operands: Vec<TypeId> = function.arguments.iter().map(|argument| argument.ty).collect();
        self.catalog.operators.change_all(|operator| {
            if operator.left.into_iter().chain([operator.right]).eq(operands.iter().copied()) {
                operator.strict = false;
            }
        });
        self.all_nulls_changed();
    }

    fn signature(
        &mut self,
        create: &CreateFunction,
        name: QualifiedName,
        needed: &mut Vec<Needed>,
    ) -> Done<UserFunction> {
        let mut function = UserFunction {
            name,
            kind: if create.window { FunctionKind::Window } else { create.kind },
            arguments: Vec::new(),
            variadic: false,
            defaults: 0,
            result: TypeId::VOID,
            columns: Vec::new(),
            call: Vec::new(),
            returns_set: create.returns_set,
            strict: create.strict,
            nulls: CallNulls::Maybe,
            aggregate: create.aggregate.as_ref().map(|aggregate| match aggregate.direct {
                Some(direct) if aggregate.hypothetical => AggregateKind::HypotheticalSet(direct),
                Some(direct) => AggregateKind::OrderedSet(direct),
                None => AggregateKind::Normal,
            }),
            body: self.routine_body(create),
            origin: self.origin(span(&create.name)),
        };
        let types = create.parameters.iter();
        let types = types.map(|parameter| self.parameter_type(&parameter.type_name));
        parameters_fit(self.catalog, create, &types.collect::<Done<Vec<_>>>()?)?;
        for parameter in &create.parameters {
            let argument = FunctionArgument {
                name: parameter.name.as_ref().map(|name| name.name.clone()),
                ty: self.parameter_type(&parameter.type_name)?,
            };
            function.call.push(argument.ty);
            let input = parameter.mode != ParameterMode::Out;
            if input && let Some(default) = &parameter.default {
                self.changes_nothing_by_calls(default);
                needed.extend(self.parameter_default(argument.ty, default)?);
                function.defaults += 1;
            } else if input && function.defaults > 0 {
                let message =
                    "input parameters after one with a default value must also have defaults";
                let code = SqlState::INVALID_FUNCTION_DEFINITION;
                return Err(Diagnostic::new(code, parameter.type_name.span, message).into());
            }
            match parameter.mode {
                ParameterMode::In => function.arguments.push(argument),
                ParameterMode::Variadic => {
                    function.variadic = true;
                    function.arguments.push(argument);
                }
                ParameterMode::Out => function.columns.push(argument),
                ParameterMode::InOut => {
                    function.arguments.push(argument.clone());
                    function.columns.push(argument);
                }
            }
        }
        let out = |parameter: &Parameter| parameter.mode == ParameterMode::Out;
        if function.kind != FunctionKind::Procedure || !create.parameters.iter().any(out) {
            function.call.clear();
        }
        for column in create.table.iter().flatten() {
            let ty = self.parameter_type(&column.type_name)?;
            let name = Some(column.name.name.clone());
            function.columns.push(FunctionArgument { name, ty });
        }
        function.result = self.result(create, &function)?;
        result_is_decided(create, &function)?;
        needed.extend(self.language(create));
        needed.extend(self.transforms(create)?);
        needed.extend(self.aggregate_parts(create, &function));
        Ok(function)
    }

    /// What a parameter's default uses; refuses one that is no value of it
    /// (`functioncmds.c interpret_function_parameter_list`).
    fn parameter_default(&mut self, ty: TypeId, default: &Fragment) -> Done<Vec<Needed>> {
        if is_polymorphic(ty) {
            return Ok(Vec::new());
        }
        let column = crate::infer::Column { name: "", ty: ty.into() };
        let read = self.defines(None, default, Definition::Parameter(column))?;
        Ok(read.map(|(_, reads)| reads.needed().to_vec()).unwrap_or_default())
    }

    fn result(&mut self, create: &CreateFunction, function: &UserFunction) -> Done<TypeId> {
        // One result column is the result itself; several are a record.
        let implied = match function.columns.as_slice() {
            [] => None,
            [only] => Some(only.ty),
            _ => Some(TypeId::RECORD),
        };
        if create.kind == FunctionKind::Aggregate {
            return self.aggregate_result(create, function);
        }
        let written = match &create.returns {
            Some(returns) => Some((self.parameter_type(returns)?, returns.span)),
            None => None,
        };
        match (written, implied) {
            (Some((written, at)), Some(implied)) if written != implied => {
                let shown = self.catalog.format_type(implied);
                let message =
                    format!("function result type must be {shown} because of OUT parameters");
                Err(Diagnostic::new(SqlState::INVALID_FUNCTION_DEFINITION, at, message).into())
            }
            (Some((written, _)), _) => Ok(written),
            // A procedure returns its parameters as a row, also a single one.
            (None, Some(_)) if create.kind == FunctionKind::Procedure => Ok(TypeId::RECORD),
            (None, Some(implied)) => Ok(implied),
            (None, None) if create.kind == FunctionKind::Procedure => Ok(TypeId::VOID),
            (None, None) => Err(Diagnostic::new(
                SqlState::INVALID_FUNCTION_DEFINITION,
                span(&create.name),
                "function result type must be specified",
            )
            .into()),
        }
    }

    pub(super) fn parameter_type(&self, written: &TypeName) -> Done<TypeId> {
        if let Some(column) = &written.of_column {
            let table = self.relation(&written.name)?;
            return Ok(self.column(table, column)?.ty.id);
        }
        self.typed(written).map(|ty| ty.id)
    }

    /// The function that `ALTER` or `DROP` names.
    pub(super) fn function_at(&self, name: &FunctionName, object: Object) -> Done<usize> {
        let bare = &name.name.name.name;
        let in_schema = |schema: &str| match &name.name.schema {
            Some(written) => written.name == schema,
            None => self.catalog.search_path.iter().any(|found| found == schema),
        };
        let arguments = match &name.arguments {
            None => None,
            Some(parameters) => {
                let types = input_types(parameters).map(|ty| self.parameter_type(ty));
                Some(types.collect::<Done<Vec<_>>>()?)
            }
        };
        // By the standard, a procedure is named by all of its parameters (`parse_func.c
        // LookupFuncWithArgs`).
        let by_all = matches!(object, Object::Procedure | Object::Routine)
            && name.arguments.iter().flatten().all(|found| found.mode == ParameterMode::In);
        let mut found = self.catalog.functions.by(By::Name(bare)).filter(|function| {
            function.name.name == *bare
                && in_schema(&function.name.schema)
                && arguments.as_ref().is_none_or(|types| {
                    function.arguments.iter().map(|a| a.ty).eq(types.iter().copied())
                        || by_all && !function.call.is_empty() && function.call == *types
                })
        });
        let place = span(&name.name);
        let word = object.word();
        match (found.next(), found.next()) {
            (Some(function), None) => {
                let fits = match object {
                    Object::Procedure => function.kind == FunctionKind::Procedure,
                    Object::Aggregate => function.kind == FunctionKind::Aggregate,
                    Object::Function => function.kind != FunctionKind::Procedure,
                    _ => true,
                };
                if fits {
                    let id = function.id();
                    let is = |found: &UserFunction| found.name == function.name && found.is(&id);
                    let at = self.catalog.functions.position_by(By::Name(bare), is);
                    return at.ok_or(super::Stop::Known);
                }
                let message = format!("`{bare}` is not a {word}");
                Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, place, message).into())
            }
            (Some(_), Some(_)) => {
                let message = format!("{word} name `{bare}` is not unique");
                Err(Diagnostic::new(SqlState::AMBIGUOUS_FUNCTION, place, message)
                    .help(format!("write the argument types: `{bare}(…)`"))
                    .into())
            }
            (None, _) => {
                let unread = |thing: &crate::catalog::GoneThing| {
                    matches!(thing, crate::catalog::GoneThing::Function(found)
                        if found.name == *bare)
                };
                if self.catalog.unread.iter().any(unread) {
                    return Err(super::Stop::Known);
                }
                let message = match arguments {
                    Some(_) => {
                        let shown = spelled(&name.name);
                        format!("{word} `{shown}` with these argument types does not exist")
                    }
                    None => format!("could not find a {word} named `{bare}`"),
                };
                let diagnostic = Diagnostic::new(SqlState::UNDEFINED_FUNCTION, place, message);
                let names = self.catalog.functions.iter().map(|f| f.name.name.as_str());
                Err(super::lookup::with_suggestion(diagnostic, bare, names.filter(|n| n != bare))
                    .into())
            }
        }
    }

    pub(super) fn alter_function(
        &mut self,
        name: &FunctionName,
        action: &AlterFunctionAction,
    ) -> Done {
        let at = self.function_at(name, Object::Routine)?;
        if let AlterFunctionAction::SetSchema(schema) = action {
            self.schema_exists(schema)?;
        }
        if matches!(action, AlterFunctionAction::Rename(_) | AlterFunctionAction::SetSchema(_)) {
            self.forget_bodies();
        }
        let Some(mut function) = self.catalog.functions.change_at(at) else { return Ok(()) };
        match action {
            AlterFunctionAction::Rename(to) => function.name.name.clone_from(&to.name),
            AlterFunctionAction::SetSchema(schema) => {
                function.name.schema.clone_from(&schema.name);
            }
            AlterFunctionAction::Attributes { strict, volatility } => {
                if let (Some(body), Some(volatility)) = (&mut function.body, volatility) {
                    body.volatility = *volatility;
                }
                if let Some(strict) = strict {
                    function.strict = *strict;
                    drop(function);
                    self.strictness_changed(at);
                }
            }
        }
        Ok(())
    }
}

/// Why a function cannot take the place of one with the same types (`pg_proc.c ProcedureCreate`).
fn replaces_not(old: &UserFunction, new: &UserFunction) -> Option<String> {
    if old.result != new.result || old.returns_set != new.returns_set {
        return Some("cannot change return type of existing function".to_owned());
    }
    if old.result == TypeId::RECORD && old.columns != new.columns {
        let message = "cannot change return type of existing function: its columns differ";
        return Some(message.to_owned());
    }
    let renamed = old.arguments.iter().zip(&new.arguments).find_map(|(old, new)| {
        let name = old.name.as_ref()?;
        (new.name.as_ref() != Some(name)).then_some(name)
    });
    if let Some(name) = renamed {
        return Some(format!("cannot change name of input parameter `{name}`"));
    }
    (new.defaults < old.defaults)
        .then(|| "cannot remove parameter defaults from existing function".to_owned())
}
