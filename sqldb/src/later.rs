//! Futures in boxes, without their types.

use std::pin::Pin;

use crate::error::Error;

/// What is no part of the future that waits for it.
///
/// Whatever a query may need (to provide the database, to connect, to prepare) would be part of each
/// query's future: of its size, and of its type, which the compiler looks through as deep as its limit
/// lets it (`recursion_limit`), a program's own futures around it included. So what is seldom needed is in
/// a box. `examples/todo` does not compile where too much is not.
pub(crate) type Later<'a, T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;
