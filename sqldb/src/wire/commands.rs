//! The commands that are sent with the `Sync` of their neighbors.
//!
//! tokio-postgres sends them as simple queries, each of which the server answers with a packet of its
//! own, and its client is woken for it. Prepared and executed without a name they are part of what
//! stands beside them: if one is refused, the server skips all up to the `Sync`, so that nothing is
//! executed outside of its transaction, and nothing is committed behind an error.

use super::frame;

/// What commits a transaction, and is an error where there is none or where it has failed.
///
/// PostgreSQL answers `COMMIT` of a transaction that has failed by rolling back, and `COMMIT` where there
/// is none by a warning: neither is an error. So it is preceded by a command that is one in both cases
/// (25P02, 25P01), and costs the least of those; what is sent in one text ends at its first error. What
/// is known here of the statements before decides nothing: some may have failed without anybody having
/// read it.
pub(crate) const COMMIT: &str = "SAVEPOINT sqldb_commit; COMMIT";

/// Whether a simple query begins a transaction, by one command or with settings behind it, and does no more.
pub(super) fn begin(text: &[u8]) -> bool {
    let mut commands = text.split(|byte| *byte == b';');
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" _=,;".contains(byte);
    text.iter().all(is_plain)
        && commands.next().is_some_and(|first| first.starts_with(b"BEGIN"))
        && commands.all(|setting| setting.starts_with(b" SET LOCAL "))
}

/// Whether a simple query commits one.
pub(super) fn commits(text: &[u8]) -> bool {
    text == COMMIT.as_bytes()
}

/// Appends the messages that prepare and execute the commands of a simple query; returns their number.
pub(super) fn put(text: &[u8], out: &mut Vec<u8>) -> usize {
    // `Bind`: no portal's and no statement's name, no formats, no parameters, no formats of results.
    const BIND: [u8; 8] = [0; 8];
    // `Execute`: no portal's name, all rows.
    const EXECUTE: [u8; 5] = [0; 5];
    let mut count = 0;
    for command in text.split(|byte| *byte == b';') {
        count += 1;
        let command = command.trim_ascii();
        // `Parse`: no name, the text, no types of parameters.
        let parse = [&[0], command, &[0, 0, 0]].concat();
        frame::put(b'P', &parse, out);
        frame::put(b'B', &BIND, out);
        frame::put(b'E', &EXECUTE, out);
    }
    count
}
