//! Commands that leave something with their connection, which is no place for it where the next
//! statement may be anybody's.

use sqldb_migrate::session_state::{self, Leaves};

use crate::error::{Error, Result};
use crate::session::Command;

/// What undoes that: deadpool's "clean", without `DEALLOCATE ALL`, because the prepared statements are to
/// stay.
pub(crate) const CLEAN: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; \
                                UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP; \
                                DISCARD SEQUENCES";

/// Refuses what leaves something with a connection that the pool gives to others next.
///
/// # Errors
/// The command does.
#[inline]
pub(crate) fn refuse(command: Command<'_>) -> Result<()> {
    match (command, of(command)) {
        // Whatever a script leaves is undone behind it.
        (Command::Script(_), _) | (_, Leaves::Nothing) => Ok(()),
        (_, Leaves::State | Leaves::Emptiness) => Err(refusal(command)),
    }
}

#[cold]
fn refusal(command: Command<'_>) -> Error {
    let text = match command {
        Command::Plan(plan) | Command::Alone(plan) => plan.text,
        Command::Text(text) | Command::Script(text) => text,
    };
    command.blame(Error::misuse(format!(
        "`{}` leaves something with its connection, which is somebody else's next; run it on one \
         that is held, `let connection = DB.acquire().await?`, which undoes it at its end; of a \
         transaction are `SET LOCAL` and `pg_advisory_xact_lock`",
        text.split_whitespace().next().unwrap_or_default()
    )))
}

/// What a command leaves; of text that is known only at run time, as far as its first words say it.
#[inline]
pub(crate) fn of(command: Command<'_>) -> Leaves {
    match command {
        Command::Plan(plan) | Command::Alone(plan) => plan.leaves,
        Command::Text(text) => session_state::of_command(text),
        // Nobody looks at all of them.
        Command::Script(_) => Leaves::State,
    }
}
