#[path = "store.rs"]
mod store;

fn main() {}
