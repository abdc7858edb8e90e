//! What the engine says of a statement, in names instead of ids.

use sqldb_analyze::catalog::{Catalog, QualifiedName};
use sqldb_analyze::lex::{PlaceholderKind, Placeholders, TokenKind, scan, tokenize};
use sqldb_analyze::replay::{Migration, apply};
use sqldb_analyze::statement::{Accepts, Nulls, Rows, Statement as Analysed};
use sqldb_analyze::{Diagnostic, analyze, syntax};

use super::input::Statement;

/// What is known of a statement, or what is wrong with it.
#[derive(Debug)]
pub(crate) struct Answer<'s> {
    pub(crate) statement: Statement<'s>,
    /// Its text with `$1` for placeholders, otherwise as it is written.
    pub(crate) bare: String,
    /// Mistakes have their places in the statement; there is at least one.
    pub(crate) outcome: Result<Description, Vec<Diagnostic>>,
}

/// What is known.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Rows,
    pub(crate) read: Vec<String>,
    pub(crate) written: Vec<String>,
    /// The text that would be sent.
    pub(crate) sql: String,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// What stands between the brackets, or `$1`.
    pub(crate) name: String,
    /// Its type, a domain itself, as PostgreSQL infers it.
    pub(crate) ty: String,
    /// Whether NULL is taken.
    pub(crate) nullable: bool,
}

/// A column of the result.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Its type, of a domain the base type.
    pub(crate) ty: String,
    pub(crate) domain: Option<String>,
    pub(crate) nullable: bool,
}

/// Asks the engine.
pub(crate) fn of<'s>(catalog: &Catalog, statement: Statement<'s>) -> Answer<'s> {
    let text = statement.text();
    let (bare, outcome) = match analyze(catalog, text) {
        Ok((analysed, placeholders)) => {
            let description = described(catalog, &analysed, &placeholders);
            // No server reads `VALUES <rows..>` and `{AND …}`.
            let own_form = !placeholders.rows.is_empty() || !placeholders.parts.groups.is_empty();
            (if own_form { analysed.sql } else { bare(text) }, Ok(description))
        }
        Err(_) if is_definition(text) => (bare(text), run(catalog, text)),
        Err(mistakes) => (bare(text), Err(mistakes)),
    };
    Answer { statement, bare, outcome }
}

fn bare(text: &str) -> String {
    // What has no tokens is not understood by the server either.
    let Ok((tokens, _)) = scan(text) else { return text.to_owned() };
    let mut bare = String::new();
    let mut done = 0;
    for token in tokens {
        let range = token.span.range();
        if let TokenKind::Parameter(index) = token.kind
            && let Some(before) = text.get(done..range.start)
        {
            bare.push_str(&format!("{before} ${} ", index.number()));
            done = range.end;
        }
    }
    bare.push_str(text.get(done..).unwrap_or_default());
    bare
}

/// Whether a statement makes what a database is of, or may: it is no query.
pub(crate) fn is_definition(text: &str) -> bool {
    tokenize(text).is_ok_and(|tokens| syntax::is_definition(&tokens))
}

/// A statement that is only run is applied to a copy of the database, for its mistakes.
fn run(catalog: &Catalog, text: &str) -> Result<Description, Vec<Diagnostic>> {
    let mistakes = apply(&mut catalog.clone(), &Migration { file: "", sql: text });
    match mistakes.is_empty() {
        false => Err(mistakes),
        true => Ok(Description {
            parameters: Vec::new(),
            columns: Vec::new(),
            rows: Rows::None,
            read: Vec::new(),
            written: Vec::new(),
            sql: text.to_owned(),
        }),
    }
}

fn described(catalog: &Catalog, analysed: &Analysed, placeholders: &Placeholders) -> Description {
    let parameters = analysed.parameters.iter().map(|parameter| {
        let number = parameter.index.number();
        let written = match &parameter.of_rows {
            Some(rows) => placeholders.rows.get(rows.placeholder),
            None => placeholders.list.get(usize::from(parameter.index.0)),
        };
        let name = match written.map(|placeholder| &placeholder.kind) {
            Some(PlaceholderKind::Path(path)) => path.clone(),
            Some(PlaceholderKind::Expression(text)) => text.clone(),
            Some(PlaceholderKind::Number) | None => format!("${number}"),
        };
        Parameter {
            name: match &parameter.of_rows {
                Some(rows) => format!("{name}.{}", rows.column),
                None => name,
            },
            ty: catalog.stored_type_name(parameter.domain.unwrap_or(parameter.ty)),
            nullable: parameter.accepts != Accepts::Value,
        }
    });
    let columns = analysed.columns.iter().map(|column| Column {
        name: column.name.clone(),
        ty: catalog.stored_type_name(column.ty),
        domain: column.domain.map(|domain| catalog.stored_type_name(domain)),
        nullable: column.annotation.nulls.unwrap_or(column.nulls) == Nulls::Maybe,
    });
    let names = |names: &[QualifiedName]| {
        names.iter().map(|name| format!("{}.{}", name.schema, name.name)).collect()
    };
    Description {
        parameters: parameters.collect(),
        columns: columns.collect(),
        rows: analysed.rows,
        read: names(&analysed.tables.read),
        written: names(&analysed.tables.written),
        sql: analysed.sql.clone(),
    }
}
