//! Which statements change the schema by what they run: the routines that they call, and those that
//! triggers, defaults, constraints and views call for them.

use std::sync::Arc;

use super::block::{Certainty, Run};
use super::known::Variables;
use super::place::Places;
use super::{Done, Replay, unreadable};
use crate::catalog::{
    ConstraintKind, Dependent, Needed, RelationId, RoutineBody, RoutineLanguage, TriggerStatement,
    User, UserFunction,
};
use crate::diagnostic::{Diagnostic, Refusal};
use crate::lex::{Token, TokenKind, tokenize};
use crate::span::Span;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::Fragment;

/// Words without which a body changes no schema itself.
const CHANGES: [&str; 4] = ["create", "alter", "drop", "execute"];

/// Words of statements that fire triggers, and what they fire.
const WRITES: [(&str, TriggerStatement); 8] = [
    ("insert", TriggerStatement::Insert),
    ("copy", TriggerStatement::Insert),
    ("merge", TriggerStatement::Insert),
    ("update", TriggerStatement::Update),
    ("merge", TriggerStatement::Update),
    ("delete", TriggerStatement::Delete),
    ("merge", TriggerStatement::Delete),
    ("truncate", TriggerStatement::Truncate),
];

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
        let named = self.catalog.functions.iter().filter(|found| found.name.name == *name);
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
        if self.catalog.functions.iter().all(|found| found.body.is_none()) {
            return None;
        }
        let mut looked = self.doubted.clone();
        if let Some(name) = self.changing_call(&statement.tokens, statement.span, &mut looked) {
            return Some(format!("this call of `{name}`"));
        }
        for (name, body) in self.run_by_relations(statement) {
            if self.may_change(&body, statement.span, &mut looked) {
                return Some(format!("`{name}`, which this statement runs,"));
            }
        }
        None
    }

    /// The first call in a text of a routine that may change the schema; `looked` are the bodies that
    /// have been looked into.
    fn changing_call(
        &mut self,
        tokens: &[Token],
        at: Span,
        looked: &mut Vec<Arc<str>>,
    ) -> Option<String> {
        for (name, body) in self.called(tokens) {
            if self.may_change(&body, at, looked) {
                return Some(name);
            }
        }
        None
    }

    /// The routines of the migrations that a text may call.
    fn called(&self, tokens: &[Token]) -> Vec<(String, RoutineBody)> {
        let mut called = Vec::new();
        for pair in tokens.windows(2) {
            let [name, next] = pair else { continue };
            let (TokenKind::Word(word) | TokenKind::QuotedWord(word)) = &name.kind else {
                continue;
            };
            if next.kind != TokenKind::LeftParenthesis {
                continue;
            }
            let named = self.catalog.functions.iter().filter(|found| found.name.name == *word);
            let bodies = named.filter_map(UserFunction::callable_body);
            called.extend(bodies.map(|body| (word.clone(), body.clone())));
        }
        called
    }

    /// Whether a body may change the schema in a way that cannot be read, itself or by what it calls.
    /// What it may change otherwise, such as triggers, is believed no longer.
    fn may_change(&mut self, body: &RoutineBody, at: Span, looked: &mut Vec<Arc<str>>) -> bool {
        if looked.contains(&body.text) {
            return false;
        }
        looked.push(body.text.clone());
        let Ok(tokens) = tokenize(&body.text) else { return true };
        if self.changing_call(&tokens, at, looked).is_some() {
            return true;
        }
        changes_itself(&tokens) && self.is_unreadable(body, at, looked)
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
        let Ok(tokens) = tokenize(&body.text) else { return true };
        changes_itself(&tokens)
            || self.called(&tokens).iter().any(|(_, called)| self.names_changes(called, looked))
    }

    /// The routines that a statement runs because of the relations in it: functions of triggers that
    /// it may fire, of defaults, constraints, indexes and views.
    fn run_by_relations(&self, statement: &Fragment) -> Vec<(String, RoutineBody)> {
        let relevant = self.catalog.needs.iter().any(|need| {
            matches!(&need.on, Needed::Function(..)) && self.needed_body(&need.on).is_some()
        });
        if !relevant {
            return Vec::new();
        }
        let reached = self.relations_behind(statement);
        let written = WRITES
            .iter()
            .filter(|(word, _)| statement.tokens.iter().any(|token| token.is_word(word)));
        let written: Vec<TriggerStatement> = written.map(|(_, event)| *event).collect();
        let fires = !written.is_empty();
        let runs = |dependent: &Dependent| match dependent {
            Dependent::View(id) => reached.contains(id),
            Dependent::Default(id, _) | Dependent::Constraint(id, _) => {
                fires && reached.contains(id)
            }
            Dependent::Trigger(id, name) => {
                let mut own = self.catalog.triggers.iter();
                let trigger = own.find(|found| found.relation == *id && found.name == *name);
                let events = trigger.map(|found| found.events.as_slice()).unwrap_or_default();
                reached.contains(id) && events.iter().any(|event| may_fire(*event, &written))
            }
            Dependent::Index(name) => {
                let mut indexes = self.catalog.indexes.iter();
                let index = indexes.find(|index| index.name == *name);
                fires && index.is_some_and(|index| reached.contains(&index.relation))
            }
        };
        let needs = self.catalog.needs.iter().filter(|need| runs(&need.dependent));
        needs.filter_map(|need| self.needed_body(&need.on)).collect()
    }

    fn needed_body(&self, needed: &Needed) -> Option<(String, RoutineBody)> {
        let mut functions = self.catalog.functions.iter();
        let found = functions.find(|found| found.as_needed() == *needed)?;
        Some((found.name.name.clone(), found.body.clone()?))
    }

    /// The relations that a statement names, and those that follow from them: what views read,
    /// partitions and children, and tables that refer to them, to which a change may cascade.
    fn relations_behind(&self, statement: &Fragment) -> Vec<RelationId> {
        let named = |name: &str| crate::ddl::words(statement).any(|(word, ..)| word == name);
        let relations = self.catalog.relations.iter();
        let mut reached: Vec<RelationId> =
            relations.filter(|found| named(&found.name.name)).map(|found| found.id).collect();
        let mut at = 0;
        while let Some(id) = reached.get(at).copied() {
            at += 1;
            let read = self.catalog.uses.iter().filter(|used| used.user == User::View(id));
            let read = read.map(|used| used.relation);
            let children = self.catalog.relations.iter();
            let children = children.filter(|r| r.parents.contains(&id)).map(|r| r.id);
            let refers = self.catalog.constraints.iter().filter(|found| {
                matches!(found.kind, ConstraintKind::ForeignKey { target, .. } if target == id)
            });
            let refers = refers.map(|found| found.relation);
            for next in read.chain(children).chain(refers) {
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
        }
        reached
    }

    /// `CREATE EVENT TRIGGER`: its function runs with every statement that comes
    /// (`event_trigger.c CreateEventTrigger`).
    pub(super) fn create_event_trigger(&mut self, function: &QualifiedIdent, at: Span) -> Done {
        let needed = self.trigger_function(function, "event_trigger")?;
        let found = needed.and_then(|needed| self.needed_body(&needed));
        let Some((name, body)) = found else { return Ok(()) };
        let mut looked = self.doubted.clone();
        match self.may_change(&body, at, &mut looked) {
            true => Err(unreadable(at, &format!("`{name}`, which runs from now on,")).into()),
            false => Ok(()),
        }
    }
}

/// Whether statements may fire a trigger of an event: a row that is deleted may take others with it,
/// or set them to NULL, and one that is updated may go to another partition.
fn may_fire(event: TriggerStatement, written: &[TriggerStatement]) -> bool {
    use TriggerStatement::{Delete, Insert, Truncate, Update};
    match event {
        Insert => written.contains(&Insert),
        Update => written.contains(&Update) || written.contains(&Delete),
        Delete => written.contains(&Delete),
        Truncate => written.contains(&Truncate),
    }
}

fn changes_itself(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| token.word().is_some_and(|word| CHANGES.contains(&word)))
}
