//! Values that go into columns.
//!
//! `parse_target.c transformAssignedExpr, transformAssignmentIndirection, checkInsertTargets`.

use super::coerce::Context;
use super::node::{Node, NodeKind};
use super::{Analyzer, rules};
use crate::catalog::{
    Catalog, Column, Default, Generated, Identity, NotNull, Relation, RelationKind, UserTypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::closest;
use crate::span::Span;
use crate::tree::{Assigned, AssignmentTarget, Indirection};
use crate::types::{CoercionContext, TypeId, Typed, can_coerce_type};

/// How a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// By INSERT.
    Insert,
    /// By INSERT with OVERRIDING SYSTEM VALUE.
    InsertOverridingSystem,
    /// By INSERT with OVERRIDING USER VALUE, which drops the value of an identity column.
    InsertOverridingUser,
    /// By SET.
    Update,
}

/// What is assigned to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assignee<'t, 'c> {
    /// The target that is written.
    pub target: &'t AssignmentTarget,
    /// The column that it names.
    pub column: &'c Column,
    /// The column of a table that this is, where that is known.
    pub stored: Option<&'c Column>,
}

/// A value before it is coerced to its column.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// DEFAULT.
    Default(Span),
    /// An expression.
    Node(Node),
}

impl<'c> Analyzer<'c> {
    /// The column that is assigned to.
    pub(super) fn assigned_column<'t>(
        &self,
        relation: &'c Relation,
        target: &'t AssignmentTarget,
        writing: Writing,
    ) -> Result<Assignee<'t, 'c>, Diagnostic> {
        let name = &target.column.name;
        if let Some((_, column)) = relation.column(name) {
            let stored = self.stored_column(relation, column, writing);
            return Ok(Assignee { target, column, stored });
        }
        // To INSERT they do not exist.
        let is_system = crate::scope::SYSTEM_COLUMNS.iter().any(|(system, _)| system == name);
        if is_system && writing == Writing::Update {
            let message = format!("cannot assign to system column `{name}`");
            return Err(Diagnostic::new(
                SqlState::FEATURE_NOT_SUPPORTED,
                target.column.span,
                message,
            ));
        }
        let message =
            format!("column `{name}` of relation `{}` does not exist", relation.name.name);
        let error = Diagnostic::new(SqlState::UNDEFINED_COLUMN, target.column.span, message);
        let gone = self.catalog.history.iter().rev().find(|gone| {
            matches!(&gone.what, crate::catalog::GoneThing::Column(id, column)
                if *id == relation.id && column == name)
        });
        let names = relation.columns.iter().map(|column| column.name.as_str());
        Err(match (gone, closest(name, names)) {
            (Some(gone), _) => match &gone.renamed_to {
                Some(new) => error
                    .note(format!("`{name}` was renamed to `{new}`"), Some(gone.origin.clone()))
                    .help(format!("write `{new}`")),
                None => error.note(format!("`{name}` was dropped"), Some(gone.origin.clone())),
            },
            (None, Some(close)) => error.help(format!("did you mean `{close}`?")),
            (None, None) => error.note(
                format!("`{}` is created here", relation.name.name),
                Some(relation.origin.clone()),
            ),
        })
    }

    /// A value of VALUES or SET, analysed.
    pub(crate) fn assigned(&mut self, value: &Assigned) -> Result<Value, Diagnostic> {
        Ok(match value {
            Assigned::Default(span) => Value::Default(*span),
            Assigned::Expr(expr) => Value::Node(self.expr(expr)?),
        })
    }

    /// The values of a row, with every `t.*` expanded (`transformExpressionList`).
    pub(crate) fn assigned_list(&mut self, values: &[Assigned]) -> Result<Vec<Value>, Diagnostic> {
        let mut list = Vec::new();
        for value in values {
            match value {
                Assigned::Default(span) => list.push(Value::Default(*span)),
                Assigned::Expr(expr) => {
                    let nodes = self.fields(std::slice::from_ref(expr))?;
                    list.extend(nodes.into_iter().map(Value::Node));
                }
            }
        }
        Ok(list)
    }

    /// Coerces a value to the column it goes into (`transformAssignedExpr`).
    pub(super) fn assign(
        &mut self,
        relation: &Relation,
        assignee: Assignee<'_, '_>,
        value: Value,
        writing: Writing,
    ) -> Result<(), Diagnostic> {
        let Assignee { target, column, stored } = assignee;
        let node = match value {
            Value::Default(span) if !target.path.is_empty() => {
                return Err(Diagnostic::new(
                    SqlState::FEATURE_NOT_SUPPORTED,
                    span,
                    "cannot set an array element or a subfield to DEFAULT",
                ));
            }
            // A view hands it on as a value, NULL.
            Value::Default(span) => {
                let through_view =
                    relation.kind == RelationKind::View && writing == Writing::Update;
                let stored = stored.filter(|_| through_view);
                return stored.map_or(Ok(()), |stored| check_generated(stored, span, writing));
            }
            Value::Node(node) => node,
        };
        self.check_collations(&node)?;
        if let Some(stored) = stored {
            check_generated(stored, node.span, writing)?;
        }
        if !target.path.is_empty() {
            return self.assign_part(column.ty, &target.path, node, &column.name);
        }
        let given = node.clone();
        let coerced = self.coerce_to_column(node, column.ty, &column.name)?;
        match (column.default, writing) {
            (Default::Identity(_), Writing::InsertOverridingUser) => Ok(()),
            _ => self.check_not_null(relation, column, &given, &coerced),
        }
    }

    fn coerce_to_column(&mut self, node: Node, ty: Typed, name: &str) -> Result<Node, Diagnostic> {
        let given = node.clone();
        if let Some(node) = self.coerce_to(node, ty, Context::Assignment)? {
            return Ok(node);
        }
        let (wanted, found) = (self.catalog.format_type(ty), self.catalog.format_type(given.ty.id));
        let message =
            format!("column `{name}` is of type {wanted} but expression is of type {found}");
        let mut error = Diagnostic::new(SqlState::DATATYPE_MISMATCH, given.span, message)
            .label(format!("this is {found}"));
        error.help = cast_help(self.catalog, given.ty.id, ty);
        Err(self.explain_parameter(error, &given))
    }

    /// `SET a[1] = …`, `SET a.b = …` (`transformAssignmentIndirection`).
    fn assign_part(
        &mut self,
        ty: Typed,
        path: &[Indirection],
        node: Node,
        name: &str,
    ) -> Result<(), Diagnostic> {
        let Some((step, rest)) = path.split_first() else {
            return self.coerce_to_column(node, ty, name).map(|_| ());
        };
        if let Indirection::Field(field) = step {
            let shown = self.catalog.format_type(ty);
            let Some(fields) = rules::composite(self.catalog, ty.id) else {
                let message = format!(
                    "cannot assign to field `{}` of column `{name}` because its type {shown} is \
                     not a composite type",
                    field.name
                );
                return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, field.span, message));
            };
            let Some((_, inner)) = fields.iter().find(|(known, _)| *known == field.name) else {
                let message = format!(
                    "cannot assign to field `{}` of column `{name}` because there is no such \
                     column in data type {shown}",
                    field.name
                );
                return Err(Diagnostic::new(SqlState::UNDEFINED_COLUMN, field.span, message));
            };
            return self.assign_part(*inner, rest, node, &field.name);
        }
        let base = self.catalog.base_type(ty);
        let Some(element) = rules::container(self.catalog, base.id) else {
            let shown = self.catalog.format_type(ty);
            let message =
                format!("cannot subscript type {shown} because it does not support subscripting");
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, node.span, message));
        };
        let count = path.iter().take_while(|step| !matches!(step, Indirection::Field(_))).count();
        let (subscripts, rest) = path.split_at_checked(count).unwrap_or((path, &[]));
        let sliced = subscripts.iter().any(|step| matches!(step, Indirection::Slice(..)));
        self.indices(subscripts, base.id)?;
        if base.id == TypeId::JSONB && sliced {
            let message = "jsonb subscript does not support slices";
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, node.span, message));
        }
        let inner = match sliced {
            true => base,
            false => Typed { id: element, typmod: base.typmod },
        };
        self.assign_part(inner, rest, node, name)
    }

    /// NULL into a column that refuses it; and what that says of parameters (rule 3).
    fn check_not_null(
        &mut self,
        relation: &Relation,
        column: &Column,
        given: &Node,
        coerced: &Node,
    ) -> Result<(), Diagnostic> {
        let null = coerced.is_null();
        if !null && !matches!(given.uncollated().kind, NodeKind::Parameter(_)) {
            return Ok(());
        }
        // A trigger that fires before may write something else.
        let refuses = column.not_null == NotNull::Enforced
            && relation.kind != RelationKind::View
            && !self.catalog.may_drop_rows(relation.id);
        let (name, table) = (&column.name, &relation.name.name);
        if refuses && null {
            let message = format!(
                "null value in column `{name}` of relation `{table}` violates not-null constraint"
            );
            return Err(Diagnostic::new(SqlState::NOT_NULL_VIOLATION, given.span, message)
                .note(format!("`{name}` is NOT NULL"), Some(column.origin.clone())));
        }
        let NodeKind::Parameter(parameter) = &given.uncollated().kind else { return Ok(()) };
        if !refuses {
            let domain = self.catalog.base_type(column.ty).id != column.ty.id;
            if !domain {
                self.parameters.assign(parameter.index, parameter.at);
            }
            return Ok(());
        }
        if self.parameters.is_optional(parameter.index) {
            let message = format!(
                "null value in column `{name}` of relation `{table}` violates not-null constraint"
            );
            return Err(Diagnostic::new(SqlState::NOT_NULL_VIOLATION, given.span, message)
                .label("this argument may be NULL")
                .note(format!("`{name}` is NOT NULL"), Some(column.origin.clone()))
                .help("write the placeholder without `?`"));
        }
        Ok(())
    }

    /// Columns that an INSERT leaves out must have a default or take NULL.
    pub(crate) fn check_left_out(
        &self,
        relation: &Relation,
        given: &[&str],
        span: Span,
    ) -> Result<(), Diagnostic> {
        if !matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable)
            || self.catalog.may_drop_rows(relation.id)
        {
            return Ok(());
        }
        let missing = relation.columns.iter().find(|column| {
            column.not_null == NotNull::Enforced
                && column.default == Default::None
                && !self.domain_default(column.ty.id)
                && !given.contains(&column.name.as_str())
        });
        let Some(column) = missing else { return Ok(()) };
        let (name, table) = (&column.name, &relation.name.name);
        let message = format!(
            "null value in column `{name}` of relation `{table}` violates not-null constraint"
        );
        Err(Diagnostic::new(SqlState::NOT_NULL_VIOLATION, span, message)
            .label(format!("`{name}` is left out"))
            .note(format!("`{name}` is NOT NULL and has no default"), Some(column.origin.clone()))
            .help(format!("add `{name}` to the columns, with its value")))
    }

    fn domain_default(&self, ty: TypeId) -> bool {
        use crate::catalog::UserTypeKind::Domain;
        match self.catalog.user_type(ty).map(|user_type| &user_type.kind) {
            Some(Domain { default: true, .. }) => true,
            Some(Domain { base, .. }) => self.domain_default(base.id),
            _ => false,
        }
    }
}

/// A column that PostgreSQL computes takes no other value (`rewriteTargetListIU`).
pub(super) fn check_generated(
    column: &Column,
    span: Span,
    writing: Writing,
) -> Result<(), Diagnostic> {
    let identity = match column.default {
        Default::Generated(Generated::Stored | Generated::Virtual) => false,
        Default::Identity(Identity::Always) => match writing {
            Writing::Insert | Writing::Update => true,
            Writing::InsertOverridingSystem | Writing::InsertOverridingUser => return Ok(()),
        },
        Default::Identity(Identity::ByDefault) | Default::Expression | Default::None => {
            return Ok(());
        }
    };
    let name = &column.name;
    let message = match writing {
        Writing::Insert | Writing::InsertOverridingSystem | Writing::InsertOverridingUser => {
            format!("cannot insert a non-DEFAULT value into column `{name}`")
        }
        Writing::Update => format!("column `{name}` can only be updated to DEFAULT"),
    };
    let error = Diagnostic::new(SqlState::GENERATED_ALWAYS, span, message)
        .note(format!("`{name}` is created here"), Some(column.origin.clone()));
    Err(match (identity, writing) {
        (true, Writing::Insert) => error
            .label("it is an identity column defined as GENERATED ALWAYS")
            .help("leave the column out, or write `OVERRIDING SYSTEM VALUE`"),
        (true, _) => error.label("it is an identity column defined as GENERATED ALWAYS"),
        (false, _) => error.label("it is a generated column").help("leave the column out"),
    })
}

/// What to write where a value of type `from` does not go into a column of type `to`: the cast, if
/// there is one, or a label of the enum.
pub(super) fn cast_help(catalog: &Catalog, from: TypeId, to: Typed) -> Option<Box<str>> {
    if can_coerce_type(catalog, from, to.id, CoercionContext::Explicit) {
        return Some(format!("cast it: `::{}`", catalog.format_type(to)).into());
    }
    match &catalog.user_type(to.id)?.kind {
        UserTypeKind::Enum(labels) => {
            Some(format!("write one of its labels, such as `'{}'`", labels.first()?).into())
        }
        _ => None,
    }
}
