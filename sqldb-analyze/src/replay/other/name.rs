//! The names of collations, operator classes, foreign servers and their kin, as they are written: what
//! they mean.

use crate::catalog::{Needed, OtherId, OtherKind};
use crate::replay::{Done, Replay};
use crate::tree::Ident;
use crate::tree::ddl::{OtherName, OtherWord};

impl Replay<'_> {
    /// The object that a name means; [`None`] for one that is none of the migrations'.
    pub(in crate::replay) fn other(&self, written: &OtherName) -> Done<Option<OtherId>> {
        Ok(match self.needed_other(written)? {
            Some(Needed::Other(id)) => Some(id),
            _ => None,
        })
    }

    /// What one cannot do without who uses an object of this name.
    pub(in crate::replay) fn needed_other(&self, written: &OtherName) -> Done<Option<Needed>> {
        let Some(kind) = self.other_kind(written)? else { return Ok(None) };
        Ok(crate::infer::needed_other(self.catalog, &kind, &written.name)?)
    }

    /// What a kind is, with what it is of; [`None`] where that may be there, but is none of the
    /// migrations'.
    pub(in crate::replay) fn other_kind(&self, written: &OtherName) -> Done<Option<OtherKind>> {
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
                match self.other(&OtherName::alone(OtherWord::Server, server.clone()))? {
                    Some(server) => OtherKind::UserMapping(server),
                    None => return Ok(None),
                }
            }
        }))
    }

    pub(in crate::replay) fn method_exists(&self, method: &Ident) -> Done {
        self.other(&OtherName::alone(OtherWord::AccessMethod, method.clone())).map(drop)
    }
}
