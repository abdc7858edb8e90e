//! `DROP` of schemas, types and functions.

use crate::catalog::{
    By, FunctionId, FunctionKind, Gone, GoneThing, Needed, QualifiedName, RelationId, RelationKind,
    UserFunction, UserOperator, UserTypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::span;
use crate::replay::{Done, Replay};
use crate::tree::ddl::{Drop, DropBehavior, FunctionName, Object};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::TypeId;

impl Replay<'_> {
    pub(in crate::replay) fn drop_schema(&mut self, drop: &Drop, name: &Ident) -> Done {
        if let Err(stop) = self.schema_exists(name) {
            return if drop.if_exists { Ok(()) } else { Err(stop) };
        }
        let of_schema = By::Schema(&name.name);
        let filled = self.catalog.relations.by(of_schema).next().is_some()
            || self.catalog.types.by(of_schema).next().is_some()
            || self.catalog.functions.by(of_schema).next().is_some()
            || self.catalog.operators.by(of_schema).next().is_some()
            || self.catalog.others.by(of_schema).next().is_some();
        if filled && drop.behavior == DropBehavior::Restrict {
            let message =
                format!("cannot drop schema `{}` because other objects depend on it", name.name);
            return Err(self
                .depends(message, name.span, None)
                .help("use `DROP … CASCADE` to drop the dependent objects too")
                .into());
        }
        self.empty_schema(name)?;
        self.catalog.schemas.retain(|found| *found != name.name);
        Ok(())
    }

    /// Drops all that is in a schema, and what depends on it.
    pub(in crate::replay) fn empty_schema(&mut self, name: &Ident) -> Done {
        for extension in self.extensions_in(&name.name) {
            let extension = Ident { name: extension, span: name.span };
            self.drop_members(DropBehavior::Cascade, &extension)?;
            self.catalog.extensions.retain(|found| *found != extension.name);
        }
        let of_schema = By::Schema(&name.name);
        let relations: Vec<_> =
            self.catalog.relations.by(of_schema).map(|found| found.id).collect();
        for id in relations {
            if self.get(id).is_ok() && self.get(id)?.kind != RelationKind::Sequence {
                self.relation_dependents(id, name.span, DropBehavior::Cascade, &[])?;
            }
            let ident = QualifiedIdent::alone(name.clone());
            self.sequence_dependents(id, "schema", &ident, DropBehavior::Cascade, &[])?;
            self.remove_relation(id, name.span);
        }
        let types: Vec<_> = self.catalog.types.by(of_schema).map(|found| found.id).collect();
        for id in types {
            let ident = QualifiedIdent::alone(name.clone());
            self.type_dependents(id, "type", &ident, DropBehavior::Cascade, &[])?;
            self.remove_type(id);
        }
        let ident = QualifiedIdent::alone(name.clone());
        let cascade = DropBehavior::Cascade;
        let functions = self.catalog.functions.by(of_schema).cloned().collect();
        self.drop_functions(functions, "schema", &ident, cascade)?;
        let operators = self.catalog.operators.by(of_schema).map(UserOperator::as_needed);
        self.drop_operators(operators.collect(), "schema", &ident, cascade)?;
        let others: Vec<_> = self.catalog.others.by(of_schema).map(|found| found.id).collect();
        for other in others {
            self.drop_other_object(other, "schema", &ident, cascade)?;
        }
        Ok(())
    }

    pub(in crate::replay) fn drop_type(&mut self, drop: &Drop, name: &QualifiedIdent) -> Done {
        let at = match self.user_type_at(name) {
            Ok(at) => at,
            Err(stop) => {
                let schema = name.schema_name();
                let missing = self.catalog.find_type(schema, &name.name.name).is_none();
                return if drop.if_exists && missing { Ok(()) } else { Err(stop) };
            }
        };
        let Some(found) = self.catalog.types.get(at) else { return Ok(()) };
        let (id, shown) = (found.id, found.name.name.clone());
        match &found.kind {
            UserTypeKind::Row(relation) => {
                let table = &self.get(*relation)?.name.name;
                let message =
                    format!("cannot drop type `{shown}` because table `{table}` requires it");
                return Err(self
                    .depends(message, span(name), None)
                    .help(format!("write `DROP TABLE {table}`"))
                    .into());
            }
            UserTypeKind::Array(_) | UserTypeKind::Multirange(_) => {
                let message =
                    format!("cannot drop type `{shown}` because another type requires it");
                return Err(self.depends(message, span(name), None).into());
            }
            UserTypeKind::Domain { .. } => {}
            _ if drop.object == Object::Domain => {
                let message = format!("`{shown}` is not a domain");
                return Err(
                    Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message).into()
                );
            }
            _ => {}
        }
        self.type_dependents(id, "type", name, drop.behavior, &[])?;
        let gone = self.catalog.user_type(id).map(|found| found.name.clone());
        self.remove_type(id);
        let origin = self.origin(span(name));
        self.catalog.history.push(Gone {
            what: GoneThing::Type(gone.unwrap_or_else(|| QualifiedName::new("public", shown))),
            renamed_to: None,
            origin,
        });
        Ok(())
    }

    /// Refuses, or drops, what is of a type: columns, domains, fields, functions.
    pub(in crate::replay) fn type_dependents(
        &mut self,
        id: TypeId,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
        together: &[RelationId],
    ) -> Done {
        let array = |id| self.catalog.user_type(id).and_then(|found| found.array);
        let multirange = match self.catalog.user_type(id).map(|found| &found.kind) {
            Some(UserTypeKind::Range { multirange, .. }) => Some(*multirange),
            _ => None,
        };
        let family = [Some(id), array(id), multirange, multirange.and_then(array)];
        let is = |ty: TypeId| family.contains(&Some(ty));
        let mut columns = Vec::new();
        let family_users = || family.into_iter().flatten().map(By::UsedType);
        let relations = self.catalog.relations.by_any(family_users()).into_iter();
        for relation in relations.filter(|found| !together.contains(&found.id)) {
            for column in relation.columns.iter().filter(|column| is(column.ty.id)) {
                columns.push((relation.id, relation.name.name.clone(), column.name.clone()));
            }
        }
        for (relation, table, column) in columns {
            if behavior == DropBehavior::Restrict {
                let dependent = format!("column `{column}` of table `{table}`");
                let origin = self.get(relation)?.column(&column).map(|(_, c)| c.origin.clone());
                return Err(self.depends_on(word, ident, &dependent, origin).into());
            }
            if self.is_view(relation) {
                self.drop_view(relation, word, ident, behavior, &[])?;
            } else if self.get(relation).is_ok() {
                let column = Ident { name: column, span: ident.name.span };
                self.column_dependents(relation, &column, behavior)?;
                self.remove_column(relation, &column.name, column.span);
            }
        }
        for table in self.typed_tables(id) {
            if behavior == DropBehavior::Restrict {
                let found = self.get(table)?;
                let dependent = format!("table `{}`", found.name.name);
                let origin = Some(found.origin.clone());
                return Err(self.depends_on(word, ident, &dependent, origin).into());
            }
            self.relation_dependents(table, ident.name.span, behavior, together)?;
            self.remove_relation(table, ident.name.span);
        }
        let mut types = Vec::new();
        for found in self.catalog.types.by_any(family_users()) {
            let needs = match &found.kind {
                UserTypeKind::Domain { base, .. } => is(base.id),
                UserTypeKind::Composite(fields) => fields.iter().any(|(_, ty)| is(ty.id)),
                UserTypeKind::Range { subtype, .. } => is(*subtype),
                _ => false,
            };
            if needs {
                types.push((found.id, found.name.name.clone(), found.origin.clone()));
            }
        }
        for (dependent, name, origin) in types {
            if behavior == DropBehavior::Restrict {
                let dependent = format!("type `{name}`");
                return Err(self.depends_on(word, ident, &dependent, Some(origin)).into());
            }
            let found = self.catalog.user_type(dependent).map(|found| &found.kind);
            if let Some(UserTypeKind::Composite(fields)) = found {
                let gone = fields.iter().filter(|(_, ty)| is(ty.id)).map(|(field, _)| field);
                for field in gone.cloned().collect::<Vec<_>>() {
                    self.field_dependents(dependent, &field, word, ident, behavior)?;
                    self.remove_field(dependent, &field);
                }
            } else {
                self.type_dependents(dependent, word, ident, behavior, &[])?;
                self.remove_type(dependent);
            }
        }
        let family: Vec<TypeId> = family.into_iter().flatten().collect();
        for ty in &family {
            self.needed_dependents(&Needed::Type(*ty), word, ident, behavior)?;
        }
        let is = |ty: TypeId| family.contains(&ty);
        // What makes values of a range goes with it.
        let made = self.catalog.user_type(id).map(|found| found.origin.clone());
        let constructs = |found: &UserFunction| {
            multirange.is_some() && Some(&found.origin) == made.as_ref() && is(found.result)
        };
        let made = self.catalog.functions.by_any(family_users()).into_iter();
        let made = made.filter(|found| constructs(found)).cloned().collect();
        self.drop_functions(made, word, ident, behavior)?;
        let uses = |found: &UserFunction| {
            is(found.result) || found.arguments.iter().chain(&found.columns).any(|a| is(a.ty))
        };
        let functions = self.catalog.functions.by_any(family_users()).into_iter();
        let functions: Vec<&UserFunction> = functions.filter(|found| uses(found)).collect();
        if let Some(found) = functions.first()
            && behavior == DropBehavior::Restrict
        {
            let dependent = format!("function `{}`", found.name.name);
            let origin = Some(found.origin.clone());
            return Err(self.depends_on(word, ident, &dependent, origin).into());
        }
        let functions = functions.into_iter().cloned().collect();
        self.drop_functions(functions, word, ident, behavior)?;
        let operator = |found: &crate::catalog::UserOperator| {
            found.left.is_some_and(is) || is(found.right) || is(found.result)
        };
        let operators = self.catalog.operators.by_any(family_users()).into_iter();
        let operators: Vec<_> = operators.filter(|found| operator(found)).collect();
        if let Some(found) = operators.first()
            && behavior == DropBehavior::Restrict
        {
            let dependent = format!("operator `{}`", found.name.name);
            let origin = Some(found.origin.clone());
            return Err(self.depends_on(word, ident, &dependent, origin).into());
        }
        let operators = operators.into_iter().map(UserOperator::as_needed).collect();
        self.drop_operators(operators, word, ident, behavior)?;
        let cast = |found: &crate::catalog::UserCast| is(found.source) || is(found.target);
        if let Some(found) = self.catalog.casts.iter().find(|found| cast(found))
            && behavior == DropBehavior::Restrict
        {
            let (source, target) = (found.source, found.target);
            let from = self.catalog.format_type(source);
            let dependent = format!("cast from {from} to {}", self.catalog.format_type(target));
            let origin = Some(found.origin.clone());
            return Err(self.depends_on(word, ident, &dependent, origin).into());
        }
        self.catalog.casts.retain(|found| !cast(found));
        Ok(())
    }

    pub(in crate::replay) fn drop_function(
        &mut self,
        drop: &Drop,
        name: &FunctionName,
        together: &[FunctionId],
    ) -> Done {
        match self.function_at(name, drop.object) {
            Ok(at) => {
                let Some(found) = self.catalog.functions.get(at) else { return Ok(()) };
                if drop.object == Object::Function && found.kind == FunctionKind::Aggregate {
                    let bare = &name.name.name;
                    let message = format!("`{}` is an aggregate function", bare.name);
                    return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, bare.span, message)
                        .help("write `DROP AGGREGATE`")
                        .into());
                }
                let gone = GoneThing::Function(found.name.clone());
                let word = drop.object.word();
                let functions = vec![found.clone()];
                self.drop_functions_with(functions, together, word, &name.name, drop.behavior)?;
                let origin = self.origin(span(&name.name));
                self.catalog.history.push(Gone { what: gone, renamed_to: None, origin });
                Ok(())
            }
            Err(crate::replay::Stop::Mistake(diagnostic))
                if drop.if_exists && diagnostic.code != SqlState::AMBIGUOUS_FUNCTION =>
            {
                Ok(())
            }
            Err(stop) => Err(stop),
        }
    }
}
