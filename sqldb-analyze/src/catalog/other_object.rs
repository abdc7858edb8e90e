//! Objects that are neither relations, types, routines, operators nor casts: collations, operator
//! classes, text search, foreign servers and their kin. No query has their types; but a definition
//! that uses one cannot go without it.

use super::{By, Needed, QualifiedName, RelationId};
use crate::span::Origin;
use crate::types::TypeId;

/// The identity of such an object, which a rename leaves as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OtherId(pub u32);

/// Such an object, of the migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherObject {
    /// Its identity.
    pub id: OtherId,
    /// What it is.
    pub kind: OtherKind,
    /// Its name; the schema is empty where the kind has none.
    pub name: QualifiedName,
    /// What it goes with, without a word: an operator class with its family, that with its access method.
    pub part_of: Option<OtherId>,
    /// The table and the columns that it goes with, without a word: extended statistics.
    pub about: Option<(RelationId, Vec<String>)>,
    /// The type that an operator class is the default of.
    pub default_for: Option<TypeId>,
    /// The statement that made it.
    pub origin: Origin,
}

/// The kinds of such objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherKind {
    /// `ACCESS METHOD`.
    AccessMethod,
    /// `COLLATION`.
    Collation,
    /// `CONVERSION`.
    Conversion,
    /// `FOREIGN DATA WRAPPER`.
    ForeignDataWrapper,
    /// `LANGUAGE`.
    Language,
    /// `OPERATOR CLASS`, of an access method.
    OperatorClass(String),
    /// `OPERATOR FAMILY`, of an access method.
    OperatorFamily(String),
    /// `PUBLICATION`.
    Publication,
    /// `SERVER`.
    Server,
    /// `STATISTICS`.
    Statistics,
    /// `SUBSCRIPTION`.
    Subscription,
    /// `TEXT SEARCH CONFIGURATION`.
    TextSearchConfiguration,
    /// `TEXT SEARCH DICTIONARY`.
    TextSearchDictionary,
    /// `TEXT SEARCH PARSER`.
    TextSearchParser,
    /// `TEXT SEARCH TEMPLATE`.
    TextSearchTemplate,
    /// `TRANSFORM` of a type; its name is that of the language.
    Transform(TypeId),
    /// `USER MAPPING` of a server; its name is that of the user.
    UserMapping(OtherId),
}

/// A dictionary that a text search configuration looks tokens up in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextSearchMapping {
    /// The configuration.
    pub configuration: OtherId,
    /// The type of the tokens; empty where that is not known.
    pub token: String,
    /// The dictionary.
    pub dictionary: OtherId,
}

impl OtherKind {
    /// What PostgreSQL's messages call it.
    pub fn word(&self) -> &'static str {
        match self {
            OtherKind::AccessMethod => "access method",
            OtherKind::Collation => "collation",
            OtherKind::Conversion => "conversion",
            OtherKind::ForeignDataWrapper => "foreign-data wrapper",
            OtherKind::Language => "language",
            OtherKind::OperatorClass(_) => "operator class",
            OtherKind::OperatorFamily(_) => "operator family",
            OtherKind::Publication => "publication",
            OtherKind::Server => "server",
            OtherKind::Statistics => "statistics object",
            OtherKind::Subscription => "subscription",
            OtherKind::TextSearchConfiguration => "text search configuration",
            OtherKind::TextSearchDictionary => "text search dictionary",
            OtherKind::TextSearchParser => "text search parser",
            OtherKind::TextSearchTemplate => "text search template",
            OtherKind::Transform(_) => "transform",
            OtherKind::UserMapping(_) => "user mapping",
        }
    }

    /// Whether its objects are in a schema.
    pub fn is_in_schema(&self) -> bool {
        match self {
            OtherKind::Collation
            | OtherKind::Conversion
            | OtherKind::OperatorClass(_)
            | OtherKind::OperatorFamily(_)
            | OtherKind::Statistics
            | OtherKind::TextSearchConfiguration
            | OtherKind::TextSearchDictionary
            | OtherKind::TextSearchParser
            | OtherKind::TextSearchTemplate => true,
            OtherKind::AccessMethod
            | OtherKind::ForeignDataWrapper
            | OtherKind::Language
            | OtherKind::Publication
            | OtherKind::Server
            | OtherKind::Subscription
            | OtherKind::Transform(_)
            | OtherKind::UserMapping(_) => false,
        }
    }
}

impl super::Catalog {
    /// The object of an id.
    pub fn other(&self, id: OtherId) -> Option<&OtherObject> {
        self.others.first(By::Other(id))
    }

    /// Whether what a definition uses is an object of a kind.
    pub(crate) fn is_other(&self, needed: &Needed, kind: &OtherKind) -> bool {
        match needed {
            Needed::Other(id) => self.other(*id).is_some_and(|found| found.kind == *kind),
            _ => false,
        }
    }

    /// The object that a name means, of those that the migrations made.
    pub(crate) fn find_other(
        &self,
        kind: &OtherKind,
        schema: Option<&str>,
        name: &str,
    ) -> Option<&OtherObject> {
        let in_schema = |schema: &str| {
            let is = |found: &&OtherObject| found.kind == *kind && found.name.is(schema, name);
            self.others.find_by(By::Name(name), is)
        };
        match schema {
            _ if !kind.is_in_schema() => in_schema(""),
            Some(schema) => in_schema(schema),
            None => self.search_schemas().find_map(in_schema),
        }
    }
}
