//! What PL/pgSQL looks up when a body is compiled, besides types and variables: labels, conditions, and
//! that a block declares a name once (`pl_gram.y`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::Done;
use crate::replay::block::condition;
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::ddl::{Block, Condition, Leave, Step, StepKind};

/// The labels around a statement, each with whether a loop has it.
struct Around<'b> {
    labels: Vec<(&'b str, bool)>,
    loops: usize,
}

/// Refuses a body that leaves what is not around the statement, and the like.
pub(in crate::replay) fn compiles(function: &str, block: &Block) -> Done {
    let mut around = Around { labels: vec![(function, false)], loops: 0 };
    around.block(block)
}

impl<'b> Around<'b> {
    fn block(&mut self, block: &'b Block) -> Done {
        for (at, variable) in block.variables.iter().enumerate() {
            let name = &variable.name;
            if block.variables.iter().take(at).any(|before| before.name.name == name.name) {
                let message = format!("duplicate declaration at or near `{}`", name.name);
                return Err(refused(name.span, message));
            }
        }
        let outside = self.labels.len();
        self.labels.extend(block.label.iter().map(|label| (label.name.as_str(), false)));
        self.steps(&block.body)?;
        for handler in &block.handlers {
            let at = handler.body.first().map_or(Span::default(), |step| step.span);
            handler.conditions.iter().try_for_each(|condition| is_known(condition, at))?;
            self.steps(&handler.body)?;
        }
        self.labels.truncate(outside);
        Ok(())
    }

    fn steps(&mut self, steps: &'b [Step]) -> Done {
        for step in steps {
            match &step.kind {
                StepKind::Block(block) => self.block(block)?,
                StepKind::If { branches, otherwise } => {
                    for (_, steps) in branches {
                        self.steps(steps)?;
                    }
                    self.steps(otherwise)?;
                }
                StepKind::Loop { label, head: _, body } => {
                    let outside = self.labels.len();
                    self.labels.extend(label.iter().map(|label| (label.name.as_str(), true)));
                    self.loops += 1;
                    self.steps(body)?;
                    self.loops -= 1;
                    self.labels.truncate(outside);
                }
                StepKind::Leave { leave, label, condition: _ } => {
                    self.may_leave(*leave, label.as_ref(), step.span)?;
                }
                StepKind::Raise(Some(condition)) => is_known(condition, step.span)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn may_leave(&self, leave: Leave, label: Option<&Ident>, at: Span) -> Done {
        let Some(label) = label else {
            let message = match leave {
                Leave::Exit => "EXIT cannot be used outside a loop, unless it has a label",
                Leave::Continue => "CONTINUE cannot be used outside a loop",
            };
            return if self.loops > 0 { Ok(()) } else { Err(refused(at, message.to_owned())) };
        };
        let name = &label.name;
        match self.labels.iter().rev().find(|(known, _)| known == name) {
            None => {
                let message = format!(
                    "there is no label `{name}` attached to any block or loop enclosing this \
                     statement"
                );
                Err(refused(label.span, message))
            }
            Some((_, false)) if leave == Leave::Continue => {
                let message = format!("block label `{name}` cannot be used in CONTINUE");
                Err(refused(label.span, message))
            }
            Some(_) => Ok(()),
        }
    }
}

/// A condition by its name must be one of PostgreSQL's (`pl_comp.c plpgsql_parse_err_condition`).
fn is_known(condition: &Condition, at: Span) -> Done {
    let Condition::Name(name) = condition else { return Ok(()) };
    if condition::code(name).is_some() {
        return Ok(());
    }
    let message = format!("unrecognized exception condition `{name}`");
    Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, at, message).into())
}

fn refused(at: Span, message: String) -> crate::replay::Stop {
    Diagnostic::new(SqlState::SYNTAX_ERROR, at, message).into()
}
