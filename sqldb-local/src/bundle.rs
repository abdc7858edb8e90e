//! Downloads the programs of PostgreSQL: fetch, verify, unpack, link, rename into place.
//!
//! `curl` and `tar` are the system's. They know the proxy and the certificates of the machine, and
//! nobody who has PostgreSQL installed compiles an HTTP client. Start reading at [`fetch`].

use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Component, Path, PathBuf};
use std::process::{self, Command, Stdio};

use sha2::{Digest, Sha512};

use crate::error::{Error, Kind};
use crate::layout::{self, Base};
use crate::locks::{self, Deadline};
use crate::registry;
use crate::request::{Bundle, Request, Step};

/// The longest download, and the longest wait for another process that downloads.
pub(crate) const SECONDS: u64 = 600;

/// The programs of a bundle that was downloaded before.
pub(crate) fn fetched(bundle: &Bundle, base: &Base) -> Option<PathBuf> {
    let bin = place(bundle, base).join("native/bin");
    bin.is_dir().then_some(bin)
}

/// Downloads a bundle and returns the directory of its programs.
pub(crate) fn fetch(bundle: &Bundle, base: &Base, request: &Request) -> Result<PathBuf, Error> {
    let directory = base.bundles();
    layout::make_directory(&directory)?;
    let _lock = locks::lock(&directory.join("fetch.lock"), Deadline::after_seconds(SECONDS))?;
    if let Some(bin) = fetched(bundle, base) {
        return Ok(bin);
    }
    remove_leftovers(&directory);
    request
        .progress
        .report(&Step::Fetching { version: &bundle.version, megabytes: bundle.megabytes });
    let unfinished = directory.join(format!(".{}", process::id()));
    layout::make_directory(&unfinished)?;
    let place = place(bundle, base);
    let result = download(bundle, request, &unfinished).and_then(|package| {
        create_links(&package)?;
        open_permissions(&package)?;
        fs::rename(&package, &place).map_err(Error::file("create", &place))
    });
    let _ = fs::remove_dir_all(&unfinished);
    result?;
    Ok(place.join("native/bin"))
}

/// Fetches, verifies and unpacks; returns the directory of the package.
fn download(bundle: &Bundle, request: &Request, directory: &Path) -> Result<PathBuf, Error> {
    let url = registry::url(bundle, &request.options);
    // Beside and not in the directory, which goes away when the download is cut off: the next one goes
    // on where this one ended.
    let hash = layout::short_hash(bundle.integrity.as_ref());
    let file = directory.with_file_name(format!("partial-{hash}.tgz"));
    curl(&url, &file)?;
    let found = integrity_of(&file)?;
    if found != bundle.integrity {
        let _ = fs::remove_file(&file);
        let expected = bundle.integrity.clone();
        return Err(Error::new(Kind::Integrity { url, expected, found }));
    }
    // `o`: the files become ours also if we are root.
    let output = Command::new("tar")
        .args(["-xzof".as_ref(), file.as_os_str(), "-C".as_ref(), directory.as_os_str()])
        .stdin(Stdio::null())
        .output();
    let failed = |detail| Error::new(Kind::Program { program: "tar".to_owned(), detail });
    match output {
        Err(error) => Err(failed(error.to_string())),
        Ok(output) if !output.status.success() => {
            Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
        }
        Ok(_) => {
            let _ = fs::remove_file(&file);
            Ok(directory.join("package"))
        }
    }
}

/// Downloads a file, or what is missing of it.
pub(crate) fn curl(url: &str, file: &Path) -> Result<(), Error> {
    let seconds = SECONDS.to_string();
    let failed = |detail: String| Error::new(Kind::Download { url: url.to_owned(), detail });
    loop {
        let mut curl = Command::new("curl");
        curl.args(["--fail", "--silent", "--show-error", "--location", "--retry", "2"])
            .args(["--connect-timeout", "20", "--max-time", &seconds, "--output"])
            .args([file.as_os_str(), url.as_ref()])
            .stdin(Stdio::null());
        let part = file.exists();
        if part {
            curl.args(["--continue-at", "-"]);
        }
        match curl.output() {
            Err(error) => return Err(failed(format!("`curl`: {error}"))),
            Ok(output) if output.status.success() => return Ok(()),
            // CURLE_RANGE_ERROR, or 416: the server sends all of it or nothing, or there is nothing left.
            Ok(output) if part && matches!(output.status.code(), Some(22 | 33)) => {
                fs::remove_file(file).map_err(Error::file("remove", file))?;
            }
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                return Err(failed(said.trim().replace('\n', "; ")));
            }
        }
    }
}

/// Creates the symbolic links that npm cannot pack, from the list that the package has instead.
fn create_links(package: &Path) -> Result<(), Error> {
    let list = package.join("native/pg-symlinks.json");
    let Ok(text) = fs::read_to_string(&list) else { return Ok(()) };
    for (source, target) in links(&text) {
        let (Some(from), Some(to)) = (inside(&source), inside(&target)) else {
            return Err(Error::refused(format!(
                "`{}` links `{target}` to `{source}`, which is not in the package",
                list.display()
            )));
        };
        let link = package.join(to);
        // Relative to the link, so that the package can be renamed.
        let up: PathBuf = to.components().skip(1).map(|_| Component::ParentDir).collect();
        match symlink(up.join(from), &link) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(Error::file("create the link", &link)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The pairs of `[{"source":"…","target":"…"}, …]`. The file was verified, so that this form is all
/// there is to read.
fn links(json: &str) -> Vec<(String, String)> {
    let strings: Vec<&str> = json.split('"').skip(1).step_by(2).collect();
    let value = |pair: &[&str], key: &str| {
        pair.chunks_exact(2)
            .find_map(|entry| (entry.first() == Some(&key)).then(|| entry.get(1).copied())?)
            .map(str::to_owned)
    };
    strings
        .chunks_exact(4)
        .filter_map(|pair| Some((value(pair, "source")?, value(pair, "target")?)))
        .collect()
}

/// The path, if it leads into the package.
fn inside(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

/// Lets every account read the package, because the one that runs the server may not be ours. npm
/// does not pack directories, so theirs come from the umask.
fn open_permissions(path: &Path) -> Result<(), Error> {
    let metadata = fs::symlink_metadata(path).map_err(Error::file("read", path))?;
    if metadata.is_symlink() {
        return Ok(());
    }
    let program = path.parent().is_some_and(|parent| parent.ends_with("bin"));
    let bits = if metadata.is_dir() || program { 0o755 } else { 0o644 };
    let mode = metadata.permissions().mode() & 0o777 | bits;
    fs::set_permissions(path, Permissions::from_mode(mode))
        .map_err(Error::file("set the mode of", path))?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).map_err(Error::file("read", path))?.flatten() {
            open_permissions(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes what downloads left that were killed; we hold the lock, so that none is going on.
fn remove_leftovers(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_name().as_bytes().starts_with(b".") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn place(bundle: &Bundle, base: &Base) -> PathBuf {
    // The hash is a part of the name: another file is another directory.
    let hash = layout::short_hash(bundle.integrity.as_ref());
    base.bundles().join(format!("{}-{}-{hash}", bundle.package_version, bundle.platform))
}

/// `sha512-` and the base64 of the hash, as npm writes it.
pub(crate) fn integrity_of(path: &Path) -> Result<String, Error> {
    let mut file = File::open(path).map_err(Error::file("open", path))?;
    let mut hash = Sha512::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer).map_err(Error::file("read", path))?;
        match buffer.get(..length) {
            Some(read) if length > 0 => hash.update(read),
            _ => return Ok(format!("sha512-{}", base64(&hash.finalize()))),
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let byte = |n: usize| chunk.get(n).copied().map_or(0, u32::from);
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            let digits =
                [18, 12, 6, 0].map(|shift| usize::try_from(bits >> shift & 63).unwrap_or(0));
            let length = chunk.len();
            (0..4).zip(digits).map(move |(n, digit)| match DIGITS.get(digit) {
                Some(character) if n <= length => char::from(*character),
                _ => '=',
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_every_remainder() {
        let check = |text: &str, expected: &str| assert_eq!(base64(text.as_bytes()), expected);
        check("", "");
        check("f", "Zg==");
        check("fo", "Zm8=");
        check("foo", "Zm9v");
        check("foob>?", "Zm9vYj4/");
    }

    #[test]
    fn links_are_read_whatever_the_order_of_the_keys() {
        let json = r#"[{"source":"native/lib/a.so.1","target":"native/lib/a.so"},
            {"target": "native/lib/b.so", "source": "native/lib/b.so.2"}]"#;
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            links(json),
            [
                pair("native/lib/a.so.1", "native/lib/a.so"),
                pair("native/lib/b.so.2", "native/lib/b.so")
            ]
        );
        assert_eq!(links("[]"), []);
    }

    #[test]
    fn links_must_stay_inside() {
        assert!(inside("native/lib/a.so").is_some());
        assert!(inside("../a.so").is_none());
        assert!(inside("/etc/passwd").is_none());
    }
}
