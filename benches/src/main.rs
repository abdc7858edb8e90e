//! Measured comparisons with other clients.

fn main() {}
