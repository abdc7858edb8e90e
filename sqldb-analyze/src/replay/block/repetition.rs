//! The loops of `DO` blocks: round by round, as long as it is known what each is about.

use super::may_leave;
use super::run::{Certainty, DecidedBy, Flow, Run, failed};
use crate::diagnostic::SqlState;
use crate::lex::Token;
use crate::replay::Replay;
use crate::replay::known::{Knowledge, Known, Order, Value, Variable};
use crate::tree::ddl::{
    Ddl, DdlStatement, Direction, Fragment, Leave, LoopHead, Step, StepKind, walk,
};

/// How often a loop may run while a migration is read.
const MOST_ROUNDS: i64 = 10_000;

/// How often all loops of a block may run together, one in the other.
const MOST_ROUNDS_OF_BLOCK: u32 = 50_000;

impl Run {
    /// Whether a loop may go round once more.
    fn another_round(&mut self) -> bool {
        self.rounds += 1;
        self.rounds <= MOST_ROUNDS_OF_BLOCK
    }
}

impl Replay<'_> {
    pub(super) fn run_loop(
        &mut self,
        run: &mut Run,
        label: Option<&str>,
        head: &LoopHead,
        body: &[Step],
    ) -> Flow {
        let outside = run.variables.len();
        let rounds = match head {
            LoopHead::Unknown => None,
            LoopHead::Forever => return self.run_while(run, label, None, body),
            LoopHead::While(condition) => {
                return self.run_while(run, label, Some(condition), body);
            }
            LoopHead::Each { variables: _, array } => match self.elements(run, array) {
                Elements::Null if run.certainty == Certainty::Certain => {
                    return failed(
                        SqlState::NULL_VALUE_NOT_ALLOWED,
                        array.span,
                        "FOREACH expression must not be null",
                        "this is NULL",
                    );
                }
                Elements::Null | Elements::Unknown => None,
                // Of those of a query, which is the first one only a database knows.
                Elements::Known(rounds, order) => Some(rounds)
                    .filter(|rounds| order == Order::Known || rounds.len() < 2 || !may_leave(body)),
            },
            LoopHead::Range { variable, low, high, direction } => {
                let bounds = (self.number(run, low), self.number(run, high));
                let rounds = match bounds {
                    (Some(low), Some(high)) if high.saturating_sub(low) < MOST_ROUNDS => {
                        let round = |n| vec![Some(Known::Integer(n))];
                        Some(match direction {
                            Direction::Up => (low..=high).map(round).collect::<Vec<_>>(),
                            Direction::Down => (low..=high).rev().map(round).collect(),
                        })
                    }
                    _ => None,
                };
                run.variables.push(Variable::of(variable, None));
                rounds
            }
            LoopHead::Query { variables, query } => {
                let rows = self.loop_rows(run, variables, query);
                let rows = rows.filter(|(_, order)| *order == Order::Known || !may_leave(body));
                rows.map(|(rows, _)| rows)
            }
        };
        let variables: Vec<&str> = match head {
            LoopHead::Unknown | LoopHead::Forever | LoopHead::While(_) => Vec::new(),
            LoopHead::Range { variable, .. } => vec![variable],
            LoopHead::Query { variables, .. } | LoopHead::Each { variables, .. } => {
                variables.iter().map(String::as_str).collect()
            }
        };
        if let LoopHead::Query { variables, query } = head
            && rounds.is_none()
            && let Some(rows) = self.unknown_rows(run, query)
        {
            return self.rounds_of_many(run, variables, rows, body);
        }
        let Some(rounds) = rounds else {
            // What it is over may be NULL, or fail.
            run.outcome = run.outcome.max(DecidedBy::Rows);
            variables.iter().for_each(|variable| self.assign(run, variable, None));
            let flow = self.doubtful_rounds(run, body);
            run.variables.truncate(outside);
            return flow;
        };
        if rounds.is_empty() {
            // Without a row they are NULL.
            variables.iter().for_each(|variable| self.assign(run, variable, None));
        }
        for values in rounds {
            if !run.another_round() {
                let flow = self.doubtful_rounds(run, body);
                run.variables.truncate(outside);
                return flow;
            }
            for (variable, value) in variables.iter().zip(values) {
                self.assign(run, variable, value);
            }
            match self.run_steps(run, body) {
                Flow::Next => {}
                Flow::Leave(Leave::Continue, left)
                    if left.is_none() || left.as_deref() == label => {}
                flow => {
                    run.variables.truncate(outside);
                    return flow;
                }
            }
        }
        run.variables.truncate(outside);
        self.assign(run, "found", None);
        if !matches!(head, LoopHead::Range { .. }) {
            // Which row was the last one, the order decides.
            variables.iter().for_each(|variable| self.assign(run, variable, None));
        }
        Flow::Next
    }

    /// `WHILE condition LOOP`, and `LOOP` until it is left.
    fn run_while(
        &mut self,
        run: &mut Run,
        label: Option<&str>,
        condition: Option<&Fragment>,
        body: &[Step],
    ) -> Flow {
        for _ in 0..MOST_ROUNDS {
            match condition.map_or(Some(true), |condition| self.condition(run, condition)) {
                Some(true) if run.certainty == Certainty::Certain && run.another_round() => {}
                Some(false) => return Flow::Next,
                // It may be over, or go on.
                Some(true) | None => break,
            }
            let told = self.diagnostics.len();
            match self.run_steps(run, body) {
                Flow::Next => {}
                Flow::Leave(Leave::Continue, left)
                    if left.is_none() || left.as_deref() == label => {}
                flow => return flow,
            }
            if run.certainty == Certainty::Doubtful {
                // The rounds that follow tell it again.
                self.diagnostics.truncate(told);
            }
        }
        self.doubtful_rounds(run, body)
    }

    /// Rounds of which nobody knows how many there are.
    fn doubtful_rounds(&mut self, run: &mut Run, body: &[Step]) -> Flow {
        // What a round finds may be what the round before has left.
        let mut changed = Vec::new();
        changes(body, &mut changed);
        changed.iter().for_each(|variable| self.assign(run, variable, None));
        self.doubtful(run, &[body])
    }

    /// The rows of a query of which each stands for many.
    fn unknown_rows(&mut self, run: &Run, query: &Fragment) -> Option<Vec<Vec<(String, Value)>>> {
        let query = self.query(query)?;
        Knowledge::new(self.catalog, &run.variables).unknown_rows(&query)
    }

    /// Rounds of which nobody knows how many there are, but how the names in them begin.
    fn rounds_of_many(
        &mut self,
        run: &mut Run,
        variables: &[String],
        rows: Vec<Vec<(String, Value)>>,
        body: &[Step],
    ) -> Flow {
        let outside = run.certainty;
        for row in rows {
            run.certainty = outside;
            let values = round(variables, row);
            for (variable, value) in variables.iter().zip(values) {
                self.assign(run, variable, value);
            }
            if let flow @ Flow::Failed(_) = self.doubtful_rounds(run, body) {
                return flow;
            }
        }
        variables.iter().for_each(|variable| self.assign(run, variable, None));
        Flow::Next
    }

    fn elements(&mut self, run: &mut Run, array: &Fragment) -> Elements {
        let Some(expr) = self.expression(array) else { return Elements::Unknown };
        let written = array.tokens.iter().all(|token| {
            let of_query = token.is_word("select") || token.is_word("array_agg");
            let variable = |name: &str| run.variables.iter().any(|known| known.name == name);
            !of_query && !token.word().is_some_and(variable)
        });
        // As they are written, or as a query may have made them.
        let order = if written { Order::Known } else { Order::Unknown };
        match self.value(run, &expr) {
            Some(Known::Array(values)) => {
                Elements::Known(values.into_iter().map(|value| vec![value]).collect(), order)
            }
            Some(Known::Null) => Elements::Null,
            _ => Elements::Unknown,
        }
    }

    /// What the variables of a loop over a query are, round by round.
    fn loop_rows(
        &mut self,
        run: &mut Run,
        variables: &[String],
        query: &Fragment,
    ) -> Option<(Vec<Vec<Value>>, Order)> {
        let turned = |token: &Token| {
            token.word().is_some_and(|word| matches!(word, "desc" | "using" | "nulls"))
        };
        let descending = query.tokens.iter().any(turned);
        let query = self.query(query)?;
        let (rows, order) = Knowledge::new(self.catalog, &run.variables).known_rows(&query)?;
        if descending && !query.order_by.is_empty() && rows.len() > 1 {
            return None;
        }
        Some((rows.into_iter().map(|row| round(variables, row)).collect(), order))
    }
}

/// What `FOREACH` is over.
enum Elements {
    /// Nobody knows.
    Unknown,
    /// NULL.
    Null,
    /// These, as values of one variable.
    Known(Vec<Vec<Value>>, Order),
}

/// A row as the variables of a loop have it: a single one may be a record.
fn round(variables: &[String], row: Vec<(String, Value)>) -> Vec<Value> {
    match variables.len() {
        1 => vec![Some(Known::Row(row))],
        _ => row.into_iter().map(|(_, value)| value).collect(),
    }
}

/// The variables that statements give values.
pub(super) fn changes<'s>(steps: &'s [Step], names: &mut Vec<&'s str>) {
    walk(steps, &mut |step| match &step.kind {
        StepKind::Loop { label: _, head, body: _ } => {
            if let LoopHead::Query { variables, query: _ }
            | LoopHead::Each { variables, array: _ } = head
            {
                names.extend(variables.iter().map(String::as_str));
            }
            names.push("found");
        }
        StepKind::Assign { variable, value: _ } => names.push(variable),
        // `EXECUTE` leaves `FOUND` as it is.
        StepKind::Execute { text: _, into: variables } => {
            names.extend(variables.iter().map(String::as_str));
        }
        StepKind::Sql { statement, into } => {
            names.extend(into.iter().map(String::as_str));
            names.extend(results(statement));
            names.push("found");
        }
        StepKind::Forget(variables)
        | StepKind::SelectInto { query: _, into: variables, rows: _ } => {
            names.extend(variables.iter().map(String::as_str));
            names.push("found");
        }
        StepKind::Perform(_) => names.push("found"),
        StepKind::Block(_)
        | StepKind::If { .. }
        | StepKind::Nothing
        | StepKind::CaseNotFound
        | StepKind::MayFail
        | StepKind::Rollback
        | StepKind::Raise(_)
        | StepKind::Reraise
        | StepKind::Return
        | StepKind::Leave { .. }
        | StepKind::Declared(_) => {}
    });
}

/// The names in a call of a procedure, which gives the variables of its `INOUT` parameters values.
pub(super) fn results(statement: &DdlStatement) -> impl Iterator<Item = &str> {
    let query = match &statement.kind {
        Ddl::Data { tables: _, statement: Some(query) } => Some(query),
        _ => None,
    };
    let call = query.filter(|query| query.tokens.first().is_some_and(|t| t.is_word("call")));
    call.into_iter().flat_map(|call| crate::ddl::words(call).map(|(word, ..)| word))
}
