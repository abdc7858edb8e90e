//! The engine's answers about queries, compared with a server's.
//!
//! `sqldb-analyze/tests/queries/*.sql` hold a schema, queries and what the engine says of them in
//! comments, which that crate's own tests keep true. Here a server is asked for the types of
//! parameters and columns, and the queries are run: a column that is called `not null` must not be
//! NULL, and no more rows may come than promised.

use crate::server::Server;

/// What is refused although PostgreSQL accepts it, or with another code, by the query's beginning;
/// each with the reason.
const DIFFERENT: [(&str, &str); 5] = [
    ("EXPLAIN ", "`PREPARE` takes no commands; `sent` describes them"),
    ("CALL ", "as `EXPLAIN`"),
    ("COPY ", "as `EXPLAIN`"),
    ("CREATE TABLE other ", "a migration changes the schema, no query"),
    ("SELECT id AS \"x!\" FROM t ORDER BY x", "only without its mark is the name that of ORDER BY"),
];

/// Codes of mistakes that PostgreSQL may find only when it plans or runs the query.
const LATER: [&str; 2] = ["23502", "42P10"];

/// A query with its expectation.
#[derive(Debug)]
pub(crate) struct Case {
    /// The text, with placeholders.
    pub(crate) query: String,
    /// The lines of the comments behind it.
    pub(crate) expected: Vec<String>,
}

/// Compares all query files.
///
/// # Errors
///
/// All differences.
pub(crate) fn compare(server: &Server) -> Result<(), String> {
    let directory = crate::workspace().join("sqldb-analyze/tests/queries");
    let files = std::fs::read_dir(&directory).map_err(|error| error.to_string())?;
    let mut wrong = Vec::new();
    for (number, file) in files.enumerate() {
        let path = file.map_err(|error| error.to_string())?.path();
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
        wrong.extend(compare_file(server, &format!("queries{number}"), &text)?);
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n\n")),
    }
}

fn compare_file(server: &Server, schema_name: &str, text: &str) -> Result<Vec<String>, String> {
    let (schema, queries) = text.split_once("\n---\n").ok_or("no line `---`")?;
    let cases: Vec<Case> = queries.trim().split("\n\n").filter_map(Case::read).collect();
    compare_cases(server, schema_name, schema, &cases)
}

/// Asks a server about queries over a schema; returns all differences.
pub(crate) fn compare_cases(
    server: &Server,
    schema_name: &str,
    schema: &str,
    cases: &[Case],
) -> Result<Vec<String>, String> {
    let path = format!("CREATE SCHEMA {schema_name};\nSET search_path = {schema_name};\n");
    server.rows(&format!("{path}{schema}"))?;
    let mut script = format!("SET search_path = {schema_name};\n\\pset null <NULL>\n");
    script.push_str("\\set VERBOSITY sqlstate\n");
    for case in cases {
        // The engine has the schema as `public`.
        script.push_str(&case.script().replace("public.", &format!("{schema_name}.")));
    }
    let output = server.script(&script)?;
    let answers: Vec<&str> = output.split("@@case\n").skip(1).collect();
    if answers.len() != cases.len() {
        return Err(format!("{} answers to {} queries", answers.len(), cases.len()));
    }
    let wrong = cases.iter().zip(answers).filter_map(|(case, answer)| {
        let differences = case.differences(schema_name, answer);
        (!differences.is_empty()).then(|| format!("{}\n  {}", case.query, differences.join("\n  ")))
    });
    Ok(wrong.collect())
}

impl Case {
    pub(crate) fn read(block: &str) -> Option<Case> {
        let (comments, lines): (Vec<&str>, Vec<&str>) =
            block.lines().partition(|line| line.starts_with("-- "));
        let query = lines.join("\n");
        let expected = comments.iter().filter_map(|line| line.strip_prefix("-- "));
        (!query.is_empty()).then(|| Case { query, expected: expected.map(str::to_owned).collect() })
    }

    fn line(&self, start: &str) -> Option<&str> {
        self.expected.iter().find_map(|line| line.strip_prefix(start))
    }

    /// Whether it has a form of ours, such as `VALUES <rows..>`, that no server reads.
    fn has_own_form(&self) -> bool {
        let scanned = sqldb_analyze::lex::scan(&self.query);
        scanned.is_ok_and(|(_, placeholders)| {
            !placeholders.rows.is_empty() || !placeholders.parts.groups.is_empty()
        })
    }

    /// The query with `$n` for its placeholders, otherwise as it is written.
    fn bare(&self) -> String {
        let scanned = sqldb_analyze::lex::scan(&self.query);
        let (Ok((tokens, _)), false) = (scanned, self.has_own_form()) else {
            return self.sent().to_owned();
        };
        let mut text = String::new();
        let mut done = 0;
        for token in tokens {
            if let sqldb_analyze::lex::TokenKind::Parameter(index) = token.kind {
                let range = token.span.range();
                text.push_str(self.query.get(done..range.start).unwrap_or_default());
                text.push_str(&format!(" ${} ", index.number()));
                done = range.end;
            }
        }
        text.push_str(self.query.get(done..).unwrap_or_default());
        text
    }

    /// The query that is sent.
    fn sent(&self) -> &str {
        self.line("sent ").unwrap_or(&self.query)
    }

    /// Asks for the parameters of the query as it is written, and for the columns and, where there
    /// are no parameters, the rows of the query as it is sent.
    fn script(&self) -> String {
        let parameters = "SELECT array_to_string(parameter_types::text[], ', ') \
                          FROM pg_prepared_statements;\nDEALLOCATE ALL;\n";
        let (bare, sent) = (self.bare(), self.sent());
        let run = match self.line("$1 ").is_some() || self.line("error ").is_some() {
            true => String::new(),
            false => format!("BEGIN;\n{sent};\nROLLBACK;\n"),
        };
        // The other texts of a query with optional parts.
        let others = self.expected.iter().filter_map(|line| {
            let (_, text) = line.strip_prefix("or sent ")?.split_once(": ")?;
            Some(format!("PREPARE q AS {text};\n\\echo @@other :SQLSTATE\nDEALLOCATE ALL;\n"))
        });
        let others: String = others.collect();
        format!(
            "\\echo @@case\nPREPARE q AS {bare};\n\\echo :SQLSTATE\n{parameters}\
             \\echo @@columns\n{sent} \\gdesc\n\\echo @@rows\n{run}{others}"
        )
    }

    fn differences(&self, schema: &str, answer: &str) -> Vec<String> {
        if DIFFERENT.iter().any(|(query, _)| self.query.starts_with(query)) {
            return Vec::new();
        }
        let (state, rest) = answer.split_once('\n').unwrap_or((answer, ""));
        if let Some(error) = self.line("error ") {
            if self.has_own_form() {
                return Vec::new();
            }
            let code = error.get(..5).unwrap_or_default();
            let later = LATER.contains(&code) && state == "00000";
            return match code == state || later {
                true => Vec::new(),
                false => vec![format!("expected {code}, PostgreSQL says {state}")],
            };
        }
        if state != "00000" {
            return vec![format!("accepted, PostgreSQL says {state}")];
        }
        let (parameters, rest) = rest.split_once("@@columns\n").unwrap_or((rest, ""));
        let (columns, rows) = rest.split_once("@@rows\n").unwrap_or((rest, ""));
        let (rows, others) = rows.split_once("@@other ").unwrap_or((rows, ""));
        let mut differences = self.parameter_differences(schema, parameters.trim());
        let others = others.split("@@other ").map(str::trim);
        let refused = others.filter(|state| !state.is_empty() && *state != "00000");
        differences.extend(refused.map(|state| format!("without a part, PostgreSQL says {state}")));
        differences.extend(self.column_differences(schema, columns));
        differences.extend(self.row_differences(rows));
        differences
    }

    fn parameter_differences(&self, schema: &str, found: &str) -> Vec<String> {
        let expected = self.expected.iter().filter_map(|line| {
            let (_, ty) = line.strip_prefix('$')?.split_once(' ')?;
            Some(ty.trim_end_matches(" optional").trim_end_matches(" either"))
        });
        let expected = expected.collect::<Vec<_>>().join(", ");
        let found = found.replace(&format!("{schema}."), "");
        match expected == found {
            true => Vec::new(),
            false => vec![format!("parameters ({expected}), PostgreSQL says ({found})")],
        }
    }

    /// Name, type, whether `not null`.
    fn columns(&self) -> Vec<(&str, &str, bool)> {
        let columns = self.expected.iter().filter_map(|line| {
            let (name, rest) = line.split_once(": ")?;
            let rest = rest.trim_end_matches(", elements not null");
            let never = rest.ends_with(" not null");
            let ty = rest.trim_end_matches(" null").trim_end_matches(" not");
            let ours = ["sent ", "or sent ", "$"].iter().any(|start| line.starts_with(start));
            (!ours).then_some((name, ty, never))
        });
        columns.collect()
    }

    fn column_differences(&self, schema: &str, found: &str) -> Vec<String> {
        let expected: Vec<String> =
            self.columns().iter().map(|(name, ty, _)| format!("{name}\t{ty}")).collect();
        let found: Vec<String> = found
            .lines()
            .filter(|line| line.contains('\t'))
            .map(|line| without_modifiers(line).replace(&format!("{schema}."), ""))
            .collect();
        match expected == found {
            true => Vec::new(),
            false => vec![format!("columns {expected:?}, PostgreSQL says {found:?}")],
        }
    }

    fn row_differences(&self, found: &str) -> Vec<String> {
        let rows: Vec<&str> = found.lines().collect();
        let mut differences = Vec::new();
        let columns = self.columns();
        let returns = !columns.is_empty() && self.line("$1 ").is_none();
        match self.line("rows ") {
            Some("exactly one") if returns && rows.len() != 1 => {
                differences.push(format!("exactly one row, PostgreSQL returns {}", rows.len()));
            }
            Some("at most one") if returns && rows.len() > 1 => {
                differences.push(format!("at most one row, PostgreSQL returns {}", rows.len()));
            }
            _ => {}
        }
        for row in rows {
            for ((name, _, never), value) in columns.iter().zip(row.split('\t')) {
                if *never && value == "<NULL>" {
                    differences.push(format!("`{name}` is not null, PostgreSQL returns NULL"));
                }
            }
        }
        differences
    }
}

/// `numeric(10,2)` as `numeric`: modifiers are not compared.
fn without_modifiers(line: &str) -> String {
    let mut text = String::new();
    let (name, ty) = line.split_once('\t').unwrap_or((line, ""));
    let mut depth = 0;
    for character in ty.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => text.push(character),
            _ => {}
        }
    }
    // Without their lengths, these are written in other words.
    let text = match text.as_str() {
        "bpchar" => "character",
        "\"bit\"" => "bit",
        interval if interval.starts_with("interval") && !interval.ends_with(']') => "interval",
        text => text,
    };
    format!("{name}\t{text}")
}

#[cfg(test)]
mod tests {
    use crate::server::Server;

    #[test]
    fn queries_are_described_as_postgresql_does() {
        let Some(server) = Server::start_for_test(sqldb_analyze::catalog::Major::default()) else {
            return;
        };
        if let Err(differences) = super::compare(&server) {
            panic!("{differences}");
        }
    }
}
