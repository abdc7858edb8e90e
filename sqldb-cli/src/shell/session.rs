//! A connection, and statements that are run on it.
//!
//! `copy` has `COPY` with this side at one end, `again` what else may come of a statement, and `leading`
//! knows a statement by its first words.

mod again;
mod copy;
mod leading;

use std::time::Instant;

use serde_json::json;
use sqldb::__private::Server;
use sqldb_analyze::LineColumn;
use tokio::runtime::Runtime;
use tokio_postgres::error::{DbError, ErrorPosition};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::completion::Words;
use super::conditional::{self, Branches};
use super::format::{Format, Style};
use super::meta::{self, Next};
use super::output::{Output, Table};
use super::script::{Piece, Script};
use super::variables::Variables;
use crate::Failure;
use crate::failure::{told, unreachable};
use crate::prepare::shown;
use crate::target::Target;
pub(super) use again::Rhythm;
use leading::{Leading, Transaction};

/// A session.
pub(super) struct Session {
    runtime: Runtime,
    server: Server,
    client: Client,
    name: String,
    pub(super) output: Output,
    /// Whether times are shown.
    pub(super) timing: Timing,
    pub(super) variables: Variables,
    /// The statement that was run last, as it was written.
    pub(super) last: String,
    /// The branches of `\if` that one is in.
    pub(super) branches: Branches,
    transaction: Transaction,
    changed: bool,
}

/// Whether the times of statements are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timing {
    On,
    Off,
}

/// What the server has against a statement.
pub(super) type Refusal = Box<DbError>;

/// What came of a statement.
enum Outcome {
    Table(Table),
    /// The number of rows that it concerned.
    Done(u64),
}

impl Session {
    pub(super) fn connect(target: &Target, format: Format) -> Result<Session, Failure> {
        let server = target.server()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let client = connected(&runtime, &server)?;
        Ok(Session {
            runtime,
            server,
            client,
            name: target.name.clone(),
            output: Output::new(format),
            timing: Timing::Off,
            variables: Variables::default(),
            last: String::new(),
            branches: Branches::default(),
            transaction: Transaction::None,
            changed: false,
        })
    }

    /// Goes on in another database of the server, or as another role; without names, connects anew.
    ///
    /// # Errors
    ///
    /// The server refuses; then everything stays as it was.
    pub(super) fn reconnect(
        &mut self,
        database: Option<&str>,
        role: Option<&str>,
    ) -> Result<(), Failure> {
        let server = self.server.with(database, role);
        self.client = connected(&self.runtime, &server)?;
        self.server = server;
        if let Some(database) = database {
            database.clone_into(&mut self.name);
        }
        (self.transaction, self.changed) = (Transaction::None, true);
        Ok(())
    }

    /// Who one is, and where.
    pub(super) fn greeting(&self) -> Result<String, Failure> {
        let sql = "SELECT format('%s on PostgreSQL %s, as `%s`', current_database(), \
                   current_setting('server_version'), current_user)";
        let row = self.runtime.block_on(self.client.query_one(sql, &[]))?;
        Ok(row.try_get(0)?)
    }

    /// `todo=> `, with a `*` in a transaction and a `!` in one that failed; `todo@> ` where nothing is run.
    pub(super) fn prompt(&self) -> String {
        let mark = match self.transaction {
            Transaction::None => "",
            Transaction::Open => "*",
            Transaction::Failed => "!",
        };
        let sign = if self.branches.run() { '=' } else { '@' };
        format!("{}{sign}{mark}> ", self.name)
    }

    /// The words of the database, as far as they can be asked for now.
    pub(super) fn words(&mut self) -> Words {
        self.changed = false;
        self.runtime.block_on(Words::read(&self.client))
    }

    /// Whether statements since the last time changed what the words are.
    pub(super) fn has_changed(&self) -> bool {
        self.changed && self.transaction == Transaction::None
    }

    /// Whether the connection is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs a script, and stops at the first statement that fails.
    ///
    /// # Errors
    ///
    /// The result cannot be printed, or the connection is lost. A refusal of the server is shown.
    pub(super) fn run(&mut self, text: &str) -> Result<Next, Failure> {
        let mut script = Script::new(text);
        while let Some(piece) = script.piece() {
            let next = match piece {
                Piece::Command(line) if is_conditional(line) => self.command("", line, &mut script),
                Piece::Statement(_) | Piece::Command(_) | Piece::Ended(..)
                    if !self.branches.run() =>
                {
                    Next::Go
                }
                Piece::Statement(statement) => self.statement(statement, &mut script)?,
                Piece::Command(line) => self.command("", line, &mut script),
                Piece::Ended(statement, line) => self.command(statement, line, &mut script),
            };
            if next != Next::Go {
                return Ok(next);
            }
        }
        Ok(Next::Go)
    }

    /// Runs a script as a whole: a condition that begins in it ends there.
    ///
    /// # Errors
    ///
    /// As [`Session::run`].
    pub(super) fn run_whole(&mut self, text: &str) -> Result<Next, Failure> {
        let outer = std::mem::take(&mut self.branches);
        let next = self.run(text);
        let inner = std::mem::replace(&mut self.branches, outer);
        match next {
            Ok(Next::Go) if inner.is_open() => Err("an \\if has no \\endif".into()),
            next => next,
        }
    }

    /// Runs a command behind `statement`; what it has to complain about is shown.
    fn command(&mut self, statement: &str, line: &str, script: &mut Script<'_>) -> Next {
        meta::run(self, statement, line, script).unwrap_or_else(|failure| {
            eprintln!("{failure}");
            Next::Failed
        })
    }

    /// Runs a statement, and shows what comes back.
    ///
    /// # Errors
    ///
    /// As [`Session::run`].
    pub(super) fn statement(
        &mut self,
        written: &str,
        script: &mut Script<'_>,
    ) -> Result<Next, Failure> {
        written.clone_into(&mut self.last);
        let filled = self.variables.filled(written);
        self.filled_statement(&filled, script)
    }

    /// The same with a statement whose `:name` is no variable, or no longer.
    fn filled_statement(
        &mut self,
        statement: &str,
        script: &mut Script<'_>,
    ) -> Result<Next, Failure> {
        let started = Instant::now();
        let words = Leading::of(statement);
        let refused = match copy::way(statement) {
            Some(way) => self.copy(statement, way, script)?.err(),
            None => match self.ask(statement)? {
                Ok(outcomes) => {
                    self.transaction = words.transaction(self.transaction);
                    self.changed |= words.defines();
                    for outcome in outcomes {
                        match outcome {
                            Outcome::Table(table) => self.output.print(&table)?,
                            Outcome::Done(rows) => self.output.done(&words.tag(), rows)?,
                        }
                    }
                    None
                }
                Err(refusal) => Some(refusal),
            },
        };
        if let Some(refusal) = refused {
            self.refused(&refusal, statement);
            return Ok(Next::Failed);
        }
        if self.timing == Timing::On {
            println!("{}", shown(started.elapsed()));
        }
        Ok(Next::Go)
    }

    /// Shows a refusal, which ends the transaction.
    fn refused(&mut self, refusal: &Refusal, statement: &str) {
        if self.transaction == Transaction::Open {
            self.transaction = Transaction::Failed;
        }
        match self.output.format.style {
            Style::Json => println!(
                "{}",
                json!({
                    "error": refusal.message(),
                    "code": refusal.code().code(),
                    "detail": refusal.detail(),
                    "hint": refusal.hint(),
                    "statement": statement,
                })
            ),
            Style::Table | Style::Expanded | Style::Fitting => {
                eprintln!("{}", drawn(refusal, statement));
            }
        }
    }

    /// Draws the answers to questions of the shell's own; of several, those that have rows.
    pub(super) fn show(&mut self, questions: &str) -> Result<Next, Failure> {
        let tables = match self.tables(questions)? {
            Ok(tables) => tables,
            // The text is not what anybody has written.
            Err(refusal) => return Err(refusal.message().into()),
        };
        let several = tables.len() > 1;
        for table in tables.iter().filter(|table| !(several && table.rows.is_empty())) {
            self.output.print(table)?;
        }
        Ok(Next::Go)
    }

    /// The results of statements that have rows.
    pub(super) fn tables(&self, statements: &str) -> Result<Result<Vec<Table>, Refusal>, Failure> {
        let tables = |outcomes: Vec<Outcome>| {
            let tables = outcomes.into_iter().filter_map(|outcome| match outcome {
                Outcome::Table(table) => Some(table),
                Outcome::Done(_) => None,
            });
            tables.collect()
        };
        Ok(self.ask(statements)?.map(tables))
    }

    /// Runs a statement; Ctrl-C cancels it.
    fn ask(&self, statement: &str) -> Result<Result<Vec<Outcome>, Refusal>, Failure> {
        let answer = self.runtime.block_on(async {
            let mut asking = std::pin::pin!(self.client.simple_query(statement));
            loop {
                tokio::select! {
                    answer = &mut asking => return answer,
                    _ = tokio::signal::ctrl_c() => self.server.cancel(&self.client).await,
                }
            }
        });
        Ok(self.refusal(answer)?.map(outcomes))
    }

    /// What the server refuses is an answer; a lost connection is not.
    fn refusal<T>(
        &self,
        answer: Result<T, tokio_postgres::Error>,
    ) -> Result<Result<T, Refusal>, Failure> {
        match answer {
            Ok(answer) => Ok(Ok(answer)),
            Err(error) => match error.as_db_error() {
                Some(refusal) if !error.is_closed() => Ok(Err(Box::new(refusal.clone()))),
                _ => Err(unreachable(told(&error))),
            },
        }
    }
}

/// Whether a line is `\if` or its kin.
fn is_conditional(line: &str) -> bool {
    conditional::is_conditional(line.split_whitespace().next().unwrap_or_default())
}

fn connected(runtime: &Runtime, server: &Server) -> Result<Client, Failure> {
    let connected = runtime.block_on(server.connect_and_listen(|notice| {
        eprintln!("{}: {}", notice.severity(), notice.message());
    }));
    connected.map_err(|error| unreachable(error.to_string()))
}

fn outcomes(messages: Vec<SimpleQueryMessage>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let mut table: Option<Table> = None;
    for message in messages {
        match message {
            SimpleQueryMessage::RowDescription(columns) => {
                let columns = columns.iter().map(|column| column.name().to_owned()).collect();
                table = Some(Table { columns, rows: Vec::new() });
            }
            SimpleQueryMessage::Row(row) => {
                let cells = (0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect();
                if let Some(table) = &mut table {
                    table.rows.push(cells);
                }
            }
            SimpleQueryMessage::CommandComplete(rows) => outcomes.push(match table.take() {
                Some(table) => Outcome::Table(table),
                None => Outcome::Done(rows),
            }),
            _ => {}
        }
    }
    outcomes
}

/// The refusal as psql shows it: the line, a caret under the place, what else there is to say.
fn drawn(refusal: &DbError, statement: &str) -> String {
    let mut lines =
        vec![format!("{}: {} ({})", refusal.severity(), refusal.message(), refusal.code().code())];
    if let Some(ErrorPosition::Original(position)) = refusal.position() {
        let characters = usize::try_from(*position).unwrap_or(1).saturating_sub(1);
        let offset = statement.char_indices().nth(characters).map_or(statement.len(), |(at, _)| at);
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        let LineColumn { line, column } = LineColumn::at(statement, offset);
        let at = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        let text = statement.lines().nth(at).unwrap_or_default();
        let start = format!("LINE {line}: ");
        let blanks = start.len() + usize::try_from(column).unwrap_or(1).saturating_sub(1);
        lines.push(format!("{start}{text}"));
        lines.push(format!("{}^", " ".repeat(blanks)));
    }
    for (label, text) in
        [("DETAIL", refusal.detail()), ("HINT", refusal.hint()), ("CONTEXT", refusal.where_())]
    {
        lines.extend(text.map(|text| format!("{label}:  {text}")));
    }
    lines.join("\n")
}
