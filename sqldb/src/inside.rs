//! Whether the code that runs is the body of a `transaction(…)`, so that the handle of the database is
//! not used there by mistake.
//!
//! The handle is a static, which can be named anywhere and which no borrow keeps from being used; so it is
//! looked up here, when it is used. What stable Rust could refuse at compile time is less: a macro around
//! the body could hide the handle's name by an item of the same name, but not in the functions that the
//! body calls, nor `todo::DB`. A connection or a transaction is borrowed by its own `transaction`, and
//! refused by the compiler.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;

/// The identity of a [`Database`](crate::Database): its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DatabaseId(pub(crate) usize);

thread_local! {
    /// The databases whose bodies are being polled on this thread, the innermost last.
    static INSIDE: RefCell<Vec<DatabaseId>> = const { RefCell::new(Vec::new()) };
}

/// Runs `body` as that of a transaction of `database`.
pub(crate) async fn enter<F: Future>(
    database: Option<DatabaseId>,
    mut body: Pin<&mut F>,
) -> F::Output {
    let Some(database) = database else { return body.await };
    poll_fn(|cx| {
        INSIDE.with_borrow_mut(|inside| inside.push(database));
        let _left = Left;
        body.as_mut().poll(cx)
    })
    .await
}

/// Whether the code that runs is in the body of a transaction of `database`.
pub(crate) fn is_inside(database: DatabaseId) -> bool {
    INSIDE.with_borrow(|inside| !inside.is_empty() && inside.contains(&database))
}

/// Leaves when the poll is over, by a panic, too.
struct Left;

impl Drop for Left {
    fn drop(&mut self) {
        INSIDE.with_borrow_mut(|inside| inside.pop());
    }
}
