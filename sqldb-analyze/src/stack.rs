//! How deep an analysis may go on the thread it runs on.
//!
//! The stages recurse as the text nests, and a Rust thread has 2 MiB of stack unless it is told
//! otherwise. Every limit of theirs is a number for such a thread times [`room`]. What does not fit
//! is tried once more with more room, so that the usual query costs no thread.

use std::cell::Cell;
use std::thread;

/// The stack of a Rust thread (`std::thread`, "Stack size").
const USUAL: usize = 2 << 20;

/// How many times the usual room a [`spacious`] thread has.
const SPACIOUS: u32 = 32;

thread_local! {
    static ROOM: Cell<u32> = const { Cell::new(1) };
}

/// How many times the usual depth fits.
pub(crate) fn room() -> u32 {
    ROOM.get()
}

/// Runs on a thread with more room; [`None`] where this is one, or none can be had.
pub(crate) fn spacious<T: Send>(run: impl FnOnce() -> T + Send) -> Option<T> {
    if room() > 1 {
        return None;
    }
    thread::scope(|scope| {
        let size = USUAL.checked_mul(SPACIOUS as usize)?;
        let thread = thread::Builder::new().stack_size(size).spawn_scoped(scope, || {
            ROOM.set(SPACIOUS);
            run()
        });
        thread.ok()?.join().ok()
    })
}
