//! The bodies of views: what they prove of NULL is asked again when a table's NOT NULL changes.
//!
//! A body is kept as it was read. Once a name that it may use means something else it is forgotten,
//! and what it proved with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{By, Dependent, Needed, NotNull, RelationId, RelationKind, ViewBody};
use crate::infer::Reads;
use crate::replay::Replay;
use crate::tree::Query;

impl Replay<'_> {
    pub(in crate::replay) fn keep_body(&mut self, view: RelationId, query: Query) {
        self.catalog.bodies.remove_by(By::Relation(view));
        let search_path = self.catalog.search_path.clone();
        self.catalog.bodies.push(ViewBody { view, query: Some(Arc::new(query)), search_path });
    }

    /// A relation of this name, or one of its columns, has another name now.
    pub(in crate::replay) fn forget_bodies_on(&mut self, relation: RelationId) {
        for view in self.views_on(relation) {
            self.catalog.bodies.change_by(By::Relation(view), |body| body.query = None);
        }
    }

    /// A type, a function or a schema has another name now: any body may use it.
    pub(in crate::replay) fn forget_bodies(&mut self) {
        self.catalog.bodies.change_all(|body| body.query = None);
    }

    /// The views that read a relation themselves.
    fn views_on(&self, relation: RelationId) -> Vec<RelationId> {
        let mut views = Vec::new();
        for reader in self.readers(relation, None) {
            if let Dependent::View(view) = reader
                && view != relation
                && !views.contains(&view)
            {
                views.push(view);
            }
        }
        views
    }

    /// The NOT NULL of a relation's columns is another: views over it, and over the tables that it
    /// inherits from, prove more or less.
    ///
    /// They are asked again when the statement is done ([`ask_again`](Replay::ask_again)), once for all
    /// that it changes.
    pub(in crate::replay) fn nulls_changed(&mut self, relation: RelationId) {
        if !self.catalog.nulls_changed.contains(&relation) {
            self.catalog.nulls_changed.push(relation);
        }
    }

    /// What all views prove may be more or less.
    pub(in crate::replay) fn all_nulls_changed(&mut self) {
        let views: Vec<_> = self.catalog.bodies.iter().map(|body| body.view).collect();
        for view in views {
            if self.proves_another(view) {
                self.nulls_changed(view);
            }
        }
    }

    /// Infers the columns of views again over what has changed.
    pub(in crate::replay) fn ask_again(&mut self) {
        if self.catalog.nulls_changed.is_empty() {
            return;
        }
        let mut changed = std::mem::take(&mut self.catalog.nulls_changed);
        let mut at = 0;
        while let Some(relation) = changed.get(at) {
            at += 1;
            let parents = self.get(*relation).map(|found| found.parents.clone());
            for parent in parents.unwrap_or_default() {
                if !changed.contains(&parent) {
                    changed.push(parent);
                }
            }
        }
        let readers = changed.into_iter().flat_map(|relation| self.views_on(relation));
        let mut open: BTreeSet<RelationId> = readers.collect();
        // A view is over other ones only, so this ends; the bound guards a broken catalog.
        for _ in 0..10_000 {
            // Those that were made first: the others may be over them.
            let Some(view) = open.pop_first() else { return };
            if self.proves_another(view) {
                open.extend(self.views_on(view));
            }
        }
    }

    /// Infers a view's columns again; whether one of them is free of NULL that was not, or the other
    /// way round.
    fn proves_another(&mut self, view: RelationId) -> bool {
        let Some(proven) = self.proven(view) else { return false };
        let Ok(mut relation) = self.get_mut(view) else { return false };
        // The rows of a materialized view are of another time: what they may hold they keep.
        let keeps = relation.kind == RelationKind::MaterializedView;
        let mut changed = false;
        for (column, not_null) in relation.columns.iter_mut().zip(proven) {
            let not_null =
                if keeps && column.not_null == NotNull::No { NotNull::No } else { not_null };
            changed |= column.not_null != not_null;
            column.not_null = not_null;
        }
        changed
    }

    /// What a view's body proves now; nothing where it cannot be asked.
    fn proven(&mut self, view: RelationId) -> Option<Vec<NotNull>> {
        let relation = self.catalog.relation(view)?;
        let nothing = vec![NotNull::No; relation.columns.len()];
        let types: Vec<_> = relation.columns.iter().map(|column| column.ty).collect();
        let body = self.catalog.bodies.first(By::Relation(view));
        let Some((query, path)) =
            body.and_then(|body| Some((body.query.clone()?, body.search_path.clone())))
        else {
            return Some(nothing);
        };
        let path = std::mem::replace(&mut self.catalog.search_path, path);
        let answer = crate::infer::query_columns(self.catalog, &query);
        self.catalog.search_path = path;
        let Ok((columns, reads)) = answer else { return Some(nothing) };
        let same_types = columns.iter().map(|column| column.ty).eq(types);
        if same_types && self.means_the_same(view, reads) {
            return Some(columns.into_iter().map(|column| column.not_null).collect());
        }
        Some(nothing)
    }

    /// Whether the names of a view's body still mean what they meant when it was made: PostgreSQL
    /// keeps the tree, not the text, so that a new column or function may hide another one only here.
    fn means_the_same(&self, view: RelationId, reads: Reads) -> bool {
        let view = Dependent::View(view);
        let needs = self.catalog.needs.by(By::Dependent(&view));
        let needed: Vec<&Needed> = needs.map(|need| &need.on).collect();
        let same_needs = needed.len() == reads.needed().len()
            && reads.needed().iter().all(|found| needed.contains(&found));
        let uses = self.catalog.uses.by(By::Dependent(&view));
        let mut uses: Vec<(RelationId, Vec<String>)> =
            uses.map(|found| (found.relation, found.columns.clone())).collect();
        let mut reads = reads.into_relations();
        for (_, columns) in uses.iter_mut().chain(&mut reads) {
            columns.sort();
        }
        uses.sort();
        reads.sort();
        same_needs && uses == reads
    }
}
