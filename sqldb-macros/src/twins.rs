//! Two databases of one name in one crate.
//!
//! The configuration of a database goes by its name, so that two of one name would share a
//! connection without anybody having said so.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use syn::LitStr;

use crate::literal::Place;
use crate::message::Message;

/// Where each database of a crate is declared; the key is (directory and name of the crate, name).
///
/// A crate of its own process is compiled once in it. rust-analyzer's server, in which one
/// declaration is expanded again and again, gives spans no places: nothing is remembered there.
static DECLARED: Mutex<BTreeMap<(String, String), Place>> = Mutex::new(BTreeMap::new());

/// Remembers the declaration of `name`, unless there is another one.
///
/// # Errors
///
/// The message at the second declaration, which names the place of the first.
pub(crate) fn declare(name: &LitStr, krate: &str) -> Result<(), Message> {
    let Some(here) = Place::of(name.span()) else { return Ok(()) };
    let mut declared = DECLARED.lock().unwrap_or_else(PoisonError::into_inner);
    let text = name.value();
    let first = declared.entry((krate.to_owned(), text.clone())).or_insert_with(|| here.clone());
    if *first == here {
        return Ok(());
    }
    Err(Message {
        span: name.span(),
        text: format!(
            "there are two databases `{text}` in this crate\n  = note: the other one is declared at \
             {first}\n  = help: a database is declared once, and its module used from everywhere; for a \
             second database choose another name"
        ),
    })
}
