//! `sqldb`.

fn main() -> std::process::ExitCode {
    sqldb_cli::run(std::env::args_os())
}
