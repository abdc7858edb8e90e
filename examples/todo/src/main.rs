//! `todo`: a to-do list on the command line.
//!
//! Exit codes: 0 when done, 1 when an item or the database is missing, 2 when the command is wrong.

mod command;
mod table;

use std::io::IsTerminal;
use std::process::ExitCode;

use command::{Command, USAGE};
use table::{Colour, table};

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let command = match Command::parse(&words) {
        Ok(command) => command,
        Err(mistake) => {
            eprintln!("todo: {mistake}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("todo: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> sqldb::Result<ExitCode> {
    match command {
        Command::Add(title) => {
            let item = todo::add(&title).await?;
            println!("{}  {}", item.id, item.title);
        }
        Command::List(listing) => {
            let items = todo::list(listing).await?;
            match items.is_empty() {
                true => println!("Nothing to do. Write something down: todo add \"Buy milk\""),
                false => println!("{}", table(&items, colour())),
            }
        }
        Command::Done(id) => return Ok(report(id, "done", todo::done(id).await?)),
        Command::Remove(id) => return Ok(report(id, "removed", todo::remove(id).await?)),
        Command::Help => print!("{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn report(id: i64, what: &str, title: Option<String>) -> ExitCode {
    match title {
        Some(title) => {
            println!("{what}: {title}");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("todo: there is no item {id}; `todo list --all` shows all");
            ExitCode::FAILURE
        }
    }
}

fn colour() -> Colour {
    match std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        true => Colour::On,
        false => Colour::Off,
    }
}
