//! The names of collations, operator classes, foreign servers and their kin, as they are written: what
//! they mean.

use super::lookup::{span, spelled, with_suggestion};
use super::{Done, Replay};
use crate::catalog::{Needed, OtherFound, OtherId, OtherKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::ddl::{OtherName, OtherWord};
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    /// The object that a name means; [`None`] for one that is none of the migrations'.
    pub(super) fn other(&self, written: &OtherName) -> Done<Option<OtherId>> {
        Ok(match self.needed_other(written)? {
            Some(Needed::Other(id)) => Some(id),
            _ => None,
        })
    }

    /// What one cannot do without who uses an object of this name.
    pub(super) fn needed_other(&self, written: &OtherName) -> Done<Option<Needed>> {
        let Some(kind) = self.other_kind(written)? else { return Ok(None) };
        let name = &written.name;
        let schema = name.schema.as_ref();
        let schema_name = schema.map(|schema| schema.name.as_str());
        let extension = match self.catalog.other_named(&kind, schema_name, &name.name.name) {
            OtherFound::Object(found) => return Ok(Some(Needed::Other(found.id))),
            OtherFound::OfExtension(name) => return Ok(Some(Needed::Extension(name.to_owned()))),
            OtherFound::Own => return Ok(None),
            OtherFound::Missing(extension) => extension,
        };
        if let Some(schema) = schema.filter(|_| kind.is_in_schema()) {
            self.schema_exists(schema)?;
        }
        let diagnostic = self.missing_other(&kind, name);
        if let Some(extension) = extension {
            let help = format!("write `CREATE EXTENSION {extension}` in a migration before");
            return Err(diagnostic.help(help).into());
        }
        let others = self.catalog.others.iter().filter(|found| found.kind == kind);
        let names = others.map(|found| found.name.name.as_str());
        Err(with_suggestion(diagnostic, &name.name.name, names).into())
    }

    fn missing_other(&self, kind: &OtherKind, name: &QualifiedIdent) -> Diagnostic {
        let written = spelled(name);
        let message = match kind {
            OtherKind::UserMapping(server) => {
                let server = self.catalog.other(*server);
                let server = server.map(|server| server.name.name.as_str()).unwrap_or_default();
                format!("user mapping for `{written}` does not exist for server `{server}`")
            }
            OtherKind::Transform(ty) => {
                let ty = self.catalog.format_type(*ty);
                format!("transform for type {ty} language `{written}` does not exist")
            }
            OtherKind::OperatorClass(method) | OtherKind::OperatorFamily(method) => {
                format!("{} `{written}` does not exist for access method `{method}`", kind.word())
            }
            kind => format!("{} `{written}` does not exist", kind.word()),
        };
        Diagnostic::new(SqlState::UNDEFINED_OBJECT, span(name), message)
    }

    /// What a kind is, with what it is of; [`None`] where that may be there, but is none of the
    /// migrations'.
    pub(super) fn other_kind(&self, written: &OtherName) -> Done<Option<OtherKind>> {
        Ok(Some(match &written.kind {
            OtherWord::AccessMethod => OtherKind::AccessMethod,
            OtherWord::Collation => OtherKind::Collation,
            OtherWord::Conversion => OtherKind::Conversion,
            OtherWord::ForeignDataWrapper => OtherKind::ForeignDataWrapper,
            OtherWord::Language => OtherKind::Language,
            OtherWord::OperatorClass(method) => {
                self.method_exists(method)?;
                OtherKind::OperatorClass(method.name.clone())
            }
            OtherWord::OperatorFamily(method) => {
                self.method_exists(method)?;
                OtherKind::OperatorFamily(method.name.clone())
            }
            OtherWord::Publication => OtherKind::Publication,
            OtherWord::Server => OtherKind::Server,
            OtherWord::Statistics => OtherKind::Statistics,
            OtherWord::Subscription => OtherKind::Subscription,
            OtherWord::TextSearchConfiguration => OtherKind::TextSearchConfiguration,
            OtherWord::TextSearchDictionary => OtherKind::TextSearchDictionary,
            OtherWord::TextSearchParser => OtherKind::TextSearchParser,
            OtherWord::TextSearchTemplate => OtherKind::TextSearchTemplate,
            OtherWord::Transform(type_name) => OtherKind::Transform(self.typed(type_name)?.id),
            OtherWord::UserMapping(server) => {
                let name = QualifiedIdent { schema: None, name: server.clone() };
                match self.other(&OtherName { kind: OtherWord::Server, name })? {
                    Some(server) => OtherKind::UserMapping(server),
                    None => return Ok(None),
                }
            }
        }))
    }

    pub(super) fn method_exists(&self, method: &Ident) -> Done {
        let name = QualifiedIdent { schema: None, name: method.clone() };
        self.other(&OtherName { kind: OtherWord::AccessMethod, name }).map(drop)
    }
}
