//! A URL shortener as a web service.

fn main() {}
