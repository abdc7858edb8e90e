//! Finds installed programs of PostgreSQL.
//!
//! A candidate is a directory with both `postgres` and `initdb`: client packages make the same
//! directories without a server. Start reading at [`search`].

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::account::Account;
use crate::container;
use crate::error::Error;
use crate::request::Options;

/// The first major version with `pg_read_all_data`, which the roles need.
const OLDEST: u32 = 14;

/// What a server must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'r> {
    pub(crate) major: Option<u32>,
    pub(crate) extensions: &'r [String],
}

/// Programs that run here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Installation {
    pub(crate) bin: PathBuf,
    pub(crate) version: Version,
}

/// What `postgres --version` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) major: u32,
    /// Such as `15.18`.
    pub(crate) text: String,
}

impl Version {
    fn parse(output: &str) -> Option<Version> {
        // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
        Version::of(output.split_whitespace().nth(2)?)
    }

    /// "15.18", "18beta1".
    pub(crate) fn of(text: &str) -> Option<Version> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let major = text.get(..end)?.parse().ok()?;
        Some(Version { major, text: text.to_owned() })
    }
}

/// The installed server to use: of the major version wanted, else the highest. Of two with the same
/// major version it is the one found first. What was looked at in vain is appended to `tried`.
///
/// # Errors
/// `SQLDB_PG_BIN` is set and holds no server that can be used.
pub(crate) fn search(
    options: &Options,
    wanted: Wanted<'_>,
    account: &Account,
    tried: &mut Vec<String>,
) -> Result<Option<Installation>, Error> {
    if let Some(bin) = &options.binaries {
        let found = inspect(bin, wanted, account);
        let refused = |reason| Error::refused(format!("`SQLDB_PG_BIN` is {reason}"));
        return found.map(Some).map_err(refused);
    }
    tried.push("SQLDB_PG_BIN: not set".to_owned());
    let mut best: Option<Installation> = None;
    let mut seen = Vec::new();
    for (name, directories) in PLACES {
        // Of one major version the first is used, and to go on would only take time.
        if best.is_some() && wanted.major.is_some() {
            break;
        }
        let mut looked_at = Vec::new();
        for bin in directories() {
            // /usr/local/bin/initdb may be a link into /usr/lib/postgresql/15/bin.
            let Ok(postgres) = fs::canonicalize(bin.join("postgres")) else { continue };
            let Some(bin) = postgres.parent().map(Path::to_owned) else { continue };
            if seen.contains(&bin) {
                continue;
            }
            seen.push(bin.clone());
            match inspect(&bin, wanted, account) {
                Ok(found) => {
                    if best.as_ref().is_none_or(|best| best.version.major < found.version.major) {
                        best = Some(found);
                    }
                }
                Err(reason) => looked_at.push(reason),
            }
        }
        if looked_at.is_empty() {
            looked_at.push("no directory with `postgres` and `initdb`".to_owned());
        }
        tried.push(format!("{name}: {}", looked_at.join("; ")));
    }
    Ok(best)
}

/// The server in a directory, or why it cannot be used.
pub(crate) fn inspect(
    bin: &Path,
    wanted: Wanted<'_>,
    account: &Account,
) -> Result<Installation, String> {
    let shown = bin.display();
    for program in ["postgres", "initdb"] {
        if !bin.join(program).is_file() {
            return Err(format!("{shown}, which has no `{program}`"));
        }
    }
    // Run by the account that will run the server: it may not reach what we can.
    let output = account
        .run(account.command(bin.join("postgres")).arg("--version"))
        .map_err(|error| format!("{shown}, where {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = Version::parse(&text)
        .ok_or_else(|| format!("{shown}, where `postgres --version` says `{}`", text.trim()))?;
    match wanted.major {
        Some(major) if version.major != major => {
            return Err(format!("{shown}, which is version {} and not {major}", version.text));
        }
        None if version.major < OLDEST => {
            return Err(format!(
                "{shown}, which is version {} and older than {OLDEST}",
                version.text
            ));
        }
        _ => {}
    }
    match wanted.extensions {
        [] => Ok(Installation { bin: bin.to_owned(), version }),
        extensions => {
            let missing = missing(bin, extensions, account);
            match missing.as_slice() {
                [] => Ok(Installation { bin: bin.to_owned(), version }),
                missing => Err(format!(
                    "{shown}, where PostgreSQL {} does not have {}",
                    version.text,
                    listed(missing)
                )),
            }
        }
    }
}

/// The extensions whose control files are not there. Where they would be, `initdb` says.
fn missing(bin: &Path, extensions: &[String], account: &Account) -> Vec<String> {
    if container::is_container(bin) {
        let there = container::extensions(bin, account);
        return extensions.iter().filter(|name| !there.contains(name)).cloned().collect();
    }
    let mut show = account.command(bin.join("initdb"));
    let output = account.run(show.args(["--show", "-D", "/nonexistent"]));
    let output = output.map(|output| [output.stdout, output.stderr].concat()).unwrap_or_default();
    let output = String::from_utf8_lossy(&output);
    let share = output.lines().find_map(|line| line.strip_prefix("share_path="));
    // Who does not say where they are is believed to have them: the server knows better.
    let Some(share) = share.map(|share| Path::new(share).join("extension")) else {
        return Vec::new();
    };
    let there = |name: &&String| !share.join(format!("{name}.control")).is_file();
    extensions.iter().filter(there).cloned().collect()
}

/// "the extensions `a` and `b`".
pub(crate) fn listed(extensions: &[String]) -> String {
    let names: Vec<String> = extensions.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [name] => format!("the extension {name}"),
        names => format!("the extensions {}", names.join(", ")),
    }
}

/// Names of places, and the directories there.
type Place = (&'static str, fn() -> Vec<PathBuf>);

const PLACES: [Place; 4] = [
    ("PATH", || env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect()),
    ("pg_config --bindir", || pg_config().into_iter().collect()),
    ("/usr/lib/postgresql/*/bin and the like", || {
        [
            // Debian, Ubuntu and their runners; RHEL; SUSE; Alpine; from source.
            children(Path::new("/usr/lib/postgresql"), "", "bin"),
            children(Path::new("/usr"), "pgsql-", "bin"),
            children(Path::new("/usr/lib"), "postgresql", "bin"),
            children(Path::new("/usr/libexec"), "postgresql", ""),
            children(Path::new("/usr/local"), "pgsql", "bin"),
            // Homebrew, Postgres.app, EnterpriseDB, MacPorts.
            children(Path::new("/opt/homebrew/opt"), "postgresql", "bin"),
            children(Path::new("/usr/local/opt"), "postgresql", "bin"),
            children(Path::new("/Applications/Postgres.app/Contents/Versions"), "", "bin"),
            children(Path::new("/Library/PostgreSQL"), "", "bin"),
            children(Path::new("/opt/local/lib"), "postgresql", "bin"),
        ]
        .concat()
    }),
    ("asdf and mise", || {
        let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        [
            children(&home.join(".asdf/installs/postgres"), "", "bin"),
            children(&home.join(".local/share/mise/installs/postgres"), "", "bin"),
        ]
        .concat()
    }),
];

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config")
        .arg("--bindir")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let bin = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    bin.is_absolute().then_some(bin)
}

/// `<parent>/<prefix>*/<below>`, in a stable order.
fn children(parent: &Path, prefix: &str, below: &str) -> Vec<PathBuf> {
    let has_prefix = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(prefix));
    let mut directories: Vec<PathBuf> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| has_prefix(&entry.file_name()))
        .map(|entry| entry.path().join(below))
        .collect();
    directories.sort();
    directories
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let check = |output: &str, major: u32, text: &str| {
            assert_eq!(Version::parse(output), Some(Version { major, text: text.to_owned() }));
        };
        check("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", 15, "15.18");
        check("postgres (PostgreSQL) 18beta1\n", 18, "18beta1");
        check("postgres (PostgreSQL) 19devel\n", 19, "19devel");
        assert_eq!(Version::parse("bash: postgres: not found"), None);
    }
}
