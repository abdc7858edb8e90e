//! The checksums by which other tools know a file again.

use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256, Sha384};
use siphasher::sip::SipHasher13;

use crate::embedded::EmbeddedMigration;
use crate::source::Source;

/// Whether a tool's `checksum`, as its table has it, is that of the file. The tools hash the bytes
/// that they read, and a checkout may have changed the line ends since.
pub(super) fn is_of(source: Source, file: &EmbeddedMigration<'_>, checksum: &str) -> bool {
    let lines = file.sql.replace("\r\n", "\n");
    let texts = [file.sql.to_owned(), lines.replace('\n', "\r\n"), lines];
    texts.iter().any(|sql| of(source, file, sql).iter().any(|known| known == checksum))
}

/// What the tool may have written of a file with the text `sql`.
fn of(source: Source, file: &EmbeddedMigration<'_>, sql: &str) -> Vec<String> {
    match source {
        // `sqlx-core/src/migrate/migration.rs checksum`.
        Source::Sqlx => vec![hex(&Sha384::digest(sql))],
        // `schema-engine/connectors/schema-connector/src/checksum.rs`,
        // `drizzle-orm/src/migrator.ts readMigrationFiles`.
        Source::Prisma | Source::Drizzle => vec![hex(&Sha256::digest(sql))],
        // `refinery-core/src/runner.rs unapplied`; its feature `int8-versions` makes numbers wider.
        Source::Refinery => {
            let narrow = i32::try_from(file.version).map(|version| sip(file.name, version, sql));
            let wide = sip(file.name, file.version, sql);
            narrow.into_iter().chain([wide]).map(|hash| hash.to_string()).collect()
        }
        // They keep none.
        Source::Sqldb | Source::Diesel | Source::Goose | Source::Dbmate => Vec::new(),
    }
}

fn sip(name: &str, version: impl Hash, sql: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    name.hash(&mut hasher);
    version.hash(&mut hasher);
    sql.hash(&mut hasher);
    hasher.finish()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
