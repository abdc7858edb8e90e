//! What collations, operator classes, foreign servers and their kin use.

use crate::catalog::{By, Needed, OtherKind, QualifiedName, UserFunction, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::replay::lookup::{span, spelled};
use crate::replay::name::{columns_part, first_free};
use crate::replay::other::NewOther;
use crate::replay::{Done, Replay};
use crate::tree::ddl::{CreateOther, FunctionName, OtherUse};
use crate::tree::{QualifiedIdent, TypeName};
use crate::types::TypeId;

impl Replay<'_> {
    /// Notes what a new object uses.
    pub(in crate::replay) fn other_use(&mut self, used: &OtherUse, new: &mut NewOther) -> Done {
        match used {
            OtherUse::Function(name) => new.needed.extend(self.function_named(name)?),
            OtherUse::Signature(function) => {
                let needed = self.function_of_signature(function)?;
                new.needed.extend(needed);
            }
            OtherUse::Operator(name, left, right) => {
                let needed = self.operator_between(name, left, right)?;
                new.needed.extend(needed);
            }
            OtherUse::Type(written) => {
                let id = self.typed(written)?.id;
                if self.catalog.user_type(id).is_some() {
                    new.needed.push(Needed::Type(id));
                }
            }
            OtherUse::Other(name) => new.needed.extend(self.needed_other(name)?),
            OtherUse::PartOf(name) => new.part_of = self.other(name)?,
            OtherUse::CopyOf(name) => {
                new.copy_of = self.other(name)?;
                if let Some(source) = new.copy_of {
                    let of = crate::catalog::Dependent::Other(source);
                    let needs = self.catalog.needs.by(By::Dependent(&of));
                    new.needed.extend(needs.map(|need| need.on.clone()));
                }
            }
            OtherUse::Columns(relation, columns) => {
                let id = self.relation(relation)?;
                for column in columns {
                    self.statistics_column(id, column)?;
                }
                let names = columns.iter().map(|column| column.name.clone()).collect();
                new.about = Some((id, names));
            }
            OtherUse::Expression(relation, written) => {
                let id = self.relation(relation)?;
                let (columns, needed) = self.columns_read(id, written, Definition::Statistics)?;
                if let Some((_, about)) = &mut new.about {
                    about.extend(columns);
                }
                new.needed.extend(needed);
            }
            OtherUse::Wrapper(function) => new.needed.extend(self.wrapper_function(function)?),
            OtherUse::Published(published) => {
                let published = self.to_be_published(published)?;
                new.published.extend(published);
            }
        }
        Ok(())
    }

    /// A function, if it is one of the migrations. Which arguments it must have nobody looks at: those of
    /// PostgreSQL's own that have internal ones are not listed.
    fn function_named(&self, name: &QualifiedIdent) -> Done<Option<Needed>> {
        let schema = name.schema_name();
        let bare = name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare).peekable();
        let own = named.peek().is_some() || builtin::takes_internal(bare, self.catalog.major);
        if let Some(user) = named.find_map(|(_, found)| found.user()) {
            return Ok(Some(Needed::Function(user.id())));
        }
        if own || !self.knows_all() {
            return Ok(None);
        }
        if self.is_unread_function(bare) {
            return Err(crate::replay::Stop::Known);
        }
        let message = format!("function `{}` does not exist", spelled(name));
        Err(Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message).into())
    }

    /// A function with these arguments, if it is one of the migrations.
    fn function_of_signature(&self, function: &FunctionName) -> Done<Option<Needed>> {
        let FunctionName { name, arguments } = function;
        let Some(arguments) = arguments else { return self.function_named(name) };
        let written = crate::ddl::input_types(arguments);
        let types = written.map(|ty| self.parameter_type(ty)).collect::<Done<Vec<TypeId>>>()?;
        let found = self.function_taking(name, &types)?;
        Ok(found.map(|user| Needed::Function(user.id())))
    }

    /// The function of the migrations that takes these types.
    pub(in crate::replay) fn function_taking(
        &self,
        name: &QualifiedIdent,
        types: &[TypeId],
    ) -> Done<Option<UserFunction>> {
        let schema = name.schema_name();
        let bare = name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare);
        if let Some((_, found)) = named.find(|(_, found)| found.arguments() == types) {
            return Ok(found.user().cloned());
        }
        let internal = |ty: &TypeId| matches!(*ty, TypeId::CSTRING | TypeId::INTERNAL);
        // Those of PostgreSQL's own with internal arguments are not listed.
        if types.iter().any(internal) || !self.knows_all() {
            return Ok(None);
        }
        if self.is_unread_function(bare) {
            return Err(crate::replay::Stop::Known);
        }
        let types: Vec<String> = types.iter().map(|ty| self.catalog.format_type(*ty)).collect();
        let message = format!("function {}({}) does not exist", spelled(name), types.join(", "));
        Err(Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message).into())
    }

    /// The operator between just these types, if it is one of the migrations
    /// (`parse_oper.c LookupOperWithArgs`).
    fn operator_between(
        &self,
        name: &QualifiedIdent,
        left: &TypeName,
        right: &TypeName,
    ) -> Done<Option<Needed>> {
        let (left, right) = (self.typed(left)?.id, self.typed(right)?.id);
        let schema = name.schema_name();
        let mut named = self.catalog.operators_named(schema, &name.name.name);
        let is = |left, right| (Some(left), right);
        let found = named.find(|(_, found)| (found.left(), found.right()) == is(left, right));
        if let Some((_, found)) = found {
            return Ok(found.user().map(crate::catalog::UserOperator::as_needed));
        }
        if !self.knows_all() {
            return Ok(None);
        }
        let (left, right) = (self.catalog.format_type(left), self.catalog.format_type(right));
        let message = format!("operator does not exist: {left} {} {right}", spelled(name));
        Err(Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message).into())
    }

    fn statistics_column(
        &self,
        id: crate::catalog::RelationId,
        column: &crate::tree::Ident,
    ) -> Done {
        if self.get(id)?.column(&column.name).is_some() {
            return Ok(());
        }
        if crate::replay::named::is_system_column(column) {
            let message = "statistics creation on system columns is not supported";
            let code = SqlState::FEATURE_NOT_SUPPORTED;
            return Err(Diagnostic::new(code, column.span, message).into());
        }
        let message = format!("column `{}` does not exist", column.name);
        Err(self.missing_column(id, column, message))
    }

    /// The name of statistics that have none (`statscmds.c ChooseExtendedStatisticName`).
    pub(in crate::replay) fn statistics_name(&self, create: &CreateOther) -> Done<QualifiedName> {
        let mut labels = Vec::new();
        let mut relation = None;
        for used in &create.uses {
            match used {
                OtherUse::Columns(name, columns) => {
                    relation = Some(self.relation(name)?);
                    labels.extend(columns.iter().map(|column| column.name.clone()));
                }
                OtherUse::Expression(..) => labels.push("expr".to_owned()),
                _ => {}
            }
        }
        let Some(relation) = relation else { return Err(crate::replay::Stop::Known) };
        let table = &self.get(relation)?.name;
        let taken = |name: &str| {
            let mut others = self.catalog.others.by(By::Name(name));
            others.any(|found| {
                found.kind == OtherKind::Statistics && found.name.is(&table.schema, name)
            })
        };
        let part = columns_part(&labels);
        let name = first_free(&table.name, Some(&part), "stat", taken);
        Ok(QualifiedName::new(&table.schema, name))
    }
}
