//! A list of items as a table.

use todo::TodoItem;

/// Whether escape sequences colour the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    /// A terminal shows it.
    On,
    /// A file or a pipe gets plain text, and so does who sets `NO_COLOR`.
    Off,
}

/// The items, a line each, under a heading.
pub(crate) fn table(items: &[TodoItem], colour: Colour) -> String {
    let widest = items.iter().map(|item| item.id.to_string().len()).max().unwrap_or(0).max(2);
    let mut text = paint(colour, BOLD, &format!("{:>widest$}     Title", "Id"));
    for item in items {
        let (mark, title) = match item.done {
            true => (paint(colour, GREEN, "✔"), paint(colour, DIM, &item.title)),
            false => (" ".to_owned(), item.title.clone()),
        };
        let id = paint(colour, CYAN, &format!("{:>widest$}", item.id));
        text.push_str(&format!("\n{id}  {mark}  {title}"));
    }
    text
}

const BOLD: &str = "1";
const DIM: &str = "2";
const GREEN: &str = "32";
const CYAN: &str = "36";

fn paint(colour: Colour, code: &str, text: &str) -> String {
    match colour {
        Colour::On => format!("\x1b[{code}m{text}\x1b[0m"),
        Colour::Off => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> [TodoItem; 2] {
        let created = "2024-05-01T12:00:00Z".parse().expect("a timestamp");
        let item = |id, title: &str, done| TodoItem { id, title: title.to_owned(), done, created };
        [item(9, "Buy milk", true), item(10, "Drink it", false)]
    }

    #[test]
    fn a_pipe_gets_plain_text() {
        let expected = "Id     Title\n 9  ✔  Buy milk\n10     Drink it";
        assert_eq!(table(&items(), Colour::Off), expected);
    }

    #[test]
    fn a_terminal_gets_colours() {
        let drawn = table(&items(), Colour::On);
        assert!(drawn.contains("\x1b[36m 9\x1b[0m  \x1b[32m✔\x1b[0m  \x1b[2mBuy milk\x1b[0m"));
    }
}
