//! What is found, and how it is printed.

use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::AnsiColor;
use serde_json::json;
use sqldb_analyze::lint;
use sqldb_analyze::render::render;
use sqldb_analyze::{Diagnostic, LineColumn};

use crate::counted::counted;
use crate::json::Json;
use crate::workspace::Place;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Warning,
    Error,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// What the compiler refuses, too.
    Mistake,
    /// A query of the older version does not work with the new schema.
    OldOnNew,
    /// A query does not work with the schema of the older version.
    NewOnOld,
    /// One of the engine's.
    Lint(lint::Rule),
}

impl Rule {
    /// The rule of that name.
    pub(crate) fn named(name: &str) -> Option<Rule> {
        match name {
            "old-on-new" => Some(Rule::OldOnNew),
            "new-on-old" => Some(Rule::NewOnOld),
            name => lint::Rule::named(name).map(Rule::Lint),
        }
    }

    /// Whether only those hear of it who ask.
    pub(crate) fn is_on_request(self) -> bool {
        matches!(self, Rule::Lint(rule) if rule.is_on_request())
    }

    /// All names that the command line takes.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        let ours = [Rule::OldOnNew, Rule::NewOnOld].into_iter();
        ours.chain(lint::Rule::ALL.into_iter().map(Rule::Lint)).map(Rule::name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Rule::Mistake => "mistake",
            Rule::OldOnNew => "old-on-new",
            Rule::NewOnOld => "new-on-old",
            Rule::Lint(rule) => rule.name(),
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) level: Level,
    pub(crate) rule: Rule,
    database: String,
    /// The file, the line and the column, as far as they are known.
    place: Option<Place>,
    message: String,
    help: Option<String>,
    /// All of it, as people read it.
    drawn: String,
}

/// Everything that was found, in order.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// A mistake that is drawn already.
    pub(crate) fn mistake(&mut self, database: &str, drawn: String) {
        self.0.push(Finding {
            level: Level::Error,
            rule: Rule::Mistake,
            database: database.to_owned(),
            place: None,
            message: drawn.lines().next().unwrap_or_default().to_owned(),
            help: None,
            drawn,
        });
    }

    /// Something about a text at `place`, which is that of the diagnostic. Behind the place stands
    /// `of`, where the text is of another version.
    pub(crate) fn add(&mut self, rule: Rule, level: Level, database: &str, found: Found<'_>) {
        let Found { diagnostic, text, place, of } = found;
        let shown = match of {
            Some(version) => format!("{place} (of {version})"),
            None => place.to_string(),
        };
        self.0.push(Finding {
            level,
            rule,
            database: database.to_owned(),
            message: diagnostic.message.clone(),
            help: diagnostic.help.as_deref().map(str::to_owned),
            drawn: render(diagnostic, text, Some(&shown)),
            place: Some(place),
        });
    }

    /// Prints what `level` leaves, and how much it is; tells the exit code.
    pub(crate) fn print(
        &self,
        level: impl Fn(&Finding) -> Option<Level>,
        checked: &[String],
        json: Json,
    ) -> ExitCode {
        let kept: Vec<(Level, &Finding)> =
            self.0.iter().filter_map(|finding| Some((level(finding)?, finding))).collect();
        let count = |wanted: Level| kept.iter().filter(|(level, _)| *level == wanted).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        for (level, finding) in &kept {
            match json {
                Json::Yes => println!("{}", finding.json(*level)),
                Json::No => finding.draw(*level),
            }
        }
        match json {
            Json::Yes => println!("{}", json!({ "errors": errors, "warnings": warnings })),
            Json::No => {
                checked.iter().for_each(|line| println!("{line}"));
                match (errors, warnings) {
                    (0, 0) => println!("all in order"),
                    _ => {
                        println!(
                            "{}, {}",
                            counted(errors, "mistake", "mistakes"),
                            counted(warnings, "warning", "warnings")
                        )
                    }
                }
            }
        }
        if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// What is found in a text.
pub(crate) struct Found<'f> {
    pub(crate) diagnostic: &'f Diagnostic,
    pub(crate) text: &'f str,
    pub(crate) place: Place,
    /// The version in which it is, if that is not this one.
    pub(crate) of: Option<&'f str>,
}

impl Finding {
    fn draw(&self, level: Level) {
        let style = match level {
            Level::Error => AnsiColor::Red.on_default().bold(),
            Level::Warning => AnsiColor::Yellow.on_default().bold(),
        };
        let rule = match self.rule {
            Rule::Mistake => String::new(),
            rule => format!("[{}]", rule.name()),
        };
        crate::printed::styled(format_args!(
            "{style}{}{rule}{style:#}: {}\n\n",
            level.word(),
            self.drawn
        ));
    }

    fn json(&self, level: Level) -> serde_json::Value {
        let file = |place: &Place| crate::workspace::shown(&place.file).display().to_string();
        json!({
            "level": level.word(),
            "rule": self.rule.name(),
            "database": self.database,
            "file": self.place.as_ref().map(file),
            "line": self.place.as_ref().map(|place| place.line),
            "column": self.place.as_ref().map(|place| place.column),
            "message": self.message,
            "help": self.help,
            "rendered": self.drawn,
        })
    }
}

/// The place of an offset of a text that begins at the start of `file`.
pub(crate) fn in_file(file: PathBuf, text: &str, offset: u32) -> Place {
    let LineColumn { line, column } = LineColumn::at(text, offset);
    Place { file, line: line as usize, column: column as usize }
}
