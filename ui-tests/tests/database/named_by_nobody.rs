#[sqldb::database(named = "nobody")]
mod nobody {}

fn main() {}
