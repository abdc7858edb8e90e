//! Which statements change the schema by what they run: the routines that they call, and those that
//! triggers, defaults, constraints and views call for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::block::{Certainty, Run};
use super::known::Variables;
use super::place::Places;
use super::{Done, Replay, unreadable};
use crate::catalog::{
    By, Changes, ConstraintKind, Dependent, Mentions, Needed, ReferenceTerms,
    ReferentialActionKind, RelationId, RelationKind, RoutineBody, RoutineLanguage, Rule,
    TriggerStatement, UserFunction,
};
use crate::diagnostic::{Diagnostic, Refusal};
use crate::lex::tokenize;
use crate::span::Span;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::Fragment;

impl Replay<'_> {
    /// Runs the call that a statement is; refuses one inside of a statement that does more.
    pub(super) fn calls(&mut self, statement: &Fragment) -> Done {
        if let Some(call) = self.call_alone(statement, &Variables::new()) {
            return self.run_call(&call?);
        }
        match self.changing_routine(statement) {
            Some(what) => Err(unreadable(statement.span, &what).into()),
            None => Ok(()),
        }
    }

    /// Refuses a call of a routine that changes the schema where it is not followed.
    pub(super) fn changes_nothing_by_calls(&mut self, written: &Fragment) {
        if let Some(what) = self.changing_routine(written) {
            self.diagnostics.push(unreadable(written.span, &what));
        }
    }

    /// Refuses a function that changes the schema behind something that calls it unnamed: an
    /// operator, a cast.
    pub(super) fn changes_nothing_by(&mut self, function: &QualifiedIdent) {
        let name = &function.name.name;
        let named = self.catalog.functions.by(By::Name(name));
        let named = named.filter(|found| found.name.name == *name);
        let bodies: Vec<RoutineBody> =
            named.filter_map(UserFunction::callable_body).cloned().collect();
        let at = function.name.span;
        let mut looked = self.doubted.clone();
        if bodies.iter().any(|body| self.may_change(body, at, &mut looked)) {
            self.diagnostics.push(unreadable(at, &format!("`{name}`, which is called unnamed,")));
        }
    }

    /// What a statement runs that changes the schema in a way that cannot be read, for a message.
    pub(super) fn changing_routine(&mut self, statement: &Fragment) -> Option<String> {
        self.catalog.functions.by(By::MayChange).next()?;
        let mentions = Mentions::of(&statement.tokens);
        // Thousands of rows are written by statements that differ only in their values.
        if self.catalog.harmless.contains(&mentions) {
            return None;
        }
        let at = statement.span;
        let mut looked = self.doubted.clone();
        if let Some(name) = self.changing(self.called(&mentions), at, &mut looked) {
            return Some(format!("this call of `{name}`"));
        }
        match self.changing(self.run_by_relations(&mentions), at, &mut looked) {
            Some(name) => Some(format!("`{name}`, which this statement runs,")),
            None => {
                // What is looked into already counts as harmless only here.
                if self.doubted.is_empty() {
                    self.catalog.harmless.insert(mentions);
                }
                None
            }
        }
    }

    /// The first of some routines that may change the schema; `looked` are the bodies that have been
    /// looked into.
    fn changing(
        &mut self,
        routines: Vec<(String, RoutineBody)>,
        at: Span,
        looked: &mut Vec<Arc<str>>,
    ) -> Option<String> {
        let mut routines = routines.into_iter();
        routines.find(|(_, body)| self.may_change(body, at, looked)).map(|(name, _)| name)
    }

    /// The routines of the migrations that a text may call.
    pub(super) fn called(&self, mentions: &Mentions) -> Vec<(String, RoutineBody)> {
        let called = mentions.called.iter().map(|name| By::Name(name));
        let called = self.catalog.functions.by_any(called).into_iter();
        let body =
            |found: &UserFunction| Some((found.name.name.clone(), found.callable_body()?.clone()));
        called.filter_map(body).collect()
    }

    /// Whether a body may change the schema in a way that cannot be read, itself or by what it runs.
    /// What it may change otherwise, such as triggers, is believed no longer.
    pub(super) fn may_change(
        &mut self,
        body: &RoutineBody,
        at: Span,
        looked: &mut Vec<Arc<str>>,
    ) -> bool {
        if looked.contains(&body.text) {
            return false;
        }
        looked.push(body.text.clone());
        let mut runs = self.called(&body.mentions);
        runs.extend(self.run_by_relations(&body.mentions));
        self.changing(runs, at, looked).is_some()
            || body.mentions.changes == Changes::Perhaps && self.is_unreadable(body, at, looked)
    }

    /// Runs a body of which nobody knows whether, and with what arguments, it runs.
    fn is_unreadable(&mut self, body: &RoutineBody, at: Span, looked: &[Arc<str>]) -> bool {
        let text = body.text.as_ref();
        let mut inner = Replay {
            catalog: self.catalog,
            places: Places::inside(self.places.origin(at), text),
            diagnostics: Vec::new(),
            calls: self.calls + 1,
            doubted: looked.to_vec(),
        };
        let mut run = Run::new(Variables::new(), Certainty::Doubtful);
        match body.language {
            RoutineLanguage::PlPgSql => {
                match tokenize(text).and_then(|tokens| crate::ddl::block(text, &tokens)) {
                    Ok(block) => drop(inner.run_block(&mut run, &block)),
                    Err(_) => return true,
                }
            }
            RoutineLanguage::Sql => {
                let Ok(reads) = crate::ddl::parse(text) else { return true };
                for read in reads {
                    let Ok(statement) = read.statement else { return true };
                    inner.run_statement(&mut run, &statement);
                }
            }
        }
        let unreadable = |found: &Diagnostic| found.refusal == Refusal::Unsupported;
        inner.diagnostics.iter().any(unreadable)
    }

    /// Whether a body must be run when it is called: it changes the schema, or what names mean.
    pub(super) fn matters(&self, body: &RoutineBody) -> bool {
        body.text.contains("search_path") || self.names_changes(body, &mut Vec::new())
    }

    fn names_changes(&self, body: &RoutineBody, looked: &mut Vec<Arc<str>>) -> bool {
        if looked.contains(&body.text) {
            return false;
        }
        looked.push(body.text.clone());
        let mut runs = self.called(&body.mentions);
        runs.extend(self.run_by_relations(&body.mentions));
        body.mentions.changes == Changes::Perhaps
            || runs.iter().any(|(_, run)| self.names_changes(run, looked))
    }

    /// The routines that a text runs because of the relations in it: functions of triggers that it may
    /// fire, of defaults, constraints, indexes and views.
    pub(super) fn run_by_relations(&self, mentions: &Mentions) -> Vec<(String, RoutineBody)> {
        let Reached { relations, writes } = self.reached_by(mentions);
        let runs = |dependent: &Dependent| match dependent {
            Dependent::View(id) => relations.contains(id),
            Dependent::Default(id, _) | Dependent::Constraint(id, _) => {
                !writes.is_empty() && relations.contains(id)
            }
            Dependent::Trigger(id, name) => {
                // Which of those that may have its name it is, nobody knows.
                let own = self.catalog.triggers.by(By::Relation(*id));
                let mut events =
                    own.filter(|found| found.name == *name).flat_map(|found| &found.events);
                relations.contains(id) && events.any(|event| writes.contains(event))
            }
            // What they run is followed where they are called, or where they are made.
            Dependent::Rule(..)
            | Dependent::Policy(..)
            | Dependent::EventTrigger(_)
            | Dependent::Function(_)
            | Dependent::Operator(..)
            | Dependent::Cast(..)
            | Dependent::Type(_)
            | Dependent::DomainConstraint(..)
            | Dependent::Table(_)
            | Dependent::Column(..)
            | Dependent::Field(..)
            | Dependent::Other(_)
            | Dependent::Published(..) => false,
            Dependent::Index(name) => {
                let index = self.index(name);
                !writes.is_empty() && index.is_some_and(|index| relations.contains(&index.relation))
            }
        };
        let indexes = self.catalog.indexes.by_any(relations.iter().map(|id| By::Relation(*id)));
        let indexes = indexes.into_iter().map(|index| Dependent::Index(index.name.clone()));
        let indexes: Vec<Dependent> = indexes.collect();
        let parts = relations.iter().map(|id| By::Relation(*id));
        let needs = self.catalog.needs.by_any(parts.chain(indexes.iter().map(By::Dependent)));
        let needs = needs.into_iter().filter(|need| runs(&need.dependent));
        needs.filter_map(|need| self.needed_body(&need.on)).collect()
    }

    pub(super) fn needed_body(&self, needed: &Needed) -> Option<(String, RoutineBody)> {
        let Needed::Function(id) = needed else { return None };
        let found = self.function_of(id)?;
        Some((found.name.name.clone(), found.body.clone()?))
    }

    /// The relations that a text names, and those that follow from them: what views read, what rules
    /// name, partitions and children, the tables that they are partitions of, and tables that refer to
    /// them, if a change cascades to them; and what fires triggers on them.
    pub(super) fn reached_by(&self, mentions: &Mentions) -> Reached {
        let partitioned = |id: &RelationId| {
            let found = self.catalog.relation(*id);
            found.is_some_and(|found| found.kind == RelationKind::PartitionedTable)
        };
        let named = |names: &BTreeSet<String>| {
            self.catalog.relations.by_any(names.iter().map(|name| By::Name(name)))
        };
        let mut relations: Vec<RelationId> =
            named(&mentions.names).into_iter().map(|found| found.id).collect();
        let mut writes = with_consequences(mentions.writes.clone());
        let mut at = 0;
        while let Some(id) = relations.get(at).copied() {
            at += 1;
            let view = Dependent::View(id);
            let read = self.catalog.uses.by(By::Dependent(&view));
            let mut next: Vec<RelationId> = read.map(|used| used.relation).collect();
            for Rule { mentions: rule, .. } in self.catalog.rules.by(By::Relation(id)) {
                if rule.writes.iter().any(|event| !writes.contains(event)) {
                    writes.extend(&rule.writes);
                    writes = with_consequences(writes);
                    // More may cascade from those that were looked at.
                    at = 0;
                }
                next.extend(named(&rule.names).into_iter().map(|found| found.id));
            }
            next.extend(self.catalog.children(id).map(|found| found.id));
            // A partition has the triggers of its table, and what refers to that refers to it.
            let parents = self.catalog.relation(id).map(|found| found.parents.as_slice());
            next.extend(parents.unwrap_or_default().iter().filter(|id| partitioned(id)));
            let refers = self.catalog.constraints.by(By::Target(id));
            let refers = refers.filter(|found| match &found.kind {
                ConstraintKind::ForeignKey { target, terms, .. } => {
                    *target == id && cascades(*terms, &writes)
                }
                _ => false,
            });
            next.extend(refers.map(|found| found.relation));
            for next in next {
                if !relations.contains(&next) {
                    relations.push(next);
                }
            }
        }
        use TriggerStatement::{Delete, Insert, Update};
        // A row that is updated may go to another partition.
        if writes.contains(&Update) && relations.iter().any(partitioned) {
            writes.extend([Delete, Insert]);
        }
        Reached { relations, writes }
    }
}

/// What a text reaches.
pub(super) struct Reached {
    pub(super) relations: Vec<RelationId>,
    pub(super) writes: Vec<TriggerStatement>,
}

/// What statements may fire besides: a row that is deleted may take others with it, or set them to
/// NULL.
fn with_consequences(mut writes: Vec<TriggerStatement>) -> Vec<TriggerStatement> {
    if writes.contains(&TriggerStatement::Delete) && !writes.contains(&TriggerStatement::Update) {
        writes.push(TriggerStatement::Update);
    }
    writes
}

/// Whether what is written to the rows that are referred to changes those that refer.
fn cascades(terms: ReferenceTerms, writes: &[TriggerStatement]) -> bool {
    use ReferentialActionKind::{Cascade, SetDefault, SetNull};
    let changes = |action| matches!(action, Some(Cascade | SetNull | SetDefault));
    writes.iter().any(|event| match event {
        TriggerStatement::Insert => false,
        TriggerStatement::Update => changes(terms.on_update),
        TriggerStatement::Delete => changes(terms.on_delete),
        // `TRUNCATE … CASCADE`, whatever the action is.
        TriggerStatement::Truncate => true,
    })
}
