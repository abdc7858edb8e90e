//! The replay of a migration.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sqldb_analyze::replay::{Migration, replay};

fuzz_target!(|text: &str| {
    let _ = replay(&[Migration { file: "fuzzed.sql", sql: text }]);
});
