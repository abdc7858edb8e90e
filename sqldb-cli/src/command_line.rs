//! The words of the command line. What each command takes stands in its own module.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};

use crate::failure::{self, Code};
use crate::json::Json;
use crate::{
    catalog, check, conn_uri, describe, doctor, grants, manual, migrate, namespace, new, proxy,
    rename, reset, run, schema, shell, verify,
};

/// PostgreSQL databases of Rust programs: declared by their migrations, simply there
#[derive(Debug, Parser)]
#[command(name = "sqldb", version, styles = STYLES, after_help = CODES, max_term_width = 100)]
pub(crate) struct CommandLine {
    /// Write for programs: JSON, one value or one a line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const CODES: &str = "\
Example: sqldb new todo && cd todo && sqldb run

Exit codes:
  0  done
  1  it failed, or mistakes were found
  2  the command line or the workspace is wrong, and nothing was done
  3  there is no server: none was found, or it cannot be reached

`cargo sqldb` is the same command.";

/// One command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create and migrate all databases of the workspace, then run the program
    #[command(
        after_help = "Example: sqldb run\nExample: sqldb run --watch -- cargo run --bin server"
    )]
    Run(run::Options),
    /// Check migrations and queries without compiling: mistakes, locks, what breaks a deployed version
    #[command(
        after_help = "Example: sqldb check\nExample: sqldb check --against origin/main --deny all"
    )]
    Check(check::Options),
    /// Say the types of parameters and columns of statements, without a database
    #[command(
        after_help = "Example: sqldb describe queries.sql\nExample: sqldb describe --migrations migrations --json queries.sql"
    )]
    Describe(describe::Options),
    /// Compare what `describe` says with a server, which describes the statements without running them
    #[command(
        after_help = "Example: sqldb verify --database \"$(sqldb conn-uri)\" --migrations migrations queries.sql"
    )]
    Verify(verify::Options),
    /// Write what an extension makes that is not known
    #[command(
        subcommand,
        after_help = "Example: sqldb catalog dump --database URL timescaledb > migrations/extensions/timescaledb.sql"
    )]
    Catalog(catalog::Command),
    /// Open psql on a database, for reading unless a flag says more
    #[command(
        after_help = "Example: sqldb shell todo --write\nExample: sqldb shell todo -c 'SELECT 1' --json"
    )]
    Shell(shell::Options),
    /// Print the connection string of a database, for reading unless a flag says more
    #[command(after_help = "Example: pg_dump \"$(sqldb conn-uri todo)\"")]
    ConnUri(conn_uri::Options),
    /// Let clients of this machine connect to the databases of an environment
    #[command(
        after_help = "Example: sqldb proxy --env staging --port 6000\nExample: sqldb proxy --write"
    )]
    Proxy(proxy::Options),
    /// Apply migrations, take them back, show and repair what is applied
    #[command(
        subcommand,
        after_help = "Example: sqldb migrate new \"add due date\"\nExample: sqldb migrate status"
    )]
    Migrate(migrate::Command),
    /// Drop local databases, and create and migrate them anew
    #[command(after_help = "Example: sqldb reset todo\nExample: sqldb reset --all")]
    Reset(reset::Options),
    /// Keep the data of a local database whose name in the sources has changed
    #[command(after_help = "Example: sqldb rename todo tasks")]
    Rename(rename::Options),
    /// Make a package with a database, which runs
    #[command(after_help = "Example: sqldb new todo")]
    New(new::Options),
    /// Write what the migrations come to: SQL, Markdown, a Mermaid diagram, a page to search and click
    #[command(
        after_help = "Example: sqldb schema todo\nExample: sqldb schema --output schema.html"
    )]
    Schema(schema::Options),
    /// Print the rights that the queries of the program need, and no others
    #[command(
        after_help = "Example: sqldb grants todo --role app | psql \"$(sqldb conn-uri todo -e staging --admin)\""
    )]
    Grants(grants::Options),
    /// Look for what keeps the databases from being there, and say what to do
    #[command(after_help = "Example: sqldb doctor\nExample: sqldb doctor todo --env staging")]
    Doctor(doctor::Options),
    /// Keep local data several times, such as once for each git branch
    #[command(
        subcommand,
        visible_alias = "ns",
        after_help = "Example: sqldb namespace create experiment\nExample: sqldb namespace switch experiment"
    )]
    Namespace(namespace::Command),
    /// Print the script that completes command lines in a shell
    #[command(after_help = "Example: source <(sqldb completions bash)")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write the pages of all commands
    #[command(after_help = "Example: sqldb man ~/.local/share/man/man1")]
    Man(manual::Options),
}

/// Says what is wrong with the words, or the help that they ask for; for programs, as every other
/// failure.
pub(crate) fn refuse(refusal: &clap::Error, words: &[OsString]) -> ExitCode {
    let for_programs = words.iter().take_while(|word| *word != "--").any(|word| word == "--json");
    if for_programs && refusal.use_stderr() {
        let said = refusal.render().to_string();
        let said = said.split("\n\n").next().unwrap_or_default();
        failure::print(&failure::refused(said.trim_start_matches("error: ")), Json::Yes);
    } else {
        // There is nobody to tell that nothing can be written.
        let _ = refusal.print();
    }
    ExitCode::from(u8::try_from(refusal.exit_code()).unwrap_or(Code::Refused as u8))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example() {
        fn check(command: &clap::Command) {
            command.get_subcommands().for_each(check);
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example: "), "{}", command.get_name());
        }
        check(&CommandLine::command());
    }
}
