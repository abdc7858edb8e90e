//! What a query or an expression needs of the catalog: relations, and columns of them.
//!
//! PostgreSQL notes the same for views, defaults and checks (`dependency.c
//! find_expr_references_walker`): a column that is named, `*` expanded, and every relation of FROM.

use super::{Analyzer, rules};
use crate::catalog::{
    By, Dependent, Needed, Relation, RelationId, TypeKind, UserFunction, UserTypeKind,
};
use crate::scope::{Attribute, ColumnRef, ItemKind};
use crate::statement::Effect;
use crate::tree::AssignmentTarget;
use crate::types::TypeId;

/// The relations that are read, each once, with the columns that are named; and what else is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    relations: Vec<(RelationId, Vec<String>)>,
    needed: Vec<Needed>,
    effect: Effect,
}

impl Reads {
    fn of(&mut self, relation: RelationId) -> Option<&mut Vec<String>> {
        if !self.relations.iter().any(|(known, _)| *known == relation) {
            self.relations.push((relation, Vec::new()));
        }
        self.relations.iter_mut().find(|(known, _)| *known == relation).map(|(_, columns)| columns)
    }

    /// Notes a relation.
    pub fn add_relation(&mut self, relation: RelationId) {
        self.of(relation);
    }

    /// Notes a column of a relation.
    pub fn add_column(&mut self, relation: RelationId, column: &str) {
        if let Some(columns) = self.of(relation)
            && !columns.iter().any(|known| known == column)
        {
            columns.push(column.to_owned());
        }
    }

    /// Notes what is used besides relations.
    pub fn add_needed(&mut self, needed: Needed) {
        if !self.needed.contains(&needed) {
            self.needed.push(needed);
        }
    }

    /// The relations with their columns, in order of first use.
    pub fn into_relations(self) -> Vec<(RelationId, Vec<String>)> {
        self.relations
    }

    /// The relations, in order of first use.
    pub fn relations(&self) -> impl Iterator<Item = RelationId> {
        self.relations.iter().map(|(relation, _)| *relation)
    }

    /// What else of the migrations is used.
    pub fn needed(&self) -> &[Needed] {
        &self.needed
    }

    /// What computing it may do besides.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// The columns of one relation, in order of first use.
    pub fn columns(self, relation: RelationId) -> Vec<String> {
        let found = self.relations.into_iter().find(|(known, _)| *known == relation);
        found.map(|(_, columns)| columns).unwrap_or_default()
    }
}

impl Analyzer<'_> {
    /// Notes what is used besides relations.
    pub(crate) fn needs(&mut self, needed: Needed) {
        self.reads.add_needed(needed);
    }

    /// Notes a type of the migrations that is written.
    pub(crate) fn needs_type(&mut self, id: TypeId) {
        if self.catalog.user_type(id).is_some() {
            self.needs(Needed::Type(id));
        }
    }

    /// Notes something that may do more than read.
    pub(crate) fn may_act(&mut self) {
        self.reads.effect = Effect::Possible;
    }

    /// A value becomes one of a type: a domain, which may be an element or a field, checks it by any
    /// function.
    pub(crate) fn becomes(&mut self, target: TypeId) {
        let Some(found) = self.catalog.user_type(target) else { return };
        match found.kind {
            UserTypeKind::Base(_) | UserTypeKind::Enum(_) => {}
            UserTypeKind::Array(inner)
            | UserTypeKind::Range { subtype: inner, multirange: _ }
            | UserTypeKind::Multirange(inner) => self.becomes(inner),
            UserTypeKind::Domain { .. } | UserTypeKind::Composite(_) | UserTypeKind::Row(_) => {
                if self.catalog.functions.iter().any(UserFunction::is_callable) {
                    self.may_act();
                }
            }
        }
    }

    /// Notes the function of a cast of the migrations, or of one between elements: a view keeps it
    /// when the cast itself is gone.
    pub(crate) fn needs_cast(&mut self, from: TypeId, to: TypeId) {
        let catalog = self.catalog;
        if catalog.casts.is_empty() {
            return;
        }
        let (from, to) = (catalog.base_type(from).id, catalog.base_type(to).id);
        if catalog.casts.iter().any(|cast| (cast.source, cast.target) == (from, to)) {
            let cast = Dependent::Cast(from, to);
            let needs = catalog.needs.by(By::Dependent(&cast));
            needs.for_each(|need| self.needs(need.on.clone()));
        } else if let (Some(from), Some(to)) = (catalog.element_of(from), catalog.element_of(to)) {
            self.needs_cast(from, to);
        }
    }

    /// Notes a field of a composite value: the column of the table whose row it is, or the field of a
    /// type (`find_expr_references_walker`: `T_FieldSelect`).
    pub(crate) fn reads_field(&mut self, ty: TypeId, field: &str) {
        let id = self.catalog.base_type(ty).id;
        match self.catalog.type_info(id).map(|info| info.kind) {
            Some(TypeKind::Row(relation)) => self.reads.add_column(relation, field),
            Some(TypeKind::Composite) => self.needs(Needed::Field(id, field.to_owned())),
            _ => {}
        }
    }

    /// Columns that a statement writes (`find_expr_references_walker`, of a query's result relation).
    pub(crate) fn writes_columns<'t>(
        &mut self,
        relation: &Relation,
        targets: impl Iterator<Item = &'t AssignmentTarget>,
    ) {
        for target in targets {
            self.reads.add_column(relation.id, &target.column.name);
        }
    }

    /// A relation of FROM.
    pub(crate) fn reads_relation(&mut self, relation: RelationId) {
        self.reads.add_relation(relation);
    }

    /// A column that an expression names, if it is a relation's.
    pub(crate) fn reads_column(&mut self, reference: ColumnRef) {
        let Attribute::Column(number) = reference.attribute else { return };
        let Some(item) = self.scopes.item(reference) else { return };
        // An alias renames columns, so the number counts.
        match item.kind {
            ItemKind::Relation(relation) => {
                let known = self.catalog.relation(relation);
                if let Some(column) = known.and_then(|known| known.columns.get(number)) {
                    self.reads.add_column(relation, &column.name);
                }
            }
            // `dependency.c process_function_rte_ref`.
            ItemKind::RowFunction => {
                let field = item.columns.get(number).and_then(|column| column.field_of);
                let Some((ty, number)) = field else { return };
                let fields = rules::composite(self.catalog, ty);
                if let Some((name, _)) = fields.as_ref().and_then(|fields| fields.get(number)) {
                    self.reads_field(ty, name);
                }
            }
            ItemKind::Query
            | ItemKind::ScalarFunction
            | ItemKind::Merged
            | ItemKind::Excluded(_) => {}
        }
    }
}
