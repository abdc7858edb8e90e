//! `completions` and `man`: what the command line says of itself.

use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Failure;
use crate::command_line::CommandLine;
use crate::printed::Standard;

/// What `man` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// A directory for one page of each command; without it, the page of `sqldb` is printed
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// Prints the script that completes command lines in a shell.
///
/// # Errors
///
/// Nothing can be printed.
pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "sqldb", &mut script);
    Standard.write_all(&script)?;
    Ok(())
}

/// Prints the manual page, or writes all pages into a directory.
///
/// # Errors
///
/// A page cannot be written.
pub(crate) fn man(options: &Options) -> Result<(), Failure> {
    match &options.directory {
        None => clap_mangen::Man::new(CommandLine::command()).render(&mut Standard)?,
        Some(directory) => {
            let written = std::fs::create_dir_all(directory)
                .and_then(|()| clap_mangen::generate_to(CommandLine::command(), directory));
            written.map_err(|error| {
                format!("`{}` cannot be written to: {error}", directory.display())
            })?;
        }
    }
    Ok(())
}
