//! What else than to be shown here may come of a statement: `\watch`, `\gset`, `\g FILE`.

use std::time::Duration;

use super::Session;
use crate::Failure;
use crate::shell::crosstab;
use crate::shell::meta::Next;
use crate::shell::output::{Output, Table};
use crate::shell::script::Script;
use crate::shell::variables::literal;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::shell) struct Rhythm {
    pause: Duration,
    rounds: u64,
}

impl Rhythm {
    /// `5`, `interval=0.5 count=3`; every two seconds if nothing is said.
    ///
    /// # Errors
    ///
    /// It is written otherwise.
    pub(in crate::shell) fn read(words: &str) -> Result<Rhythm, Failure> {
        let mut rhythm = Rhythm { pause: Duration::from_secs(2), rounds: u64::MAX };
        for word in words.split_whitespace() {
            let (key, value) = word.split_once('=').unwrap_or(("i", word));
            let read = match key {
                "i" | "interval" => value
                    .parse()
                    .ok()
                    .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                    .map(|pause| rhythm.pause = pause),
                "c" | "count" => value.parse().ok().map(|rounds| rhythm.rounds = rounds),
                _ => None,
            };
            read.ok_or_else(|| {
                format!(
                    "`{word}` is no rhythm; \\watch is written `\\watch 2` or `\\watch i=0.5 c=10`"
                )
            })?;
        }
        Ok(rhythm)
    }
}

impl Session {
    /// Runs a statement in a rhythm; it ends when it fails, too.
    ///
    /// # Errors
    ///
    /// As [`Session::run`].
    pub(in crate::shell) fn watch(
        &mut self,
        statement: &str,
        rhythm: Rhythm,
    ) -> Result<Next, Failure> {
        for round in 0..rhythm.rounds {
            if round > 0 && self.pause(rhythm.pause) == Pause::Interrupted {
                break;
            }
            match self.statement(statement, &mut Script::new(""))? {
                Next::Go => {}
                next => return Ok(next),
            }
        }
        Ok(Next::Go)
    }

    /// Runs a statement whose one row becomes variables, named as its columns with `prefix` before.
    ///
    /// # Errors
    ///
    /// As [`Session::run`]; or there is not one row.
    pub(in crate::shell) fn set_from(
        &mut self,
        statement: &str,
        prefix: &str,
    ) -> Result<Next, Failure> {
        let Some(tables) = self.results(statement)? else { return Ok(Next::Failed) };
        let (columns, row) = match tables.as_slice() {
            [table] => match table.rows.as_slice() {
                [row] => (&table.columns, row),
                rows => {
                    return Err(
                        format!("\\gset takes one row, and there are {}", rows.len()).into()
                    );
                }
            },
            _ => return Err("\\gset takes a row, and the statement has none".into()),
        };
        for (column, value) in columns.iter().zip(row) {
            let name = format!("{prefix}{column}");
            match value {
                Some(value) => self.variables.set(&name, value),
                None => self.variables.unset(&name),
            }
        }
        statement.clone_into(&mut self.last);
        Ok(Next::Go)
    }

    /// Runs a statement, and then each of the values that come back, as they are.
    ///
    /// # Errors
    ///
    /// As [`Session::run`].
    pub(in crate::shell) fn run_results(&mut self, statement: &str) -> Result<Next, Failure> {
        let Some(tables) = self.results(statement)? else { return Ok(Next::Failed) };
        for text in tables.into_iter().flat_map(|table| table.rows).flatten().flatten() {
            match self.filled_statement(&text, &mut Script::new(""))? {
                Next::Go => {}
                next => return Ok(next),
            }
        }
        statement.clone_into(&mut self.last);
        Ok(Next::Go)
    }

    /// Runs a statement, and shows its result as a cross table.
    ///
    /// # Errors
    ///
    /// As [`Session::run`]; or there is not one result, or it cannot be shown so.
    pub(in crate::shell) fn cross(
        &mut self,
        statement: &str,
        columns: &str,
    ) -> Result<Next, Failure> {
        let Some(tables) = self.results(statement)? else { return Ok(Next::Failed) };
        statement.clone_into(&mut self.last);
        let [table] = tables.as_slice() else {
            return Err("\\crosstabview takes a result, and the statement has none".into());
        };
        self.output.print(&crosstab::crossed(table, columns)?)?;
        Ok(Next::Go)
    }

    /// Shows the columns that a statement has, without running it.
    ///
    /// # Errors
    ///
    /// The connection is lost.
    pub(in crate::shell) fn describe_result(&mut self, statement: &str) -> Result<Next, Failure> {
        let filled = self.variables.filled(statement);
        let prepared = self.runtime.block_on(self.client.prepare(&filled));
        let prepared = match self.refusal(prepared)? {
            Ok(prepared) => prepared,
            Err(refusal) => {
                self.refused(&refusal, &filled);
                return Ok(Next::Failed);
            }
        };
        statement.clone_into(&mut self.last);
        let columns: Vec<String> = prepared
            .columns()
            .iter()
            .map(|column| {
                let (oid, modifier) = (column.type_().oid(), column.type_modifier());
                format!("({}, format_type({oid}, {modifier}))", literal(column.name()))
            })
            .collect();
        match columns.is_empty() {
            true => Err("the statement has no result".into()),
            false => self.show(&format!(
                "SELECT * FROM (VALUES {}) AS result (\"column\", type)",
                columns.join(", ")
            )),
        }
    }

    /// Runs a statement whose results go to a file or a program.
    ///
    /// # Errors
    ///
    /// As [`Session::run`]; or they cannot go there.
    pub(in crate::shell) fn redirected(
        &mut self,
        to: &str,
        statement: &str,
    ) -> Result<Next, Failure> {
        let mut output = Output::new(self.output.format.clone());
        output.redirect(to)?;
        let before = std::mem::replace(&mut self.output, output);
        let next = self.statement(statement, &mut Script::new(""));
        self.output = before;
        next
    }

    /// The results of a statement; [`None`] if the server refuses it, which is shown.
    fn results(&mut self, statement: &str) -> Result<Option<Vec<Table>>, Failure> {
        let filled = self.variables.filled(statement);
        let tables = self.tables(&filled)?;
        Ok(tables.map_err(|refusal| self.refused(&refusal, &filled)).ok())
    }

    fn pause(&self, pause: Duration) -> Pause {
        self.runtime.block_on(async {
            tokio::select! {
                () = tokio::time::sleep(pause) => Pause::Over,
                _ = tokio::signal::ctrl_c() => Pause::Interrupted,
            }
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pause {
    Over,
    Interrupted,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhythms() {
        let rhythm = |millis, rounds| Rhythm { pause: Duration::from_millis(millis), rounds };
        let check = |words: &str, expected| assert_eq!(Rhythm::read(words).unwrap(), expected);
        check("", rhythm(2000, u64::MAX));
        check("0.5", rhythm(500, u64::MAX));
        check("i=1 c=3", rhythm(1000, 3));
        for wrong in ["-1", "often", "c=x", "n=3"] {
            assert!(Rhythm::read(wrong).is_err(), "{wrong}");
        }
    }
}
