//! What the compiler prints for each mistake, and what compiles without one.
//!
//! Each case is a program, `.rs`; beside it, in `.stderr`, lies what is printed. `TRYBUILD=overwrite cargo test -p ui-tests` writes that anew.
//!
//! The messages of rustc change with its version: they are compared on the stable toolchain of the CI.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{fs, io};

#[test]
fn migrations() -> io::Result<()> {
    mistakes("migrations")
}

#[test]
fn database() -> io::Result<()> {
    mistakes("database")
}

#[test]
fn query() -> io::Result<()> {
    mistakes("query")
}

#[test]
fn derive() -> io::Result<()> {
    mistakes("derive")
}

#[test]
fn what_is_right_compiles() -> io::Result<()> {
    provide_migrations()?;
    trybuild::TestCases::new().pass("tests/pass/*.rs");
    Ok(())
}

fn mistakes(directory: &str) -> io::Result<()> {
    provide_migrations()?;
    trybuild::TestCases::new().compile_fail(format!("tests/{directory}/*.rs"));
    Ok(())
}

/// trybuild compiles each case as a program of a crate that it makes in the target directory. The
/// migrations of a database are looked for in the crate, so that they must be there too.
fn provide_migrations() -> io::Result<()> {
    static PROVIDED: OnceLock<Result<(), io::ErrorKind>> = OnceLock::new();
    let provided = PROVIDED.get_or_init(|| copy_migrations().map_err(|error| error.kind()));
    provided.map_err(io::Error::from)
}

fn copy_migrations() -> io::Result<()> {
    let project = target_directory()?.join("tests/trybuild/ui-tests");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations"), &project.join("migrations"))
}

/// The target directory: this program is in `<target>/debug/deps`.
fn target_directory() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().find(|directory| directory.join("CACHEDIR.TAG").is_file());
    target.map(Path::to_owned).ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Copies a directory; what is there already and no longer in `from` is removed.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if to.is_dir() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
