//! `\if`, `\elif`, `\else`, `\endif`: which of the statements between them are run.

use crate::Failure;

/// The conditions that one is inside of, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Branches(Vec<Branch>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Branch {
    /// Its statements are run.
    Runs,
    /// They are not, and a later branch may.
    Waits,
    /// They are not, for one before has, or all of it is in a branch that is not run.
    Over,
    /// The last one, behind `\else`, runs or does not.
    Else { runs: bool },
}

impl Branch {
    fn runs(self) -> bool {
        matches!(self, Branch::Runs | Branch::Else { runs: true })
    }
}

/// Whether a command is one of these.
pub(super) fn is_conditional(command: &str) -> bool {
    ["\\if", "\\elif", "\\else", "\\endif"].contains(&command)
}

impl Branches {
    /// Whether what stands here is run.
    pub(super) fn run(&self) -> bool {
        self.0.iter().all(|branch| branch.runs())
    }

    /// Whether one is inside of any.
    pub(super) fn is_open(&self) -> bool {
        !self.0.is_empty()
    }

    /// Goes into a branch or out of it. Only what decides is looked at: `condition` is not called
    /// for a branch that cannot be run.
    ///
    /// # Errors
    ///
    /// The command stands behind no `\if`, or behind `\else`; or the condition is none.
    pub(super) fn go(
        &mut self,
        command: &str,
        condition: impl FnOnce() -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        if command == "\\if" {
            if !self.run() {
                self.0.push(Branch::Over);
                return Ok(());
            }
            // As psql takes it, what is no condition does not hold.
            self.0.push(Branch::Waits);
            return self.decide(condition);
        }
        let Some(last) = self.0.last_mut() else {
            return Err(format!("{command} stands behind no \\if").into());
        };
        match (command, *last) {
            ("\\endif", _) => drop(self.0.pop()),
            (_, Branch::Else { .. }) => {
                return Err(format!("{command} stands behind \\else").into());
            }
            ("\\else", before) => *last = Branch::Else { runs: before == Branch::Waits },
            (_, Branch::Waits) => return self.decide(condition),
            (_, _) => *last = Branch::Over,
        }
        Ok(())
    }

    fn decide(&mut self, condition: impl FnOnce() -> Result<bool, Failure>) -> Result<(), Failure> {
        let holds = condition()?;
        if let Some(last) = self.0.last_mut() {
            *last = if holds { Branch::Runs } else { Branch::Waits };
        }
        Ok(())
    }
}

/// What a word means as a condition, by its first letters.
///
/// # Errors
///
/// Nothing.
pub(super) fn holds(word: &str) -> Result<bool, Failure> {
    let given = word.to_ascii_lowercase();
    let begins = |of: &str, least: usize| given.len() >= least && of.starts_with(&*given);
    if given == "1" || begins("true", 1) || begins("yes", 1) || begins("on", 2) {
        return Ok(true);
    }
    if given == "0" || begins("false", 1) || begins("no", 1) || begins("off", 2) {
        return Ok(false);
    }
    Err(format!("`{word}` is no condition: it is `true` or `false`, often a variable of \\gset")
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches() {
        let ran = |commands: &str| {
            let mut branches = Branches::default();
            let mut ran = String::new();
            for word in commands.split_whitespace() {
                let (command, condition) = word.split_once('=').unwrap_or((word, ""));
                match command {
                    "if" | "elif" | "else" | "endif" => {
                        branches.go(&format!("\\{command}"), || holds(condition)).unwrap();
                    }
                    other if branches.run() => ran.push_str(other),
                    _ => {}
                }
            }
            assert!(!branches.is_open());
            ran
        };
        assert_eq!(ran("a if=t b elif=t c else d endif e"), "abe");
        assert_eq!(ran("if=f b elif=yes c elif=on d else e endif"), "c");
        assert_eq!(ran("if=0 b elif=off c else d endif"), "d");
        // In what is not run, nothing is looked at.
        assert_eq!(ran("if=no if=what b else c endif elif=1 d elif=what e endif"), "d");
        let mut branches = Branches::default();
        assert!(branches.go("\\else", || Ok(true)).is_err());
        assert!(branches.go("\\if", || holds("what")).is_err());
        assert!(branches.is_open() && !branches.run());
        branches.go("\\else", || Ok(true)).unwrap();
        assert!(branches.go("\\elif", || Ok(true)).is_err());
    }
}
