//! The names of collations, text search and their kin: what they mean (`namespace.c
//! get_collation_oid` and its like).

use super::rules::missing_schema;
use crate::catalog::{Catalog, Needed, OtherFound, OtherKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::closest;
use crate::span::Span;
use crate::tree::QualifiedIdent;

/// What one cannot do without who uses an object of this name; nothing where that is PostgreSQL's own.
///
/// # Errors
///
/// 42704 where it is not there, 3F000 where its schema is not.
pub(crate) fn needed_other(
    catalog: &Catalog,
    kind: &OtherKind,
    written: &QualifiedIdent,
) -> Result<Option<Needed>, Diagnostic> {
    let QualifiedIdent { schema, name } = written;
    let span = schema.as_ref().map_or(name.span, |schema| schema.span.to(name.span));
    other_in(catalog, kind, written.schema_name(), &name.name, span).map_err(|missing| {
        let schema = schema.as_ref().filter(|_| kind.is_in_schema());
        missing_schema(catalog, schema).unwrap_or(missing)
    })
}

/// [`needed_other`] without a look at the schema, of a name that may stand in a string.
pub(super) fn other_in(
    catalog: &Catalog,
    kind: &OtherKind,
    schema: Option<&str>,
    name: &str,
    span: Span,
) -> Result<Option<Needed>, Diagnostic> {
    let extension = match catalog.other_named(kind, schema, name) {
        OtherFound::Object(found) => return Ok(Some(Needed::Other(found.id))),
        OtherFound::OfExtension(extension) => {
            return Ok(Some(Needed::Extension(extension.to_owned())));
        }
        OtherFound::Own => return Ok(None),
        OtherFound::Missing(extension) => extension,
    };
    let written = match schema {
        Some(schema) => format!("{schema}.{name}"),
        None => name.to_owned(),
    };
    let message = missing(catalog, kind, &written);
    let diagnostic = Diagnostic::new(SqlState::UNDEFINED_OBJECT, span, message);
    if let Some(extension) = extension {
        let help = format!("write `CREATE EXTENSION {extension}` in a migration before");
        return Err(diagnostic.help(help));
    }
    let others = catalog.others.iter().filter(|found| found.kind == *kind);
    Err(match closest(name, others.map(|found| found.name.name.as_str())) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic,
    })
}

fn missing(catalog: &Catalog, kind: &OtherKind, written: &str) -> String {
    match kind {
        OtherKind::UserMapping(server) => {
            let server = catalog.other(*server);
            let server = server.map(|server| server.name.name.as_str()).unwrap_or_default();
            format!("user mapping for `{written}` does not exist for server `{server}`")
        }
        OtherKind::Transform(ty) => {
            let ty = catalog.format_type(*ty);
            format!("transform for type {ty} language `{written}` does not exist")
        }
        OtherKind::OperatorClass(method) | OtherKind::OperatorFamily(method) => {
            format!("{} `{written}` does not exist for access method `{method}`", kind.word())
        }
        kind => format!("{} `{written}` does not exist", kind.word()),
    }
}
