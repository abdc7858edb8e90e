//! Runs a script on a server, and asks the engine about each query at its place.

use std::path::Path;

use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::{Diagnostic, Refusal};
use tokio_postgres::Config;

use super::body::body;
use super::parameterise::{Literals, parameterised};
use super::report::{Finding, Further, Report};
use super::script::{Backslashes, Command, Item, Script};
use crate::definitions::dependents;
use crate::introspect::{self, SystemTypes};
use crate::question::{Verdict, analyse, compare, reason, refused_alike};
use crate::session::{Description, Refused, Session};

/// A session in which a script runs.
pub(crate) struct Player<'s> {
    session: Session,
    major: Major,
    system: SystemTypes,
    suite: &'s Path,
    name: &'s str,
    /// The server's catalog; [`None`] once something may have changed it.
    catalog: Option<Catalog>,
    /// Conditions of `\if`, the innermost last.
    conditions: Vec<Condition>,
    /// In an open transaction a refused question would end it.
    transaction: Transaction,
}

/// Whether a transaction is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    Open,
    None,
}

/// A branch of `\if`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    /// It is taken.
    Taken,
    /// It is not; a later one may be.
    NotYet,
    /// An earlier one was taken.
    Done,
}

/// What the engine is asked about.
const QUERIES: [&str; 8] =
    ["select", "insert", "update", "delete", "merge", "values", "with", "table"];

/// Statements that leave the catalog as it is. A query may call a function that changes it, which is
/// seen at the next statement that is none of these.
const HARMLESS: [&str; 36] = [
    "select",
    "insert",
    "update",
    "delete",
    "merge",
    "values",
    "with",
    "table",
    "explain",
    "show",
    "fetch",
    "move",
    "close",
    "declare",
    "copy",
    "vacuum",
    "analyze",
    "comment",
    "savepoint",
    "release",
    "checkpoint",
    "lock",
    "begin",
    "start",
    "grant",
    "revoke",
    "truncate",
    "reindex",
    "cluster",
    "refresh",
    "prepare",
    "deallocate",
    "listen",
    "notify",
    "unlisten",
    "security",
];

/// The same of definitions, by their second words.
const HARMLESS_DEFINITIONS: [&str; 14] = [
    "index",
    "role",
    "user",
    "group",
    "policy",
    "statistics",
    "publication",
    "subscription",
    "event",
    "access",
    "text",
    "tablespace",
    "conversion",
    "language",
];

impl<'s> Player<'s> {
    pub(crate) fn new(
        config: &Config,
        major: Major,
        suite: &'s Path,
        name: &'s str,
    ) -> Result<Player<'s>, String> {
        let mut session = Session::connect(config)?;
        // `pg_regress_main.c psql_start_test`.
        session.rows("SET intervalstyle TO 'postgres_verbose'")?;
        let system = SystemTypes::of(&mut session, major)?;
        Ok(Player {
            session,
            major,
            system,
            suite,
            name,
            catalog: None,
            conditions: Vec::new(),
            transaction: Transaction::None,
        })
    }

    /// Plays the script to its end.
    pub(crate) fn play(&mut self, text: &str, report: &mut Report) {
        let mut script = Script::new(text);
        while let Some(item) = script.next() {
            match item {
                Item::Command(command) => self.command(&command, &mut script, report),
                Item::Statement { .. } if !self.active() => {}
                Item::Statement { line, text, sent_by } => {
                    self.statement(line, &text, sent_by.as_ref(), &mut script, report);
                }
            }
        }
    }

    fn active(&self) -> bool {
        self.conditions.iter().all(|condition| *condition == Condition::Taken)
    }

    fn statement(
        &mut self,
        line: usize,
        text: &str,
        sent_by: Option<&Command>,
        script: &mut Script<'_>,
        report: &mut Report,
    ) {
        let words = text.to_ascii_lowercase();
        let first = words.trim_start_matches(['(', ' ', '\n', '\t']);
        let first = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let sent = sent_by.map(|command| command.name.as_str());
        if matches!(sent, Some("bind" | "bind_named" | "parse" | "close")) {
            report.skip("statements of psql's extended protocol");
            return;
        }
        let asked = QUERIES.contains(&first).then(|| self.ask(text, script, report)).flatten();
        let place = format!("{}.sql:{line}", self.name);
        if self.transaction == Transaction::None && script.backslashes == Backslashes::Plain {
            match &asked {
                Some(Asked::Described(Verdict::Right)) => {
                    self.ask_with_parameters(&place, text, report);
                }
                Some(_) => {}
                None => {
                    if let Some(body) = body(text) {
                        self.ask_further(&place, body, &mut report.bodies);
                    }
                }
            }
        }
        let run = match (sent, copies_in(&words)) {
            (Some("gset"), _) => self.set_variables(text, sent_by, script),
            (Some("gexec"), _) => self.execute_results(text),
            (_, true) => {
                let after = script.data();
                self.session.copy_in(text, after)
            }
            (_, false) => self.session.run(text).map(|_| ()),
        };
        if let Some(verdict) = asked {
            self.count(verdict, &place, text, &run, report);
        }
        self.follow(&words, first, &run, script);
    }

    /// The engine's verdict where the server describes the statement.
    fn ask(&mut self, text: &str, script: &Script<'_>, report: &mut Report) -> Option<Asked> {
        if script.backslashes == Backslashes::Escape {
            report.skip("queries while `standard_conforming_strings` is off");
            return None;
        }
        if text.contains("\u{fffd}") {
            report.skip("queries that are not UTF-8");
            return None;
        }
        let described = match self.session.describe(text) {
            Ok(described) => Ok(described),
            Err(refused) => {
                let why = match refused.code.as_str() {
                    "25P02" => Some("queries in a failed transaction"),
                    "08000" | "57014" => Some("queries that the server does not answer"),
                    _ => None,
                };
                if let Some(why) = why {
                    report.skip(why);
                    return None;
                }
                Err(refused)
            }
        };
        if described.is_err() {
            // In a transaction it has failed by now, and the catalog cannot be read.
            let catalog = self.catalog.as_ref()?;
            let accepted = analyse(catalog, text).is_ok();
            return described.err().map(|refused| Asked::Refused { refused, accepted });
        }
        let described = described.ok()?;
        let fresh = self.catalog.is_none();
        let mut verdict = self.verdict(text, &described);
        // What it names may have been made, or changed, by a function of an earlier query.
        let doubtful = match &verdict {
            Some(Verdict::Refused(reason)) => names_nothing(reason),
            Some(Verdict::Wrong(_)) => true,
            Some(Verdict::Right) | None => false,
        };
        if !fresh && doubtful {
            self.catalog = None;
            verdict = self.verdict(text, &described);
        }
        if verdict.is_none() {
            report.skip("queries without a catalog");
        }
        verdict.map(Asked::Described)
    }

    fn verdict(&mut self, text: &str, described: &Description) -> Option<Verdict> {
        if self.catalog.is_none() {
            let indexes = dependents::indexes(&mut self.session);
            let catalog = introspect::catalog(&mut self.session, self.major, &self.system);
            self.catalog = indexes
                .and_then(|indexes| {
                    Ok(Catalog { indexes: indexes.into_iter().collect(), ..catalog? })
                })
                .ok();
        }
        let catalog = self.catalog.as_ref()?;
        Some(compare(&mut self.session, (catalog, &self.system), text, described))
    }

    fn ask_with_parameters(&mut self, place: &str, text: &str, report: &mut Report) {
        for literals in [Literals::Strings, Literals::Numbers] {
            if let Some(text) = parameterised(text, literals) {
                self.ask_further(place, &text, &mut report.parameterised);
            }
        }
    }

    fn ask_further(&mut self, place: &str, text: &str, found: &mut Further) {
        let Ok(described) = self.session.describe(text) else { return };
        let Some(verdict) = self.verdict(text, &described) else { return };
        found.described += 1;
        match verdict {
            Verdict::Right => {}
            Verdict::Wrong(wrong) => found.wrong.push(finding(place, text, wrong.join("; "))),
            Verdict::Refused(refused) => {
                found.refused.push(finding(place, text, reason(&refused)));
            }
        }
    }

    fn count(
        &self,
        asked: Asked,
        place: &str,
        text: &str,
        run: &Result<(), Refused>,
        report: &mut Report,
    ) {
        let finding = |reason: String| finding(place, text, reason);
        match asked {
            Asked::Refused { accepted: false, .. } => report.both_refuse += 1,
            Asked::Refused { refused, accepted: true } => {
                let Refused { code, message } = refused;
                report.accepted.push(finding(format!("{code}: {}", message.replace('"', "`"))));
            }
            Asked::Described(verdict) => {
                report.described += 1;
                match verdict {
                    Verdict::Right => report.right += 1,
                    Verdict::Wrong(differences) => {
                        report.wrong.push(finding(differences.join("; ")));
                    }
                    Verdict::Refused(diagnostic) if refused_alike(&diagnostic, run) => {
                        report.alike += 1;
                    }
                    Verdict::Refused(diagnostic) => {
                        report.refused.push(finding(reason(&diagnostic)));
                    }
                }
            }
        }
    }

    /// Keeps up with what a statement changes.
    fn follow(
        &mut self,
        words: &str,
        first: &str,
        run: &Result<(), Refused>,
        script: &mut Script<'_>,
    ) {
        if words.starts_with("set") && words.contains("standard_conforming_strings") {
            let off = words.trim_end().ends_with("off");
            script.backslashes = if off { Backslashes::Escape } else { Backslashes::Plain };
        }
        let mut split = words.split_whitespace();
        let into = first == "select" && split.clone().any(|word| word == "into");
        let (verb, object) = (split.next().unwrap_or_default(), split.next().unwrap_or_default());
        let setting = first == "set" && !words.contains("path") && !words.contains("role");
        let harmless = HARMLESS.contains(&first) && !into
            || matches!(verb, "create" | "alter" | "drop")
                && HARMLESS_DEFINITIONS.contains(&object)
            || setting;
        match first {
            "begin" | "start" => self.transaction = Transaction::Open,
            // `ROLLBACK TO` goes on, and so does `AND CHAIN`.
            "commit" | "end" | "rollback" | "abort"
                if !words.contains(" to ") && !words.ends_with("chain") =>
            {
                self.transaction = Transaction::None;
            }
            _ => {}
        }
        // What fails changes nothing, unless it ends a transaction.
        if !harmless && (run.is_ok() || matches!(first, "rollback" | "commit" | "end" | "abort")) {
            self.catalog = None;
        }
    }

    fn set_variables(
        &mut self,
        text: &str,
        sent_by: Option<&Command>,
        script: &mut Script<'_>,
    ) -> Result<(), Refused> {
        let prefix = sent_by.and_then(|command| command.arguments.first());
        let prefix = prefix.map_or("", String::as_str);
        let (names, rows) = self.session.named_rows(text)?;
        if let [row] = rows.as_slice() {
            for (name, value) in names.iter().zip(row.texts()) {
                let value = value.unwrap_or_default().to_owned();
                script.variables.insert(format!("{prefix}{name}"), value);
            }
        }
        Ok(())
    }

    fn execute_results(&mut self, text: &str) -> Result<(), Refused> {
        self.catalog = None;
        for row in self.session.run(text)? {
            for sql in row.texts().flatten() {
                let _ = self.session.run(sql);
            }
        }
        Ok(())
    }

    fn command(&mut self, command: &Command, script: &mut Script<'_>, report: &mut Report) {
        let Command { name, arguments } = command;
        let argument = |at: usize| arguments.get(at).map(String::as_str);
        let condition = || match argument(0).unwrap_or_default().to_ascii_lowercase().as_str() {
            "1" | "t" | "true" | "on" | "yes" => Condition::Taken,
            _ => Condition::NotYet,
        };
        match name.as_str() {
            "if" => self.conditions.push(condition()),
            "elif" => {
                if let Some(last) = self.conditions.last_mut() {
                    *last = match *last {
                        Condition::NotYet => condition(),
                        Condition::Taken | Condition::Done => Condition::Done,
                    };
                }
            }
            "else" => {
                if let Some(last) = self.conditions.last_mut() {
                    *last = match *last {
                        Condition::NotYet => Condition::Taken,
                        Condition::Taken | Condition::Done => Condition::Done,
                    };
                }
            }
            "endif" => {
                self.conditions.pop();
            }
            _ if !self.active() => {}
            "set" => {
                if let [name, values @ ..] = arguments.as_slice() {
                    script.variables.insert(name.clone(), values.concat());
                }
            }
            "unset" => {
                script.variables.remove(argument(0).unwrap_or_default());
            }
            "getenv" => {
                if let (Some(name), Some(variable)) = (argument(0), argument(1))
                    && let Some(value) = self.environment(variable)
                {
                    script.variables.insert(name.to_owned(), value);
                }
            }
            "q" | "quit" => script.quit(),
            "c" | "connect" => self.connect(arguments),
            "copy" if copies_in(&format!("copy {}", arguments.join(" ").to_ascii_lowercase())) => {
                let after = script.data();
                let _ = self.session.copy_in(&format!("COPY {}", arguments.join(" ")), after);
            }
            _ => report.skip("commands of psql"),
        }
    }

    /// What `pg_regress` sets. There is no library of C functions, nor a place to write to.
    fn environment(&self, variable: &str) -> Option<String> {
        match variable {
            "PG_ABS_SRCDIR" => Some(self.suite.display().to_string()),
            "PG_ABS_BUILDDIR" => Some(std::env::temp_dir().display().to_string()),
            "PG_LIBDIR" => Some("$libdir".to_owned()),
            "PG_DLSUFFIX" => Some(".so".to_owned()),
            _ => None,
        }
    }

    fn connect(&mut self, arguments: &[String]) {
        self.catalog = None;
        let given = |at: usize| arguments.get(at).filter(|value| *value != "-");
        let _ = self.session.reconnect(|config| {
            if let Some(database) = given(0) {
                config.dbname(database);
            }
            if let Some(user) = given(1) {
                config.user(user);
            }
        });
    }
}

/// Whether the engine does not know a thing.
fn names_nothing(refusal: &Diagnostic) -> bool {
    refusal.refusal == Refusal::Postgres
        && matches!(refusal.code.code(), "42P01" | "42703" | "42704" | "42883" | "3F000")
}

fn finding(place: &str, text: &str, reason: String) -> Finding {
    let statement = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Finding { place: place.to_owned(), statement, reason }
}

/// What was asked.
enum Asked {
    /// The server describes it.
    Described(Verdict),
    /// The server refuses it.
    Refused { refused: Refused, accepted: bool },
}

/// `COPY … FROM STDIN`, or the arguments of `\copy`.
fn copies_in(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    let copies = words.first() == Some(&"copy");
    copies && words.windows(2).any(|pair| matches!(pair, ["from", "stdin"]))
}
