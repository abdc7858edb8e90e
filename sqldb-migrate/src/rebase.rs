//! New numbers for migrations that came late: others were applied above them, or have their number.
//!
//! Start with [`Rebase::plan`].

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use crate::directory::FIRST_TIMESTAMP;
use crate::file_name::{Classification, Direction, FileName, classify};

/// What a database says of the migrations that were applied to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The number that it is at.
    pub version: Option<i64>,
    /// The names, by number, as far as they are known.
    pub names: BTreeMap<i64, String>,
}

impl Recorded {
    /// As if a directory with these `files` had been applied: that of the branch which is deployed,
    /// for instance. What is no way up does not count.
    ///
    /// ```
    /// use sqldb_migrate::Recorded;
    ///
    /// let recorded = Recorded::of_files(["1_create.up.sql", "2_alter.up.sql", "README.md"]);
    /// assert_eq!(recorded.version, Some(2));
    /// ```
    pub fn of_files<'f>(files: impl IntoIterator<Item = &'f str>) -> Recorded {
        let names: BTreeMap<i64, String> = files
            .into_iter()
            .filter_map(|file| match classify(file) {
                Classification::Migration(name) if name.direction == Direction::Up => {
                    Some((name.version, name.name))
                }
                _ => None,
            })
            .collect();
        Recorded { version: names.keys().last().copied(), names }
    }
}

/// A file that gets another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The name now.
    pub from: String,
    /// The name to come.
    pub to: String,
}

/// The files that get other names, in the order in which they are applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebase {
    /// Each file; a way down is beside its way up.
    pub renamed: Vec<Renamed>,
}

impl Rebase {
    /// Finds the files of the directory `path` that are not applied and have a number at or below
    /// one that is, or the number of another file.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read.
    pub fn plan(path: &Path, recorded: &Recorded) -> io::Result<Rebase> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            if let Ok(file) = entry?.file_name().into_string()
                && let Classification::Migration(name) = classify(&file)
            {
                names.push((file, name));
            }
        }
        names.sort_by(|(one, a), (other, b)| (a.version, one).cmp(&(b.version, other)));
        Ok(Rebase { renamed: plan(&names, recorded, now()) })
    }

    /// Renames the files.
    ///
    /// # Errors
    ///
    /// If one cannot be renamed; those before it are then.
    pub fn run(&self, path: &Path) -> io::Result<()> {
        self.renamed.iter().try_for_each(|renamed| {
            let to = path.join(&renamed.to);
            if to.exists() {
                return Err(io::Error::other(format!("`{}` is there already", renamed.to)));
            }
            fs::rename(path.join(&renamed.from), to)
        })
    }
}

fn plan(files: &[(String, FileName)], recorded: &Recorded, now: i64) -> Vec<Renamed> {
    let ups = || files.iter().filter(|(_, name)| name.direction == Direction::Up);
    let last = ups().map(|(_, name)| name.version).max().unwrap_or(0);
    let mut next = last.max(recorded.version.unwrap_or(0));
    let mut renamed = Vec::new();
    for (_, name) in ups().filter(|(_, name)| is_late(name, files, recorded)) {
        next = match next >= FIRST_TIMESTAMP {
            true => now.max(next + 1),
            false => next + 1,
        };
        let both = files
            .iter()
            .filter(|(_, other)| other.version == name.version && other.name == name.name);
        renamed.extend(
            both.map(|(file, name)| Renamed { from: file.clone(), to: name.renumbered(next) }),
        );
    }
    renamed
}

/// Of files with one number, the one that was applied keeps it; where none was, the first.
fn is_late(name: &FileName, files: &[(String, FileName)], recorded: &Recorded) -> bool {
    let Recorded { version, names } = recorded;
    let twins: Vec<&FileName> = files
        .iter()
        .map(|(_, other)| other)
        .filter(|other| other.direction == Direction::Up && other.version == name.version)
        .collect();
    let applied = names.get(&name.version);
    if twins.len() > 1 {
        let known = twins.iter().find(|twin| Some(&twin.name) == applied);
        return known.or(twins.first()).is_some_and(|keeps| keeps.name != name.name);
    }
    let below = version.is_some_and(|version| name.version <= version);
    let above = names.range(name.version..).next().is_some();
    applied.is_none() && below && above
}

/// The time as a number, `20240131093000` (UTC).
pub(crate) fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    timestamp(i64::try_from(elapsed.as_secs()).unwrap_or(0))
}

/// Howard Hinnant's `civil_from_days`, for seconds since 1970.
fn timestamp(seconds: i64) -> i64 {
    let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let date = (year * 100 + month) * 100 + day;
    ((date * 100 + time / 3600) * 100 + time / 60 % 60) * 100 + time % 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[&str], version: i64, names: &[(i64, &str)], expected: &str) {
        let files: Vec<(String, FileName)> = files
            .iter()
            .filter_map(|file| match classify(file) {
                Classification::Migration(name) => Some(((*file).to_owned(), name)),
                _ => None,
            })
            .collect();
        let names = names.iter().map(|(version, name)| (*version, (*name).to_owned()));
        let recorded = Recorded { version: Some(version), names: names.collect() };
        let renamed = plan(&files, &recorded, 20_260_131_093_000);
        let shown = renamed.iter().map(|one| format!("{} -> {}", one.from, one.to));
        assert_eq!(shown.collect::<Vec<_>>().join(", "), expected);
    }

    #[test]
    fn what_is_late_goes_to_the_end() {
        let applied = [(1, "a"), (3, "c")];
        check(&["1_a.up.sql", "3_c.up.sql"], 3, &applied, "");
        check(
            &["1_a.up.sql", "2_b.up.sql", "2_b.down.sql", "3_c.up.sql", "4_d.up.sql"],
            3,
            &applied,
            "2_b.up.sql -> 5_b.up.sql, 2_b.down.sql -> 5_b.down.sql",
        );
        check(
            &["001_a.up.sql", "002_b.up.sql", "002_x.up.sql", "002_x.down.sql"],
            2,
            &[(1, "a"), (2, "x")],
            "002_b.up.sql -> 003_b.up.sql",
        );
        check(
            &["1_a.up.sql", "2_b.up.sql", "2_x.up.sql"],
            1,
            &[(1, "a")],
            "2_x.up.sql -> 3_x.up.sql",
        );
        check(
            &["20240101000000_a.up.sql", "20240102000000_b.up.sql", "20240103000000_c.up.sql"],
            20_240_103_000_000,
            &[(20_240_101_000_000, "a"), (20_240_103_000_000, "c")],
            "20240102000000_b.up.sql -> 20260131093000_b.up.sql",
        );
        // Of a history that golang-migrate keeps nobody knows what was left out.
        check(&["1_a.up.sql", "2_b.up.sql"], 2, &[], "");
    }

    #[test]
    fn times() {
        assert_eq!(timestamp(0), 19_700_101_000_000);
        assert_eq!(timestamp(951_868_799), 20_000_229_235_959);
        assert_eq!(timestamp(1_706_693_400), 20_240_131_093_000);
    }
}
