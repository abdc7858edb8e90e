//! A connection to a server, one statement after the other.
//!
//! Unlike [`crate::server::Server`], which goes through `psql`, a session speaks the protocol: it
//! asks for descriptions with OIDs, and goes on after errors.

use std::time::Duration;

use futures_util::SinkExt;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

/// How long a statement may take; some wait for what other sessions do.
const PATIENCE: Duration = Duration::from_secs(30);

/// A session.
pub(crate) struct Session {
    runtime: Runtime,
    client: Client,
    config: Config,
}

/// What the server says of a statement's parameters and columns, as OIDs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Description {
    /// The types of the parameters.
    pub(crate) parameters: Vec<u32>,
    /// The names and types of the columns.
    pub(crate) columns: Vec<(String, u32)>,
}

/// A refusal: the SQLSTATE and the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// A row as texts.
#[derive(Clone, Debug)]
pub(crate) struct Row(Vec<Option<String>>);

impl Session {
    /// Connects.
    ///
    /// # Errors
    ///
    /// What the server, or the system, says.
    pub(crate) fn connect(config: &Config) -> Result<Session, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let mut attempts = 0;
        let (client, connection) = loop {
            let error = match runtime.block_on(config.connect(NoTls)) {
                Ok(connected) => break connected,
                Err(error) => error,
            };
            let (code, message) = match error.as_db_error() {
                Some(found) => (found.code().code().to_owned(), found.message().to_owned()),
                None => (String::new(), error.to_string()),
            };
            // A server that a test has crashed recovers.
            attempts += 1;
            if code != "57P03" || attempts > 100 {
                return Err(format!("{code} {message}"));
            }
            std::thread::sleep(Duration::from_millis(200));
        };
        runtime.spawn(async move {
            // Its end is seen by the next statement.
            let _ = connection.await;
        });
        Ok(Session { runtime, client, config: config.clone() })
    }

    /// Connects again, with other settings where they are given.
    ///
    /// # Errors
    ///
    /// As [`Session::connect`]; the session stays as it was.
    pub(crate) fn reconnect(&mut self, change: impl FnOnce(&mut Config)) -> Result<(), String> {
        let mut config = self.config.clone();
        change(&mut config);
        *self = Session::connect(&config)?;
        Ok(())
    }

    /// Runs a statement.
    ///
    /// # Errors
    ///
    /// The server's refusal; a statement that does not end in time is ended with its connection.
    pub(crate) fn run(&mut self, sql: &str) -> Result<Vec<Row>, Refused> {
        let answer = self.runtime.block_on(async {
            tokio::time::timeout(PATIENCE, self.client.simple_query(sql)).await
        });
        let messages = self.in_time(answer)?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(texts(row)),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// The names of the columns of a query's result, and its rows.
    ///
    /// # Errors
    ///
    /// As [`Session::run`].
    pub(crate) fn named_rows(&mut self, sql: &str) -> Result<(Vec<String>, Vec<Row>), Refused> {
        let names = self.describe(sql)?.columns.into_iter().map(|(name, _)| name).collect();
        Ok((names, self.run(sql)?))
    }

    /// [`Session::run`] for questions that must be answered.
    ///
    /// # Errors
    ///
    /// The refusal with the question.
    pub(crate) fn rows(&mut self, sql: &str) -> Result<Vec<Row>, String> {
        self.run(sql).map_err(|refused| format!("{} {}: {sql}", refused.code, refused.message))
    }

    /// The rows of several questions, asked at once.
    ///
    /// # Errors
    ///
    /// As [`Session::rows`].
    pub(crate) fn answers(&mut self, questions: &[&str]) -> Result<Vec<Vec<Row>>, String> {
        let answer = self.runtime.block_on(async {
            tokio::time::timeout(PATIENCE, self.client.simple_query(&questions.join(";"))).await
        });
        let refused = |refused: Refused| format!("{} {}", refused.code, refused.message);
        let messages = self.in_time(answer).map_err(refused)?;
        let mut answers = Vec::new();
        let mut rows = Vec::new();
        for message in &messages {
            match message {
                SimpleQueryMessage::Row(row) => rows.push(texts(row)),
                SimpleQueryMessage::CommandComplete(_) => answers.push(std::mem::take(&mut rows)),
                _ => {}
            }
        }
        Ok(answers)
    }

    /// Parse and Describe of the extended protocol.
    ///
    /// # Errors
    ///
    /// As [`Session::run`].
    pub(crate) fn describe(&mut self, sql: &str) -> Result<Description, Refused> {
        let answer = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, self.client.prepare(sql)).await });
        let statement = self.in_time(answer)?;
        let columns = statement.columns().iter();
        Ok(Description {
            parameters: statement.params().iter().map(tokio_postgres::types::Type::oid).collect(),
            columns: columns
                .map(|column| (column.name().to_owned(), column.type_().oid()))
                .collect(),
        })
    }

    /// `COPY … FROM STDIN` with its data.
    ///
    /// # Errors
    ///
    /// As [`Session::run`].
    pub(crate) fn copy_in(&mut self, sql: &str, data: &str) -> Result<(), Refused> {
        let copied = self.runtime.block_on(async {
            let copy = async {
                let sink = self.client.copy_in::<str, bytes::Bytes>(sql).await?;
                let mut sink = std::pin::pin!(sink);
                sink.send(bytes::Bytes::copy_from_slice(data.as_bytes())).await?;
                sink.finish().await
            };
            tokio::time::timeout(PATIENCE, copy).await
        });
        self.in_time(copied).map(|_| ())
    }

    fn in_time<T>(
        &mut self,
        answer: Result<Result<T, tokio_postgres::Error>, tokio::time::error::Elapsed>,
    ) -> Result<T, Refused> {
        let refused = |code: &str, message: String| Refused { code: code.to_owned(), message };
        match answer {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => match error.as_db_error() {
                Some(found) => Err(refused(found.code().code(), found.message().to_owned())),
                None => {
                    let message = error.to_string();
                    if self.client.is_closed() {
                        let _ = self.reconnect(|_| {});
                    }
                    Err(refused("08000", message))
                }
            },
            Err(_) => {
                let cancel = self.client.cancel_token();
                let _ = self.runtime.block_on(cancel.cancel_query(NoTls));
                let _ = self.reconnect(|_| {});
                Err(refused("57014", "it did not end in time".to_owned()))
            }
        }
    }
}

fn texts(row: &tokio_postgres::SimpleQueryRow) -> Row {
    Row((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())
}

impl Row {
    /// A column's text; empty for NULL.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.0.get(at).and_then(Option::as_deref).unwrap_or_default()
    }

    /// A column's number.
    pub(crate) fn number(&self, at: usize) -> Option<u32> {
        self.text(at).parse().ok()
    }

    /// Whether a column is true.
    pub(crate) fn is(&self, at: usize) -> bool {
        self.text(at) == "t"
    }

    /// A column's list of texts, in JSON; empty for NULL.
    pub(crate) fn list(&self, at: usize) -> Vec<String> {
        serde_json::from_str(self.text(at)).unwrap_or_default()
    }

    /// All columns.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Option<&str>> {
        self.0.iter().map(Option::as_deref)
    }
}
