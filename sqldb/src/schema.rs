//! Whether the database is the one the program was compiled for: once per prepared statement.

use tokio_postgres::types::{Kind, Type};
use tokio_postgres::{Column, Statement};

use crate::error::{Error, Result};
use crate::row::plain_name;
use crate::statement::{ColumnTy, Columns, Declared, Plan, Repetition, Ty};

/// The server does not know something that the migrations create, so it has not run them all.
pub(crate) fn explain(plan: &Plan, error: Error) -> Error {
    match plan.columns {
        Columns::Compiled(_) if error.is_unknown_name() => error.with_help(
            "the database's schema differs from the migrations that the program was compiled with",
        ),
        _ => error,
    }
}

/// Compares the server's description with what was compiled.
///
/// # Errors
/// They differ; the error names the first parameter or column that does.
pub(crate) fn compare(plan: &Plan, statement: &Statement) -> Result<()> {
    for (index, (found, compiled)) in statement.params().iter().zip(plan.parameters).enumerate() {
        if !is(found, *compiled) {
            return Err(differs(&format!("parameter `${}`", index + 1), found, compiled.name));
        }
    }
    compare_columns(plan, statement.columns())
}

/// Compares the columns only.
///
/// # Errors
/// As [`compare`].
pub(crate) fn compare_columns(plan: &Plan, found: &[Column]) -> Result<()> {
    match plan.columns {
        Columns::Compiled(compiled) => {
            for (found, compiled) in found.iter().zip(compiled) {
                compare_column(found.name(), found.type_(), compiled)?;
            }
            compare_count(found.len(), compiled.len())
        }
        Columns::Declared(declared) => {
            for (found, declared) in found.iter().zip(declared) {
                compare_declared(found.name(), found.type_(), declared)?;
            }
            compare_count(found.len(), declared.len())
        }
    }
}

/// Compares the columns of rows that come from a statement which nobody has described before.
///
/// # Errors
/// As [`compare`]; that of a statement which may write says that it was executed.
pub(crate) fn compare_answer(plan: &Plan, found: &[Column]) -> Result<()> {
    compare_columns(plan, found).map_err(|error| match plan.repetition {
        Repetition::Harmless => error,
        Repetition::Unknown => error.of_executed(),
    })
}

/// Compares the types of a copy's columns with what was compiled.
///
/// # Errors
/// They differ; the error names the first column that does.
pub(crate) fn compare_copied(found: &[Type], compiled: &[ColumnTy]) -> Result<()> {
    for (found, compiled) in found.iter().zip(compiled) {
        if !is(found, compiled.ty) {
            return Err(differs(&format!("column `{}`", compiled.name), found, compiled.ty.name));
        }
    }
    compare_count(found.len(), compiled.len())
}

fn compare_count(found: usize, compiled: usize) -> Result<()> {
    if found == compiled {
        return Ok(());
    }
    Err(Error::schema(format!(
        "the database's schema differs from the migrations: \
         the result has {found} columns there, {compiled} were compiled"
    )))
}

fn compare_column(name: &str, found: &Type, compiled: &ColumnTy) -> Result<()> {
    let name = plain_name(name);
    // PostgreSQL cuts names off after 63 bytes.
    if name != compiled.name && !(name.len() >= 63 && compiled.name.starts_with(name)) {
        return Err(Error::schema(format!(
            "the database's schema differs from the migrations: \
             a column is called `{name}` there, `{}` was compiled",
            compiled.name
        )));
    }
    match is(found, compiled.ty) {
        true => Ok(()),
        false => Err(differs(&format!("column `{name}`"), found, compiled.ty.name)),
    }
}

fn compare_declared(name: &str, found: &Type, declared: &Declared) -> Result<()> {
    let name = plain_name(name);
    if name != declared.name {
        return Err(Error::schema(format!(
            "the query returns a column `{name}` where `{}` is declared",
            declared.name
        )));
    }
    match (declared.accepts)(found) {
        true => Ok(()),
        false => Err(Error::schema(format!(
            "column `{name}` is `{}`, which cannot be read as `{}`",
            found.name(),
            declared.rust
        ))),
    }
}

/// Whether the server's type is the compiled one; of a domain, the domain or what it is made of.
fn is(found: &Type, compiled: Ty) -> bool {
    let same = found.name() == compiled.name && found.schema() == compiled.schema;
    match found.kind() {
        Kind::Domain(base) => same || is(base, compiled),
        _ => same,
    }
}

fn differs(what: &str, found: &Type, compiled: &str) -> Error {
    Error::schema(format!(
        "the database's schema differs from the migrations: \
         {what} is `{}` there, `{compiled}` was compiled",
        found.name()
    ))
}
