//! What goes to the standard output. `print!` and `println!` of this crate are like those of `std`, but a
//! reader that goes away, as in `sqldb schema | head`, ends the command in place of a panic.

use std::fmt::Arguments;
use std::io::{Error, ErrorKind, Write};
use std::process::ExitCode;

use crate::Failure;

/// What a shell says of a program that was ended by SIGPIPE, 13.
const ENDED_BY_SIGPIPE: u8 = 128 + 13;

macro_rules! print {
    ($($text:tt)*) => { $crate::printed::plain(format_args!($($text)*)) };
}

macro_rules! println {
    ($($text:tt)*) => {
        $crate::printed::plain(format_args!("{}\n", format_args!($($text)*)))
    };
}

/// Prints text as it is.
pub(crate) fn plain(text: Arguments<'_>) {
    written(std::io::stdout().write_fmt(text));
}

/// Prints text with styles, where they can be seen.
pub(crate) fn styled(text: Arguments<'_>) {
    written(anstream::stdout().write_fmt(text));
}

fn written(result: Result<(), Error>) {
    if let Err(error) = result {
        let code = if is_gone(&error) { ENDED_BY_SIGPIPE } else { 1 };
        if !is_gone(&error) {
            anstream::eprintln!("error: the output cannot be written: {error}");
        }
        std::process::exit(code.into());
    }
}

/// The exit code of a command whose reader went away, which is no failure that somebody has to be told of.
pub(crate) fn reader_gone(failure: &Failure) -> Option<ExitCode> {
    let gone = failure.downcast_ref::<Error>().is_some_and(is_gone);
    gone.then(|| ExitCode::from(ENDED_BY_SIGPIPE))
}

fn is_gone(error: &Error) -> bool {
    error.kind() == ErrorKind::BrokenPipe
}
