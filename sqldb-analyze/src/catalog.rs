//! What a database holds: PostgreSQL's built-in objects and those of the migrations.
//!
//! [`Catalog`] is the migrations' part; `builtin` (generated) is PostgreSQL's. `replay` fills a
//! catalog from migrations; everything above only reads it.

pub mod builtin;
mod cast;
mod dependency;
pub(crate) mod extension;
mod format_type;
mod function;
mod gone;
mod listed;
mod major;
mod mentions;
mod operator;
mod other_names;
mod other_object;
mod partition_key;
mod policy;
mod relation;
mod rule;
mod sought;
mod trigger;
mod type_info;
mod unknown_relation;
mod user_function;
mod user_type;

pub use cast::{CastMethod, UserCast};
pub use dependency::{
    Constraint, ConstraintKind, Dependent, FunctionId, Index, Need, Needed, OwnedSequence,
    PolicyPart, ReferenceTerms, ReferentialActionKind, Use, Validity, ViewBody,
};
pub use extension::known_extensions;
pub use format_type::quote_identifier;
pub use function::{AggregateKind, CallNulls, Function};
pub use gone::{Gone, GoneThing};
pub use listed::{By, Changing, Listed, Sought};
pub use major::Major;
pub(crate) use mentions::deletes;
pub use mentions::{Changes, Mentions};
pub use operator::{Operator, UserOperator};
pub(crate) use other_names::OtherFound;
pub use other_object::{OtherId, OtherKind, OtherObject, TextSearchMapping};
pub use partition_key::{PartitionKey, PartitionStrategy};
pub use policy::{Policy, PolicyCommand};
pub use relation::{
    Column, Default, Generated, Identifies, Identity, Key, KeyKind, NotNull, Relation, RelationId,
    RelationKind,
};
pub use rule::{Rule, RuleDoes, RuleEvent, RuleStatement};
pub use trigger::{EventTrigger, Trigger, TriggerForm, TriggerStatement, TriggerTime};
pub use type_info::{Order, TypeInfo, TypeKind};
pub use unknown_relation::{Beginning, Next, UnknownRelation};
pub use user_function::{
    FunctionArgument, FunctionKind, RoutineBody, RoutineLanguage, RoutinePath, UserFunction,
    Volatility,
};
pub use user_type::{
    BaseType, DomainConstraint, DomainConstraintKind, Modifiers, UserType, UserTypeKind,
};

use crate::span::Origin;
use crate::types::TypeId;

/// The schema that is called like the role that migrates, whose name nobody knows here. It is looked for
/// first, if there is one.
pub(crate) const OWN_SCHEMA: &str = "$user";

/// A name with its schema, both as PostgreSQL stores them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualifiedName {
    /// The schema.
    pub schema: String,
    /// The name in it.
    pub name: String,
}

impl QualifiedName {
    /// The name `name` in `schema`.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> QualifiedName {
        QualifiedName { schema: schema.into(), name: name.into() }
    }

    /// Whether it is the name `name` in `schema`: the schema is that of most others, too.
    pub(crate) fn is(&self, schema: &str, name: &str) -> bool {
        self.name == name && self.schema == schema
    }

    /// As one writes it: quoted where it must be, and without the schema `public`.
    ///
    /// ```
    /// use sqldb_analyze::catalog::QualifiedName;
    ///
    /// assert_eq!(QualifiedName::new("public", "todo_item").written(), "todo_item");
    /// assert_eq!(QualifiedName::new("app", "Todo").written(), "app.\"Todo\"");
    /// ```
    pub fn written(&self) -> String {
        let name = quote_identifier(&self.name);
        match self.schema.as_str() {
            "public" | OWN_SCHEMA => name,
            schema => format!("{}.{name}", quote_identifier(schema)),
        }
    }
}

/// A database as the migrations leave it. PostgreSQL's own objects are not repeated here.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The version of PostgreSQL, whose own objects come with it.
    pub major: Major,
    /// The schemas that exist besides `pg_catalog` and `information_schema`.
    pub schemas: Vec<String>,
    /// The schemas searched for unqualified names, without the implicit `pg_catalog` in front.
    pub search_path: Vec<String>,
    /// Tables, views and their kin, in order of creation; dropped ones are gone.
    pub relations: Listed<Relation>,
    /// Enums, domains, composites, ranges, and the arrays and row types that come with things.
    pub types: Listed<UserType>,
    /// Functions, procedures and aggregates of the migrations.
    pub functions: Listed<UserFunction>,
    /// Operators of the migrations.
    pub operators: Listed<UserOperator>,
    /// Casts of the migrations.
    pub casts: Vec<UserCast>,
    /// Collations, operator classes, foreign servers and their kin.
    pub others: Listed<OtherObject>,
    /// Which dictionaries the text search configurations of the migrations use.
    pub text_search_mappings: Vec<TextSearchMapping>,
    /// Constraints that are no keys: `CHECK`, `FOREIGN KEY`, `EXCLUDE`, since 18 `NOT NULL`.
    pub constraints: Listed<Constraint>,
    /// Indexes, those behind keys too.
    pub indexes: Listed<Index>,
    /// Sequences that go with a column.
    pub owned_sequences: Listed<OwnedSequence>,
    /// The relations and columns that definitions read.
    pub uses: Listed<Use>,
    /// What definitions use besides relations and their columns.
    pub needs: Listed<Need>,
    /// The bodies of views.
    pub bodies: Listed<ViewBody>,
    /// Columns that an inheriting table declares itself, besides inheriting them.
    pub local_columns: Listed<(RelationId, String)>,
    /// Tables of a composite type.
    pub typed_tables: Vec<(RelationId, TypeId)>,
    /// Columns whose default is of the column's own type: with it, it must become a new type.
    pub own_defaults: Listed<(RelationId, String)>,
    /// Tables that a migration has put rows in, and where.
    pub filled: Listed<(RelationId, Origin)>,
    /// What PostgreSQL accepts of a definition, and refuses because of rows that are there by then:
    /// the migration's file, and the sentence.
    pub lints: Vec<(std::sync::Arc<str>, crate::Diagnostic)>,
    /// The triggers of the migrations.
    pub triggers: Listed<Trigger>,
    /// The policies of the migrations.
    pub policies: Listed<Policy>,
    /// The event triggers of the migrations.
    pub event_triggers: Vec<EventTrigger>,
    /// The relations whose NOT NULL has changed while views over them have not been asked again: none
    /// between statements.
    pub nulls_changed: Vec<RelationId>,
    /// The rules of the migrations.
    pub rules: Listed<Rule>,
    /// Texts that run nothing which changes the schema, as far as is known since the last definition.
    pub harmless: std::collections::HashSet<Mentions>,
    /// The keys of partitioned tables.
    pub partition_keys: Listed<PartitionKey>,
    /// Whether a migration makes operator classes or access methods.
    pub own_operator_classes: bool,
    /// Whether there are collations that take unequal texts for equal.
    pub nondeterministic_collations: bool,
    /// The statements that this session has prepared.
    pub prepared: Vec<Prepared>,
    /// Temporary tables that the end of the transaction drops.
    pub dropped_on_commit: Vec<RelationId>,
    /// The search path to go back to when the transaction ends, behind `SET LOCAL`.
    pub session_path: Option<Vec<String>>,
    /// Installed extensions.
    pub extensions: Vec<String>,
    /// The scripts of extensions that the user wrote.
    pub extension_scripts: Vec<ExtensionScript>,
    /// What a migration makes by a statement with a mistake, or one that cannot be read: it is not
    /// in the catalog, and its absence is nobody else's mistake.
    pub unread: Vec<GoneThing>,
    /// Tables that a migration makes under names that only a database knows.
    pub unknown_relations: Vec<UnknownRelation>,
    /// Whether there may be triggers, policies and the like that are not listed: a comment that stands
    /// for a statement tells only what queries see, and a text that is not known may make any.
    pub unlisted: bool,
    /// Whether `check_function_bodies` is off in this session.
    pub unchecked_bodies: bool,
    /// What the migrations dropped or renamed, for messages.
    pub history: Vec<Gone>,
    /// The number that the next relation gets.
    pub next_relation: u32,
    /// The number that the next type gets.
    pub next_type: u32,
    /// The number that the next of [`Catalog::others`] gets.
    pub next_other: u32,
}

impl std::default::Default for Catalog {
    fn default() -> Catalog {
        Catalog {
            major: Major::default(),
            schemas: vec!["public".to_owned()],
            search_path: vec![OWN_SCHEMA.to_owned(), "public".to_owned()],
            relations: Listed::default(),
            types: Listed::default(),
            functions: Listed::default(),
            operators: Listed::default(),
            casts: Vec::new(),
            others: Listed::default(),
            text_search_mappings: Vec::new(),
            constraints: Listed::default(),
            indexes: Listed::default(),
            owned_sequences: Listed::default(),
            uses: Listed::default(),
            needs: Listed::default(),
            bodies: Listed::default(),
            local_columns: Listed::default(),
            typed_tables: Vec::new(),
            own_defaults: Listed::default(),
            filled: Listed::default(),
            lints: Vec::new(),
            triggers: Listed::default(),
            policies: Listed::default(),
            event_triggers: Vec::new(),
            nulls_changed: Vec::new(),
            rules: Listed::default(),
            harmless: std::collections::HashSet::new(),
            partition_keys: Listed::default(),
            own_operator_classes: false,
            nondeterministic_collations: false,
            prepared: Vec::new(),
            dropped_on_commit: Vec::new(),
            session_path: None,
            extensions: vec!["plpgsql".to_owned()],
            extension_scripts: Vec::new(),
            unread: Vec::new(),
            unknown_relations: Vec::new(),
            unlisted: false,
            unchecked_bodies: false,
            history: Vec::new(),
            next_relation: 1,
            next_type: TypeId::FIRST_USER.0,
            next_other: 1,
        }
    }
}

/// A statement that was prepared.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its name.
    pub name: String,
    /// The table that it writes to.
    pub tables: Vec<crate::tree::QualifiedIdent>,
    /// The statement.
    pub statement: crate::tree::ddl::Fragment,
    /// What is known of it; [`None`] where it cannot be read.
    pub found: Option<crate::infer::PreparedStatement>,
}

/// What an extension makes that PostgreSQL's own packages do not have, as statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionScript {
    /// The extension.
    pub name: String,
    /// The file, as messages show it.
    pub file: std::sync::Arc<str>,
    /// Its text.
    pub sql: std::sync::Arc<str>,
}

impl Catalog {
    /// The relation of an id that this catalog gave out, or one of PostgreSQL's own.
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        match builtin::system::is_system(id) {
            true => builtin::system::relation_of(id),
            false => self.relations.first(By::Relation(id)),
        }
    }

    /// The relation that a name means: in its schema where one is written, else along the search
    /// path (`namespace.c RelnameGetRelid`), PostgreSQL's own among them.
    pub fn find_relation(&self, schema: Option<&str>, name: &str) -> Option<&Relation> {
        let of_migrations = |schema: &str| {
            let mut relations = self.relations.by(By::Name(name));
            relations.find(|found| found.name.is(schema, name))
        };
        let in_schema = |schema: &str| match schema {
            "pg_catalog" | "information_schema" => {
                builtin::system::find(schema, name, self.major).or_else(|| of_migrations(schema))
            }
            _ => of_migrations(schema),
        };
        match schema {
            Some(schema) => in_schema(schema),
            None => self.search_schemas().find_map(in_schema),
        }
    }

    /// The tables that inherit from a relation, partitions among them.
    pub(crate) fn children(&self, id: RelationId) -> impl Iterator<Item = &Relation> + use<'_> {
        self.relations.by(By::Target(id)).filter(move |found| found.parents.contains(&id))
    }

    /// Whether all that the migrations make is in the catalog, apart from what `unread` names: no
    /// comment stands for a statement, and no extension makes things that are not listed.
    pub(crate) fn knows_all(&self) -> bool {
        let listed =
            |name: &String| name == "plpgsql" || extension::table(name, self.major).is_some();
        !self.unlisted && self.extensions.iter().all(listed)
    }

    /// Whether `pg_class` may have a name that [`Catalog::find_relation`] does not find: that of an index
    /// or a composite type, of something that is made under a name that only a database knows, or one of
    /// PostgreSQL's own.
    pub(crate) fn may_have_relation(&self, schema: Option<&str>, name: &str) -> bool {
        let is = |found: &QualifiedName| {
            found.name == name && schema.is_none_or(|schema| found.schema == schema)
        };
        let system = |schema: &str| schema.starts_with("pg_") || schema == "information_schema";
        let composite = |found: &&UserType| matches!(found.kind, UserTypeKind::Composite(_));
        let unread = |thing: &GoneThing| match thing {
            GoneThing::Relation(found) | GoneThing::Type(found) => is(found),
            _ => false,
        };
        !self.knows_all()
            || schema.is_some_and(system)
            || name.starts_with("pg_")
            || self.indexes.by(By::Name(name)).any(|index| is(&index.name))
            || self.types.by(By::Name(name)).filter(composite).any(|found| is(&found.name))
            || self.unread.iter().any(unread)
            || self.unknown_relations.iter().any(|found| found.may_be(schema, name))
    }

    /// Whether a relation is one of PostgreSQL's own, which no migration changes.
    pub fn is_system(&self, id: RelationId) -> bool {
        builtin::system::is_system(id)
    }

    /// Whether a row given to the relation may not be written. Partitions have the triggers of
    /// their table, and a table hands its rows to them: the whole family counts.
    pub fn may_drop_rows(&self, id: RelationId) -> bool {
        // What a view or another server does with a row is up to them.
        let is_theirs = |kind| matches!(kind, RelationKind::View | RelationKind::ForeignTable);
        let theirs = self.relation(id).is_none_or(|relation| is_theirs(relation.kind));
        if theirs {
            return true;
        }
        let foreign = |relation: &Relation| relation.kind == RelationKind::ForeignTable;
        let mut family = vec![id];
        let mut looked_at = 0;
        while let Some(member) = family.get(looked_at).copied() {
            looked_at += 1;
            if self.intercepts_rows(member) || self.relation(member).is_some_and(foreign) {
                return true;
            }
            let parents = self.relation(member).map(|relation| relation.parents.as_slice());
            let near = self.children(member).map(|child| child.id);
            let near = near.chain(parents.unwrap_or_default().iter().copied());
            let new: Vec<RelationId> = near.filter(|other| !family.contains(other)).collect();
            family.extend(new);
        }
        false
    }

    /// Whether a relation has a rule, or a trigger that fires before or instead of writing; or may
    /// have one.
    pub fn intercepts_rows(&self, id: RelationId) -> bool {
        let before = |trigger: &Trigger| trigger.time == TriggerTime::BeforeOrInstead;
        let listed = |name: &str| {
            self.triggers.find_by(By::Relation(id), |trigger| trigger.name == name).is_some()
        };
        let unread = |thing: &GoneThing| match thing {
            GoneThing::Rule(relation, _) => *relation == id,
            GoneThing::Trigger(relation, name) => *relation == id && !listed(name),
            _ => false,
        };
        self.rules.has(By::Relation(id))
            || self.triggers.by(By::Relation(id)).any(before)
            || self.unread.iter().any(unread)
    }

    /// Whether a relation may have other rules than those that are listed.
    pub(crate) fn may_have_rules(&self, id: RelationId) -> bool {
        let is = |thing: &GoneThing| matches!(thing, GoneThing::Rule(on, _) if *on == id);
        self.unlisted || self.unread.iter().any(is)
    }

    /// Whether a relation may have other triggers than those that are listed.
    pub(crate) fn may_have_triggers(&self, id: RelationId) -> bool {
        let is = |thing: &GoneThing| matches!(thing, GoneThing::Trigger(on, _) if *on == id);
        self.unlisted || self.unread.iter().any(is)
    }

    /// Whether a type is a domain that has a condition, or one below it has (`typcache.c
    /// DomainHasConstraints`).
    pub fn has_conditions(&self, id: TypeId) -> bool {
        match self.user_type(id).map(|found| &found.kind) {
            Some(UserTypeKind::Domain { base, constraints, default: _ }) => {
                !constraints.is_empty() || self.has_conditions(base.id)
            }
            _ => false,
        }
    }

    /// The type of the migrations with this id.
    pub fn user_type(&self, id: TypeId) -> Option<&UserType> {
        if id < TypeId::FIRST_USER {
            return None;
        }
        self.types.first(By::Type(id))
    }
}
