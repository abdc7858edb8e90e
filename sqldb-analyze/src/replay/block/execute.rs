//! The statements of a `DO` block, and the texts that `EXECUTE` runs.

use super::run::{Certainty, DecidedBy, Failure, Flow, Run};
use crate::catalog::RelationKind;
use crate::diagnostic::{Diagnostic, Refusal, SqlState};
use crate::lex::{TokenKind, tokenize};
use crate::replay::doubt::depends_on_rows;
use crate::replay::known::{Knowledge, Shape, Variables, is_unknown, text_shape};
use crate::replay::place::Places;
use crate::replay::{Replay, Stop, unreadable};
use crate::span::Span;
use crate::tree::ddl::{Ddl, DdlStatement, Fragment};

impl Replay<'_> {
    /// `EXECUTE`: a text that is known is read like a migration, one that is not must begin like a
    /// statement that changes nothing.
    pub(super) fn execute(&mut self, run: &mut Run, text: &Fragment, at: Span) -> Flow {
        let shape = self
            .expression(text)
            .and_then(|expr| text_shape(&mut Knowledge::new(self.catalog, &run.variables), &expr))
            .map(with_numbers);
        match shape {
            Some(Shape { text, complete: true }) => self.run_text(run, &text, at),
            Some(Shape { text, complete: false }) if self.applies_unknown(&text) => {
                run.outcome = run.outcome.max(DecidedBy::Rows);
                Flow::Next
            }
            _ => {
                let what = "`EXECUTE` of a text that only a database knows";
                self.diagnostics.push(unreadable(at, what));
                Flow::Next
            }
        }
    }

    fn run_text(&mut self, run: &mut Run, text: &str, at: Span) -> Flow {
        let reads = match crate::ddl::parse(text) {
            Ok(reads) => reads,
            Err(diagnostic) => return self.fails(run, vec![executed(diagnostic, text, at)]),
        };
        let origin = self.places.origin(at);
        for read in reads {
            let statement = match read.statement {
                Ok(statement) => without_types(statement),
                Err(unread) => {
                    let found = executed(unread.diagnostic, text, at);
                    return self.fails(run, vec![found]);
                }
            };
            // Places in the statement are places in its own text.
            let mut inner = Replay {
                catalog: self.catalog,
                places: Places::inside(origin.clone(), text),
                diagnostics: Vec::new(),
                calls: self.calls,
                doubted: self.doubted.clone(),
            };
            let flow = inner.run_statement(run, &without_parameters(statement));
            let told = inner.diagnostics.into_iter().map(|found| executed(found, text, at));
            self.diagnostics.extend(told);
            match flow {
                Flow::Next => {}
                Flow::Failed(Failure { code, diagnostics }) => {
                    let diagnostics = diagnostics.into_iter();
                    let diagnostics = diagnostics.map(|found| executed(found, text, at)).collect();
                    return Flow::Failed(Failure { code, diagnostics });
                }
                flow => return flow,
            }
        }
        Flow::Next
    }

    /// A query of the block, of which only a refusal counts.
    pub(super) fn run_query(&mut self, run: &mut Run, query: Fragment) -> Flow {
        let span = query.span;
        if let Some(kind) = crate::ddl::set_config(self.places.text(), &query) {
            return self.run_statement(run, &DdlStatement { kind, span });
        }
        let kind = Ddl::Data { tables: Vec::new(), statement: Some(query) };
        self.run_statement(run, &DdlStatement { kind, span })
    }

    /// A statement of the block.
    pub(in crate::replay) fn run_statement(
        &mut self,
        run: &mut Run,
        statement: &DdlStatement,
    ) -> Flow {
        run.outcome = run.outcome.max(match &statement.kind {
            Ddl::Setting(_)
            | Ddl::Skipped
            | Ddl::Mention(_)
            | Ddl::Refresh { .. }
            | Ddl::CreatePolicy(_)
            | Ddl::DropPolicy { .. } => DecidedBy::Server,
            kind if depends_on_rows(kind) => DecidedBy::Rows,
            _ => DecidedBy::Catalog,
        });
        if let Ddl::Data { statement: Some(query), .. } = &statement.kind
            && run.certainty == Certainty::Certain
            && let Some(done) = self.call_alone(query, &run.variables)
        {
            let count = self.diagnostics.len();
            let done = done.and_then(|call| self.run_call(&call));
            if let Err(Stop::Mistake(diagnostic)) = done {
                self.diagnostics.push(*diagnostic);
            }
            let found = self.diagnostics.split_off(count);
            return self.fails(run, found);
        }
        if let Ddl::Data { statement: Some(query), .. } = &statement.kind
            && let Some(what) = self.changing_routine(query)
        {
            self.diagnostics.push(unreadable(statement.span, &what));
            return Flow::Next;
        }
        if let Ddl::Data { tables, statement: Some(query) } = &statement.kind
            && names_variable(run, query)
        {
            // A variable has a type that is not known here.
            let kind = Ddl::Data { tables: tables.clone(), statement: None };
            return self.run_statement(run, &DdlStatement { kind, span: statement.span });
        }
        if let Ddl::Do(block) = &statement.kind {
            let mut inner = Run::new(Variables::new(), run.certainty);
            let flow = self.run_block(&mut inner, block);
            run.outcome = run.outcome.max(inner.outcome);
            return match flow {
                flow @ Flow::Failed(_) => flow,
                _ => Flow::Next,
            };
        }
        if run.certainty == Certainty::Doubtful {
            let done = self.apply_doubtful(statement);
            self.keep(done);
            return Flow::Next;
        }
        let count = self.diagnostics.len();
        let done = self.apply_kind(&statement.kind, statement.span);
        if let Err(Stop::Mistake(diagnostic)) = done {
            let unknown = diagnostic.code == SqlState::UNDEFINED_COLUMN;
            self.diagnostics.push(match unknown && fills_by_variable(run, &statement.kind) {
                true => unreadable(statement.span, "a table of a query with variables"),
                false => *diagnostic,
            });
        }
        let found = self.diagnostics.split_off(count);
        self.fails(run, found)
    }

    /// PostgreSQL's refusals are an error of the block; what we cannot read is reported in any case.
    fn fails(&mut self, run: &Run, found: Vec<Diagnostic>) -> Flow {
        let (refused, other): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|found| found.refusal == Refusal::Postgres);
        self.diagnostics.extend(other);
        match refused.first() {
            Some(first) if run.certainty == Certainty::Certain => {
                Flow::Failed(Failure { code: first.code.code().to_owned(), diagnostics: refused })
            }
            _ => Flow::Next,
        }
    }
}

/// A text of which only numbers are unknown that a sequence counts from or by: no catalog has them,
/// so that any do.
fn with_numbers(shape: Shape) -> Shape {
    let Shape { text, complete: false } = &shape else { return shape };
    let Ok(tokens) = tokenize(text) else { return shape };
    let mut numbered = text.clone();
    for (at, token) in tokens.iter().enumerate().rev() {
        if !is_unknown(token.span.text(text)) {
            continue;
        }
        let before = tokens.get(at.saturating_sub(2)..at).unwrap_or_default();
        let counts = match before {
            [first, second] => matches!(
                (first.word(), second.word()),
                (Some("start" | "restart"), Some("with")) | (Some("increment"), Some("by"))
            ),
            _ => false,
        };
        if !counts {
            return shape;
        }
        numbered.replace_range(token.span.range(), "1");
    }
    Shape { text: numbered, complete: true }
}

/// A statement whose parameters `USING` gives has types that are not known here.
fn without_types(mut statement: DdlStatement) -> DdlStatement {
    if let Ddl::Data { tables: _, statement: data } = &mut statement.kind
        && data.as_ref().is_some_and(|data| {
            data.tokens.iter().any(|token| matches!(token.kind, TokenKind::Parameter(_)))
        })
    {
        *data = None;
    }
    statement
}

/// A statement of `EXECUTE … USING`: the types of its parameters are not known here, so that what it
/// does with rows is not checked.
fn without_parameters(statement: DdlStatement) -> DdlStatement {
    let DdlStatement { kind, span } = statement;
    let parameter = |query: &Fragment| {
        query.tokens.iter().any(|token| matches!(token.kind, TokenKind::Parameter(_)))
    };
    let kind = match kind {
        Ddl::Data { tables, statement: Some(query) } if parameter(&query) => {
            Ddl::Data { tables, statement: None }
        }
        kind => kind,
    };
    DdlStatement { kind, span }
}

/// Whether a statement uses a variable of the block.
fn names_variable(run: &Run, statement: &Fragment) -> bool {
    let mut words = crate::ddl::words(statement);
    words.any(|(word, ..)| run.variables.iter().any(|known| known.name == word))
}

/// Whether a statement is `CREATE TABLE AS` whose query may use a variable, as only this definition may
/// (`pl_exec.c exec_stmt_execsql`): what is no column there is a variable, of a type that is not known
/// here.
fn fills_by_variable(run: &Run, statement: &Ddl) -> bool {
    let Ddl::CreateView(create) = statement else { return false };
    create.kind == RelationKind::Table && names_variable(run, &create.query)
}

/// A mistake in a text that `EXECUTE` runs, told at the `EXECUTE`.
fn executed(diagnostic: Diagnostic, text: &str, at: Span) -> Diagnostic {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(LONGEST_TEXT) {
        line.truncate(end);
        line.push('…');
    }
    let note = format!("the text that `EXECUTE` runs is `{line}`");
    Diagnostic { span: at, ..diagnostic }.note(note, None)
}

/// How many characters of a text that `EXECUTE` runs a message shows.
const LONGEST_TEXT: usize = 120;
