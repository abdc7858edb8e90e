//! What goes to the standard output. `print!`, `println!` and [`Standard`] are like what `std` has, but a
//! reader that goes away, as in `sqldb schema | head`, ends the command, in place of a panic or an error.

use std::fmt::Arguments;
use std::io::{Error, ErrorKind, Write};

/// What a shell says of a program that was ended by SIGPIPE, 13.
const ENDED_BY_SIGPIPE: i32 = 128 + 13;

macro_rules! print {
    ($($text:tt)*) => { $crate::printed::plain(format_args!($($text)*)) };
}

macro_rules! println {
    ($($text:tt)*) => {
        $crate::printed::plain(format_args!("{}\n", format_args!($($text)*)))
    };
}

/// The standard output, for what is no text, or is written by somebody else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standard;

impl Write for Standard {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        unless_gone(std::io::stdout().write(bytes))
    }

    fn flush(&mut self) -> Result<(), Error> {
        unless_gone(std::io::stdout().flush())
    }
}

/// Prints text as it is.
pub(crate) fn plain(text: Arguments<'_>) {
    written(Standard.write_fmt(text));
}

/// Prints text with styles, where they can be seen.
pub(crate) fn styled(text: Arguments<'_>) {
    written(unless_gone(anstream::stdout().write_fmt(text)));
}

fn written(result: Result<(), Error>) {
    if let Err(error) = result {
        anstream::eprintln!("error: the output cannot be written: {error}");
        std::process::exit(1);
    }
}

/// Ends the command if its reader has gone away, which is no failure that somebody has to be told of.
fn unless_gone<T>(result: Result<T, Error>) -> Result<T, Error> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(ENDED_BY_SIGPIPE),
        result => result,
    }
}
