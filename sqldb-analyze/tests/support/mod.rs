//! A schema from its text, for tests.

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay};

/// What the statements of one migration leave.
pub(crate) fn catalog(sql: &str) -> Catalog {
    let (catalog, mistakes) = replay(&[Migration { file: "schema.sql", sql }]);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    catalog
}
