//! PostgreSQL in a container of Docker or Podman, where neither an installed one nor a bundle will do.
//!
//! The rest of this crate sees a directory with `postgres` and `initdb` as ever: scripts that run the
//! programs of an image on the directories of the host, under the same paths and as the same user. The
//! server has no network; it answers on the same socket, and ends by the same signal, which the
//! engine's client passes on. Start reading at [`provide`].

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::account::{Account, effective_uid};
use crate::error::Error;
use crate::layout::{self, Base};
use crate::pins;
use crate::request::{Network, Request, Step};

/// The file beside `postgres` by which a directory of ours is known; it prints the extensions of the
/// image.
const EXTENSIONS: &str = "extensions";

/// The script that removes the container of a data directory.
const REMOVE: &str = "remove";

/// The container's name comes from the data directory, which stands behind `-D`.
const NAME: &str = "name=sqldb-$(printf %s \"$2\" | cksum | tr ' ' -)\n";

/// What an engine's client reads of the environment.
const VARIABLES: [&str; 6] =
    ["HOME", "XDG_RUNTIME_DIR", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "CONTAINER_HOST"];

/// The directory of the scripts, or why there is none.
pub(crate) fn provide(
    request: &Request,
    major: Option<u32>,
    base: &Base,
    account: &Account,
) -> Result<Result<PathBuf, String>, Error> {
    if !cfg!(target_os = "linux") {
        // A socket does not come out of the virtual machine that containers are in elsewhere.
        return Ok(Err("only on Linux".to_owned()));
    }
    let engine = match engine() {
        Ok(engine) => engine,
        Err(reasons) => return Ok(Err(reasons)),
    };
    let image = image(request, major.unwrap_or(pins::USUAL_MAJOR));
    if let Err(reason) = pull(&engine, &image, request) {
        return Ok(Err(reason));
    }
    let key = layout::short_hash(format!("{} {image} {}", engine.display(), account.uid).as_ref());
    let directory = base.containers().join(key);
    layout::make_directory(&directory)?;
    for shared in shared(base).iter().filter(|shared| shared.parent().is_some_and(Path::is_dir)) {
        layout::make_directory(shared)?;
    }
    for (name, text) in scripts(&engine, &image, base, account) {
        let beside = directory.join(format!("{name}.{}", layout::unique()));
        fs::write(&beside, text).map_err(Error::file("write", &beside))?;
        fs::set_permissions(&beside, Permissions::from_mode(0o755))
            .map_err(Error::file("set the mode of", &beside))?;
        let script = directory.join(name);
        fs::rename(&beside, &script).map_err(Error::file("write", &script))?;
    }
    Ok(Ok(directory))
}

/// Whether a directory of programs is one of ours.
pub(crate) fn is_container(bin: &Path) -> bool {
    bin.join(EXTENSIONS).is_file()
}

/// Removes the container of a data directory, whose client is then at its end.
pub(crate) fn remove(bin: &Path, data: &Path, account: &Account) {
    // There may be none any more.
    let _ = account.run(account.command(bin.join(REMOVE)).arg("-D").arg(data));
}

/// The extensions of the image behind a directory of ours.
pub(crate) fn extensions(bin: &Path, account: &Account) -> Vec<String> {
    let output = account.run(&mut account.command(bin.join(EXTENSIONS)));
    let output = output.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).split_whitespace().map(str::to_owned).collect()
}

/// The client of an engine that answers: `docker`, else `podman`.
fn engine() -> Result<PathBuf, String> {
    let mut reasons = Vec::new();
    for name in ["docker", "podman"] {
        let output = Command::new(name).arg("info").stdin(Stdio::null()).output();
        match output {
            Ok(output) if output.status.success() => return Ok(PathBuf::from(name)),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                reasons.push(format!("`{name} info` failed: {}", said.trim()));
            }
            Err(_) => reasons.push(format!("`{name}` is not installed")),
        }
    }
    Err(reasons.join("; "))
}

/// The image: the one that was named, else the official one, or that of an extension.
fn image(request: &Request, major: u32) -> String {
    if let Some(image) = &request.options.image {
        return image.clone();
    }
    let needs = |name: &str| request.extensions.iter().any(|extension| extension == name);
    if needs("postgis") {
        format!("docker.io/postgis/postgis:{major}-3.5")
    } else if needs("vector") {
        format!("docker.io/pgvector/pgvector:pg{major}")
    } else {
        format!("docker.io/library/postgres:{major}")
    }
}

fn pull(engine: &Path, image: &str, request: &Request) -> Result<(), String> {
    let run = |words: &[&str]| {
        let output = Command::new(engine).args(words).stdin(Stdio::null()).output();
        output.map_err(|error| error.to_string())
    };
    if run(&["image", "inspect", image])?.status.success() {
        return Ok(());
    }
    if request.options.network == Network::Offline {
        return Err(format!("the image `{image}` was not pulled before, and SQLDB_OFFLINE is set"));
    }
    request.progress.report(&Step::Pulling { image });
    let output = run(&["pull", "--quiet", image])?;
    match output.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(format!("cannot pull `{image}`: {}", said.trim().replace('\n', "; ")))
        }
    }
}

/// The directories that the server must see: data, and sockets.
fn shared(base: &Base) -> [PathBuf; 3] {
    let uid = effective_uid();
    let (sockets, memory) = (format!("/tmp/sqldb-{uid}"), format!("/dev/shm/sqldb-{uid}"));
    [base.path().to_owned(), PathBuf::from(sockets), PathBuf::from(memory)]
}

fn scripts(
    engine: &Path,
    image: &str,
    base: &Base,
    account: &Account,
) -> [(&'static str, String); 4] {
    let mut head =
        "#!/bin/sh\n# Written by sqldb: programs of PostgreSQL in a container.\n".to_owned();
    for name in VARIABLES {
        if let Ok(value) = env::var(name) {
            head.push_str(&format!("export {name}={}\n", quoted(&value)));
        }
    }
    let path = env::var("PATH").unwrap_or_default();
    head.push_str(&format!("PATH={}\n", quoted(&path)));
    let engine = quoted(&engine.display().to_string());
    let image = quoted(image);
    // The same paths inside, so that nobody has to translate; and names of users, for `initdb`.
    let mounts: Vec<String> = shared(base)
        .into_iter()
        .filter(|path| path.is_dir())
        .map(|path| quoted(&path.display().to_string()))
        .map(|path| format!("-v {path}:{path}"))
        .collect();
    let run = format!(
        "run --rm --network none --shm-size 256m --user {}:{} -v /etc/passwd:/etc/passwd:ro {} -w / \
         --entrypoint",
        account.uid,
        account.gid,
        mounts.join(" ")
    );
    let one = |program: &str| format!("{head}exec {engine} {run} {program} {image} \"$@\"\n");
    // The name is the data directory's, `$2` behind `-D`: what a client that was killed left is removed.
    let postgres = format!(
        "{head}case $1 in -D) ;; *) exec {engine} {run} postgres {image} \"$@\";; esac\n\
         {NAME}{engine} rm -f \"$name\" >/dev/null 2>&1\n\
         exec {engine} {} --name \"$name\" --entrypoint postgres {image} \"$@\"\n",
        run.trim_end_matches("--entrypoint").trim_end(),
    );
    let remove = format!("{head}{NAME}exec {engine} rm -f \"$name\"\n");
    let list = "ls \"$(pg_config --sharedir)/extension\" | sed -n s/\\.control$//p";
    let extensions = format!("{head}exec {engine} {run} sh {image} -c {}\n", quoted(list));
    [("postgres", postgres), ("initdb", one("initdb")), (REMOVE, remove), (EXTENSIONS, extensions)]
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
