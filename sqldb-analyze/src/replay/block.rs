//! `DO` blocks: runs PL/pgSQL as far as it decides what happens to the schema.
//!
//! Conditions and texts are computed from the catalog ([`super::known`]). Where only a database
//! knows, both ways are looked at, and are `doubtful`: a statement there may do nothing that a
//! claim could rest on. Statements are taken to succeed unless the catalog says otherwise.

use super::condition::{catches, catches_rows};
use super::known::{Knowledge, Known, Shape, Value, Variable, VariableType, Variables, text_shape};
use super::repetition::{changes, results};
use super::{Done, Replay};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{Token, TokenKind};
use crate::span::Span;
use crate::tree::ddl::{Block, Choice, Condition, Fragment, Leave, RowCount, Step, StepKind, walk};
use crate::tree::{Expr, Query, QueryBody, Target};

/// A block under way.
pub(super) struct Run {
    pub(super) variables: Variables,
    pub(super) certainty: Certainty,
    /// Whether what has run may have failed.
    pub(super) outcome: DecidedBy,
    /// The error that a handler handles, for `RAISE` alone.
    handled: Option<Failure>,
    /// How many rounds its loops have gone.
    pub(super) rounds: u32,
}

/// What decides whether statements succeed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DecidedBy {
    /// The catalog.
    Catalog,
    /// Rows, too, which only a database knows.
    Rows,
    /// Things that no catalog of ours has: roles, publications, policies.
    Server,
}

/// Whether a statement is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// It runs.
    Certain,
    /// Only a database knows.
    Doubtful,
}

/// What follows a statement.
pub(super) enum Flow {
    /// The next one.
    Next,
    /// The end of the block.
    Return,
    /// The end of a loop, or of its round.
    Leave(Leave, Option<String>),
    /// An error.
    Failed(Failure),
}

/// An error that a handler may catch.
#[derive(Clone)]
pub(super) struct Failure {
    pub(super) code: String,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Run {
    /// `FOUND` is a variable of every block's outermost level.
    pub(super) fn new(mut variables: Variables, certainty: Certainty) -> Run {
        variables.insert(0, Variable::of("found", None));
        Run { variables, certainty, outcome: DecidedBy::Catalog, handled: None, rounds: 0 }
    }
}

impl Replay<'_> {
    pub(super) fn do_block(&mut self, block: &Block) -> Done {
        self.run_body(block, Variables::new())
    }

    /// Runs a block in which these variables are known.
    pub(super) fn run_body(&mut self, block: &Block, variables: Variables) -> Done {
        let mut run = Run::new(variables, Certainty::Certain);
        if let Flow::Failed(failure) = self.run_block(&mut run, block) {
            self.diagnostics.extend(failure.diagnostics);
        }
        Ok(())
    }

    pub(super) fn run_block(&mut self, run: &mut Run, block: &Block) -> Flow {
        let outside = run.variables.len();
        for variable in &block.variables {
            let expr = variable.value.as_ref().and_then(|value| self.expression(value));
            let value = match &variable.value {
                Some(_) => expr.as_ref().and_then(|expr| self.value(run, expr)),
                None => Some(Known::Null),
            };
            let shape = expr.and_then(|expr| self.shape(run, &expr));
            let ty = match &variable.type_name {
                Some(ty) => VariableType::Named(ty.clone()),
                None => VariableType::Unknown,
            };
            let value = Knowledge::new(self.catalog, &run.variables).assigned(&ty, value);
            let name = variable.name.name.clone();
            run.variables.push(Variable { name, ty, value, shape });
        }
        let flow = match block.handlers.is_empty() {
            true => self.run_steps(run, &block.body),
            false => self.run_handled(run, block),
        };
        run.variables.truncate(outside);
        match flow {
            Flow::Leave(Leave::Exit, Some(label)) if is_label(block.label.as_ref(), &label) => {
                Flow::Next
            }
            flow => flow,
        }
    }

    /// What fails is undone as a whole, and the first handler that catches it runs. Where rows may
    /// make the block fail, and a handler catches that, nobody knows which of them has run.
    fn run_handled(&mut self, run: &mut Run, block: &Block) -> Flow {
        let before = self.catalog.clone();
        let (count, variables) = (self.diagnostics.len(), run.variables.clone());
        let outside = std::mem::replace(&mut run.outcome, DecidedBy::Catalog);
        let flow = self.run_steps(run, &block.body);
        let inside = std::mem::replace(&mut run.outcome, outside);
        let mut conditions = block.handlers.iter().flat_map(|handler| &handler.conditions);
        if inside > DecidedBy::Catalog && run.certainty == Certainty::Certain {
            if inside == DecidedBy::Server || conditions.any(catches_rows) {
                *self.catalog = before;
                self.diagnostics.truncate(count);
                run.variables = variables;
                let handlers = block.handlers.iter().map(|handler| handler.body.as_slice());
                let ways: Vec<&[Step]> = std::iter::once(&*block.body).chain(handlers).collect();
                return self.doubtful(run, &ways);
            }
            run.outcome = run.outcome.max(inside);
        }
        let failure = match flow {
            Flow::Failed(failure) => failure,
            flow => return flow,
        };
        let mut handlers = block.handlers.iter();
        let handler = handlers.find(|handler| {
            handler.conditions.iter().any(|condition| catches(condition, &failure.code))
        });
        let Some(handler) = handler else { return Flow::Failed(failure) };
        *self.catalog = before;
        let handled = run.handled.replace(failure);
        let flow = self.run_steps(run, &handler.body);
        run.handled = handled;
        flow
    }

    pub(super) fn run_steps(&mut self, run: &mut Run, steps: &[Step]) -> Flow {
        for step in steps {
            match self.run_step(run, step) {
                Flow::Next => {}
                flow => return flow,
            }
        }
        Flow::Next
    }

    fn run_step(&mut self, run: &mut Run, step: &Step) -> Flow {
        match &step.kind {
            StepKind::Nothing => Flow::Next,
            StepKind::MayFail => {
                run.outcome = DecidedBy::Server;
                Flow::Next
            }
            StepKind::Rollback => {
                self.diagnostics.push(super::unreadable(step.span, "`ROLLBACK`"));
                Flow::Next
            }
            StepKind::Block(block) => self.run_block(run, block),
            StepKind::If { branches, otherwise } => self.run_if(run, branches, otherwise),
            StepKind::Loop { label, head, body } => {
                let flow = self.run_loop(run, label.as_ref().map(|l| l.name.as_str()), head, body);
                match flow {
                    Flow::Leave(Leave::Exit, None) => Flow::Next,
                    Flow::Leave(Leave::Exit, Some(left)) if is_label(label.as_ref(), &left) => {
                        Flow::Next
                    }
                    flow => flow,
                }
            }
            StepKind::Assign { variable, value } => {
                let written = value;
                let expr = self.expression(written);
                let value = expr.as_ref().and_then(|expr| self.value(run, expr));
                if value.is_none() {
                    may_fail(run, written);
                }
                let shape = expr.and_then(|expr| self.shape(run, &expr));
                self.assign(run, variable, value);
                assign_shape(run, variable, shape);
                Flow::Next
            }
            StepKind::Forget(variables) => {
                let found = std::iter::once("found");
                let all = variables.iter().map(String::as_str).chain(found);
                all.for_each(|variable| self.assign(run, variable, None));
                Flow::Next
            }
            StepKind::SelectInto { query, into, rows } => {
                self.select_into(run, query, into, *rows, step.span)
            }
            StepKind::Perform(query) => {
                may_fail(run, query);
                let mut tokens = query.tokens.clone();
                let select = TokenKind::Word("select".to_owned());
                tokens.insert(0, Token { kind: select, span: step.span });
                self.perform(run, &Fragment { tokens, span: step.span })
            }
            StepKind::Execute { text, into } => {
                into.iter().for_each(|variable| self.assign(run, variable, None));
                self.execute(run, text, step.span)
            }
            StepKind::Sql { statement, into } => {
                into.iter().for_each(|variable| self.assign(run, variable, None));
                self.assign(run, "found", None);
                let flow = self.run_statement(run, statement);
                results(statement).for_each(|variable| self.assign(run, variable, None));
                flow
            }
            StepKind::Declared(statements) => {
                let certainty = std::mem::replace(&mut run.certainty, Certainty::Certain);
                let mut flows = statements.iter().map(|s| self.run_statement(run, s));
                let failed = flows.find(|flow| !matches!(flow, Flow::Next));
                run.certainty = certainty;
                failed.unwrap_or(Flow::Next)
            }
            StepKind::Return => self.leaves(run, Flow::Return),
            StepKind::Leave { leave, label, condition } => {
                let holds = match condition {
                    Some(condition) => self.condition(run, condition),
                    None => Some(true),
                };
                let label = label.as_ref().map(|label| label.name.clone());
                match holds {
                    Some(true) => self.leaves(run, Flow::Leave(*leave, label)),
                    Some(false) => Flow::Next,
                    None => {
                        run.certainty = Certainty::Doubtful;
                        Flow::Next
                    }
                }
            }
            StepKind::Raise(_) | StepKind::Reraise | StepKind::CaseNotFound
                if run.certainty == Certainty::Doubtful =>
            {
                // A handler may run.
                run.outcome = DecidedBy::Server;
                Flow::Next
            }
            StepKind::CaseNotFound => failed(
                SqlState::CASE_NOT_FOUND,
                step.span,
                "case not found",
                "no `WHEN` of this `CASE` holds, and it has no `ELSE`",
            ),
            StepKind::Raise(condition) => {
                if *condition == Some(Condition::Unknown) {
                    run.outcome = DecidedBy::Server;
                }
                Flow::Failed(raised(condition.as_ref(), step.span))
            }
            StepKind::Reraise => match &run.handled {
                Some(failure) => Flow::Failed(failure.clone()),
                None => Flow::Next,
            },
        }
    }

    /// A way out: in doubt, so is all that follows.
    fn leaves(&mut self, run: &mut Run, flow: Flow) -> Flow {
        match run.certainty {
            Certainty::Certain => flow,
            Certainty::Doubtful => Flow::Next,
        }
    }

    fn run_if(
        &mut self,
        run: &mut Run,
        branches: &[(Choice, Vec<Step>)],
        otherwise: &[Step],
    ) -> Flow {
        for (at, (choice, steps)) in branches.iter().enumerate() {
            match self.choice(run, choice) {
                Some(true) => return self.run_steps(run, steps),
                Some(false) => {}
                None => {
                    let rest = branches.iter().skip(at).map(|(_, steps)| steps.as_slice());
                    let rest: Vec<_> = rest.chain([otherwise]).collect();
                    return self.doubtful(run, &rest);
                }
            }
        }
        self.run_steps(run, otherwise)
    }

    /// Looks at statements that may run or not; each list is a way of its own.
    pub(super) fn doubtful(&mut self, run: &mut Run, ways: &[&[Step]]) -> Flow {
        let outside = run.certainty;
        run.certainty = Certainty::Doubtful;
        let mut failed = Flow::Next;
        for steps in ways {
            if let flow @ Flow::Failed(_) = self.run_steps(run, steps) {
                failed = flow;
            }
        }
        let mut changed = Vec::new();
        ways.iter().for_each(|steps| changes(steps, &mut changed));
        let changed = |variable: &&mut Variable| changed.contains(&variable.name.as_str());
        run.variables.iter_mut().filter(changed).for_each(Variable::forget);
        // A way that may leave makes all that follows doubtful.
        if !ways.iter().any(|steps| may_leave(steps)) {
            run.certainty = outside;
        }
        failed
    }

    /// `PERFORM`: of the rows only whether there is one counts (`pl_exec.c exec_stmt_perform`).
    fn perform(&mut self, run: &mut Run, query: &Fragment) -> Flow {
        let outcome = run.outcome;
        let flow = self.run_query(run, query.clone());
        let found = self
            .query_tree(query)
            .and_then(|query| Knowledge::new(self.catalog, &run.variables).exists(&query));
        if found.is_some() {
            run.outcome = outcome;
        }
        self.assign(run, "found", found);
        flow
    }

    fn select_into(
        &mut self,
        run: &mut Run,
        query: &Fragment,
        into: &[String],
        expected: RowCount,
        at: Span,
    ) -> Flow {
        let outcome = run.outcome;
        let checked = self.run_query(run, query.clone());
        if !matches!(checked, Flow::Next) {
            return checked;
        }
        let rows = self
            .query_tree(query)
            .and_then(|query| Knowledge::new(self.catalog, &run.variables).known_rows(&query))
            .map(|(rows, _)| rows);
        run.outcome = match rows {
            Some(_) => outcome,
            None => outcome.max(DecidedBy::Rows),
        };
        let certain = run.certainty == Certainty::Certain;
        if let (Some(rows), RowCount::One, true) = (&rows, expected, certain) {
            let strict = "`INTO STRICT` takes one row";
            match rows.len() {
                0 => {
                    let message = "query returned no rows";
                    return failed(SqlState::NO_DATA_FOUND, at, message, strict);
                }
                1 => {}
                _ => {
                    let message = "query returned more than one row";
                    return failed(SqlState::TOO_MANY_ROWS, at, message, strict);
                }
            }
        }
        let found = rows.as_ref().map(|rows| Known::Boolean(!rows.is_empty()));
        self.assign(run, "found", found);
        let row = match rows {
            Some(rows) => match <[_; 1]>::try_from(rows) {
                Ok([only]) => Some(only),
                Err(rows) if rows.is_empty() => {
                    into.iter().for_each(|variable| self.assign(run, variable, Some(Known::Null)));
                    return Flow::Next;
                }
                Err(_) => None,
            },
            None => None,
        };
        match (row, into) {
            (None, _) => into.iter().for_each(|variable| self.assign(run, variable, None)),
            (Some(row), [only]) if row.iter().all(|(_, value)| value.is_none()) => {
                // `SELECT format(…) INTO name`.
                let shape =
                    self.query_tree(query).and_then(|query| self.shape(run, alone(&query)?));
                self.assign(run, only, Some(Known::Row(row)));
                assign_shape(run, only, shape);
            }
            (Some(row), [only]) => self.assign(run, only, Some(Known::Row(row))),
            (Some(row), into) => {
                for (variable, (_, value)) in into.iter().zip(row) {
                    self.assign(run, variable, value);
                }
            }
        }
        Flow::Next
    }

    /// Gives a variable its value.
    pub(super) fn assign(&self, run: &mut Run, variable: &str, value: Value) {
        let Some(at) = run.variables.iter().rposition(|known| known.name == variable) else {
            return;
        };
        let Some(ty) = run.variables.get(at).map(|known| known.ty.clone()) else { return };
        let given = value.is_some() && matches!(ty, VariableType::Named(_));
        let value = Knowledge::new(self.catalog, &run.variables).assigned(&ty, value);
        if given && value.is_none() {
            // It may not be one of the type.
            run.outcome = run.outcome.max(DecidedBy::Rows);
        }
        if let Some(known) = run.variables.get_mut(at) {
            known.value = value;
            known.shape = None;
        }
    }

    fn choice(&mut self, run: &mut Run, choice: &Choice) -> Option<bool> {
        match choice {
            Choice::If(condition) => self.condition(run, condition),
            Choice::Equal(operand, list) => {
                // `CASE x WHEN a, b` asks `x IN (a, b)`.
                let mut tokens: Vec<Token> = operand.tokens.clone();
                let word = |kind| Token { kind, span: list.span };
                tokens.push(word(TokenKind::Word("in".to_owned())));
                tokens.push(word(TokenKind::LeftParenthesis));
                tokens.extend(list.tokens.iter().cloned());
                tokens.push(word(TokenKind::RightParenthesis));
                self.condition(run, &Fragment { tokens, span: list.span })
            }
        }
    }

    pub(super) fn condition(&mut self, run: &mut Run, condition: &Fragment) -> Option<bool> {
        let expr = self.expression(condition);
        let holds = expr.and_then(|expr| Knowledge::new(self.catalog, &run.variables).holds(&expr));
        if holds.is_none() {
            may_fail(run, condition);
        }
        holds
    }

    pub(super) fn number(&mut self, run: &mut Run, bound: &Fragment) -> Option<i64> {
        let expr = self.expression(bound)?;
        match self.value(run, &expr) {
            Some(Known::Integer(number)) => Some(number),
            _ => None,
        }
    }

    fn shape(&self, run: &Run, expr: &Expr) -> Option<Shape> {
        text_shape(&mut Knowledge::new(self.catalog, &run.variables), expr)
    }

    pub(super) fn value(&mut self, run: &Run, expr: &Expr) -> Value {
        Knowledge::new(self.catalog, &run.variables).value(expr)
    }

    /// The tree of an expression, if all of it can be read.
    pub(super) fn expression(&mut self, fragment: &Fragment) -> Option<Expr> {
        self.changes_nothing_by_calls(fragment);
        let (expr, taken) = crate::syntax::expression(&fragment.tokens).ok()?;
        (taken == fragment.tokens.len()).then_some(expr)
    }

    pub(super) fn query(&mut self, fragment: &Fragment) -> Option<Query> {
        self.changes_nothing_by_calls(fragment);
        self.query_tree(fragment)
    }

    /// The tree of a query that has been run.
    fn query_tree(&self, fragment: &Fragment) -> Option<Query> {
        let (query, taken) = crate::syntax::query(&fragment.tokens).ok()?;
        (taken == fragment.tokens.len()).then_some(query)
    }
}

/// A cast to `regclass` and its kin fails where there is nothing of the name, and a function as it
/// likes: which error that is only a database knows.
fn may_fail(run: &mut Run, written: &Fragment) {
    let fails = |pair: &[Token]| match pair {
        [first, second] => {
            first.kind == TokenKind::DoubleColon
                || first.is_word("cast")
                || matches!(&first.kind, TokenKind::Operator(symbol) if ARITHMETIC.contains(&symbol.as_str()))
                || second.kind == TokenKind::LeftParenthesis
                    && first.word().is_some_and(|word| !HARMLESS.contains(&word))
        }
        _ => false,
    };
    let of_names =
        written.tokens.iter().any(|token| token.word().is_some_and(|word| word.starts_with("reg")));
    if of_names {
        run.outcome = DecidedBy::Server;
    } else if written.tokens.windows(2).any(fails) {
        run.outcome = run.outcome.max(DecidedBy::Rows);
    }
}

/// Operators whose result may be out of range.
const ARITHMETIC: [&str; 5] = ["+", "-", "*", "/", "%"];

/// What stands in front of a parenthesis and does not fail.
const HARMLESS: [&str; 26] = [
    "exists",
    "in",
    "and",
    "or",
    "not",
    "select",
    "any",
    "all",
    "values",
    "count",
    "from",
    "where",
    "on",
    "as",
    "if",
    "when",
    "then",
    "else",
    "coalesce",
    "format",
    "concat",
    "array",
    "lower",
    "quote_ident",
    "current_schema",
    "to_regclass",
];

/// Keeps the text that a variable has been given, as far as it is known.
fn assign_shape(run: &mut Run, variable: &str, shape: Option<Shape>) {
    if let Some(known) = run.variables.iter_mut().rfind(|known| known.name == variable) {
        known.shape = shape;
    }
}

/// The only target of a query.
fn alone(query: &Query) -> Option<&Expr> {
    let QueryBody::Select(select) = &query.body else { return None };
    match select.targets.as_slice() {
        [Target::Expr { expr, alias: _, span: _ }] => Some(expr),
        _ => None,
    }
}

fn is_label(label: Option<&crate::tree::Ident>, left: &str) -> bool {
    label.is_some_and(|label| label.name == left)
}

/// Whether a list of statements may end the block or a loop around it.
pub(super) fn may_leave(steps: &[Step]) -> bool {
    let mut leaves = false;
    walk(steps, &mut |step| {
        leaves |= matches!(step.kind, StepKind::Return | StepKind::Leave { .. });
    });
    leaves
}

/// An error that PL/pgSQL makes itself.
pub(super) fn failed(code: SqlState, at: Span, message: &str, why: &str) -> Flow {
    let diagnostic = Diagnostic::new(code, at, message).label(why);
    Flow::Failed(Failure { code: code.code().to_owned(), diagnostics: vec![diagnostic] })
}

/// `RAISE EXCEPTION` that is reached.
fn raised(condition: Option<&Condition>, at: Span) -> Failure {
    let code = match condition {
        Some(Condition::State(state)) => state.clone(),
        Some(Condition::Name(name)) => super::condition::code(name).unwrap_or("P0001").to_owned(),
        Some(Condition::Given(name)) => super::condition::code(name).unwrap_or("42704").to_owned(),
        Some(Condition::Others | Condition::Unknown) | None => "P0001".to_owned(),
    };
    let diagnostic = Diagnostic::new(SqlState::RAISE_EXCEPTION, at, "this `RAISE` is reached")
        .label("the conditions in front of it hold after the migrations before");
    Failure { code, diagnostics: vec![diagnostic] }
}
