#[sqldb::database(name = "Todo-Items", migrations = "./migrations/todo")]
mod todo {}

use todo::{DB, sql};

fn main() {}
