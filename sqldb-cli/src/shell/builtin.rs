//! The shell of our own: reads statements, runs them, and draws what comes back.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use super::completion::Words;
use super::format::{Format, Style};
use super::meta::Next;
use super::session::Session;
use crate::Failure;
use crate::json::Json;
use crate::target::Target;

/// Runs it on a database until its user leaves it, or the statements have ended.
///
/// # Errors
///
/// The server is not reached, or the input cannot be read. A statement that fails is shown; it ends
/// the shell only where nobody sits before it.
pub(super) fn run(
    target: &Target,
    statements: Option<&str>,
    json: Json,
) -> Result<ExitCode, Failure> {
    let style = if json == Json::Yes { Style::Json } else { Style::Table };
    let mut session = Session::connect(target, Format { style, ..Format::default() })?;
    if let Some(statements) = statements {
        return Ok(code(session.run_whole(statements)?));
    }
    if !std::io::stdin().is_terminal() {
        let mut script = String::new();
        std::io::stdin().lock().read_to_string(&mut script)?;
        return Ok(code(session.run_whole(&script)?));
    }
    converse(&mut session)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether all statements succeeded.
fn code(next: Next) -> ExitCode {
    match next {
        Next::Go | Next::Leave => ExitCode::SUCCESS,
        Next::Failed => ExitCode::FAILURE,
    }
}

const WELCOME: &str = "Statements end with `;`, and may have several lines. \\? lists what else can be \
                       said, Tab completes words, and Ctrl-D leaves.";

fn converse(session: &mut Session) -> Result<(), Failure> {
    println!("{}\n{WELCOME}", session.greeting()?);
    let config = Config::builder()
        .auto_add_history(true)
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .build();
    let mut editor: Editor<Words, FileHistory> = Editor::with_config(config)?;
    editor.set_helper(Some(session.words()));
    let history = history();
    if let Some(history) = &history {
        // The first time there is none.
        let _ = editor.load_history(history);
    }
    loop {
        match editor.readline(&session.prompt()) {
            Ok(text) => match session.run(&text) {
                Ok(Next::Leave) => break,
                Ok(Next::Go | Next::Failed) => {
                    if session.has_changed() {
                        editor.set_helper(Some(session.words()));
                    }
                }
                Err(failure) if session.is_lost() => {
                    eprintln!("{failure}");
                    // Its settings and its transaction are gone.
                    session.reconnect(None, None)?;
                    eprintln!("connected again");
                }
                Err(failure) => return Err(failure),
            },
            // The statement is given up.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.into()),
        }
        if let Some(history) = &history {
            // A shell without history is still one.
            let _ = editor.append_history(history);
        }
    }
    Ok(())
}

/// The file of what was said before, which only its user can read.
fn history() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let state = variable("XDG_STATE_HOME").filter(|state| state.is_absolute());
    let state = state.or_else(|| Some(variable("HOME")?.join(".local/state")))?;
    let directory = state.join("sqldb");
    std::fs::create_dir_all(&directory).ok()?;
    Some(directory.join("shell_history"))
}
