//! A to-do list on the command line.

fn main() {}
