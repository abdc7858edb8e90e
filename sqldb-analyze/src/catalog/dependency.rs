//! What hangs on relations besides their columns and keys: constraints, indexes, sequences, views.

use super::{OtherId, QualifiedName, RelationId};
use crate::span::Origin;
use crate::types::TypeId;

/// A constraint that is no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// The table.
    pub relation: RelationId,
    /// What it says.
    pub kind: ConstraintKind,
    /// Whether rows satisfy it.
    pub validity: Validity,
    /// Whether it is its table's own, and not only inherited (`pg_constraint.conislocal`).
    pub local: bool,
    /// The migration that made it.
    pub origin: Origin,
}

/// Whether rows satisfy a constraint (`pg_constraint.conenforced`, `convalidated`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// All do.
    Valid,
    /// New ones do: `NOT VALID`.
    NotValid,
    /// Nobody looks: `NOT ENFORCED` (18).
    NotEnforced,
}

/// What a constraint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    /// `CHECK`.
    Check {
        /// The columns that its expression names.
        columns: Vec<String>,
        /// Whether tables that inherit have it, too: not so with `NO INHERIT`.
        inherits: bool,
    },
    /// `FOREIGN KEY`.
    ForeignKey {
        /// The referring columns.
        columns: Vec<String>,
        /// The table referred to.
        target: RelationId,
        /// Its columns, in the order of `columns`.
        target_columns: Vec<String>,
        /// The name of the key that proves them unique.
        key: String,
        /// Whether it may be violated until the transaction ends.
        deferrable: bool,
        /// What else it says.
        terms: ReferenceTerms,
    },
    /// `EXCLUDE`.
    Exclude {
        /// The columns that its elements name.
        columns: Vec<String>,
        /// The operator of each element.
        operators: Vec<String>,
        /// `WHERE`, as it is written.
        filter: Option<String>,
    },
    /// `NOT NULL`, which is a constraint of its own since 18.
    NotNull {
        /// The column.
        column: String,
        /// Whether tables that inherit have it, too: not so with `NO INHERIT`.
        inherits: bool,
    },
}

/// What a reference says besides its columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReferenceTerms {
    /// `ON DELETE`; [`None`] is `NO ACTION`.
    pub on_delete: Option<ReferentialActionKind>,
    /// `ON UPDATE`; [`None`] is `NO ACTION`.
    pub on_update: Option<ReferentialActionKind>,
    /// `MATCH FULL`.
    pub full: bool,
    /// `INITIALLY DEFERRED`.
    pub deferred: bool,
}

/// The forms of referential actions besides `NO ACTION`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferentialActionKind {
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl Constraint {
    /// The columns of its table that it needs.
    pub fn columns(&self) -> &[String] {
        match &self.kind {
            ConstraintKind::Check { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Exclude { columns, .. } => columns,
            ConstraintKind::NotNull { column, .. } => std::slice::from_ref(column),
        }
    }

    /// The table that it refers to.
    pub(crate) fn target(&self) -> Option<RelationId> {
        match self.kind {
            ConstraintKind::ForeignKey { target, .. } => Some(target),
            _ => None,
        }
    }

    /// Whether tables that inherit from its own have it, too: checks and NOT NULL.
    pub(crate) fn inherits(&self) -> bool {
        match self.kind {
            ConstraintKind::Check { inherits, .. } | ConstraintKind::NotNull { inherits, .. } => {
                inherits
            }
            ConstraintKind::ForeignKey { .. } | ConstraintKind::Exclude { .. } => false,
        }
    }

    /// Whether a table has this as one constraint with that of a table that it inherits from: checks
    /// by their name, NOT NULL by its column (`tablecmds.c MergeConstraintsIntoExisting`).
    pub(crate) fn is_one_with(&self, parents: &Constraint) -> bool {
        match (&self.kind, &parents.kind) {
            (ConstraintKind::Check { .. }, ConstraintKind::Check { .. }) => {
                self.name == parents.name
            }
            (
                ConstraintKind::NotNull { column, .. },
                ConstraintKind::NotNull { column: other, .. },
            ) => column == other,
            _ => false,
        }
    }

    /// Whether it is the same reference as another one, which a partition has as one with its table's
    /// (`tablecmds.c tryAttachPartitionForeignKey`).
    pub(crate) fn is_same_reference(&self, other: &Constraint) -> bool {
        let parts = |constraint: &Constraint| match &constraint.kind {
            ConstraintKind::ForeignKey {
                columns,
                target,
                target_columns,
                deferrable,
                terms,
                ..
            } => Some((columns.clone(), *target, target_columns.clone(), *deferrable, *terms)),
            _ => None,
        };
        parts(self).is_some_and(|own| Some(own) == parts(other))
    }

    /// Whether both exclude the same.
    pub(crate) fn is_same_exclusion(&self, other: &Constraint) -> bool {
        matches!(self.kind, ConstraintKind::Exclude { .. }) && self.kind == other.kind
    }

    pub(crate) fn columns_mut(&mut self) -> &mut [String] {
        match &mut self.kind {
            ConstraintKind::Check { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. }
            | ConstraintKind::Exclude { columns, .. } => columns,
            ConstraintKind::NotNull { column, .. } => std::slice::from_mut(column),
        }
    }
}

/// An index; those behind keys and exclusion constraints too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name, which shares its schema with tables.
    pub name: QualifiedName,
    /// The table.
    pub relation: RelationId,
    /// Its columns in order; [`None`] where an element is an expression.
    pub columns: Vec<Option<String>>,
    /// What its elements and `INCLUDE` columns are called in names that PostgreSQL makes.
    pub labels: Vec<String>,
    /// All columns that it needs: those of expressions, of `INCLUDE` and of `WHERE` too; of a key, its own
    /// first and then those that it includes.
    pub uses: Vec<String>,
    /// Whether equal keys are refused.
    pub unique: bool,
    /// Whether it covers only some rows.
    pub partial: bool,
    /// Its method, expressions and `WHERE`, token by token as they are written.
    pub definition: String,
    /// The index of the partitioned table that it belongs to, and goes with.
    pub attached_to: Option<QualifiedName>,
    /// The migration that made it.
    pub origin: Origin,
}

/// A sequence that belongs to a column, and goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedSequence {
    /// The sequence.
    pub sequence: RelationId,
    /// The column's table.
    pub table: RelationId,
    /// The column.
    pub column: String,
    /// Whether the column is an identity column.
    pub identity: bool,
}

/// The relations and columns that a definition reads.
///
/// Not noted are those that only need columns of their own table, and go with them: checks, keys,
/// indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Whose definition.
    pub dependent: Dependent,
    /// What is read.
    pub relation: RelationId,
    /// Which of its columns.
    pub columns: Vec<String>,
}

/// A function of the migrations.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionId {
    /// The statement that made it, which a rename leaves as it is.
    pub made: Origin,
    /// The types of its arguments.
    pub arguments: Vec<TypeId>,
}

/// What a definition uses besides relations and their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Whose definition.
    pub dependent: Dependent,
    /// What it uses.
    pub on: Needed,
}

/// What has a query or an expression as its definition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dependent {
    /// A view or a materialized view.
    View(RelationId),
    /// A table: by its server, its access method, or what its partition key compares by.
    Table(RelationId),
    /// A column, by its collation.
    Column(RelationId, String),
    /// A field of a composite type, by its collation.
    Field(TypeId, String),
    /// The default of a column, or the expression of a generated one.
    Default(RelationId, String),
    /// A check or an exclusion constraint.
    Constraint(RelationId, String),
    /// An index.
    Index(QualifiedName),
    /// A trigger.
    Trigger(RelationId, String),
    /// A rule that is no view's query.
    Rule(RelationId, String),
    /// One of the expressions of a policy.
    Policy(RelationId, String, PolicyPart),
    /// An event trigger.
    EventTrigger(String),
    /// A function: by its body, by what its parameters have as defaults, or by what an aggregate is
    /// made of.
    Function(FunctionId),
    /// An operator, by its function: its symbol and what it is between.
    Operator(String, Option<TypeId>, TypeId),
    /// A cast, by its function: from which type to which.
    Cast(TypeId, TypeId),
    /// A domain, by its default or its collation, or a range, by what its subtype is compared by.
    Type(TypeId),
    /// A check of a domain.
    DomainConstraint(TypeId, String),
    /// A collation, an operator class, a server …
    Other(OtherId),
    /// What a publication has of a table: its columns, or its condition.
    Published(OtherId, RelationId),
}

/// An expression of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyPart {
    /// `USING`.
    Using,
    /// `WITH CHECK`.
    Check,
}

impl Dependent {
    /// The relation that it is, or is a part of.
    pub fn relation(&self) -> Option<RelationId> {
        match self {
            Dependent::View(id)
            | Dependent::Table(id)
            | Dependent::Column(id, _)
            | Dependent::Published(_, id)
            | Dependent::Default(id, _)
            | Dependent::Constraint(id, _)
            | Dependent::Trigger(id, _)
            | Dependent::Rule(id, _)
            | Dependent::Policy(id, ..) => Some(*id),
            Dependent::Index(_)
            | Dependent::EventTrigger(_)
            | Dependent::Function(_)
            | Dependent::Operator(..)
            | Dependent::Cast(..)
            | Dependent::Type(_)
            | Dependent::DomainConstraint(..)
            | Dependent::Field(..)
            | Dependent::Other(_) => None,
        }
    }
}

/// What a query or an expression can use besides relations and their columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Needed {
    /// A function of the migrations.
    Function(FunctionId),
    /// An operator of the migrations: its symbol and what it is between.
    Operator(String, Option<TypeId>, TypeId),
    /// A type of the migrations.
    Type(TypeId),
    /// A field of a composite type.
    Field(TypeId, String),
    /// A relation that a constant of type `regclass` names.
    Relation(RelationId),
    /// A collation, an operator class, a server …
    Other(OtherId),
    /// What an extension has of those.
    Extension(String),
    /// A primary key by which a query groups (`pg_constraint.c check_functional_grouping`).
    Key(RelationId, String),
}

/// The body of a view or a materialized view.
#[derive(Clone, Debug)]
pub struct ViewBody {
    /// The view.
    pub view: RelationId,
    /// Its query; [`None`] once a name that it uses may mean something else.
    pub query: Option<std::sync::Arc<crate::tree::Query>>,
    /// Where its names were looked for.
    pub search_path: Vec<String>,
}
