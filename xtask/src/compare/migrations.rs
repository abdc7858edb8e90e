//! Compares what migrations make with what they make in PostgreSQL.

#[path = "../../../sqldb-analyze/tests/replay/listing.rs"]
mod listing;

mod tests {
    use std::path::Path;

    use sqldb_analyze::catalog::{Catalog, Major};
    use sqldb_analyze::lex::tokenize;
    use sqldb_analyze::replay::{Migration, replay_onto};

    use super::listing::{LISTING, listing};
    use crate::server::Server;

    fn text(name: &str) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(root.join("../sqldb-analyze/tests/replay").join(name)).unwrap()
    }

    fn empty(server: &Server) -> Catalog {
        Catalog { major: server.major, ..Catalog::default() }
    }

    /// Where statements end, strings left out.
    fn ends(sql: &str, end: &str) -> Vec<usize> {
        let ends = sql.match_indices(end).map(|(at, _)| at + end.len());
        ends.filter(|end| tokenize(sql.get(..*end).unwrap()).is_ok()).collect()
    }

    /// What all versions read.
    const OF_ALL: [&str; 9] = [
        "tables",
        "alter",
        "types",
        "routines",
        "views",
        "dependents",
        "others",
        "blocks",
        "session",
    ];

    /// Those with views.
    const WITH_VIEWS: [&str; 6] =
        ["views", "dependents", "others", "routines", "own_schema", "fifteen"];

    #[test]
    fn the_catalog_is_the_servers() {
        for major in [Major::V15, Major::default()] {
            let Some(server) = Server::start_for_test(major) else { continue };
            compare_catalogs(&server, &OF_ALL);
            compare_catalogs(&server, &["inherit", "own_schema", "transactions"]);
            if major == Major::V15 {
                compare_catalogs(&server, &["fifteen"]);
            }
        }
        if let Some(server) = Server::start_for_test(Major::V18) {
            // Two statements of `inherit` are refused since 18.
            compare_catalogs(&server, &OF_ALL);
            compare_catalogs(&server, &["eighteen"]);
        }
    }

    fn compare_catalogs(server: &Server, names: &[&str]) {
        for &name in names {
            let sql = text(&format!("{name}.sql"));
            // Every prefix must agree, not only the whole.
            let ends = ends(&sql, ";\n");
            let mut script = String::from("\\set VERBOSITY sqlstate\n");
            let mut prefixes = Vec::new();
            for end in ends {
                let prefix = sql.get(..end).unwrap();
                let (catalog, mistakes) =
                    replay_onto(empty(server), &[Migration { file: name, sql: prefix }]);
                assert!(mistakes.is_empty(), "{mistakes:?}");
                prefixes.push((prefix, listing(&catalog)));
            }
            // One session per file: the listing is asked for behind each statement.
            let mut start = 0;
            for (prefix, _) in &prefixes {
                script.push_str(prefix.get(start..).unwrap());
                script.push_str("\\echo ====\n");
                script.push_str(LISTING);
                start = prefix.len();
            }
            script.insert_str(
                0,
                &format!("DROP DATABASE IF EXISTS {name};\nCREATE DATABASE {name};\n\\c {name}\n"),
            );
            let answer = server.script(&script).unwrap();
            assert_eq!(answer.matches("====\n").count(), prefixes.len(), "{answer}");
            for ((prefix, ours), theirs) in prefixes.iter().zip(answer.split("====\n").skip(1)) {
                // The path of the session changes how types are shown, not what they are.
                let ours = ours.replace("inner_one.", "").replace("public.", "");
                let theirs = theirs.replace("inner_one.", "").replace("public.", "");
                // Whoever migrates is called `postgres`.
                let ours = ours.replace("$user.", "");
                let theirs = theirs.replace("postgres.", "");
                // PostgreSQL knows no NOT NULL of a view; ours is proven.
                let views = WITH_VIEWS.contains(&name);
                let ours = if views { ours.replace(" not null", "") } else { ours };
                let theirs = if views { theirs.replace(" not null", "") } else { theirs };
                let last = prefix.trim_end().lines().last().unwrap();
                let missing: Vec<_> = theirs
                    .lines()
                    // What a call returns stands here, too.
                    .filter(|line| !line.is_empty() && !ours.lines().any(|own| own == *line))
                    .collect();
                let wrong: Vec<_> =
                    ours.lines().filter(|line| !theirs.lines().any(|own| own == *line)).collect();
                assert!(
                    missing.is_empty() && wrong.is_empty(),
                    "{name}: {last}\nonly the server has:\n{}\nonly we have:\n{}",
                    missing.join("\n"),
                    wrong.join("\n")
                );
            }
        }
    }

    #[test]
    fn what_is_refused_the_server_refuses_with_the_same_code() {
        for (major, file) in [
            (Major::default(), "refused.sql"),
            (Major::default(), "refused_dependents.sql"),
            (Major::default(), "refused_others.sql"),
            (Major::default(), "refused_session.sql"),
            (Major::V15, "refused_fifteen.sql"),
            (Major::V18, "refused_eighteen.sql"),
        ] {
            if let Some(server) = Server::start_for_test(major) {
                compare_refusals(&server, file);
            }
        }
    }

    #[test]
    fn where_rows_are_said_to_be_the_server_has_them() {
        let Some(server) = Server::start_for_test(Major::default()) else { return };
        let text = text("filled.sql");
        for (number, case) in text.split("---\n").enumerate() {
            let script = format!(
                "CREATE DATABASE filled{number};\n\\c filled{number}\n{case}\n\\echo :LAST_ERROR_SQLSTATE\n"
            );
            let answer = server.script(&script).unwrap();
            let code = answer.lines().last().unwrap();
            let said = case.lines().find_map(|line| line.strip_prefix("-- ")).unwrap_or("00000");
            assert_eq!(code, said, "{case}");
        }
    }

    /// Takes out what a case has made.
    const REMOVAL: &str = "
ROLLBACK;
DROP SCHEMA public CASCADE;
DROP SCHEMA IF EXISTS s CASCADE;
DROP FOREIGN DATA WRAPPER IF EXISTS w CASCADE;
DROP LANGUAGE IF EXISTS l CASCADE;
DROP ACCESS METHOD IF EXISTS m CASCADE;
DROP PUBLICATION IF EXISTS p;
CREATE SCHEMA public;
DEALLOCATE ALL;
";

    fn compare_refusals(server: &Server, file: &str) {
        let mut script = String::from("\\set ON_ERROR_STOP off\n");
        let text = text(file);
        let cases: Vec<&str> = text.split("---\n").collect();
        for case in &cases {
            // In a transaction the first mistake is the last answer: what follows says 25P02.
            let case = case.trim_end();
            let mut start = 0;
            for end in ends(case, "; ").into_iter().chain([case.len()]) {
                script.push_str(case.get(start..end).unwrap());
                start = end;
                script.push_str("\n\\if :ERROR\n\\echo :SQLSTATE\n\\endif\n");
            }
            script.push_str("\\echo ====\n");
            script.push_str(REMOVAL);
        }
        let answer = server.script(&script).unwrap();
        let mut different = Vec::new();
        for (case, theirs) in cases.iter().zip(answer.split("====\n")) {
            let (_, mistakes) =
                replay_onto(empty(server), &[Migration { file: "1.sql", sql: case }]);
            let ours: Vec<_> = mistakes.iter().map(|found| found.diagnostic.code.code()).collect();
            let theirs: Vec<_> = theirs.lines().collect();
            if ours != theirs {
                different.push(format!("{case}  ours {ours:?}, the server's {theirs:?}"));
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n"));
    }
}
