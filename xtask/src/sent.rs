//! The texts that are sent, described by a server of each major.
//!
//! `sqldb-analyze/tests/queries/*.sql` hold schemas and queries. The engine answers each with the
//! server's own catalog; what it would send must be described with the types of parameters and the
//! columns that it claims.

use sqldb_analyze::analyze_all;
use sqldb_analyze::catalog::Major;
use sqldb_analyze::split::split;
use tokio_postgres::Config;

use crate::describe::Case;
use crate::introspect::{self, SystemTypes};
use crate::question::sent_differences;
use crate::server::Server;
use crate::session::{Refused, Session};

/// Leaves nothing of the file before.
const EMPTY: &str = "DO $$
    DECLARE found name;
    BEGIN
        FOR found IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'
        LOOP EXECUTE format('DROP SCHEMA %I CASCADE', found); END LOOP;
    END $$;
    CREATE SCHEMA public;
    SET client_min_messages = error;
    RESET search_path";

/// What was compared.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// How many texts were described.
    pub(crate) described: usize,
    /// Where the server says something else.
    pub(crate) wrong: Vec<String>,
    /// Definitions that this major does not take, with its words.
    pub(crate) missing: Vec<String>,
}

/// Describes all texts on a server of a major.
///
/// # Errors
///
/// The differences, or why the server cannot be asked.
pub(crate) fn run(major: Major) -> Result<(), String> {
    let report = measure(major)?;
    println!("texts that are sent: {}, wrong: {}", report.described, report.wrong.len());
    for missing in &report.missing {
        println!("left out: {missing}");
    }
    match report.wrong.is_empty() {
        true => Ok(()),
        false => Err(report.wrong.join("\n")),
    }
}

fn measure(major: Major) -> Result<Report, String> {
    let server = Server::start(major)?;
    let config: Config = server.connection().parse().map_err(|error| format!("{error}"))?;
    let mut session = Session::connect(&config)?;
    let system = SystemTypes::of(&mut session, major)?;
    let directory = crate::workspace().join("sqldb-analyze/tests/queries");
    let files = std::fs::read_dir(&directory).map_err(|error| error.to_string())?;
    let mut report = Report::default();
    for file in files {
        let path = file.map_err(|error| error.to_string())?.path();
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let (schema, queries) = text.split_once("\n---\n").ok_or("no line `---`")?;
        session.rows(EMPTY)?;
        for statement in split(schema) {
            // Some majors do not take a definition, and then not the queries that need it.
            if let Err(Refused { code, message }) = session.run(statement.text(schema)) {
                report.missing.push(format!("{}: {code} {message}", path.display()));
            }
        }
        let catalog = introspect::catalog(&mut session, major, &system)?;
        for case in queries.trim().split("\n\n").filter_map(Case::read) {
            // What this major does not take is refused, of which other tests tell.
            let Ok(analysis) = analyze_all(&catalog, &case.query) else { continue };
            let mut statements = vec![&analysis.statement];
            statements.extend(analysis.sent.iter().skip(1).map(|sent| &sent.statement));
            for statement in statements {
                report.described += 1;
                let wrong = sent_differences(&mut session, (&catalog, &system), statement);
                report
                    .wrong
                    .extend(wrong.into_iter().map(|why| format!("{}\n  {why}", case.query)));
            }
        }
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use sqldb_analyze::catalog::Major;

    #[test]
    fn what_is_sent_is_described_as_it_is_typed() {
        for major in Major::ALL {
            if crate::server::Server::start_for_test(major).is_none() {
                continue;
            }
            let report = super::measure(major).unwrap();
            assert!(report.wrong.is_empty(), "{}\n{}", major.number(), report.wrong.join("\n"));
            let missing = major == Major::default() && !report.missing.is_empty();
            assert!(!missing, "{}", report.missing.join("\n"));
            assert!(report.described > 600, "{}: {} texts", major.number(), report.described);
        }
    }
}
