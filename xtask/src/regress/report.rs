//! What was found, counted and sorted.

use std::collections::BTreeMap;

/// Counts, and the statements behind them.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The same statements with parameters for their literals.
    pub(crate) parameterised: Further,
    /// Queries inside of other statements.
    pub(crate) bodies: Further,
    /// Statements that the server described.
    pub(crate) described: usize,
    /// Of them, those with the same answer.
    pub(crate) right: usize,
    /// Those that both refuse with the same code, the server when it runs them.
    pub(crate) alike: usize,
    /// Those with another answer.
    pub(crate) wrong: Vec<Finding>,
    /// Those without an answer.
    pub(crate) refused: Vec<Finding>,
    /// Statements that the server refuses to describe and the engine answers.
    pub(crate) accepted: Vec<Finding>,
    /// Statements that neither describes.
    pub(crate) both_refuse: usize,
    /// What was not compared, by the reason.
    pub(crate) skipped: BTreeMap<&'static str, usize>,
    /// Tests without a file.
    pub(crate) missing: Vec<String>,
}

/// What was found of further statements that are made of the suite's.
#[derive(Debug, Default)]
pub(crate) struct Further {
    /// Those that the server described.
    pub(crate) described: usize,
    /// Those with another answer.
    pub(crate) wrong: Vec<Finding>,
    /// Those without an answer.
    pub(crate) refused: Vec<Finding>,
}

/// A statement with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// `file:line`.
    pub(crate) place: String,
    /// In one line.
    pub(crate) statement: String,
    /// The refusal, or the differences.
    pub(crate) reason: String,
}

impl Report {
    /// How many answers are wrong.
    pub(crate) fn wrong(&self) -> usize {
        self.wrong.len() + self.parameterised.wrong.len() + self.bodies.wrong.len()
    }

    /// Counts something that is not compared.
    pub(crate) fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }

    /// The whole report: wrong answers first.
    pub(crate) fn text(&self) -> String {
        let answered = self.right + self.alike;
        let share = 100.0 * ratio(answered, self.described);
        let mut text = format!(
            "described by the server: {}\nanswered: {answered} ({share:.2} %)\n\
             \x20 of them refused like the server when it runs them: {}\n\
             wrong: {}\nrefused: {}\nrefused by both: {}\naccepted only by the engine: {}\n",
            self.described,
            self.alike,
            self.wrong.len(),
            self.refused.len(),
            self.both_refuse,
            self.accepted.len(),
        );
        let further = [("with parameters for literals", &self.parameterised)];
        let further = further.into_iter().chain([("inside of other statements", &self.bodies)]);
        for (what, Further { described, wrong, refused }) in further {
            let (wrong, refused) = (wrong.len(), refused.len());
            text.push_str(&format!(
                "{what}: {described} described, {wrong} wrong, {refused} refused\n"
            ));
        }
        for (reason, count) in &self.skipped {
            text.push_str(&format!("skipped: {count} {reason}\n"));
        }
        if !self.missing.is_empty() {
            text.push_str(&format!("without a file: {}\n", self.missing.join(" ")));
        }
        for finding in self.wrong.iter().chain(&self.parameterised.wrong).chain(&self.bodies.wrong)
        {
            text.push_str(&format!("\nWRONG {}\n", shown(finding)));
        }
        text.push_str(&categories("refused", &self.refused));
        text.push_str(&categories(
            "refused with parameters for literals",
            &self.parameterised.refused,
        ));
        text.push_str(&categories("refused inside of other statements", &self.bodies.refused));
        text.push_str(&categories("accepted only by the engine", &self.accepted));
        text
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 1.0 } else { number(part) / number(whole) }
}

fn shown(finding: &Finding) -> String {
    let Finding { place, statement, reason } = finding;
    format!("{place} {reason}\n    {statement}")
}

/// The reasons, the most frequent first, each with two statements.
fn categories(title: &str, findings: &[Finding]) -> String {
    let mut by_reason: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_reason.entry(category(&finding.reason)).or_default().push(finding);
    }
    let mut reasons: Vec<_> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, found)| std::cmp::Reverse(found.len()));
    let mut text = format!("\n== {title}: {}\n", findings.len());
    for (reason, found) in reasons {
        text.push_str(&format!("\n{:5} {reason}\n", found.len()));
        for finding in found.iter().take(2) {
            text.push_str(&format!("      {}\n", shown(finding)));
        }
    }
    text
}

/// Refusals of PostgreSQL's kind differ by the names in them, the others by what is not supported.
fn category(reason: &str) -> String {
    let coded = reason.get(..5).is_some_and(|code| code.chars().all(|c| c.is_ascii_alphanumeric()))
        && reason.get(5..6) == Some(":");
    if !coded {
        return reason.to_owned();
    }
    let mut text = String::new();
    for (at, part) in reason.split('`').enumerate() {
        text.push_str(if at % 2 == 0 { part } else { "`…`" });
    }
    text
}
