//! The names of migration files: `<number>_<name>.up.sql` and `<number>_<name>.down.sql`.
//!
//! Start with [`classify`]. A file that is meant as a migration but named otherwise is a
//! mistake, because it would be left out in silence.

/// Which way a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    Up,
    Down,
}

impl Direction {
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Direction::Up => ".up.sql",
            Direction::Down => ".down.sql",
        }
    }
}

/// A well-formed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileName {
    pub(crate) version: i64,
    /// How many digits the number is written with.
    pub(crate) width: usize,
    pub(crate) name: String,
    pub(crate) direction: Direction,
}

impl FileName {
    /// The name with another number, written as wide as this one.
    pub(crate) fn renumbered(&self, version: i64) -> String {
        format!("{version:0width$}_{}{}", self.name, self.direction.suffix(), width = self.width)
    }
}

/// What a file's name says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Classification {
    Migration(FileName),
    /// No migration, and nobody would take it for one.
    Other,
    Malformed(Malformed),
}

/// Why a name is not well-formed, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) reason: String,
    pub(crate) correction: Correction,
}

/// What to do about a malformed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Correction {
    /// Rename the file to this.
    Rename(String),
    /// Give it a number: the rest of the name is this.
    Number(String),
    /// The whole advice.
    Advice(String),
}

/// Reads a file's name.
pub(crate) fn classify(file: &str) -> Classification {
    let lower = file.to_ascii_lowercase();
    if is_left_by_an_editor(file) || !looks_like_a_migration(&lower) {
        return Classification::Other;
    }
    match parse(file) {
        Ok(name) => Classification::Migration(name),
        Err(malformed) => Classification::Malformed(malformed),
    }
}

/// Hidden files, and the backups that editors keep beside a file, come and go while somebody
/// works: an error about them would only be in the way.
fn is_left_by_an_editor(file: &str) -> bool {
    file.starts_with(['.', '#']) || file.ends_with('~')
}

/// Whether somebody may believe that the file is applied.
fn looks_like_a_migration(lower: &str) -> bool {
    let rest = lower.trim_start_matches(|character: char| character.is_ascii_digit());
    let numbered = rest.len() < lower.len() && rest.starts_with(['_', '-', '.']);
    let directed = lower.contains(".up") || lower.contains(".down");
    lower.contains(".sql") || (numbered && (directed || !lower.contains('.')))
}

fn parse(file: &str) -> Result<FileName, Malformed> {
    let lower = file.to_ascii_lowercase();
    let (stem, direction) = match (file.strip_suffix(".up.sql"), file.strip_suffix(".down.sql")) {
        (Some(stem), _) => (stem, Direction::Up),
        (_, Some(stem)) => (stem, Direction::Down),
        _ => return Err(wrong_suffix(file, &lower)),
    };
    let digits = leading_digits(stem);
    let rest = stem.get(digits.len()..).unwrap_or_default();
    let description = description(rest);
    if digits.is_empty() {
        return Err(without_number(stem, direction));
    }
    if description.is_empty() {
        return Err(Malformed {
            reason: "a description is missing behind the number".into(),
            correction: Correction::Advice(format!(
                "say what it does, such as `{digits}_create_todo_item{}`",
                direction.suffix()
            )),
        });
    }
    let corrected = || Correction::Rename(format!("{digits}_{description}{}", direction.suffix()));
    let Some(name) = rest.strip_prefix('_') else {
        return Err(Malformed {
            reason: "the number is followed by `_`".into(),
            correction: corrected(),
        });
    };
    if name.contains('.') {
        return Err(Malformed {
            reason: "the description holds no `.`".into(),
            correction: corrected(),
        });
    }
    let version = match digits.parse::<i64>() {
        Ok(0) => {
            return Err(Malformed {
                reason: "numbers begin with 1".into(),
                correction: Correction::Number(format!("_{description}{}", direction.suffix())),
            });
        }
        Ok(version) => version,
        Err(_) => {
            return Err(Malformed {
                reason: format!("`{digits}` is out of range: the greatest number is {}", i64::MAX),
                correction: Correction::Number(format!("_{description}{}", direction.suffix())),
            });
        }
    };
    Ok(FileName { version, width: digits.len(), name: name.to_owned(), direction })
}

fn wrong_suffix(file: &str, lower: &str) -> Malformed {
    // What stands behind `.sql` was put there so that the file is no migration any more.
    if let Some((_, behind)) = lower.rsplit_once(".sql")
        && !behind.is_empty()
    {
        return Malformed {
            reason: "it would not be applied: it ends neither in `.up.sql` nor in `.down.sql`"
                .into(),
            correction: Correction::Advice(
                "move it out of the directory, or give it its name back".into(),
            ),
        };
    }
    let (stem, direction) = bare_stem(file, lower);
    let digits = leading_digits(stem);
    let description = description(stem.get(digits.len()..).unwrap_or_default());
    let reason = if lower.ends_with(direction.suffix()) {
        format!("`{}` is written in lower case", direction.suffix())
    } else {
        "it ends neither in `.up.sql` nor in `.down.sql`".into()
    };
    let correction = if digits.is_empty() {
        return without_number(stem, direction);
    } else if description.is_empty() {
        Correction::Advice(format!(
            "name it `<number>_<description>{suffix}`, such as `{digits}_create_todo_item{suffix}`",
            suffix = direction.suffix()
        ))
    } else {
        Correction::Rename(format!("{digits}_{description}{}", direction.suffix()))
    };
    Malformed { reason, correction }
}

/// The name without anything that may stand for the suffix.
fn bare_stem<'a>(file: &'a str, lower: &str) -> (&'a str, Direction) {
    let cut = |suffix: &str| file.get(..lower.strip_suffix(suffix)?.len());
    for (suffix, direction) in [
        (".up.sql", Direction::Up),
        (".down.sql", Direction::Down),
        ("_up.sql", Direction::Up),
        ("_down.sql", Direction::Down),
        (".up", Direction::Up),
        (".down", Direction::Down),
        (".sql", Direction::Up),
    ] {
        if let Some(stem) = cut(suffix) {
            return (stem, direction);
        }
    }
    // `3_add_done.up.sqll`
    for (infix, direction) in [(".up", Direction::Up), (".down", Direction::Down)] {
        if let Some((before, _)) = lower.split_once(infix)
            && let Some(stem) = file.get(..before.len())
        {
            return (stem, direction);
        }
    }
    (file, Direction::Up)
}

fn without_number(stem: &str, direction: Direction) -> Malformed {
    // Flyway: `V2__add_done.sql`.
    if let Some(rest) = stem.strip_prefix(['V', 'v']) {
        let digits = leading_digits(rest);
        let description = description(rest.get(digits.len()..).unwrap_or_default());
        if !digits.is_empty() && !description.is_empty() {
            return Malformed {
                reason: "it begins with no number".into(),
                correction: Correction::Rename(format!(
                    "{digits}_{description}{}",
                    direction.suffix()
                )),
            };
        }
    }
    let description = match description(stem) {
        description if description.is_empty() => "create_todo_item".into(),
        description => description,
    };
    Malformed {
        reason: "it begins with no number".into(),
        correction: Correction::Number(format!("_{description}{}", direction.suffix())),
    }
}

fn leading_digits(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// What a description looks like without separators around it and dots in it.
fn description(text: &str) -> String {
    text.trim_matches(['_', '-', '.', ' ']).replace('.', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, expected: &str) {
        let found = match classify(file) {
            Classification::Migration(name) => {
                format!("{} {} {:?}", name.version, name.name, name.direction)
            }
            Classification::Other => "other".into(),
            Classification::Malformed(malformed) => match malformed.correction {
                Correction::Rename(name) => format!("{}; {name}", malformed.reason),
                Correction::Number(rest) => format!("{}; <next>{rest}", malformed.reason),
                Correction::Advice(advice) => format!("{}; {advice}", malformed.reason),
            },
        };
        assert_eq!(found, expected, "of `{file}`");
    }

    #[test]
    fn well_formed() {
        check("1_create_table.up.sql", "1 create_table Up");
        check("0012_Größe-und mehr.down.sql", "12 Größe-und mehr Down");
        check("20240131120000_x.up.sql", "20240131120000 x Up");
        check("9223372036854775807_x.up.sql", "9223372036854775807 x Up");
        check("1__x.up.sql", "1 _x Up");
    }

    #[test]
    fn other_files() {
        for file in [
            "README.md",
            ".gitkeep",
            ".1_x.up.sql.swp",
            "1_x.up.sql~",
            "#1_x.up.sql#",
            "4913",
            "schema.rs",
            "2024_notes.md",
            "backup.txt",
            "3_note.txt",
        ] {
            check(file, "other");
        }
    }

    #[test]
    fn malformed() {
        let suffix = "it ends neither in `.up.sql` nor in `.down.sql`";
        check("1_x.sql", &format!("{suffix}; 1_x.up.sql"));
        check("1_x.up", &format!("{suffix}; 1_x.up.sql"));
        check("1_x", &format!("{suffix}; 1_x.up.sql"));
        check("01-x.down", &format!("{suffix}; 01_x.down.sql"));
        check("1_x_down.sql", &format!("{suffix}; 1_x.down.sql"));
        check(
            "1_x.up.sqll",
            &format!(
                "it would not be applied: {suffix}; move it out of the directory, or give it its name back"
            ),
        );
        check("1_x.up.sq", &format!("{suffix}; 1_x.up.sql"));
        check(
            "1.sql",
            &format!(
                "{suffix}; name it `<number>_<description>.up.sql`, such as `1_create_todo_item.up.sql`"
            ),
        );
        check("1_x.up.SQL", "`.up.sql` is written in lower case; 1_x.up.sql");
        check("1_x.SQL", &format!("{suffix}; 1_x.up.sql"));
        check("1_x.UP.sql", "`.up.sql` is written in lower case; 1_x.up.sql");
        check("1-x.up.sql", "the number is followed by `_`; 1_x.up.sql");
        check("1x.up.sql", "the number is followed by `_`; 1_x.up.sql");
        check("1_a.b.up.sql", "the description holds no `.`; 1_a_b.up.sql");
        check(
            "1.up.sql",
            "a description is missing behind the number; say what it does, such as `1_create_todo_item.up.sql`",
        );
        check(
            "1_.up.sql",
            "a description is missing behind the number; say what it does, such as `1_create_todo_item.up.sql`",
        );
        check("x.up.sql", "it begins with no number; <next>_x.up.sql");
        check("schema.sql", "it begins with no number; <next>_schema.up.sql");
        check("-1_x.up.sql", "it begins with no number; <next>_1_x.up.sql");
        check("V2__add_done.sql", "it begins with no number; 2_add_done.up.sql");
        check("0_x.up.sql", "numbers begin with 1; <next>_x.up.sql");
        check("000_x.up.sql", "numbers begin with 1; <next>_x.up.sql");
        check(
            "9223372036854775808_x.up.sql",
            "`9223372036854775808` is out of range: the greatest number is 9223372036854775807; <next>_x.up.sql",
        );
        check(
            "1_x.up.sql.bak",
            "it would not be applied: it ends neither in `.up.sql` nor in `.down.sql`; move it out of the directory, or give it its name back",
        );
        check("１_x.up.sql", "it begins with no number; <next>_１_x.up.sql");
    }
}
