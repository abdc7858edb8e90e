//! What to run on a connection, and in what state of it.

use crate::error::{Error, Result};
use crate::observe::Subject;
use crate::row::RawRow;
use crate::spot;
use crate::statement::{Plan, Source};

/// What to run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Command<'q> {
    /// Known at compile time, prepared once per connection.
    Plan(&'static Plan),
    /// The same, on a connection that it shares with no other statement.
    Alone(&'static Plan),
    /// Known at run time, prepared each time: a cache of texts would grow without bound.
    Text(&'q str),
    /// Several statements, known at run time, without arguments and rows.
    Script(&'q str),
}

impl Command<'_> {
    pub(crate) fn source(&self) -> Option<Source> {
        match self {
            Command::Plan(plan) | Command::Alone(plan) => Some(plan.source),
            Command::Text(_) | Command::Script(_) => None,
        }
    }

    /// What is told of it, if it is known at compile time.
    pub(crate) fn subject(&self) -> Option<Subject> {
        match self {
            Command::Plan(Plan { summary, text, source, .. })
            | Command::Alone(Plan { summary, text, source, .. }) => {
                Some(Subject { summary, text, source: Some(*source) })
            }
            Command::Text(_) | Command::Script(_) => None,
        }
    }

    pub(crate) fn emptiness(&self) -> Emptiness {
        let (Command::Text(text) | Command::Script(text)) = self else { return Emptiness::Never };
        let text = text.trim_start();
        let begins_empty = ["--", "/*", ";"].iter().any(|begin| text.starts_with(begin));
        match text.is_empty() || begins_empty {
            true => Emptiness::Possible,
            false => Emptiness::Never,
        }
    }

    pub(crate) fn blame(&self, error: Error) -> Error {
        match self {
            Command::Plan(plan) | Command::Alone(plan) => {
                error.at(plan.source).spotted(|at| spot::in_source(plan, at))
            }
            Command::Text(text) | Command::Script(text) => {
                error.spotted(|at| spot::in_text(text, at))
            }
        }
    }
}

/// Whether a text may be without a command, such as a comment: the server says of none that it is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emptiness {
    Never,
    Possible,
}

/// Whether a statement that no longer fits the schema may be prepared and run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// A statement on its own: the server refused it before it did anything.
    Autocommit,
    /// The error has ended the transaction already.
    Transaction,
    /// A connection that is held, on which the program may have begun a transaction.
    Held,
}

/// What is done with each row; an error ends the query.
pub(crate) type Sink<'a> = &'a mut (dyn FnMut(&RawRow<'_>) -> Result<()> + Send);
