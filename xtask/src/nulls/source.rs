//! C source, read as far as the question needs it: bodies of functions and macros as words.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Members of a call record that a function may read without making its result NULL.
const READ_ONLY: [&str; 5] = ["flinfo", "context", "nargs", "args", "fncollation"];

/// Macros that touch a call record without making the result NULL: `LOCAL_FCINFO` declares another
/// record; those of `funcapi.h` end a set or return a row of it, `SRF_RETURN_NEXT_NULL` excepted.
const HARMLESS: [&str; 6] = [
    "LOCAL_FCINFO",
    "SRF_IS_FIRSTCALL",
    "SRF_FIRSTCALL_INIT",
    "SRF_PERCALL_SETUP",
    "SRF_RETURN_NEXT",
    "SRF_RETURN_DONE",
];

/// Functions and macros by name. Several of one name (static ones, `#ifdef`) all count.
pub(super) struct Source {
    bodies: HashMap<String, Vec<Body>>,
    /// The functions that extensions offer to SQL.
    declared: BTreeSet<String>,
}

/// What was looked into already.
type Visited = HashSet<(String, Kind)>;

/// How a body comes by a call record.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// It is passed one: a function, or a macro with a parameter `fcinfo`.
    Callee,
    /// It takes the one of the function around it: any other macro.
    Implicit,
}

/// What a function or a macro consists of.
struct Body {
    kind: Kind,
    /// The name of its call record.
    record: String,
    words: Vec<String>,
}

impl Source {
    /// Reads `src/backend` and `src/include` of a source directory, and the sources of extensions.
    pub(super) fn read(directory: &Path, extensions: &[&Path]) -> Result<Source, String> {
        let mut source = Source { bodies: HashMap::new(), declared: BTreeSet::new() };
        let mut open = vec![directory.join("src/backend"), directory.join("src/include")];
        open.extend(extensions.iter().map(|path| path.to_path_buf()));
        while let Some(path) = open.pop() {
            let entries = std::fs::read_dir(&path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            for entry in entries.flatten() {
                let path = entry.path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|end| end == "c" || end == "h") {
                    let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
                    source.add(&without_comments(&String::from_utf8_lossy(&bytes)));
                }
            }
        }
        Ok(source)
    }

    /// The functions that extensions offer to SQL (`PG_FUNCTION_INFO_V1`).
    pub(super) fn declared(&self) -> impl Iterator<Item = &String> {
        self.declared.iter()
    }

    /// Whether a function can return NULL though no argument is; [`None`] if its body was not found.
    pub(super) fn may_be_null(&self, name: &str) -> Option<bool> {
        self.bodies
            .contains_key(name)
            .then(|| self.unsafe_name(name, Kind::Callee, &mut HashSet::new()))
    }

    /// PostgreSQL's layout: a definition's name and its closing brace stand at the start of a line.
    fn add(&mut self, text: &str) {
        for declaration in text.split("PG_FUNCTION_INFO_V1(").skip(1) {
            let name: String = declaration
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            self.declared.insert(name);
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let start = at;
            at += 1;
            if let Some(definition) = line.strip_prefix("#define") {
                let mut whole = definition.to_owned();
                while whole.ends_with('\\')
                    && let Some(next) = lines.get(at)
                {
                    whole.pop();
                    whole.push_str(next);
                    at += 1;
                }
                self.add_macro(&whole);
                continue;
            }
            if !line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                continue;
            }
            let Some(opening) = lines.iter().skip(start).take(20).position(|line| *line == "{")
            else {
                continue;
            };
            let head = lines.iter().skip(start).take(opening);
            let head = words(&head.copied().collect::<Vec<_>>().join(" "));
            let is_definition = head.get(1).is_some_and(|word| word == "(")
                && !head.iter().any(|word| word == ";" || word == "=" || word == "#");
            if !is_definition {
                continue;
            }
            let body = lines.iter().skip(start + opening).take_while(|line| !line.starts_with('}'));
            let body: Vec<&str> = body.copied().collect();
            at = start + opening + body.len();
            let Some(name) = head.first().cloned() else { continue };
            let record = head.iter().skip_while(|word| *word != "FunctionCallInfo").nth(1);
            let record = record.cloned().unwrap_or_else(|| "fcinfo".to_owned());
            self.insert(name, Body { kind: Kind::Callee, record, words: words(&body.join("\n")) });
        }
    }

    /// `#define name(parameters) body`; parameters stand right behind the name.
    fn add_macro(&mut self, definition: &str) {
        let mut words = words(definition);
        let Some(name) = words.first().cloned() else { return };
        words.remove(0);
        let mut parameters = Vec::new();
        if definition.trim_start().get(name.len()..).is_some_and(|rest| rest.starts_with('(')) {
            let end = words.iter().position(|word| word == ")").unwrap_or(words.len() - 1);
            parameters =
                words.drain(..=end).filter(|word| !"(),".contains(word.as_str())).collect();
        }
        let given = parameters.iter().any(|parameter| parameter == "fcinfo");
        let kind = if given { Kind::Callee } else { Kind::Implicit };
        self.insert(name, Body { kind, record: "fcinfo".to_owned(), words });
    }

    fn insert(&mut self, name: String, body: Body) {
        self.bodies.entry(name).or_default().push(body);
    }

    /// Whether using a name this way can make the result NULL; being passed a record and not taking
    /// it as one cannot be judged.
    fn unsafe_name(&self, name: &str, kind: Kind, visited: &mut Visited) -> bool {
        if HARMLESS.contains(&name) || !visited.insert((name.to_owned(), kind)) {
            return false;
        }
        let bodies = self.bodies.get(name).into_iter().flatten();
        let bodies: Vec<&Body> = bodies.filter(|body| body.kind == kind).collect();
        let unknown = bodies.is_empty() && kind == Kind::Callee;
        unknown || bodies.into_iter().any(|body| self.unsafe_body(body, visited))
    }

    fn unsafe_body(&self, body: &Body, visited: &mut Visited) -> bool {
        let word = |at: usize| body.words.get(at).map_or("", String::as_str);
        for (at, text) in body.words.iter().enumerate() {
            if text == "PG_RETURN_NULL" {
                return true;
            }
            if *text == body.record {
                // A function of that type may be written in it as its own parameter.
                let member = word(at + 1) == "->" && READ_ONLY.contains(&word(at + 2));
                let passed = !member && word(at + 1) != "->";
                let written = member && word(at + 2) == "args" && writes_null(body, at);
                if written || !member && !passed {
                    return true;
                }
                if passed {
                    let Some(callee) = callee(body, at) else { return true };
                    if self.unsafe_name(callee, Kind::Callee, visited) {
                        return true;
                    }
                }
                continue;
            }
            if self.unsafe_name(text, Kind::Implicit, visited) {
                return true;
            }
        }
        false
    }
}

/// `fcinfo->args[i].isnull = …` would be the callee's business, yet nobody should; refuse to judge.
fn writes_null(body: &Body, at: usize) -> bool {
    let rest = body.words.iter().skip(at).take_while(|word| *word != ";");
    let rest: Vec<&str> = rest.map(String::as_str).collect();
    rest.windows(2).any(|pair| pair == ["isnull", "="])
}

/// The function that a call record is passed to: the name before the innermost open parenthesis.
fn callee(body: &Body, at: usize) -> Option<&str> {
    let mut depth = 0;
    let before = body.words.get(..at)?;
    for (index, word) in before.iter().enumerate().rev() {
        match word.as_str() {
            ")" => depth += 1,
            "(" if depth == 0 => {
                let name = before.get(index.checked_sub(1)?)?;
                let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                let keyword = matches!(name.as_str(), "if" | "while" | "return" | "for" | "switch");
                return (is_name && !keyword).then_some(name);
            }
            "(" => depth -= 1,
            ";" | "{" | "}" => return None,
            _ => {}
        }
    }
    None
}

/// Identifiers and numbers, `->`, and single other characters.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("->") {
            2
        } else {
            first.len_utf8()
        };
        let (word, behind) = rest.split_at(length);
        if !word.trim().is_empty() {
            words.push(word.to_owned());
        }
        rest = behind;
    }
    words
}

/// The text with comments, strings and characters emptied; lines stay.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' || first == '\'' {
            quoted(rest, first)
        } else {
            out.push(first);
            first.len_utf8()
        };
        let (taken, behind) = rest.split_at(length);
        if length > first.len_utf8() || matches!(first, '"' | '\'') {
            out.extend(taken.chars().filter(|c| *c == '\n'));
            out.push(' ');
        }
        rest = behind;
    }
    out
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote || c == '\n' {
            return at + c.len_utf8();
        }
    }
    text.len()
}
