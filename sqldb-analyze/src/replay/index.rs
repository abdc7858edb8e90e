//! `CREATE INDEX`, and what indexes and exclusion constraints say of their elements.

pub(super) mod copy;

use super::index::copy::identifies;
use super::lookup::span;
use super::name::{columns_part, relation_name, relation_taken};
use super::operator::class::{BTREE, Entries};
use super::{Done, Replay};
use crate::catalog::{
    Dependent, Identifies, Index, Key, KeyKind, Needed, QualifiedName, RelationId, RelationKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::lex::{Token, TokenKind};
use crate::span::Span;
use crate::tree::ddl::{Access, CreateIndex, Fragment, IndexElement, IndexEquality, Reach};
use crate::types::TypeId;

/// What elements are over.
pub(super) struct Elements {
    /// Their types, and where they are written; [`None`] where an expression cannot be read.
    pub(super) types: Vec<Option<(TypeId, Span)>>,
    /// Their columns in order; [`None`] where one is an expression.
    pub(super) columns: Vec<Option<String>>,
    /// All columns that they need.
    pub(super) uses: Vec<String>,
    /// What else they need.
    pub(super) needed: Vec<Needed>,
}

impl Replay<'_> {
    pub(super) fn create_index(&mut self, create: &CreateIndex) -> Done {
        let done = self.make_index(create);
        if let (Err(_), Some(name)) = (&done, &create.name) {
            // An index stands in the schema of its table.
            let schema = create.table.schema.clone();
            self.unread_name(&crate::tree::QualifiedIdent { schema, name: name.clone() });
        }
        done
    }

    fn make_index(&mut self, create: &CreateIndex) -> Done {
        let table = self.relation(&create.table)?;
        let relation = self.get(table)?;
        let schema = relation.name.schema.clone();
        let bare = relation.name.name.clone();
        if matches!(
            relation.kind,
            RelationKind::View | RelationKind::Sequence | RelationKind::ForeignTable
        ) {
            return Err(Diagnostic::new(
                SqlState::WRONG_OBJECT_TYPE,
                span(&create.table),
                format!("cannot create index on relation `{bare}`"),
            )
            .into());
        }
        let Elements { types, columns, mut uses, mut needed } =
            self.index_columns(table, &create.elements)?;
        let entries = if create.unique { Entries::Unique } else { Entries::Any };
        needed.extend(self.can_be_indexed(&create.access, &types, entries)?);
        if create.unique {
            let written = span(&create.table);
            self.includes_partition_key(table, &columns, "UNIQUE", written)?;
        }
        for column in &create.include {
            self.index_column(table, column)?;
            uses.push(column.name.clone());
        }
        if let Some(filter) = &create.filter {
            let (columns, more) = self.columns_read(table, filter, Definition::IndexPredicate)?;
            uses.extend(columns);
            needed.extend(more);
        }
        for column in &uses {
            self.has_stored_values(table, column, "indexes", span(&create.table))?;
        }
        if let Some(name) = &create.name
            && relation_taken(self.catalog, &schema, &name.name)
        {
            if create.if_not_exists {
                return Ok(());
            }
            self.relation_is_free(&QualifiedName::new(&schema, &name.name), name.span)?;
        }
        let labels = labels(&create.elements, &create.include);
        let name = match &create.name {
            Some(name) => name.name.clone(),
            None => {
                let part = columns_part(&labels);
                relation_name(self.catalog, &schema, &bare, Some(&part), "idx")
            }
        };
        let origin = self.origin(create.name.as_ref().map_or(span(&create.table), |n| n.span));
        let index = QualifiedName::new(schema, &name);
        self.set_needs(&Dependent::Index(index.clone()), needed);
        self.catalog.indexes.push(Index {
            name: index.clone(),
            relation: table,
            columns: columns.clone(),
            labels,
            uses,
            unique: create.unique,
            partial: create.filter.is_some(),
            definition: self.index_definition(
                &create.access,
                &create.elements,
                create.filter.as_ref(),
            ),
            attached_to: None,
            origin,
        });
        if create.unique {
            let expressions = if columns.iter().all(Option::is_some) {
                Vec::new()
            } else {
                create.elements.iter().map(|element| self.element_text(element)).collect()
            };
            let identifies = match create.equality {
                IndexEquality::OfTypes => identifies(self.get(table)?.kind, create.reach),
                IndexEquality::Other => Identifies::Nothing,
            };
            let key = Key {
                name,
                kind: KeyKind::UniqueIndex,
                columns: columns.into_iter().flatten().collect(),
                expressions,
                partial: create.filter.is_some(),
                nulls_not_distinct: create.nulls_not_distinct,
                deferrable: false,
                without_overlaps: false,
                identifies,
            };
            self.get_mut(table)?.keys.push(key);
        }
        if create.reach == Reach::Descendants {
            for partition in self.partitions(table) {
                self.index_partition(&index, partition);
            }
        }
        Ok(())
    }

    pub(super) fn index_column(&self, table: RelationId, column: &crate::tree::Ident) -> Done {
        if self.get(table)?.column(&column.name).is_some() {
            return Ok(());
        }
        let message = format!("column `{}` does not exist", column.name);
        Err(self.missing_column(table, column, message))
    }

    /// What the elements of an index or an exclusion constraint are over.
    pub(super) fn index_columns(
        &self,
        table: RelationId,
        elements: &[IndexElement],
    ) -> Done<Elements> {
        let mut types = Vec::new();
        let mut columns = Vec::new();
        let mut uses = Vec::new();
        let mut needed = Vec::new();
        for (element, label) in elements.iter().zip(labels(elements, &[])) {
            match element {
                IndexElement::Column(column) => {
                    self.index_column(table, column)?;
                    let found = self.get(table)?.column(&column.name);
                    types.push(found.map(|(_, found)| (found.ty.id, column.span)));
                    uses.push(column.name.clone());
                    columns.push(Some(column.name.clone()));
                }
                IndexElement::Expression(expression) => {
                    match self.defines(Some(table), expression, Definition::IndexElement)? {
                        Some((ty, reads)) => {
                            self.is_stored(ty.id, &label, expression.span)?;
                            types.push(Some((ty.id, expression.span)));
                            needed.extend(reads.needed().to_vec());
                            uses.extend(reads.columns(table));
                        }
                        None => {
                            types.push(None);
                            uses.extend(self.columns_of(table, expression));
                        }
                    }
                    columns.push(None);
                }
            }
        }
        Ok(Elements { types, columns, uses, needed })
    }

    /// What an index says besides its columns, so that it can be compared with another one.
    pub(super) fn index_definition(
        &self,
        access: &Access,
        elements: &[IndexElement],
        filter: Option<&Fragment>,
    ) -> String {
        let Access { method, classes, collations } = access;
        let mut words = vec![method.as_ref().map_or(BTREE, |method| &method.name).to_owned()];
        let named = classes.iter().chain(collations).flatten();
        words.extend(named.map(|named| named.name.name.clone()));
        for element in elements {
            if let IndexElement::Expression(expression) = element {
                words.push(";".to_owned());
                words.extend(self.written(expression));
            }
        }
        if let Some(filter) = filter {
            words.push("where".to_owned());
            words.extend(self.written(filter));
        }
        words.join(" ")
    }

    /// The tokens of an expression, without parentheses around all of it.
    fn written(&self, fragment: &Fragment) -> Vec<String> {
        let mut tokens = fragment.tokens.as_slice();
        while let [first, inner @ .., last] = tokens
            && first.kind == TokenKind::LeftParenthesis
            && last.kind == TokenKind::RightParenthesis
            && is_balanced(inner)
        {
            tokens = inner;
        }
        let text = self.places.text();
        let shown = |token: &Token| match &token.kind {
            TokenKind::Word(word) => word.clone(),
            _ => token.span.text(text).to_owned(),
        };
        tokens.iter().map(shown).collect()
    }

    fn element_text(&self, element: &IndexElement) -> String {
        let text = self.places.text();
        match element {
            IndexElement::Column(column) => column.name.clone(),
            IndexElement::Expression(expression) => expression.span.text(text).to_owned(),
        }
    }
}

/// What the elements of an index are called in its name (`ChooseIndexColumnNames`).
pub(super) fn labels(elements: &[IndexElement], include: &[crate::tree::Ident]) -> Vec<String> {
    let element = |element: &IndexElement| match element {
        IndexElement::Column(column) => column.name.clone(),
        IndexElement::Expression(expression) => expression_name(expression),
    };
    let included = include.iter().map(|column| column.name.clone());
    numbered(elements.iter().map(element).chain(included))
}

/// Names that differ, by numbers behind those that are there already (`indexcmds.c
/// ChooseIndexColumnNames`).
pub(super) fn numbered(bases: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for base in bases {
        let mut name = base.clone();
        let mut number = 0_u32;
        while names.contains(&name) {
            number += 1;
            name = format!("{base}{number}");
        }
        names.push(name);
    }
    names
}

/// The name of an expression's value (`parse_target.c FigureIndexColname`).
fn expression_name(expression: &Fragment) -> String {
    let name = match crate::syntax::expression(&expression.tokens) {
        Ok((expr, _)) => crate::infer::column_name(&expr),
        Err(_) => "?column?".to_owned(),
    };
    if name == "?column?" { "expr".to_owned() } else { name }
}

/// Whether no parenthesis closes one that is not opened in these tokens.
fn is_balanced(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    tokens.iter().all(|token| match token.kind {
        TokenKind::LeftParenthesis => {
            depth += 1;
            true
        }
        TokenKind::RightParenthesis => match depth.checked_sub(1) {
            Some(less) => {
                depth = less;
                true
            }
            None => false,
        },
        _ => true,
    })
}
