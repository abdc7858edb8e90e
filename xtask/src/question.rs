//! One statement, answered by the engine and by a server, and how the answers differ.

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::lex::{Placeholder, PlaceholderKind, Placeholders, TokenKind, tokenize};
use sqldb_analyze::statement::Statement;
use sqldb_analyze::types::TypeId;
use sqldb_analyze::{Diagnostic, Refusal, infer, syntax};

use crate::introspect::SystemTypes;
use crate::session::{Description, Refused, Session};

/// The engine's answer about a statement that the server describes.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The same types and names.
    Right,
    /// Others: the worst that can be.
    Wrong(Vec<String>),
    /// None.
    Refused(Box<Diagnostic>),
}

/// Asks the engine about a statement with `$1` for its parameters.
///
/// # Errors
///
/// The first of its diagnostics.
pub(crate) fn analyse(catalog: &Catalog, text: &str) -> Result<Statement, Box<Diagnostic>> {
    let tokens = tokenize(text).map_err(Box::new)?;
    let most = tokens.iter().filter_map(|token| match token.kind {
        TokenKind::Parameter(index) => Some(index.number()),
        _ => None,
    });
    let span = tokens.first().map(|token| token.span).unwrap_or_default();
    let kind = PlaceholderKind::Number;
    let placeholder = Placeholder { kind, optional: false, decides: false, span };
    let list = vec![placeholder; usize::try_from(most.max().unwrap_or(0)).unwrap_or(0)];
    let tree = syntax::statement(&tokens).map_err(Box::new)?;
    infer::statement(catalog, text, &tree, &Placeholders { list, ..Placeholders::default() })
        .map_err(|mistakes| {
            let first = mistakes.into_iter().next();
            Box::new(
                first.unwrap_or_else(|| Diagnostic::unsupported(span, "a refusal without reason")),
            )
        })
}

/// Compares the engine's answer with the server's, about the statement and about the text that is
/// sent for it. The catalog's ids are the server's OIDs.
pub(crate) fn compare(
    session: &mut Session,
    (catalog, system): (&Catalog, &SystemTypes),
    text: &str,
    described: &Description,
) -> Verdict {
    let statement = match analyse(catalog, text) {
        Ok(statement) => statement,
        Err(diagnostic) => return Verdict::Refused(diagnostic),
    };
    let inferred =
        statement.parameters.iter().map(|parameter| parameter.domain.unwrap_or(parameter.ty));
    let mut wrong = differences((catalog, system), &statement, inferred, described);
    if wrong.is_empty() && statement.sql != text {
        wrong = sent_differences(session, (catalog, system), &statement);
    }
    match wrong.is_empty() {
        true => Verdict::Right,
        false => Verdict::Wrong(wrong),
    }
}

/// What the server says otherwise of the text that is sent.
pub(crate) fn sent_differences(
    session: &mut Session,
    (catalog, system): (&Catalog, &SystemTypes),
    statement: &Statement,
) -> Vec<String> {
    let wrong = match session.describe(&statement.sql) {
        Ok(described) => {
            let sent = statement.parameters.iter().map(|parameter| parameter.ty);
            differences((catalog, system), statement, sent, &described)
        }
        Err(Refused { code, message }) => vec![format!("{code}: {message}")],
    };
    wrong.into_iter().map(|wrong| format!("sent as `{}`: {wrong}", statement.sql)).collect()
}

fn differences(
    (catalog, system): (&Catalog, &SystemTypes),
    statement: &Statement,
    parameters: impl Iterator<Item = TypeId>,
    described: &Description,
) -> Vec<String> {
    let shown = |oid: u32| catalog.format_type(TypeId(oid));
    let mut wrong = Vec::new();
    let theirs: Vec<u32> = described.parameters.iter().map(|oid| system.id(*oid).0).collect();
    let parameters: Vec<u32> = parameters.map(|ty| ty.0).collect();
    if parameters != theirs {
        let list = |oids: &[u32]| oids.iter().map(|oid| shown(*oid)).collect::<Vec<_>>().join(", ");
        wrong.push(format!(
            "parameters ({}), PostgreSQL says ({})",
            list(&parameters),
            list(&theirs)
        ));
    }
    let columns: Vec<(String, u32)> =
        statement.columns.iter().map(|column| (column.name.clone(), column.ty.0)).collect();
    if columns.len() != described.columns.len() {
        let (ours, theirs) = (columns.len(), described.columns.len());
        wrong.push(format!("{ours} columns, PostgreSQL says {theirs}"));
    }
    for (ours, (name, oid)) in columns.iter().zip(&described.columns) {
        let theirs = (name.clone(), system.id(*oid).0);
        if *ours != theirs {
            wrong.push(format!(
                "column {} {}, PostgreSQL says {} {}",
                ours.0,
                shown(ours.1),
                theirs.0,
                shown(theirs.1)
            ));
        }
    }
    wrong
}

/// Whether the engine refuses what the server describes, but refuses for every argument when it is
/// run (23502, a cast of a literal): with the same code.
pub(crate) fn refused_alike(diagnostic: &Diagnostic, run: &Result<(), Refused>) -> bool {
    let Err(Refused { code, .. }) = run else { return false };
    diagnostic.refusal == Refusal::Postgres && diagnostic.code.code() == code
}

/// A refusal in one line.
pub(crate) fn reason(diagnostic: &Diagnostic) -> String {
    let message = diagnostic.message.replace('\n', " ");
    match diagnostic.refusal {
        Refusal::Unsupported => message,
        Refusal::Postgres => format!("{}: {message}", diagnostic.code.code()),
    }
}
