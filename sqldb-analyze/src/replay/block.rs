//! `DO` blocks: runs PL/pgSQL as far as it decides what happens to the schema.
//!
//! Conditions and texts are computed from the catalog ([`super::known`]). Where only a database
//! knows, both ways are looked at, and are `doubtful`: a statement there may do nothing that a
//! claim could rest on. Statements are taken to succeed unless the catalog says otherwise.
//!
//! Here are the statements that steer, with `run` for what is known on the way, `repetition` for loops
//! and `condition` for what handlers catch; `assignment` has those that fill variables, `execute` those
//! that change the schema, and `unknown` their texts that are known in part.

mod assignment;
pub(super) mod condition;
mod condition_names;
mod execute;
mod expression;
mod repetition;
mod run;
mod unknown;

use super::known::{Knowledge, Known, Variable, VariableType, Variables};
use super::{Done, Replay};
use crate::diagnostic::SqlState;
use crate::lex::{Token, TokenKind};
use crate::tree::ddl::{Block, Choice, Condition, Fragment, Leave, Step, StepKind, walk};
use assignment::assign_shape;
use condition::{catches, catches_rows};
use expression::may_fail;
use repetition::{changes, results};
pub(super) use run::{Certainty, Flow, Run};
use run::{DecidedBy, failed, raised};

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
