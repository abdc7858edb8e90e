//! Operators, casts, operator classes (`operatorcmds.c`, `functioncmds.c CreateCast`).

pub(super) mod class;

use super::lookup::{span, spelled};
use super::{Done, Replay};
use crate::catalog::{
    By, CallNulls, CastMethod, Dependent, FunctionKind, Needed, QualifiedName, UserCast,
    UserOperator,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::{
    AlterOperator, CreateCast, CreateCastMethod, CreateOperator, DropCast, DropOperator,
};
use crate::tree::{QualifiedIdent, TypeName};
use crate::types::TypeId;

/// What an operator or a cast sees of its function.
pub(super) struct Implementation {
    pub(super) function: Option<Needed>,
    result: TypeId,
    strict: bool,
    nulls: CallNulls,
    returns_set: bool,
}

impl Replay<'_> {
    pub(super) fn create_operator(&mut self, create: &CreateOperator) -> Done {
        let schema = self.creation_schema(&create.name)?;
        let symbol = create.name.name.name.clone();
        let at = span(&create.name);
        let refuse = |message: &str| {
            Diagnostic::new(SqlState::INVALID_FUNCTION_DEFINITION, at, message.to_owned())
        };
        let Some(function) = &create.function else {
            return Err(refuse("operator function must be specified").into());
        };
        self.changes_nothing_by(function);
        let left = self.operand(create.left.as_ref())?;
        let right = match (left, self.operand(create.right.as_ref())?) {
            (_, Some(right)) => right,
            (None, None) => {
                return Err(refuse("operator argument types must be specified").into());
            }
            (Some(_), None) => {
                return Err(refuse("operator right argument type must be specified")
                    .note("postfix operators are not supported", None)
                    .into());
            }
        };
        let arguments: Vec<TypeId> = left.into_iter().chain([right]).collect();
        let found = self.implementation(function, &arguments)?;
        let same = self.catalog.operators.find_by(By::Name(&symbol), |known| {
            known.name.schema == schema
                && known.name.name == symbol
                && known.left == left
                && known.right == right
        });
        if let Some(same) = same {
            let message = format!("operator `{symbol}` already exists");
            return Err(Diagnostic::new(SqlState::DUPLICATE_FUNCTION, at, message)
                .note(format!("`{symbol}` is created here"), Some(same.origin.clone()))
                .into());
        }
        let origin = self.origin(at);
        let dependent = Dependent::Operator(symbol.clone(), left, right);
        self.set_needs(&dependent, found.function.into_iter().collect());
        self.catalog.operators.push(UserOperator {
            name: QualifiedName::new(schema, symbol),
            left,
            right,
            result: found.result,
            strict: found.strict,
            nulls: found.nulls,
            origin,
        });
        Ok(())
    }

    fn operand(&self, written: Option<&TypeName>) -> Done<Option<TypeId>> {
        written.map(|written| self.typed(written).map(|ty| ty.id)).transpose()
    }

    /// The function of just these arguments (`LookupFuncName`).
    pub(super) fn implementation(
        &self,
        name: &QualifiedIdent,
        arguments: &[TypeId],
    ) -> Done<Implementation> {
        let schema = name.schema_name();
        let bare = name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare);
        if let Some((_, found)) = named.find(|(_, found)| found.arguments() == arguments) {
            return Ok(Implementation {
                function: found.user().map(|user| Needed::Function(user.id())),
                result: found.result(),
                strict: found.is_strict(),
                nulls: found.nulls(),
                returns_set: found.returns_set(),
            });
        }
        if self.is_unread_function(bare) {
            return Err(super::Stop::Known);
        }
        let types: Vec<String> = arguments.iter().map(|ty| self.catalog.format_type(*ty)).collect();
        let message = format!("function {}({}) does not exist", spelled(name), types.join(", "));
        Err(Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message).into())
    }

    pub(super) fn is_unread_function(&self, name: &str) -> bool {
        self.catalog.unread.iter().any(|thing| {
            matches!(thing, crate::catalog::GoneThing::Function(found) if found.name == name)
        })
    }

    pub(super) fn drop_operator(&mut self, drop: &DropOperator) -> Done {
        for (name, left, right) in &drop.operators {
            let done = self.drop_one_operator(drop, name, left.as_ref(), right.as_ref());
            self.keep(done);
        }
        Ok(())
    }

    fn drop_one_operator(
        &mut self,
        drop: &DropOperator,
        name: &QualifiedIdent,
        left: Option<&TypeName>,
        right: Option<&TypeName>,
    ) -> Done {
        let operands = (self.operand(left), self.operand(right));
        let (left, right) = match operands {
            (Ok(left), Ok(right)) => (left, right),
            // Of a type that is not there, no operator is there.
            (Err(_), _) | (_, Err(_)) if drop.if_exists => return Ok(()),
            (Err(stop), _) | (_, Err(stop)) => return Err(stop),
        };
        match self.operator_at(name, left, right) {
            Some(at) => {
                if let Some(found) = self.catalog.operators.get(at) {
                    let needed = found.as_needed();
                    self.needed_dependents(&needed, "operator", name, drop.behavior)?;
                }
                self.catalog.operators.remove(at);
                Ok(())
            }
            None if drop.if_exists => Ok(()),
            None => Err(self.missing_operator(name, left, right).into()),
        }
    }

    /// The place of an operator of the migrations.
    fn operator_at(
        &self,
        name: &QualifiedIdent,
        left: Option<TypeId>,
        right: Option<TypeId>,
    ) -> Option<usize> {
        let in_schema = |schema: &str| match &name.schema {
            Some(written) => written.name == schema,
            None => self.catalog.search_path.iter().any(|found| found == schema),
        };
        self.catalog.operators.position_by(By::Name(&name.name.name), |found| {
            found.name.name == name.name.name
                && found.left == left
                && Some(found.right) == right
                && in_schema(&found.name.schema)
        })
    }

    fn missing_operator(
        &self,
        name: &QualifiedIdent,
        left: Option<TypeId>,
        right: Option<TypeId>,
    ) -> Diagnostic {
        let ty = |ty: Option<TypeId>| ty.map(|ty| self.catalog.format_type(ty));
        let types = [ty(left), Some(spelled(name)), ty(right)];
        let types: Vec<String> = types.into_iter().flatten().collect();
        let message = format!("operator does not exist: `{}`", types.join(" "));
        Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message)
    }

    /// `ALTER OPERATOR`, of which only a move is seen.
    pub(super) fn alter_operator(&mut self, alter: &AlterOperator) -> Done {
        let AlterOperator { name, left, right, schema } = alter;
        let (left, right) = (self.operand(left.as_ref())?, self.operand(right.as_ref())?);
        let Some(at) = self.operator_at(name, left, right) else {
            let written = name.schema_name();
            let mut named = self.catalog.operators_named(written, &name.name.name);
            // PostgreSQL's own may be given to somebody.
            let own = named.any(|(_, found)| found.left() == left && Some(found.right()) == right);
            return match own || !self.knows_all() {
                true => Ok(()),
                false => Err(self.missing_operator(name, left, right).into()),
            };
        };
        let Some(schema) = schema else { return Ok(()) };
        self.schema_exists(schema)?;
        let same = QualifiedIdent { schema: Some(schema.clone()), name: name.name.clone() };
        match self.operator_at(&same, left, right) {
            Some(there) if there == at => return Ok(()),
            // Only the unique index of the system table says so.
            Some(_) => {
                let message =
                    format!("operator `{}` already exists in `{}`", name.name.name, schema.name);
                let code = SqlState::UNIQUE_VIOLATION;
                return Err(Diagnostic::new(code, span(name), message).into());
            }
            None => {}
        }
        self.forget_bodies();
        if let Some(mut found) = self.catalog.operators.change_at(at) {
            found.name.schema.clone_from(&schema.name);
        }
        Ok(())
    }

    pub(super) fn create_cast(&mut self, create: &CreateCast) -> Done {
        let source = self.typed(&create.source)?.id;
        let target = self.typed(&create.target)?.id;
        for (ty, written, word) in
            [(source, &create.source, "source"), (target, &create.target, "target")]
        {
            let pseudo = self
                .catalog
                .type_info(ty)
                .is_some_and(|info| matches!(info.kind, crate::catalog::TypeKind::Pseudo));
            if pseudo {
                let shown = self.catalog.format_type(ty);
                let message = format!("{word} data type {shown} is a pseudo-type");
                let code = SqlState::WRONG_OBJECT_TYPE;
                return Err(Diagnostic::new(code, written.span, message).into());
            }
        }
        let mut needed = Vec::new();
        let method = match &create.method {
            CreateCastMethod::Binary => {
                self.binary_compatible(source, target, create.span)?;
                CastMethod::Binary
            }
            CreateCastMethod::InputOutput => CastMethod::InputOutput,
            CreateCastMethod::Function(function) => {
                self.changes_nothing_by(&function.name);
                let found = self.cast_function(create, function, source, target)?;
                needed.extend(found.function);
                CastMethod::Function(found.nulls)
            }
        };
        if source == target && !matches!(create.method, CreateCastMethod::Function(_)) {
            let message = "source data type and target data type are the same";
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            return Err(Diagnostic::new(code, create.span, message).into());
        }
        // PostgreSQL warns, and never uses it.
        let is_domain = |ty| self.catalog.base_type(ty).id != ty;
        if is_domain(source) || is_domain(target) {
            return Ok(());
        }
        if self.catalog.cast(source, target).is_some() {
            let (from, to) = (self.catalog.format_type(source), self.catalog.format_type(target));
            let message = format!("cast from type {from} to type {to} already exists");
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, create.span, message).into());
        }
        let origin = self.origin(create.span);
        let context = create.context;
        self.set_needs(&Dependent::Cast(source, target), needed);
        self.catalog.casts.push(UserCast { source, target, context, method, origin });
        Ok(())
    }

    fn binary_compatible(&self, source: TypeId, target: TypeId, at: Span) -> Done {
        let kinds = [source, target].map(|ty| self.catalog.type_info(ty).map(|info| info.kind));
        let is = |wanted: fn(&crate::catalog::TypeKind) -> bool| kinds.iter().flatten().any(wanted);
        use crate::catalog::TypeKind;
        let message = if is(|kind| matches!(kind, TypeKind::Composite | TypeKind::Row(_))) {
            "composite data types are not binary-compatible"
        } else if is(|kind| matches!(kind, TypeKind::Enum)) {
            "enum data types are not binary-compatible"
        } else if is(|kind| matches!(kind, TypeKind::Array(_))) {
            "array data types are not binary-compatible"
        } else if is(|kind| matches!(kind, TypeKind::Domain(_))) {
            "domain data types must not be marked binary-compatible"
        } else {
            return Ok(());
        };
        Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message).into())
    }

    /// The function of a cast, which must take the source and yield the target.
    fn cast_function(
        &self,
        create: &CreateCast,
        function: &crate::tree::ddl::FunctionName,
        source: TypeId,
        target: TypeId,
    ) -> Done<Implementation> {
        let arguments = function.arguments.iter().flatten();
        let arguments: Vec<TypeId> = arguments
            .map(|argument| self.typed(&argument.type_name).map(|ty| ty.id))
            .collect::<Done<_>>()?;
        let at = span(&function.name);
        let found = self.implementation(&function.name, &arguments)?;
        let refuse = |message: &str| {
            Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message.to_owned())
        };
        let coercible = |from, to| crate::types::is_binary_coercible(self.catalog, from, to);
        let fits = arguments.first().is_some_and(|first| coercible(source, *first));
        if arguments.is_empty() || arguments.len() > 3 {
            return Err(refuse("cast function must take one to three arguments").into());
        }
        if !fits {
            return Err(refuse(
                "argument of cast function must match or be binary-coercible from source data type",
            )
            .into());
        }
        if !coercible(found.result, target) {
            return Err(refuse(
                "return data type of cast function must match or be binary-coercible to target \
                 data type",
            )
            .into());
        }
        if found.returns_set {
            return Err(refuse("cast function must not return a set").into());
        }
        let kind = self.catalog.functions.find_by(By::Name(&function.name.name.name), |known| {
            known.name.name == function.name.name.name
                && known.arguments.iter().map(|a| a.ty).eq(arguments.iter().copied())
        });
        if kind.is_some_and(|known| known.kind != FunctionKind::Function) {
            return Err(refuse("cast function must be a normal function").into());
        }
        if source == target && arguments.len() < 2 {
            let message = "source data type and target data type are the same";
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            return Err(Diagnostic::new(code, create.span, message).into());
        }
        Ok(found)
    }

    pub(super) fn drop_cast(&mut self, drop: &DropCast) -> Done {
        let types = (self.typed(&drop.source), self.typed(&drop.target));
        let (source, target) = match types {
            (Ok(source), Ok(target)) => (source.id, target.id),
            (Err(_), _) | (_, Err(_)) if drop.if_exists => return Ok(()),
            (Err(stop), _) | (_, Err(stop)) => return Err(stop),
        };
        // PostgreSQL lets views keep it: they depend on its function.
        if self.remove_cast(source, target) {
            return Ok(());
        }
        let is_domain = |ty| self.catalog.base_type(ty).id != ty;
        if drop.if_exists || is_domain(source) || is_domain(target) {
            return Ok(());
        }
        let (from, to) = (self.catalog.format_type(source), self.catalog.format_type(target));
        let message = format!("cast from type {from} to type {to} does not exist");
        Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, drop.span, message).into())
    }

    /// Takes a cast out, if there is one.
    pub(super) fn remove_cast(&mut self, source: TypeId, target: TypeId) -> bool {
        let count = self.catalog.casts.len();
        self.catalog.casts.retain(|cast| (cast.source, cast.target) != (source, target));
        self.set_needs(&Dependent::Cast(source, target), Vec::new());
        self.catalog.casts.len() < count
    }
}
