//! Runs of operator characters: `scan.l` `operator`, `self`, and where a placeholder ends a run.

/// `op_chars` of `scan.l`.
pub(super) fn is_operator_character(character: char) -> bool {
    "~!@#^&|`?+-*/%<>=".contains(character)
}

/// The length of the operator at the start of `text`, as `scan.l` cuts a run.
///
/// `end` is where the run must end at the latest: before the `<` of a placeholder.
pub(super) fn operator_length(text: &str, end: usize) -> usize {
    let run = text.get(..end).unwrap_or_default();
    // A comment that starts inside the run ends it.
    let comment = ["/*", "--"].iter().filter_map(|start| run.find(start)).min();
    let run = run.get(..comment.unwrap_or(run.len())).unwrap_or_default();
    // For the standard's sake a run ends in `+` or `-` only if it has a character that no
    // operator of the standard has, so that `a=-1` is `a = -1`.
    if run.contains(|c| "~!@#^&|`?%".contains(c)) {
        return run.len();
    }
    run.trim_end_matches(['+', '-']).len().max(1)
}

/// The length of the run of operator characters at the start of `text`.
pub(super) fn run_length(text: &str) -> usize {
    text.find(|character| !is_operator_character(character)).unwrap_or(text.len())
}
