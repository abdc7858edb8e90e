//! The command line, read.

use todo::Listing;

/// What the user asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// `add TITLE…`.
    Add(String),
    /// `list`, `list --all`, or nothing at all.
    List(Listing),
    /// `done ID`.
    Done(i64),
    /// `rm ID`.
    Remove(i64),
    /// `help`, `--help`, `-h`.
    Help,
}

/// How to use the program.
pub(crate) const USAGE: &str = "\
A to-do list.

Usage: todo [COMMAND]

Commands:
  add TITLE      write an item down
  list [--all]   show what is open (the default), or everything
  done ID        mark an item as done
  rm ID          remove an item
  help           show this

Examples:
  todo add \"Buy milk\"
  todo done 1
";

impl Command {
    /// Reads the words behind the program's name.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong.
    pub(crate) fn parse(words: &[String]) -> Result<Command, String> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] | ["list"] => Ok(Command::List(Listing::Open)),
            ["list", "--all" | "-a"] => Ok(Command::List(Listing::All)),
            ["help" | "--help" | "-h"] => Ok(Command::Help),
            ["add"] => Err("`add` needs a title".to_owned()),
            ["add", title @ ..] if !title.join(" ").trim().is_empty() => {
                Ok(Command::Add(title.join(" ")))
            }
            ["add", ..] => Err("the title is empty".to_owned()),
            ["done", id] => number(id).map(Command::Done),
            ["rm", id] => number(id).map(Command::Remove),
            [command @ ("done" | "rm")] => Err(format!("`{command}` needs the number of an item")),
            [command @ ("done" | "rm" | "list"), ..] => {
                Err(format!("too many words after `{command}`"))
            }
            [other, ..] => Err(format!("there is no command `{other}`")),
        }
    }
}

fn number(word: &str) -> Result<i64, String> {
    word.parse().map_err(|_| format!("`{word}` is not the number of an item"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Result<Command, &str>) {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        assert_eq!(Command::parse(&words), expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn commands_are_read() {
        check("", Ok(Command::List(Listing::Open)));
        check("list", Ok(Command::List(Listing::Open)));
        check("list --all", Ok(Command::List(Listing::All)));
        check("add Buy milk", Ok(Command::Add("Buy milk".to_owned())));
        check("done 7", Ok(Command::Done(7)));
        check("rm 7", Ok(Command::Remove(7)));
        check("--help", Ok(Command::Help));
    }

    #[test]
    fn mistakes_are_named() {
        check("add", Err("`add` needs a title"));
        check("done", Err("`done` needs the number of an item"));
        check("done x", Err("`x` is not the number of an item"));
        check("rm 1 2", Err("too many words after `rm`"));
        check("drop", Err("there is no command `drop`"));
    }
}
