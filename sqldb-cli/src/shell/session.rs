//! A connection, and statements that are run on it.

mod copy;

use std::time::Instant;

use serde_json::json;
use sqldb::__private::Server;
use sqldb_analyze::LineColumn;
use sqldb_analyze::lex::{Token, tokenize};
use tokio::runtime::Runtime;
use tokio_postgres::error::{DbError, ErrorPosition};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::builtin::Success;
use super::completion::Words;
use super::meta::{self, Next};
use super::output::{self, Style, Table};
use super::script::{Piece, Script};
use crate::Failure;
use crate::failure::{told, unreachable};
use crate::prepare::shown;
use crate::target::Target;

/// A session.
pub(super) struct Session {
    runtime: Runtime,
    server: Server,
    client: Client,
    name: String,
    /// How results are drawn.
    pub(super) style: Style,
    /// Whether times are shown.
    pub(super) timing: Timing,
    transaction: Transaction,
    changed: bool,
}

/// Whether the times of statements are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timing {
    On,
    Off,
}

/// The state of the transaction, as the statements tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    Failed,
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
    pub(super) fn connect(target: &Target, style: Style) -> Result<Session, Failure> {
        let server = target.server()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let connected = runtime.block_on(server.connect_and_listen(|notice| {
            eprintln!("{}: {}", notice.severity(), notice.message());
        }));
        let client = connected.map_err(|error| unreachable(error.to_string()))?;
        Ok(Session {
            runtime,
            server,
            client,
            name: target.name.clone(),
            style,
            timing: Timing::Off,
            transaction: Transaction::None,
            changed: false,
        })
    }

    /// Who one is, and where.
    pub(super) fn greeting(&self) -> Result<String, Failure> {
        let sql = "SELECT format('%s on PostgreSQL %s, as `%s`', current_database(), \
                   current_setting('server_version'), current_user)";
        let row = self.runtime.block_on(self.client.query_one(sql, &[]))?;
        Ok(row.try_get(0)?)
    }

    /// `todo=> `, with a `*` in a transaction and a `!` in one that failed.
    pub(super) fn prompt(&self) -> String {
        let mark = match self.transaction {
            Transaction::None => "",
            Transaction::Open => "*",
            Transaction::Failed => "!",
        };
        format!("{}={mark}> ", self.name)
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

    /// Runs a script, and stops at the first statement that fails.
    ///
    /// # Errors
    ///
    /// The result cannot be printed, or the connection is lost. A refusal of the server is shown.
    pub(super) fn run(&mut self, text: &str) -> Result<Success, Failure> {
        let mut script = Script::new(text);
        while let Some(piece) = script.piece() {
            let success = match piece {
                Piece::Statement(statement) => self.statement(statement, &mut script)?,
                Piece::Command(line) => match meta::run(self, line, &mut script) {
                    Ok(Next::Go) => Success::Yes,
                    Ok(Next::Leave) => return Ok(Success::Yes),
                    Ok(Next::Failed) => Success::No,
                    Err(failure) => {
                        eprintln!("{failure}");
                        Success::No
                    }
                },
            };
            if success == Success::No {
                return Ok(Success::No);
            }
        }
        Ok(Success::Yes)
    }

    fn statement(&mut self, statement: &str, script: &mut Script<'_>) -> Result<Success, Failure> {
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
                            Outcome::Table(table) => output::print(&table, self.style)?,
                            Outcome::Done(rows) => output::done(&words.tag(), rows, self.style)?,
                        }
                    }
                    None
                }
                Err(refusal) => Some(refusal),
            },
        };
        if let Some(refusal) = refused {
            self.refused(&refusal, statement);
            return Ok(Success::No);
        }
        if self.timing == Timing::On {
            println!("{}", shown(started.elapsed()));
        }
        Ok(Success::Yes)
    }

    /// Shows a refusal, which ends the transaction.
    fn refused(&mut self, refusal: &Refusal, statement: &str) {
        if self.transaction == Transaction::Open {
            self.transaction = Transaction::Failed;
        }
        match self.style {
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
            Style::Table | Style::Expanded => eprintln!("{}", drawn(refusal, statement)),
        }
    }

    /// Draws the answers to questions of the shell's own; of several, those that have rows.
    pub(super) fn show(&mut self, questions: &str) -> Result<(), Failure> {
        match self.ask(questions)? {
            Ok(outcomes) => {
                let several = outcomes.len() > 1;
                for outcome in outcomes {
                    if let Outcome::Table(table) = outcome
                        && !(several && table.rows.is_empty())
                    {
                        output::print(&table, self.style)?;
                    }
                }
            }
            Err(refusal) => eprintln!("{}", drawn(&refusal, questions)),
        }
        Ok(())
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

/// The words that a statement begins with.
struct Leading(Vec<String>);

impl Leading {
    fn of(statement: &str) -> Leading {
        let tokens = tokenize(statement).unwrap_or_default();
        let words = tokens.iter().map_while(Token::word).map(str::to_owned);
        Leading(words.take(4).collect())
    }

    fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    fn defines(&self) -> bool {
        ["create", "alter", "drop", "do", "call"].contains(&self.first())
    }

    fn transaction(&self, before: Transaction) -> Transaction {
        let second = self.0.get(1).map_or("", String::as_str);
        match (self.first(), second) {
            ("begin", _) | ("start", "transaction") => Transaction::Open,
            ("rollback", "to") => Transaction::Open,
            ("rollback", _)
                if self.0.iter().any(|word| word == "to")
                    && ["work", "transaction"].contains(&second) =>
            {
                Transaction::Open
            }
            ("commit" | "end" | "abort" | "rollback", _) => {
                if self.0.iter().any(|word| word == "prepared") {
                    before
                } else {
                    Transaction::None
                }
            }
            ("prepare", "transaction") => Transaction::None,
            _ => before,
        }
    }

    /// `INSERT`, `CREATE TABLE`.
    fn tag(&self) -> String {
        let count = if self.defines() && self.first() != "do" { 2 } else { 1 };
        let words = self.0.iter().take(count).map(|word| word.to_ascii_uppercase());
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_tell_the_state_of_the_transaction() {
        let check = |statement: &str, expected: Transaction| {
            let found = Leading::of(statement).transaction(Transaction::Failed);
            assert_eq!(found, expected, "{statement}");
        };
        check("BEGIN ISOLATION LEVEL SERIALIZABLE", Transaction::Open);
        check("start transaction", Transaction::Open);
        check("ROLLBACK", Transaction::None);
        check("ROLLBACK TO SAVEPOINT a", Transaction::Open);
        check("rollback work to a", Transaction::Open);
        check("COMMIT PREPARED 'a'", Transaction::Failed);
        check("end", Transaction::None);
        check("SELECT 1", Transaction::Failed);
    }

    #[test]
    fn tags_are_the_leading_words() {
        assert_eq!(Leading::of("create table t (n int)").tag(), "CREATE TABLE");
        assert_eq!(Leading::of("insert into t values (1)").tag(), "INSERT");
    }
}
