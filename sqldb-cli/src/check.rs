//! `check`: a directory of migrations, without a database.

use std::path::Path;

use sqldb_migrate::{Gaps, build};

use crate::Failure;

/// Prints every mistake in the names, the order and the SQL of the migrations.
pub(crate) fn check(directory: &Path) -> Result<(), Failure> {
    match build::check(directory, Gaps::Refused) {
        Ok(found) => {
            println!(
                "{}: {} migrations, all in order",
                directory.display(),
                found.migrations.len()
            );
            Ok(())
        }
        Err(mistakes) => {
            for mistake in &mistakes {
                eprintln!("error: {mistake}\n");
            }
            Err(format!("{} in {}", counted(mistakes.len()), directory.display()).into())
        }
    }
}

fn counted(mistakes: usize) -> String {
    match mistakes {
        1 => "one mistake".to_owned(),
        more => format!("{more} mistakes"),
    }
}
