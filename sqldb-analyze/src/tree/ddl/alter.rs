//! `ALTER` of relations, and `DROP`.

use super::super::{Ident, QualifiedIdent, TypeName};
use super::{ColumnDef, Fragment, FunctionName, PartitionBound, SequenceOptions, TableConstraint};

/// `ALTER TABLE` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterRelation {
    /// The word behind `ALTER`.
    pub object: Object,
    /// The relation.
    pub name: QualifiedIdent,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// Whether `ONLY` is written.
    pub reach: Reach,
    /// What is done, in order.
    pub actions: Vec<AlterAction>,
}

/// Whether a definition is about the tables that inherit from its own, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is.
    Descendants,
    /// `ONLY` this table.
    Only,
}

/// An action of `ALTER TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterAction {
    /// `ADD COLUMN`.
    AddColumn {
        /// The column.
        column: ColumnDef,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `DROP COLUMN`.
    DropColumn {
        /// The column.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        behavior: DropBehavior,
    },
    /// `ALTER COLUMN …`.
    AlterColumn(Ident, AlterColumn),
    /// `ADD CONSTRAINT`.
    AddConstraint(TableConstraint),
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// The constraint.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        behavior: DropBehavior,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Ident),
    /// `ALTER CONSTRAINT`.
    AlterConstraint(Ident, ConstraintChange),
    /// `RENAME COLUMN a TO b`.
    RenameColumn(Ident, Ident),
    /// `RENAME CONSTRAINT a TO b`.
    RenameConstraint(Ident, Ident),
    /// `RENAME TO`.
    Rename(Ident),
    /// `SET SCHEMA`.
    SetSchema(Ident),
    /// `INHERIT parent`.
    Inherit(QualifiedIdent),
    /// `NO INHERIT parent`.
    NoInherit(QualifiedIdent),
    /// `OF type`.
    OfType(QualifiedIdent),
    /// `NOT OF`.
    NotOfType,
    /// `ATTACH PARTITION child`.
    AttachPartition(QualifiedIdent, PartitionBound),
    /// `ATTACH PARTITION`, of an index.
    AttachIndex(QualifiedIdent),
    /// `DETACH PARTITION child`.
    DetachPartition(QualifiedIdent),
    /// `OWNED BY` of a sequence.
    OwnedBy(Option<(QualifiedIdent, Ident)>),
    /// `ENABLE TRIGGER name`, `DISABLE TRIGGER name`.
    SwitchTrigger(Ident),
    /// `ENABLE RULE`, `DISABLE RULE`: whether it fires from then on.
    SwitchRule(Ident, bool),
    /// `SET ACCESS METHOD method`; [`None`] is `DEFAULT`.
    SetAccessMethod(Option<Ident>),
    /// `SET (parameter = value, …)`.
    SetParameters(Vec<StorageParameter>),
    /// `CLUSTER ON index`.
    ClusterOn(Ident),
    /// `REPLICA IDENTITY USING INDEX index`.
    ReplicaIdentity(Ident),
    /// What changes no type, no name and no NOT NULL.
    Nothing,
}

/// What `ALTER CONSTRAINT` says; [`None`] leaves as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConstraintChange {
    /// `DEFERRABLE` and its kin.
    pub deferrable: Option<bool>,
    /// `ENFORCED`, `NOT ENFORCED`.
    pub enforced: Option<bool>,
    /// `INHERIT`, `NO INHERIT`.
    pub inherits: Option<bool>,
}

/// A storage parameter that is set; its value is not looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct StorageParameter {
    /// What stands in front of a dot, such as `toast`.
    pub namespace: Option<Ident>,
    /// Its name.
    pub name: Ident,
}

/// An action on a column.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterColumn {
    /// `TYPE type [USING expression]`.
    Type {
        /// The new type.
        type_name: TypeName,
        /// `COLLATE`.
        collation: Option<QualifiedIdent>,
        /// `USING`.
        using: Option<Fragment>,
    },
    /// `SET DEFAULT`.
    SetDefault(Fragment),
    /// `DROP DEFAULT`.
    DropDefault,
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `ADD GENERATED … AS IDENTITY`.
    AddIdentity(crate::catalog::Identity, Box<SequenceOptions>),
    /// `SET GENERATED …`.
    SetIdentity(crate::catalog::Identity),
    /// `DROP IDENTITY [IF EXISTS]`.
    DropIdentity {
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `SET EXPRESSION AS (…)` (17).
    SetExpression(Fragment),
    /// `DROP EXPRESSION [IF EXISTS]`.
    DropExpression {
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `SET STATISTICS`, `SET STORAGE` and so on: the column must exist.
    Nothing,
}

/// `DROP …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    /// What kind of thing.
    pub object: Object,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// Which things.
    pub names: Vec<FunctionName>,
    /// `CASCADE`.
    pub behavior: DropBehavior,
}

/// Whether dropping takes along what depends on the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropBehavior {
    /// `RESTRICT`, the default.
    Restrict,
    /// `CASCADE`.
    Cascade,
}

/// The kinds of things that `ALTER` and `DROP` name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// `TABLE`.
    Table,
    /// `VIEW`.
    View,
    /// `MATERIALIZED VIEW`.
    MaterializedView,
    /// `FOREIGN TABLE`.
    ForeignTable,
    /// `SEQUENCE`.
    Sequence,
    /// `INDEX`.
    Index,
    /// `SCHEMA`.
    Schema,
    /// `TYPE`.
    Type,
    /// `DOMAIN`.
    Domain,
    /// `EXTENSION`.
    Extension,
    /// `FUNCTION`.
    Function,
    /// `PROCEDURE`.
    Procedure,
    /// `AGGREGATE`.
    Aggregate,
    /// `ROUTINE`.
    Routine,
}

impl Object {
    /// The word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Object::Table => "table",
            Object::View => "view",
            Object::MaterializedView => "materialized view",
            Object::ForeignTable => "foreign table",
            Object::Sequence => "sequence",
            Object::Index => "index",
            Object::Schema => "schema",
            Object::Type => "type",
            Object::Domain => "type",
            Object::Extension => "extension",
            Object::Function => "function",
            Object::Procedure => "procedure",
            Object::Aggregate => "aggregate",
            Object::Routine => "function",
        }
    }
}
