//! The scanner of placeholders: spans lie in the text, in order, at the borders of characters.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok((tokens, _)) = sqldb_analyze::lex::scan(text) else { return };
    let mut end = 0;
    for token in &tokens {
        let range = token.span.range();
        assert!(end <= range.start && text.get(range.clone()).is_some());
        end = range.end;
    }
});
