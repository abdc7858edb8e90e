//! `cargo sqldb`: cargo runs `cargo-sqldb sqldb …`, and the same command follows.

fn main() -> std::process::ExitCode {
    let mut words = std::env::args_os().peekable();
    let program = words.next();
    words.next_if(|word| word == "sqldb");
    sqldb_cli::main(program.into_iter().chain(words))
}
