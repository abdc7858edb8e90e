//! Why a command failed, and with which exit code it ends.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use crate::json::Json;

/// Why a command failed, as it is printed.
pub(crate) type Failure = Box<dyn Error>;

/// The exit codes. They are stable: scripts may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Code {
    /// It failed, or found mistakes.
    Failed = 1,
    /// The command line is wrong, or the workspace it is used in: nothing was done.
    Refused = 2,
    /// No server: none was found, or it cannot be reached.
    Unreachable = 3,
}

/// A sentence with an exit code.
#[derive(Debug)]
struct Coded {
    code: Code,
    sentence: String,
}

impl fmt::Display for Coded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl Error for Coded {}

/// What was asked for cannot be done as it was asked.
pub(crate) fn refused(sentence: impl Into<String>) -> Failure {
    Box::new(Coded { code: Code::Refused, sentence: sentence.into() })
}

/// There is no server to talk to.
pub(crate) fn unreachable(sentence: impl Into<String>) -> Failure {
    Box::new(Coded { code: Code::Unreachable, sentence: sentence.into() })
}

/// What the server or the connection to it said, without what the driver adds.
pub(crate) fn told(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(told), _) => told.message().to_owned(),
        (None, Some(cause)) => cause.to_string(),
        (None, None) => error.to_string(),
    }
}

/// The exit code of a failure.
pub(crate) fn code(failure: &Failure) -> ExitCode {
    ExitCode::from(code_of(failure) as u8)
}

/// Whether there is no server.
pub(crate) fn is_unreachable(failure: &Failure) -> bool {
    code_of(failure) == Code::Unreachable
}

fn code_of(failure: &Failure) -> Code {
    failure.downcast_ref::<Coded>().map_or(Code::Failed, |coded| coded.code)
}

/// Prints a failure where it belongs: to the standard error, or for programs as a line of JSON to the
/// standard output, where they look for the answer.
pub(crate) fn print(failure: &Failure, json: Json) {
    match json {
        Json::Yes => println!("{}", serde_json::json!({ "error": failure.to_string() })),
        Json::No => {
            let style = anstyle::AnsiColor::Red.on_default().bold();
            anstream::eprintln!("{style}error:{style:#} {failure}");
        }
    }
}
