//! The whole analysis of a query over a small schema.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay};

static SCHEMA: LazyLock<Catalog> = LazyLock::new(|| {
    let sql = include_str!("../../sqldb-analyze/tests/data/probe_schema.sql");
    replay(&[Migration { file: "schema.sql", sql }]).0
});

fuzz_target!(|text: &str| {
    let _ = sqldb_analyze::analyze(&SCHEMA, text);
});
