//! What begins with a backslash, in psql's words.

use std::path::Path;
use std::process::Command;

use super::conditional::{self, is_conditional};
use super::editor;
use super::format::Style;
use super::listing::{self, Detail, Pattern, relations};
use super::script::Script;
use super::session::{Rhythm, Session, Timing};
use crate::Failure;

/// Whether the shell goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Go,
    Leave,
    /// What was to be run failed, which has been said.
    Failed,
}

/// All of them.
const HELP: &str = r#"  \d [NAME]    tables, views and sequences; or the columns, indexes and constraints of one
  \dt \dv \dm  tables, views, materialized views; a pattern may follow all of these: \dt audit.*
  \di \ds \dn  indexes, sequences, schemas
  \df \dT      functions, types
  \du \dx \dp  roles, extensions, privileges
  \l           databases
               a + behind them shows more: \d+ item
  \sf \sv      the text of a function, of a view
  \c DATABASE  go on in another database; \conninfo tells where one is

  \g [FILE]    run what was typed, or again what was run; its result into a file or |program
  \gx          the same, each value on a line of its own
  \gset        the same, and each column of its one row becomes a variable
  \gexec       the same, and each value that comes back is run
  \gdesc       the columns it has, without running it
  \crosstabview [LINES HEADINGS VALUES]  the same, the values of one column as headings
  \watch [N]   the same, every N seconds until Ctrl-C
  \e [FILE]    edit it, or a file, and run that
  \p           show it
  \i FILE      run the statements of a file
  \copy        as COPY, from or to a file of this machine: \copy item TO 'items.csv' (FORMAT csv)

  \if N        what follows is run if N is true; \elif N, \else, \endif
  \x [auto]    each value on a line of its own, or columns side by side again
  \a \t \H     unaligned; rows alone; HTML; and back
  \timing      show times, or do not
  \o [FILE]    results into a file or |program, or here again
  \pset [NAME VALUE]  how results look: \pset null ∅, format csv, border 2, pager off …
  \set N TEXT  a variable, for :N, :'N' and :"N"; \unset N
  \echo TEXT   say something
  \! COMMAND   run a command of the system; \cd DIRECTORY
  \q           leave"#;

/// Runs one behind `statement`, which is empty if there is none; `script` has what stands behind it.
///
/// # Errors
///
/// There is none of that name, or it cannot be done.
pub(super) fn run(
    session: &mut Session,
    statement: &str,
    text: &str,
    script: &mut Script<'_>,
) -> Result<Next, Failure> {
    let text = text.trim_end_matches(';').trim_end();
    let (command, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let written = rest.trim();
    let rest = session.variables.filled(written);
    if !statement.is_empty() && !is_behind_statements(command) {
        return Err(format!("`{command}` stands behind a statement that has no `;`").into());
    }
    if command.starts_with("\\d") {
        return describe(session, command, &rest);
    }
    if is_conditional(command) {
        let Session { branches, variables, .. } = session;
        let is_set = written.strip_prefix(":{?").and_then(|name| name.strip_suffix('}'));
        branches.go(command, || match is_set {
            Some(name) => Ok(variables.is_set(name)),
            None => conditional::holds(&unquoted(&rest)),
        })?;
        return Ok(Next::Go);
    }
    match command {
        command if is_behind_statements(command) => {
            return again(session, statement, command, &rest);
        }
        "\\q" | "\\quit" => return Ok(Next::Leave),
        "\\?" | "\\h" | "\\help" => println!("{HELP}"),
        "\\x" => session.output.format.expand(&rest)?,
        "\\a" => session.output.format.align(),
        "\\H" | "\\html" => session.output.format.html(),
        "\\t" => session.output.format.set("tuples_only", &rest)?,
        "\\f" => session.output.format.set("fieldsep", &unquoted(&rest))?,
        "\\C" => session.output.format.set("title", &unquoted(&rest))?,
        "\\pset" if rest.is_empty() => print!("{}", session.output.format),
        "\\pset" => {
            let (option, value) = rest.split_once(char::is_whitespace).unwrap_or((&rest, ""));
            session.output.format.set(option, &unquoted(value.trim()))?;
        }
        "\\timing" => {
            session.timing = match (&*rest, session.timing) {
                ("on", _) | ("", Timing::Off) => Timing::On,
                ("off", _) | ("", Timing::On) => Timing::Off,
                _ => return Err("\\timing is `on` or `off`".into()),
            };
        }
        "\\i" | "\\ir" | "\\include" => {
            let statements =
                std::fs::read_to_string(&rest).map_err(|error| format!("{rest}: {error}"))?;
            // `\q` ends the file.
            return Ok(match session.run_whole(&statements)? {
                Next::Failed => Next::Failed,
                Next::Go | Next::Leave => Next::Go,
            });
        }
        "\\copy" => return session.copy_here(written, script),
        "\\o" | "\\out" => session.output.redirect(&rest)?,
        "\\set" => match rest.split_once(char::is_whitespace) {
            Some((name, value)) => session.variables.set(name, &unquoted(value.trim())),
            None if rest.is_empty() => print!("{}", session.variables.listed()),
            None => session.variables.set(&rest, ""),
        },
        "\\unset" => session.variables.unset(&rest),
        "\\echo" | "\\qecho" => session.output.write(&format!("{}\n", unquoted(&rest)))?,
        "\\c" | "\\connect" => {
            let mut words =
                rest.split_whitespace().map(|word| Some(word).filter(|word| *word != "-"));
            let (database, role) = (words.next().flatten(), words.next().flatten());
            session.reconnect(database, role)?;
            println!("{}", session.greeting()?);
        }
        "\\conninfo" => return session.show(listing::CONNECTION),
        "\\l" | "\\list" => return session.show(listing::DATABASES),
        "\\sf" => return text_of(session, &listing::source(&rest)),
        "\\sv" => return text_of(session, &listing::view(&rest)),
        "\\cd" => std::env::set_current_dir(&rest).map_err(|error| format!("{rest}: {error}"))?,
        "\\!" => drop(Command::new("sh").args(["-c", written]).status()?),
        _ => return Err(unknown(command)),
    }
    Ok(Next::Go)
}

fn unknown(command: &str) -> Failure {
    format!("there is no `{command}`; \\? lists what there is").into()
}

/// Whether a command is about the statement that stands before it.
fn is_behind_statements(command: &str) -> bool {
    const BEHIND: [&str; 10] = [
        "\\g",
        "\\gx",
        "\\gset",
        "\\gexec",
        "\\gdesc",
        "\\crosstabview",
        "\\watch",
        "\\e",
        "\\edit",
        "\\p",
    ];
    BEHIND.contains(&command)
}

/// What runs the statement before it, or the last one.
fn again(
    session: &mut Session,
    statement: &str,
    command: &str,
    rest: &str,
) -> Result<Next, Failure> {
    let statement = match statement {
        "" => session.last.clone(),
        statement => statement.to_owned(),
    };
    if statement.is_empty() && !command.starts_with("\\e") {
        return Err("nothing was run yet".into());
    }
    match command {
        "\\p" => println!("{statement};"),
        "\\watch" => return session.watch(&statement, Rhythm::read(rest)?),
        "\\gset" => return session.set_from(&statement, rest),
        "\\gexec" => return session.run_results(&statement),
        "\\gdesc" => return session.describe_result(&statement),
        "\\crosstabview" => return session.cross(&statement, rest),
        "\\e" | "\\edit" if !rest.is_empty() => {
            editor::open(Path::new(rest))?;
            let statements =
                std::fs::read_to_string(rest).map_err(|error| format!("{rest}: {error}"))?;
            return session.run(&statements);
        }
        "\\e" | "\\edit" => {
            if let Some(edited) = editor::edit(&format!("{statement};\n"))? {
                println!("{}", edited.trim_end());
                return session.run(&edited);
            }
        }
        _ => {
            let style = session.output.format.style;
            if command == "\\gx" {
                session.output.format.style = Style::Expanded;
            }
            let next = match rest {
                "" => session.statement(&statement, &mut Script::new("")),
                to => session.redirected(to, &statement),
            };
            session.output.format.style = style;
            return next;
        }
    }
    Ok(Next::Go)
}

/// `\d` and its kin.
fn describe(session: &mut Session, command: &str, rest: &str) -> Result<Next, Failure> {
    let (command, detail) = match command.strip_suffix('+') {
        Some(command) => (command, Detail::More),
        None => (command, Detail::Less),
    };
    let pattern = Pattern::read(rest);
    let question = match command {
        "\\d" if rest.is_empty() => relations("r,p,v,m,f,S", &pattern, detail),
        "\\d" => {
            let found = session.tables(&listing::named(&pattern))?;
            let found = found.map_err(|refusal| refusal.message().to_owned())?;
            let names: Vec<String> =
                found.into_iter().flat_map(|table| table.rows).flatten().flatten().collect();
            if names.is_empty() {
                return Err(format!("there is no table, view or index `{rest}`").into());
            }
            for name in &names {
                if names.len() > 1 {
                    session.output.write(&format!("{name}\n"))?;
                }
                session.show(&listing::description(name, detail))?;
            }
            return Ok(Next::Go);
        }
        "\\dt" => relations("r,p", &pattern, detail),
        "\\dv" => relations("v", &pattern, detail),
        "\\dm" => relations("m", &pattern, detail),
        "\\di" => relations("i,I", &pattern, detail),
        "\\ds" => relations("S", &pattern, detail),
        "\\dn" => listing::schemas(&pattern),
        "\\dT" => listing::types(&pattern),
        "\\df" => listing::functions(&pattern, detail),
        "\\dp" => listing::PRIVILEGES.to_owned(),
        "\\du" | "\\dg" => listing::ROLES.to_owned(),
        "\\dx" => listing::EXTENSIONS.to_owned(),
        _ => return Err(unknown(command)),
    };
    session.show(&question)
}

/// Prints the one value of a question as it is.
fn text_of(session: &mut Session, question: &str) -> Result<Next, Failure> {
    let found = session.tables(question)?.map_err(|refusal| refusal.message().to_owned())?;
    for text in found.into_iter().flat_map(|table| table.rows).flatten().flatten() {
        session.output.write(&format!("{}\n", text.trim_end()))?;
    }
    Ok(Next::Go)
}

/// Without the quotes around it.
fn unquoted(text: &str) -> String {
    match text.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => text.to_owned(),
    }
}
