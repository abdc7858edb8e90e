//! Whether what is written can be: through views, and beside rules (`rewriteHandler.c RewriteQuery,
//! rewriteTargetView`).
//!
//! PostgreSQL rewrites a statement when it prepares it, after all else has been found right.

use super::Analyzer;
use super::assign::Writing;
use super::modify::current_of_view;
use super::rewrite::{DEEPEST, firing};
use super::updatable::{Through, ViewColumn, through};
use crate::catalog::{
    By, Catalog, Column, Default, Major, Relation, RelationId, RelationKind, Rule, RuleDoes,
    RuleEvent, TriggerStatement, TriggerTime,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::AssignmentTarget;

/// What a statement writes.
pub(super) struct Written<'t> {
    /// Its target.
    pub relation: &'t Relation,
    /// The target's name.
    pub at: Span,
    /// What is done.
    pub event: Event,
    /// The columns that are given values.
    pub columns: Vec<&'t AssignmentTarget>,
    /// Whether it has `ON CONFLICT`.
    pub on_conflict: bool,
    /// Whether it has `WITH`.
    pub with: bool,
    /// Whether it is about the row of a cursor.
    pub current_of: bool,
}

/// What is done to the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// INSERT, UPDATE or DELETE.
    One(RuleEvent),
    /// MERGE, with its actions; those that do nothing are none.
    Merge(Vec<RuleEvent>),
}

impl Event {
    fn writes_columns(&self) -> bool {
        let writes = |event: &RuleEvent| *event != RuleEvent::Delete;
        match self {
            Event::One(event) => writes(event),
            Event::Merge(actions) => actions.iter().any(writes),
        }
    }

    fn verb(&self) -> &'static str {
        match self {
            Event::One(RuleEvent::Insert) => "insert into",
            Event::One(RuleEvent::Update) => "update",
            Event::One(RuleEvent::Delete) => "delete from",
            Event::Merge(_) => "merge into",
        }
    }
}

impl<'c> Analyzer<'c> {
    /// Refuses what PostgreSQL's rewriter refuses.
    ///
    /// # Errors
    ///
    /// 55000 for a view that cannot be written through, 0A000 for one of its columns, and for what rules
    /// forbid.
    pub(super) fn check_rewrite(&self, written: &Written<'_>) -> Result<(), Diagnostic> {
        let mut relation = written.relation;
        let mut columns: Vec<(String, &AssignmentTarget)> =
            written.columns.iter().map(|target| (target.column.name.clone(), *target)).collect();
        for _ in 0..DEEPEST {
            match self.next_target(written, relation, &mut columns)? {
                Some(base) => relation = base,
                None => break,
            }
        }
        self.check_number(written)
    }

    /// What a view hands the statement on to; [`None`] where it stays.
    fn next_target<'t>(
        &self,
        written: &Written<'t>,
        relation: &Relation,
        columns: &mut Vec<(String, &'t AssignmentTarget)>,
    ) -> Result<Option<&Relation>, Diagnostic> {
        let catalog = self.catalog;
        if may_be_replaced(catalog, relation) {
            return Ok(None);
        }
        let name = &relation.name.name;
        let refused = |code, message: String| {
            Diagnostic::new(code, written.at, message)
                .note(format!("`{name}` is created here"), Some(relation.origin.clone()))
        };
        let fires = |event| firing(catalog, relation.id, event);
        let rules = match &written.event {
            Event::One(event) => fires(*event),
            Event::Merge(_) => {
                let mut all = catalog.rules.by(By::Relation(relation.id));
                let refuses = |rule: &Rule| rule.fires || catalog.major < Major::V17;
                if all.any(refuses) {
                    let message = format!("cannot execute MERGE on relation `{name}`");
                    return Err(refused(SqlState::FEATURE_NOT_SUPPORTED, message)
                        .label("MERGE is not supported for relations with rules"));
                }
                Vec::new()
            }
        };
        let instead = rules.iter().any(|rule| rule.does == RuleDoes::Instead);
        let is_view = relation.kind == RelationKind::View;
        if !is_view || instead || has_trigger(catalog, relation.id, &written.event) {
            let products = rules.iter().any(|rule| !rule.statements.is_empty());
            if written.on_conflict && (products || !fires(RuleEvent::Update).is_empty()) {
                let message = "INSERT with ON CONFLICT clause cannot be used with table that has \
                               INSERT or UPDATE rules";
                return Err(refused(SqlState::FEATURE_NOT_SUPPORTED, message.to_owned()));
            }
            return Ok(None);
        }
        if rules.iter().any(|rule| rule.does == RuleDoes::InsteadOfSome) {
            let reason = "views with conditional DO INSTEAD rules are not automatically updatable";
            return Err(not_updatable(written, relation, reason));
        }
        let (base, of_view) = match through(catalog, relation) {
            Through::Unknown => return Ok(None),
            Through::Not(reason) => return Err(not_updatable(written, relation, reason)),
            Through::To(base, of_view) => (base, of_view),
        };
        if written.event.writes_columns() {
            if of_view.iter().all(|column| matches!(column, ViewColumn::Other(_))) {
                let reason = "views that have no updatable columns are not automatically updatable";
                return Err(not_updatable(written, relation, reason));
            }
            let mut stored: Vec<(String, &AssignmentTarget)> = Vec::new();
            let mut unsure = false;
            for (column, what) in relation.columns.iter().zip(&of_view) {
                let given: Vec<_> =
                    columns.iter().filter(|(name, _)| *name == column.name).collect();
                let by_default = written.event == Event::One(RuleEvent::Insert)
                    && column.default == Default::Expression;
                let span = given.first().map(|(_, target)| target.column.span);
                let Some(span) = span.or(by_default.then_some(written.at)) else { continue };
                match what {
                    ViewColumn::Column(base) => {
                        let of_base = given.into_iter().map(|(_, it)| (base.name.clone(), *it));
                        stored.extend(of_base);
                    }
                    ViewColumn::Unknown => unsure = true,
                    ViewColumn::Other(reason) => {
                        let verb = written.event.verb();
                        let message =
                            format!("cannot {verb} column `{}` of view `{name}`", column.name);
                        let code = SqlState::FEATURE_NOT_SUPPORTED;
                        return Err(Diagnostic::new(code, span, message).label(*reason).note(
                            format!("`{name}` is created here"),
                            Some(relation.origin.clone()),
                        ));
                    }
                }
            }
            // In MERGE each action has its own.
            if let Event::One(_) = written.event {
                check_once(&stored, relation, &of_view)?;
            }
            if unsure {
                return Ok(None);
            }
            *columns = stored;
        }
        if written.current_of {
            return Err(current_of_view(written.at)
                .note(format!("`{name}` is created here"), Some(relation.origin.clone())));
        }
        if let Event::Merge(actions) = &written.event
            && actions.iter().any(|event| has_trigger(catalog, relation.id, &Event::One(*event)))
        {
            let message = format!("cannot merge into view `{name}`");
            return Err(refused(SqlState::FEATURE_NOT_SUPPORTED, message)
                .label("it has INSTEAD OF triggers for some actions but not all"));
        }
        Ok(Some(base))
    }

    /// Counts what rules make of the statement: within WITH, and with one, it must stay one.
    fn check_number(&self, written: &Written<'_>) -> Result<(), Diagnostic> {
        let Event::One(event) = written.event else { return Ok(()) };
        let Some(count) = count(self.catalog, written.relation, event, DEEPEST) else {
            return Ok(());
        };
        let refused = |message: &str| {
            Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, written.at, message))
        };
        if written.with && count > 1 {
            return refused(
                "WITH cannot be used in a query that is rewritten by rules into multiple queries",
            );
        }
        if self.depth == 0 || count == 1 {
            return Ok(());
        }
        let rules = firing(self.catalog, written.relation.id, event);
        let has = |does| rules.iter().any(|rule| rule.does == does);
        refused(match count {
            0 => "DO INSTEAD NOTHING rules are not supported for data-modifying statements in WITH",
            _ if has(RuleDoes::InsteadOfSome) => {
                "conditional DO INSTEAD rules are not supported for data-modifying statements in WITH"
            }
            _ if has(RuleDoes::Also) => {
                "DO ALSO rules are not supported for data-modifying statements in WITH"
            }
            _ => {
                "multi-statement DO INSTEAD rules are not supported for data-modifying statements \
                 in WITH"
            }
        })
    }

    /// The column of a table that a column of a view is, where writing to one writes to the other.
    pub(super) fn stored_column(
        &self,
        relation: &Relation,
        column: &'c Column,
        writing: Writing,
    ) -> Option<&'c Column> {
        let catalog = self.catalog;
        let event = match writing {
            Writing::Update => RuleEvent::Update,
            Writing::Insert | Writing::InsertOverridingSystem | Writing::InsertOverridingUser => {
                RuleEvent::Insert
            }
        };
        let (mut view, mut column) = (relation.id, column);
        for _ in 0..DEEPEST {
            let relation = catalog.relation(view)?;
            if relation.kind != RelationKind::View {
                return Some(column);
            }
            let stays = !firing(catalog, view, event).is_empty()
                || has_trigger(catalog, view, &Event::One(event))
                || may_be_replaced(catalog, relation);
            if stays {
                return None;
            }
            let Through::To(base, columns) = through(catalog, relation) else { return None };
            let mut columns = relation.columns.iter().zip(columns);
            let (_, found) = columns.find(|(known, _)| known.name == column.name)?;
            let ViewColumn::Column(found) = found else { return None };
            (view, column) = (base.id, found);
        }
        None
    }
}

/// Two columns of a view may be one of its table, which takes one value
/// (`process_matched_tle`).
fn check_once(
    stored: &[(String, &AssignmentTarget)],
    view: &Relation,
    of_view: &[ViewColumn<'_>],
) -> Result<(), Diagnostic> {
    // What stands twice in the statement itself has been looked at.
    let twice = |name: &str| {
        let is =
            |column: &&ViewColumn<'_>| matches!(column, ViewColumn::Column(it) if it.name == name);
        of_view.iter().filter(is).count() > 1
    };
    for (at, (name, target)) in stored.iter().enumerate() {
        let mut before = stored.iter().take(at);
        let again = before.any(|(known, other)| {
            known == name
                && other.column.name != target.column.name
                && (other.path.is_empty() || target.path.is_empty())
        });
        if again && twice(name) {
            let message = format!("multiple assignments to same column `{name}`");
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, target.span, message)
                .note(format!("`{}` has it twice", view.name.name), Some(view.origin.clone())));
        }
    }
    Ok(())
}

/// `error_view_not_updatable`; a MERGE is refused for the first action that has no trigger.
fn not_updatable(written: &Written<'_>, relation: &Relation, reason: &'static str) -> Diagnostic {
    let event = match &written.event {
        Event::One(event) => *event,
        Event::Merge(actions) => actions.first().copied().unwrap_or(RuleEvent::Insert),
    };
    let (verb, word) = (Event::One(event).verb(), event.word());
    let message = format!("cannot {verb} view `{}`", relation.name.name);
    Diagnostic::new(SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE, written.at, message)
        .note(reason, Some(relation.origin.clone()))
        .help(format!("give it an `INSTEAD OF {word}` trigger, or write to its table"))
}

/// `view_has_instead_trigger`: for MERGE, one for each of its actions.
fn has_trigger(catalog: &Catalog, view: RelationId, event: &Event) -> bool {
    let one = |event: RuleEvent| {
        let statement = match event {
            RuleEvent::Insert => TriggerStatement::Insert,
            RuleEvent::Update => TriggerStatement::Update,
            RuleEvent::Delete => TriggerStatement::Delete,
        };
        catalog.triggers.by(By::Relation(view)).any(|trigger| {
            trigger.time == TriggerTime::BeforeOrInstead && trigger.events.contains(&statement)
        })
    };
    match event {
        Event::One(event) => one(*event),
        Event::Merge(actions) => actions.iter().all(|event| one(*event)),
    }
}

/// Whether a rule or a trigger that is not listed may take the place of a write: a statement that could
/// not be read, or a comment that stands for one, may have made it.
fn may_be_replaced(catalog: &Catalog, relation: &Relation) -> bool {
    catalog.may_have_rules(relation.id)
        || relation.kind == RelationKind::View && catalog.may_have_triggers(relation.id)
}

/// How many statements rules make of one; [`None`] where that is not known.
fn count(catalog: &Catalog, relation: &Relation, event: RuleEvent, depth: u32) -> Option<usize> {
    let depth = depth.checked_sub(1)?;
    if may_be_replaced(catalog, relation) {
        return None;
    }
    let rules = firing(catalog, relation.id, event);
    let mut total = 0;
    for statement in rules.iter().flat_map(|rule| &rule.statements) {
        total += match (statement.target, statement.event) {
            (Some(target), Some(event)) => count(catalog, catalog.relation(target)?, event, depth)?,
            (_, Some(_)) => return None,
            (_, None) => 1,
        };
    }
    if rules.iter().any(|rule| rule.does == RuleDoes::Instead) {
        return Some(total);
    }
    let stays = relation.kind != RelationKind::View
        || has_trigger(catalog, relation.id, &Event::One(event));
    if stays {
        return Some(total + 1);
    }
    match through(catalog, relation) {
        Through::To(base, _) => Some(total + count(catalog, base, event, depth)?),
        Through::Unknown | Through::Not(_) => None,
    }
}
