//! Commands that leave something with their connection, which is no place for it where the next
//! statement may be anybody's.

use crate::error::{Error, Result};
use crate::session::Command;

/// What undoes that: deadpool's "clean", without `DEALLOCATE ALL`, because the prepared statements are to
/// stay.
pub(crate) const CLEAN: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; \
                                UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP; \
                                DISCARD SEQUENCES";

/// Whether a statement leaves something with its connection: a setting, a lock, a temporary table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaves {
    Nothing,
    State,
}

/// Refuses what leaves something with a connection that the pool gives to others next.
///
/// # Errors
/// The command does.
pub(crate) fn refuse(command: Command<'_>) -> Result<()> {
    let text = match command {
        Command::Plan(plan) | Command::Alone(plan) => plan.text,
        Command::Text(text) => text,
    };
    match of(command) {
        Leaves::Nothing => Ok(()),
        Leaves::State => Err(command.blame(Error::misuse(format!(
            "`{}` leaves something with its connection, which is somebody else's next; run it on one \
             that is held, `let connection = DB.acquire().await?`, which undoes it at its end; of a \
             transaction are `SET LOCAL` and `pg_advisory_xact_lock`",
            text.split_whitespace().next().unwrap_or_default()
        )))),
    }
}

/// What a command leaves.
pub(crate) fn of(command: Command<'_>) -> Leaves {
    match command {
        Command::Plan(plan) | Command::Alone(plan) => plan.leaves,
        Command::Text(text) => of_text(text),
    }
}

/// Of text that is known only at run time, what its first words say; a function that it calls may do
/// the same.
fn of_text(text: &str) -> Leaves {
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let mut word = || words.next().unwrap_or_default().to_ascii_lowercase();
    let leaves = match word().as_str() {
        "begin" | "start" | "reset" | "listen" | "unlisten" | "prepare" | "deallocate"
        | "discard" | "load" => true,
        "set" => !matches!(word().as_str(), "local" | "constraints" | "transaction"),
        "create" => loop {
            match word().as_str() {
                "temp" | "temporary" => {
                    break !text.to_ascii_lowercase().contains("on commit drop");
                }
                "or" | "replace" | "local" | "global" | "recursive" => {}
                _ => break false,
            }
        },
        _ => false,
    };
    if leaves { Leaves::State } else { Leaves::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_say_it() {
        for text in [
            "SET search_path = pg_catalog",
            " set session characteristics as transaction read only",
            "RESET ALL",
            "LISTEN todo",
            "BEGIN",
            "start transaction",
            "PREPARE p AS SELECT 1",
            "DISCARD ALL",
            "CREATE TEMP TABLE t (id int)",
            "create or replace local temporary view v as select 1",
        ] {
            assert_eq!(of_text(text), Leaves::State, "{text}");
        }
        for text in [
            "SELECT 1",
            "SET LOCAL work_mem = '1MB'",
            "CREATE TABLE temp (id int)",
            "CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1",
            "UPDATE t SET a = 1",
            "",
        ] {
            assert_eq!(of_text(text), Leaves::Nothing, "{text}");
        }
    }
}
