//! `sqldb`.

fn main() -> std::process::ExitCode {
    sqldb_cli::main(std::env::args_os())
}
