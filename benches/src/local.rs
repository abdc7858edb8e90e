//! How long a local PostgreSQL takes: to be made, started, joined, and to clone a database.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use sqldb_local::{Cluster, Purpose, Request};

use crate::Failure;

/// Rounds of what takes long, and of what does not.
const FEW: u32 = 5;
const MANY: u32 = 20;

/// Processes that start at once.
const CROWD: usize = 50;

/// Measures all, and prints a table.
///
/// # Errors
///
/// A server does not start.
pub(crate) fn local() -> Result<(), Failure> {
    println!("| local PostgreSQL | median | least |\n|---|---|---|");
    let mut places = 0_u32;
    let mut place = || -> Result<Place, Failure> {
        places += 1;
        Place::new(places)
    };

    let cold = repeated(FEW, || {
        let place = place()?;
        timed(|| place.ensure(Purpose::Run).map(drop))
    })?;
    row("cold start: initdb, start, roles", &cold);

    let kept = place()?;
    let mut log = kept.ensure(Purpose::Run)?.log().to_owned();
    let warm = repeated(MANY, || {
        wait_until_stopped(&log)?;
        timed(|| kept.ensure(Purpose::Run).map(drop))
    })?;
    row("warm start", &warm);

    let _held = kept.ensure(Purpose::Run)?;
    row(
        "reuse, with a connection",
        &repeated(MANY, || timed(|| kept.ensure(Purpose::Run).map(drop)))?,
    );

    let crowd = repeated(FEW, || {
        let place = place()?;
        timed(|| place.crowd())
    })?;
    row(&format!("{CROWD} processes, each a first start, until all have it"), &crowd);

    let throwaway = place()?;
    let cluster = throwaway.ensure(Purpose::Test)?;
    log = cluster.log().to_owned();
    cluster.ensure_database("template")?;
    let tables: String = (0..20)
        .map(|n| format!("CREATE TABLE t{n} (id bigserial PRIMARY KEY, text text);"))
        .collect();
    cluster.simple_query("template", &tables)?;
    let mut copies = 0;
    let cloned = repeated(MANY, || {
        copies += 1;
        timed(|| cluster.create_database_from_template(&format!("copy_{copies}"), "template"))
    })?;
    row("clone of a template with 20 tables, with its grants", &cloned);
    drop(cluster);
    wait_until_stopped(&log)
}

/// What each process of a crowd does: it has a server until its input ends.
///
/// # Errors
///
/// The server does not start.
pub(crate) fn participate(directory: &str) -> Result<(), Failure> {
    // The place is that of the process that measures, which removes it.
    let _cluster = ensure(Path::new(directory), Purpose::Run)?;
    println!("ready");
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

fn ensure(workspace: &Path, purpose: Purpose) -> Result<Cluster, sqldb_local::Error> {
    let mut request = Request::new(workspace, purpose);
    request.idle = Duration::ZERO;
    request.options.directory = Some(base(workspace));
    Cluster::ensure(&request)
}

/// Reachable for the server's account, unlike the directory of root.
fn base(workspace: &Path) -> PathBuf {
    let mut base = workspace.to_owned().into_os_string();
    base.push("-base");
    PathBuf::from(base)
}

/// A workspace with a base directory of its own, so that nothing of it is initialised.
struct Place {
    directory: PathBuf,
}

impl Place {
    fn new(number: u32) -> Result<Place, Failure> {
        let name = format!("sqldb-bench-{}-{number}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        fs::create_dir_all(&directory)?;
        Ok(Place { directory })
    }

    fn ensure(&self, purpose: Purpose) -> Result<Cluster, sqldb_local::Error> {
        ensure(&self.directory, purpose)
    }

    fn crowd(&self) -> Result<(), Failure> {
        let mut processes = Vec::new();
        for _ in 0..CROWD {
            let child = Command::new(std::env::current_exe()?)
                .arg("local-participant")
                .arg(&self.directory)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()?;
            processes.push(child);
        }
        for child in &mut processes {
            let mut line = String::new();
            BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
            if line.trim() != "ready" {
                return Err("a process has no server".into());
            }
        }
        for mut child in processes {
            drop(child.stdin.take());
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // The server stops by itself; what it still writes is for the next clean-up of the machine.
        thread::sleep(Duration::from_millis(300));
        let _ = fs::remove_dir_all(&self.directory);
        let _ = fs::remove_dir_all(base(&self.directory));
    }
}

fn timed<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, Failure>
where
    Failure: From<E>,
{
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}

fn repeated(
    rounds: u32,
    mut work: impl FnMut() -> Result<Duration, Failure>,
) -> Result<Vec<Duration>, Failure> {
    let mut times = (0..rounds).map(|_| work()).collect::<Result<Vec<_>, _>>()?;
    times.sort();
    Ok(times)
}

/// Prints a line of the table; the times are sorted.
pub(crate) fn row(what: &str, times: &[Duration]) {
    let millis = |at: usize| times.get(at).copied().unwrap_or_default().as_secs_f64() * 1e3;
    println!("| {what} | {:.1} ms | {:.1} ms |", millis(times.len() / 2), millis(0));
    let _ = std::io::stdout().flush();
}

/// Waits until nobody holds the lock of the server, which lies beside its log.
fn wait_until_stopped(log: &Path) -> Result<(), Failure> {
    let lock = fs::File::options().write(true).open(log.with_file_name("server.lock"))?;
    lock.lock()?;
    Ok(())
}
