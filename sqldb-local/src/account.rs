//! The account that the server runs as: our own, or another one when we are root.
//!
//! PostgreSQL refuses to run as root, and `initdb` needs an account that has a name
//! (`could not look up effective user ID`). So root starts both as `postgres`, else as `nobody`.

use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use crate::error::{Error, Kind};

/// An account of the machine.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) name: String,
    change: Change,
}

/// Whether children must change to the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    None,
    ToAccount,
    /// Files are handed over, and the container changes to the account.
    InContainer,
}

impl Account {
    /// Our own account, or, for root, the owner of `data` if that exists, else `postgres`, else
    /// `nobody`.
    pub(crate) fn for_server(data: Option<&Path>) -> Result<Account, Error> {
        let uid = effective_uid();
        if uid != 0 {
            let gid = rustix::process::getegid().as_raw();
            return Ok(Account { uid, gid, name: format!("uid {uid}"), change: Change::None });
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let owner = data.and_then(|data| fs::metadata(data).ok()).filter(|owner| owner.uid() != 0);
        if let Some(owner) = owner {
            let (uid, gid) = (owner.uid(), owner.gid());
            let name = name_of(&passwd, uid).unwrap_or_else(|| format!("uid {uid}"));
            return Ok(Account { uid, gid, name, change: Change::ToAccount });
        }
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| {
                // Directory services (macOS, LDAP) are asked through `id`.
                let (uid, gid) = ids_of(&passwd, name).or_else(|| ids_by_command(name))?;
                Some(Account { uid, gid, name: (*name).to_owned(), change: Change::ToAccount })
            })
            .ok_or_else(|| {
                Error::refused(
                    "PostgreSQL refuses to run as root, and there is neither an account `postgres` \
                     nor `nobody` to run it as; run as another user",
                )
            })
    }

    /// The account for a server in a container: its client must run as us, who may talk to the engine.
    pub(crate) fn in_container(self) -> Account {
        let change = match self.change {
            Change::None => Change::None,
            Change::ToAccount | Change::InContainer => Change::InContainer,
        };
        Account { change, ..self }
    }

    /// A command that runs as this account, in the root directory and with an environment that
    /// cannot leak `PGDATA`, `PGOPTIONS`, `LC_*` or `TZ` into the server.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let mut path = env::var_os("PATH").unwrap_or_default();
        path.push(":/usr/bin:/bin");
        command.env_clear().env("PATH", path).env("LC_ALL", "C").current_dir("/");
        if let Some(libraries) = env::var_os("LD_LIBRARY_PATH") {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if self.change == Change::ToAccount {
            // The standard library also drops root's supplementary groups.
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Runs a command to its end; its failure is an error with what it wrote.
    pub(crate) fn run(&self, command: &mut Command) -> Result<Output, Error> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = |detail: String| {
            let detail = format!("{detail} (run as `{}`)", self.name);
            Error::new(Kind::Program { program: program.clone(), detail })
        };
        let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
        let output = output.map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied if self.is_other() => failed(format!(
                "{error}; either `{}` cannot reach the file, or this root may not change to another \
                 account (no CAP_SETUID)",
                self.name
            )),
            _ => failed(error.to_string()),
        })?;
        if output.status.success() {
            return Ok(output);
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(failed(format!("{}: {}", output.status, text.trim())))
    }

    /// Whether files must be given to the account.
    pub(crate) fn is_other(&self) -> bool {
        self.change != Change::None
    }

    /// Gives a file to the account, if that is not our own; a symbolic link is not followed.
    pub(crate) fn hand_over(&self, path: &Path) -> Result<(), Error> {
        match self.is_other() {
            true => std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid))
                .map_err(Error::file("change the owner of", path)),
            false => Ok(()),
        }
    }

    /// The nearest directory above `path`, or `path` itself, that this account may not pass.
    pub(crate) fn barrier<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        if !self.is_other() {
            return None;
        }
        path.ancestors().filter(|directory| !directory.as_os_str().is_empty()).find(|directory| {
            fs::metadata(directory).is_ok_and(|metadata| {
                let bit = if metadata.uid() == self.uid {
                    0o100
                } else if metadata.gid() == self.gid {
                    0o010
                } else {
                    0o001
                };
                metadata.mode() & bit == 0
            })
        })
    }
}

/// Our effective user id.
pub(crate) fn effective_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

fn name_of(passwd: &str, uid: u32) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

fn ids_of(passwd: &str, name: &str) -> Option<(u32, u32)> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        Some((uid, fields.next()?.parse().ok()?))
    })
}

fn ids_by_command(name: &str) -> Option<(u32, u32)> {
    let id = |flag: &str| {
        let output = Command::new("id").args([flag, name]).stdin(Stdio::null()).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    Some((id("-u")?, id("-g")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n\
                          nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin\n\
                          postgres:x:101:104:PostgreSQL,,,:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn accounts_are_read_from_passwd() {
        assert_eq!(ids_of(PASSWD, "postgres"), Some((101, 104)));
        assert_eq!(ids_of(PASSWD, "nobody"), Some((65534, 65533)));
        assert_eq!(ids_of(PASSWD, "post"), None);
        assert_eq!(name_of(PASSWD, 101).as_deref(), Some("postgres"));
        assert_eq!(name_of(PASSWD, 102), None);
    }
}
