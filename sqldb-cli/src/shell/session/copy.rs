//! `COPY` from and to this side, and `\copy` with files of this side.

use std::fs::File;
use std::io::{BufRead, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use futures_util::{SinkExt, TryStreamExt};
use sqldb_analyze::lex::{Token, TokenKind, tokenize};
use tokio_postgres::CopyInSink;

use super::{Refusal, Session};
use crate::Failure;
use crate::printed::Standard;
use crate::shell::meta::Next;
use crate::shell::program::Program;
use crate::shell::script::{END, Script};

/// Which way rows go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

/// Where the other end of a copy is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Side {
    File(PathBuf),
    /// A command of the system.
    Program(String),
    /// The standard input or output.
    Standard,
}

/// How much of a file is sent at a time.
const PART: u64 = 64 * 1024;

type Part = std::io::Cursor<Vec<u8>>;

/// Which way a statement copies, if this side takes part in it.
pub(super) fn way(statement: &str) -> Option<Way> {
    let tokens = tokenize(statement).ok()?;
    if !tokens.first()?.is_word("copy") {
        return None;
    }
    let (way, at) = direction(&tokens)?;
    let other = tokens.get(at + 1)?.word()?;
    matches!(other, "stdin" | "stdout").then_some(way)
}

/// Where `FROM` or `TO` stands, outside of the query that is copied.
fn direction(tokens: &[Token]) -> Option<(Way, usize)> {
    let mut depth = 0_usize;
    tokens.iter().enumerate().find_map(|(at, token)| {
        match token.kind {
            TokenKind::LeftParenthesis => depth += 1,
            TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
            _ => {}
        }
        match token.word()? {
            "from" if depth == 0 => Some((Way::In, at)),
            "to" if depth == 0 => Some((Way::Out, at)),
            _ => None,
        }
    })
}

/// What the server is told of `\copy …`, and where rows come from or go to here.
fn local(text: &str) -> Result<(String, Way, Side), Failure> {
    let form = "\\copy is written `\\copy item FROM 'items.csv' (FORMAT csv)` or \
                `\\copy (SELECT …) TO 'items.csv'`";
    // A name without quotes may be no words of SQL.
    let tokens = tokenize(text)
        .or_else(|mistake| tokenize(text.get(..mistake.span.range().start).unwrap_or_default()));
    let tokens = tokens.unwrap_or_default();
    let (way, at) = direction(&tokens).ok_or(form)?;
    let word_end = tokens.get(at).map_or(0, |word| word.span.range().end);
    let (before, behind) = text.split_at_checked(word_end).ok_or(form)?;
    let start = word_end + behind.len() - behind.trim_start().len();
    let (side, end) = match tokens.get(at + 1).map(|named| (&named.kind, named.span.range())) {
        Some((TokenKind::String(path), span)) => (Side::File(path.into()), span.end),
        Some((TokenKind::Word(word), _)) if word == "program" => {
            match tokens.get(at + 2).map(|named| (&named.kind, named.span.range())) {
                Some((TokenKind::String(program), span)) => {
                    (Side::Program(program.clone()), span.end)
                }
                _ => return Err(form.into()),
            }
        }
        _ => {
            let path = behind.split_whitespace().next().ok_or(form)?;
            let side = match path.to_ascii_lowercase().as_str() {
                "stdin" | "stdout" | "pstdin" | "pstdout" => Side::Standard,
                path if path.starts_with('\'') => return Err(form.into()),
                _ => Side::File(path.into()),
            };
            (side, start + path.len())
        }
    };
    let behind = text.get(end..).unwrap_or_default();
    let here = match way {
        Way::In => "STDIN",
        Way::Out => "STDOUT",
    };
    Ok((format!("COPY {before} {here}{behind}"), way, side))
}

impl Session {
    /// `\copy`; a refusal of the server is shown.
    ///
    /// # Errors
    ///
    /// It is written wrongly, or the file cannot be read or written.
    pub(in crate::shell) fn copy_here(
        &mut self,
        text: &str,
        script: &mut Script<'_>,
    ) -> Result<Next, Failure> {
        let (statement, way, side) = local(text)?;
        let unusable = |path: &PathBuf, error| format!("{}: {error}", path.display());
        let copied = match (way, &side) {
            (Way::In, Side::File(path)) => {
                let mut file = File::open(path).map_err(|error| unusable(path, error))?;
                self.copy_in(&statement, &mut file)?
            }
            (Way::In, Side::Program(program)) => self.copy_from_program(&statement, program)?,
            (Way::In, Side::Standard) => self.copy_lines(&statement, script)?,
            (Way::Out, Side::File(path)) => {
                let mut file = File::create(path).map_err(|error| unusable(path, error))?;
                self.copy_out(&statement, &mut file)?
            }
            (Way::Out, Side::Program(program)) => self.copy_to_program(&statement, program)?,
            (Way::Out, Side::Standard) => self.copy_out(&statement, &mut Standard)?,
        };
        match copied {
            Ok(_) if (way, &side) == (Way::Out, &Side::Standard) => {}
            Ok(rows) => self.output.done("COPY", rows)?,
            Err(refusal) => {
                self.refused(&refusal, &statement);
                return Ok(Next::Failed);
            }
        }
        Ok(Next::Go)
    }

    /// Sends what a program prints, once it has ended well.
    fn copy_from_program(
        &self,
        statement: &str,
        program: &str,
    ) -> Result<Result<u64, Refusal>, Failure> {
        let output = Command::new("sh").args(["-c", program]).stderr(Stdio::inherit()).output()?;
        match output.status.success() {
            true => self.copy_in(statement, &mut output.stdout.as_slice()),
            false => {
                Err(format!("`{program}` has failed ({}); nothing is stored", output.status).into())
            }
        }
    }

    fn copy_to_program(
        &self,
        statement: &str,
        program: &str,
    ) -> Result<Result<u64, Refusal>, Failure> {
        let mut reader = Program::start(program)?;
        let copied = self.copy_out(statement, &mut reader);
        let status = reader.end()?;
        match status.success() {
            true => copied,
            false => Err(format!("`{program}` has failed ({status})").into()),
        }
    }

    /// A `COPY` statement of which this side is one end.
    pub(super) fn copy(
        &mut self,
        statement: &str,
        way: Way,
        script: &mut Script<'_>,
    ) -> Result<Result<(), Refusal>, Failure> {
        let copied = match way {
            Way::Out => self.copy_out(statement, &mut Standard)?,
            Way::In => self.copy_lines(statement, script)?,
        };
        match (copied, way) {
            (Ok(rows), Way::In) => self.output.done("COPY", rows)?,
            (Ok(_), Way::Out) => {}
            (Err(refusal), _) => return Ok(Err(refusal)),
        }
        Ok(Ok(()))
    }

    /// Sends the lines behind the statement, or of the standard input.
    fn copy_lines(
        &self,
        statement: &str,
        script: &mut Script<'_>,
    ) -> Result<Result<u64, Refusal>, Failure> {
        match script.data() {
            Some(data) => self.copy_in(statement, &mut data.as_bytes()),
            None => self.copy_in(statement, &mut typed()),
        }
    }

    /// Sends all that can be read; the number of rows. Without the last part nothing is stored.
    fn copy_in(
        &self,
        statement: &str,
        from: &mut dyn Read,
    ) -> Result<Result<u64, Refusal>, Failure> {
        let copied = self.runtime.block_on(async {
            let sink: CopyInSink<Part> = match self.client.copy_in(statement).await {
                Ok(sink) => sink,
                Err(error) => return Ok(Err(error)),
            };
            let mut sink = std::pin::pin!(sink);
            loop {
                let mut part = Vec::new();
                (&mut *from).take(PART).read_to_end(&mut part)?;
                if part.is_empty() {
                    return Ok(sink.finish().await);
                }
                if let Err(error) = sink.send(Part::new(part)).await {
                    return Ok(Err(error));
                }
            }
        });
        self.refusal(copied.map_err(|error: std::io::Error| Failure::from(error))?)
    }

    /// Writes all rows; their number is not told by the server's answer, so it is that of the lines.
    fn copy_out(
        &self,
        statement: &str,
        to: &mut dyn Write,
    ) -> Result<Result<u64, Refusal>, Failure> {
        let copied = self.runtime.block_on(async {
            let rows = match self.client.copy_out(statement).await {
                Ok(rows) => rows,
                Err(error) => return Ok(Err(error)),
            };
            let mut rows = std::pin::pin!(rows);
            let mut count = 0;
            loop {
                match rows.try_next().await {
                    // The server sends each row by itself.
                    Ok(Some(row)) => {
                        to.write_all(&row)?;
                        count += 1;
                    }
                    Ok(None) => return Ok(Ok(count)),
                    Err(error) => return Ok(Err(error)),
                }
            }
        });
        self.refusal(copied.map_err(|error: std::io::Error| Failure::from(error))?)
    }
}

/// The lines of the standard input up to `\.`, as psql reads them.
fn typed() -> impl Read {
    struct Typed(Vec<u8>);

    impl Read for Typed {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                std::io::stdin().lock().read_until(b'\n', &mut self.0)?;
                if self.0.trim_ascii_end() == END.as_bytes() {
                    self.0.clear();
                }
            }
            let mut rest = self.0.as_slice();
            let read = rest.read(into)?;
            self.0.drain(..read);
            Ok(read)
        }
    }

    Typed(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_in_which_this_side_takes_part() {
        assert_eq!(way("COPY t (a, b) FROM stdin WITH (FORMAT csv)"), Some(Way::In));
        assert_eq!(way("copy (select a from stdin) to stdout"), Some(Way::Out));
        assert_eq!(way("COPY t FROM '/tmp/stdin'"), None);
        assert_eq!(way("COPY (SELECT a FROM stdin) TO '/tmp/a'"), None);
        assert_eq!(way("SELECT * FROM stdin"), None);
    }

    #[test]
    fn files_of_this_side() {
        let check = |text: &str, statement: &str, way: Way, side: Side| {
            assert_eq!(local(text).unwrap(), (statement.to_owned(), way, side), "{text}");
        };
        let file = |path: &str| Side::File(path.into());
        check("item FROM 'a b.csv' csv", "COPY item FROM STDIN csv", Way::In, file("a b.csv"));
        check(
            "(SELECT a FROM t) to ./x-1.csv (FORMAT csv)",
            "COPY (SELECT a FROM t) to STDOUT (FORMAT csv)",
            Way::Out,
            file("./x-1.csv"),
        );
        let program = Side::Program("head -1 'a b'".to_owned());
        let statement = "COPY item FROM STDIN csv";
        check("item FROM PROGRAM 'head -1 ''a b''' csv", statement, Way::In, program);
        check("item to stdout", "COPY item to STDOUT", Way::Out, Side::Standard);
        for wrong in ["", "item", "item FROM", "item FROM PROGRAM ls", "item FROM 'a"] {
            assert!(local(wrong).is_err(), "{wrong}");
        }
    }
}
