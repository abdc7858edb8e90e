//! The committed list of refusals, which may only shrink.

use std::path::PathBuf;

use sqldb_analyze::catalog::Major;

use super::report::Report;

/// Compares the refusals of a whole run with the committed list. A list that has shrunk is written;
/// one that is not there yet, too.
///
/// # Errors
///
/// The refusals that are not in the list; or that it cannot be read or written.
pub(crate) fn check(major: Major, version: &str, report: &Report) -> Result<(), String> {
    let path = path(major);
    let mut lines: Vec<String> = report
        .refused
        .iter()
        .map(|finding| format!("{} {}", finding.place, finding.reason))
        .collect();
    lines.sort();
    lines.dedup();
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let place = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let known_places: Vec<String> =
        known.lines().filter(|line| !line.starts_with('#')).map(place).collect();
    let new: Vec<&String> =
        lines.iter().filter(|line| !known_places.contains(&place(line))).collect();
    if !known.is_empty() && !new.is_empty() {
        let new: Vec<&str> = new.into_iter().map(String::as_str).collect();
        return Err(format!("{} new refusals:\n{}", new.len(), new.join("\n")));
    }
    let text = format!(
        "# What the engine refuses of the regression suite of PostgreSQL {version}, by the place in\n\
         # the suite; `cargo xtask regress` writes it, and lets it only shrink.\n{}\n",
        lines.join("\n")
    );
    std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn path(major: Major) -> PathBuf {
    let file = format!("xtask/data/regress_{}_refused.txt", major.number());
    crate::workspace().join(file)
}
