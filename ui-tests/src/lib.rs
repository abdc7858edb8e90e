//! Compile-time messages, one rule a file.
