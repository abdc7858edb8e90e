//! What a query or an expression needs of the catalog: relations, and columns of them.
//!
//! PostgreSQL notes the same for views, defaults and checks (`dependency.c
//! find_expr_references_walker`): a column that is named, `*` expanded, and every relation of FROM.

use super::Analyzer;
use crate::catalog::{Needed, RelationId, RelationKind, UserFunction, UserTypeKind};
use crate::lex::TokenKind::{self, Dot, QuotedWord, Word};
use crate::lex::tokenize;
use crate::scope::{Attribute, ColumnRef, ItemKind};
use crate::statement::Effect;
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
        if !self.reads.needed.contains(&needed) {
            self.reads.needed.push(needed);
        }
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

    /// Notes the sequence that a constant of type `regclass` names (`find_expr_references_walker`).
    pub(crate) fn needs_sequence(&mut self, written: &str) {
        let Ok(tokens) = tokenize(written) else { return };
        let kinds: Vec<&TokenKind> = tokens.iter().map(|token| &token.kind).collect();
        let (schema, name) = match kinds.as_slice() {
            [Word(name) | QuotedWord(name)] => (None, name),
            [Word(schema) | QuotedWord(schema), Dot, Word(name) | QuotedWord(name)] => {
                (Some(schema.as_str()), name)
            }
            _ => return,
        };
        if let Some(found) = self.catalog.find_relation(schema, name)
            && found.kind == RelationKind::Sequence
        {
            self.needs(Needed::Sequence(found.id));
        }
    }

    /// A relation of FROM.
    pub(crate) fn reads_relation(&mut self, relation: RelationId) {
        self.reads.of(relation);
    }

    /// A column that an expression names, if it is a relation's.
    pub(crate) fn reads_column(&mut self, reference: ColumnRef) {
        let Some(item) = self.scopes.item(reference) else { return };
        let ItemKind::Relation(relation) = item.kind else { return };
        // An alias renames columns, so the number counts.
        let known = self.catalog.relation(relation);
        let name = match reference.attribute {
            Attribute::Column(number) => known.and_then(|known| known.columns.get(number)),
            Attribute::System(_) | Attribute::Whole => None,
        };
        let name = name.map(|column| column.name.clone());
        if let (Some(columns), Some(name)) = (self.reads.of(relation), name)
            && !columns.contains(&name)
        {
            columns.push(name);
        }
    }
}
