//! The parser of statements.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(tokens) = sqldb_analyze::lex::tokenize(text) {
        let _ = sqldb_analyze::syntax::statement(&tokens);
    }
});
