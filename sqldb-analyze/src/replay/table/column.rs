//! Columns as they are written: type, NOT NULL, default, and the constraints that follow from them.

use crate::catalog::{
    Column, Default, Generated, KeyKind, Major, Needed, NotNull, RelationKind, TypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::constraint::not_null::{
    NewNotNull, conflicting_inherit, never_without_partitions,
};
use crate::replay::constraint::pending::{KeyOrigin, NewKey, Pending, PendingKind};
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::{
    ColumnConstraint, ColumnConstraintKind as Kind, ColumnDef, Fragment, Reach,
};
use crate::tree::{Ident, QualifiedIdent, TypeName};
use crate::types::{TypeId, Typed};

/// A column, and what it asks of its table.
pub(in crate::replay) struct NewColumn {
    pub(in crate::replay) column: Column,
    /// Whether a sequence comes with it, and for what.
    pub(in crate::replay) sequence: Option<NewSequence>,
    /// Keys, checks and references.
    pub(in crate::replay) constraints: Vec<Pending>,
    /// Its NOT NULL, where that is a constraint (18).
    pub(in crate::replay) not_null: Option<NewNotNull>,
    /// The expression of a generated column.
    pub(in crate::replay) generated: Option<Fragment>,
    /// What it says behind DEFAULT, where that is kept: it is read once the table's sequences are there.
    pub(in crate::replay) default: Option<Fragment>,
    /// Its collation, where that is none of PostgreSQL's own.
    pub(in crate::replay) collation: Option<Needed>,
}

/// A sequence that a column brings along.
pub(in crate::replay) struct NewSequence {
    /// `SEQUENCE NAME`.
    pub(in crate::replay) name: Option<QualifiedIdent>,
    /// Whether it is an identity's.
    pub(in crate::replay) identity: bool,
}

/// The names of system columns (`SystemAttributeByName`).
const SYSTEM_COLUMNS: [&str; 6] = ["ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"];

impl Replay<'_> {
    pub(in crate::replay) fn new_column(
        &mut self,
        written: &ColumnDef,
        table: &str,
        kind: RelationKind,
    ) -> Done<NewColumn> {
        let name = &written.name;
        if SYSTEM_COLUMNS.contains(&name.name.as_str()) {
            return Err(Diagnostic::new(
                SqlState::DUPLICATE_COLUMN,
                name.span,
                format!("column name `{}` conflicts with a system column name", name.name),
            )
            .into());
        }
        let serial = written.type_name.as_ref().and_then(serial);
        let ty = match (&written.type_name, serial) {
            (Some(type_name), Some(_)) if type_name.dimensions > 0 => {
                return Err(Diagnostic::new(
                    SqlState::FEATURE_NOT_SUPPORTED,
                    type_name.span,
                    "array of serial is not implemented",
                )
                .into());
            }
            (_, Some(id)) => Typed::from(id),
            (Some(type_name), None) => self.column_type(type_name, name)?,
            (None, None) => Typed::from(TypeId::UNKNOWN),
        };
        let mut new = NewColumn {
            column: Column {
                name: name.name.clone(),
                ty,
                not_null: NotNull::No,
                default: Default::None,
                origin: self.origin(name.span),
            },
            sequence: None,
            constraints: Vec::new(),
            not_null: None,
            generated: None,
            default: None,
            collation: None,
        };
        if serial.is_some() {
            new.column.not_null = NotNull::Enforced;
            new.column.default = Default::Expression;
            new.sequence = Some(NewSequence { name: None, identity: false });
        }
        self.column_constraints(written, table, kind, &mut new)?;
        if new.column.default == Default::None && self.domain_default(ty.id) {
            new.column.default = Default::Expression;
        }
        if kind == RelationKind::ForeignTable {
            new.column.not_null = NotNull::No;
        }
        Ok(new)
    }

    /// The type of a column, which must be one that is stored.
    pub(in crate::replay) fn column_type(&self, written: &TypeName, column: &Ident) -> Done<Typed> {
        let ty = self.typed(written)?;
        self.is_stored(ty.id, &column.name, written.span)?;
        Ok(ty)
    }

    /// Refuses a type that has no values of its own (`heap.c CheckAttributeType`).
    pub(in crate::replay) fn is_stored(&self, ty: TypeId, column: &str, at: Span) -> Done {
        let pseudo = self.catalog.type_info(ty).is_some_and(|info| info.kind == TypeKind::Pseudo);
        if !pseudo && ty != TypeId::RECORD_ARRAY {
            return Ok(());
        }
        let ty = self.catalog.format_type(ty);
        let message = format!("column `{column}` has pseudo-type {ty}");
        Err(Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, at, message).into())
    }

    fn column_constraints(
        &mut self,
        written: &ColumnDef,
        table: &str,
        kind: RelationKind,
        new: &mut NewColumn,
    ) -> Done {
        let mut null: Option<bool> = (new.column.not_null == NotNull::Enforced).then_some(true);
        let mut key = false;
        let name = &written.name.name;
        for constraint in &written.constraints {
            let span = constraint.span;
            let pending = |kind| Pending {
                name: constraint.name.clone(),
                kind,
                attributes: constraint.attributes,
                reach: Reach::Descendants,
                span,
            };
            let twice = |what: &str| twice(span, what, name, table);
            match &constraint.kind {
                Kind::NotNull => {
                    if null == Some(false) {
                        return Err(conflicting_null(span, name, table).into());
                    }
                    self.name_not_null(written, constraint, kind, new)?;
                    null = Some(true);
                }
                Kind::Null => {
                    if null == Some(true) {
                        return Err(conflicting_null(span, name, table).into());
                    }
                    null = Some(false);
                }
                Kind::Default(expression) => {
                    match new.column.default {
                        Default::None => {}
                        Default::Expression => {
                            return Err(twice("multiple default values specified").into());
                        }
                        Default::Identity(_) => {
                            return Err(twice("both default and identity specified").into());
                        }
                        Default::Generated(_) => {
                            return Err(
                                twice("both default and generation expression specified").into()
                            );
                        }
                    }
                    if !self.is_no_default(expression, new.column.ty) {
                        new.column.default = Default::Expression;
                        new.default = Some(expression.clone());
                    }
                }
                Kind::Identity(identity, options) => {
                    match new.column.default {
                        Default::None => {}
                        Default::Expression => {
                            return Err(twice("both default and identity specified").into());
                        }
                        Default::Identity(_) => {
                            return Err(twice("multiple identity specifications").into());
                        }
                        Default::Generated(_) => {
                            return Err(
                                twice("both identity and generation expression specified").into()
                            );
                        }
                    }
                    identity_type(new.column.ty, span)?;
                    let done = self.sequence_options(options, Some(new.column.ty.id));
                    self.keep(done);
                    if null == Some(false) {
                        return Err(conflicting_null(span, name, table).into());
                    }
                    null = Some(true);
                    new.column.default = Default::Identity(*identity);
                    new.sequence =
                        Some(NewSequence { name: options.sequence_name.clone(), identity: true });
                }
                Kind::Generated(place, expression) => {
                    match new.column.default {
                        Default::None => {}
                        Default::Expression => {
                            return Err(
                                twice("both default and generation expression specified").into()
                            );
                        }
                        Default::Identity(_) => {
                            return Err(
                                twice("both identity and generation expression specified").into()
                            );
                        }
                        Default::Generated(_) => {
                            return Err(twice("multiple generation clauses specified").into());
                        }
                    }
                    if *place == Generated::Virtual {
                        self.may_be_virtual(name, new.column.ty, span)?;
                    }
                    new.column.default = Default::Generated(*place);
                    new.generated = Some(expression.clone());
                }
                Kind::Primary => {
                    if null == Some(false) {
                        return Err(conflicting_null(span, name, table).into());
                    }
                    key = true;
                    new.constraints.push(pending(key_of(KeyKind::Primary, &written.name, false)));
                }
                Kind::Unique { nulls_not_distinct } => {
                    let key = key_of(KeyKind::Unique, &written.name, *nulls_not_distinct);
                    new.constraints.push(pending(key));
                }
                Kind::Check(expression) => {
                    new.constraints.push(pending(PendingKind::Check(expression.clone())));
                }
                Kind::References(references) => {
                    new.constraints.push(pending(PendingKind::ForeignKey {
                        columns: vec![written.name.clone()],
                        period: None,
                        references: references.clone(),
                    }));
                }
                Kind::Collate(collation) if written.type_name.is_some() => {
                    let done = self.collatable(new.column.ty.id, collation);
                    if self.keep(done).is_some() {
                        let collation = self.collation(collation);
                        new.collation = self.keep(collation).flatten();
                    }
                }
                Kind::Collate(_) | Kind::Storage => {}
            }
        }
        if null == Some(true) || key {
            new.column.not_null = NotNull::Enforced;
            if self.names_not_null() && new.not_null.is_none() {
                new.not_null = Some(NewNotNull::implied(name, written.span));
            }
        }
        Ok(())
    }

    /// What NOT NULL of a column is called, and whether it is inherited: since 18 that is kept
    /// (`parse_utilcmd.c transformColumnDefinition`).
    fn name_not_null(
        &self,
        column: &ColumnDef,
        written: &ColumnConstraint,
        kind: RelationKind,
        new: &mut NewColumn,
    ) -> Done {
        let at = written.span;
        if !self.names_not_null() {
            return match written.attributes.no_inherit {
                true => Err(self.since(Major::V18, "`NOT NULL NO INHERIT`", at).into()),
                false => Ok(()),
            };
        }
        let inherits = !written.attributes.no_inherit;
        if !inherits && kind == RelationKind::PartitionedTable {
            return Err(never_without_partitions(at).into());
        }
        let keyed = column
            .constraints
            .iter()
            .any(|found| matches!(found.kind, Kind::Identity(..) | Kind::Primary));
        let serial = new.sequence.as_ref().is_some_and(|sequence| !sequence.identity);
        if !inherits && (keyed || serial) {
            return Err(conflicting_inherit(&column.name.name, at).into());
        }
        let name = written.name.as_ref().map(|name| name.name.clone());
        let Some(known) = &mut new.not_null else {
            let implied = NewNotNull::implied(&column.name.name, at);
            new.not_null = Some(NewNotNull { name, inherits, ..implied });
            return Ok(());
        };
        match (&known.name, name) {
            (Some(first), Some(second)) if *first != second => {
                let message =
                    format!("conflicting not-null constraint names `{first}` and `{second}`");
                return Err(Diagnostic::new(SqlState::INTERNAL_ERROR, at, message).into());
            }
            (None, Some(name)) => known.name = Some(name),
            _ => {}
        }
        match known.inherits == inherits {
            true => Ok(()),
            false => Err(conflicting_inherit(&column.name.name, at).into()),
        }
    }
}

/// `serial` and its kin: the integer behind.
fn serial(written: &TypeName) -> Option<TypeId> {
    if written.name.schema.is_some() {
        return None;
    }
    match written.name.name.name.as_str() {
        "smallserial" | "serial2" => Some(TypeId::INT2),
        "serial" | "serial4" => Some(TypeId::INT4),
        "bigserial" | "serial8" => Some(TypeId::INT8),
        _ => None,
    }
}

pub(in crate::replay) fn identity_type(ty: Typed, span: Span) -> Result<(), Diagnostic> {
    match ty.id {
        TypeId::INT2 | TypeId::INT4 | TypeId::INT8 => Ok(()),
        _ => Err(Diagnostic::new(
            SqlState::INVALID_PARAMETER_VALUE,
            span,
            "identity column type must be smallint, integer, or bigint",
        )),
    }
}

/// The key of one column.
fn key_of(kind: KeyKind, column: &Ident, nulls_not_distinct: bool) -> PendingKind {
    let columns = vec![column.clone()];
    let (without_overlaps, include, origin) = (None, Vec::new(), KeyOrigin::Written);
    PendingKind::Key(NewKey {
        kind,
        columns,
        nulls_not_distinct,
        without_overlaps,
        include,
        origin,
    })
}

fn conflicting_null(span: Span, column: &str, table: &str) -> Diagnostic {
    Diagnostic::new(
        SqlState::SYNTAX_ERROR,
        span,
        format!("conflicting NULL/NOT NULL declarations for column `{column}` of table `{table}`"),
    )
}

fn twice(span: Span, what: &str, column: &str, table: &str) -> Diagnostic {
    Diagnostic::new(
        SqlState::SYNTAX_ERROR,
        span,
        format!("{what} for column `{column}` of table `{table}`"),
    )
}
