//! Whose a collation, an operator class or one of their kin is: the migrations', an extension's, or
//! PostgreSQL's own, which are not listed one by one.

use super::{Catalog, GoneThing, Major, OtherKind, OtherObject, builtin};

/// What a name means.
pub(crate) enum OtherFound<'c> {
    /// An object of the migrations.
    Object(&'c OtherObject),
    /// What an extension that is installed has.
    OfExtension(&'static str),
    /// PostgreSQL's own, or nobody knows.
    Own,
    /// Nothing has the name; the extension that would have it.
    Missing(Option<&'static str>),
}

/// What extensions have: kind, name, extension. Those of operator classes are written with their access
/// method.
const OF_EXTENSIONS: [(&str, &str, &str); 38] = [
    ("access method", "bloom", "bloom"),
    ("access method", "hnsw", "vector"),
    ("access method", "ivfflat", "vector"),
    ("gin", "gin_trgm_ops", "pg_trgm"),
    ("gist", "gist_trgm_ops", "pg_trgm"),
    ("gin", "gin__int_ops", "intarray"),
    ("gist", "gist__int_ops", "intarray"),
    ("gist", "gist__intbig_ops", "intarray"),
    ("gin", "gin_hstore_ops", "hstore"),
    ("gist", "gist_hstore_ops", "hstore"),
    ("gist", "gist_ltree_ops", "ltree"),
    ("gist", "gist__ltree_ops", "ltree"),
    ("btree", "citext_pattern_ops", "citext"),
    ("gist", "gist_geometry_ops_2d", "postgis"),
    ("gist", "gist_geometry_ops_nd", "postgis"),
    ("gist", "gist_geography_ops", "postgis"),
    ("btree", "vector_ops", "vector"),
    ("hnsw", "vector_l2_ops", "vector"),
    ("hnsw", "vector_ip_ops", "vector"),
    ("hnsw", "vector_cosine_ops", "vector"),
    ("hnsw", "vector_l1_ops", "vector"),
    ("hnsw", "halfvec_l2_ops", "vector"),
    ("hnsw", "halfvec_ip_ops", "vector"),
    ("hnsw", "halfvec_cosine_ops", "vector"),
    ("hnsw", "sparsevec_l2_ops", "vector"),
    ("hnsw", "sparsevec_cosine_ops", "vector"),
    ("hnsw", "bit_hamming_ops", "vector"),
    ("hnsw", "bit_jaccard_ops", "vector"),
    ("gist", "gist_int4_ops", "btree_gist"),
    ("foreign-data wrapper", "postgres_fdw", "postgres_fdw"),
    ("foreign-data wrapper", "file_fdw", "file_fdw"),
    ("foreign-data wrapper", "dblink_fdw", "dblink"),
    ("text search dictionary", "unaccent", "unaccent"),
    ("text search dictionary", "intdict", "dict_int"),
    ("text search dictionary", "xsyn", "dict_xsyn"),
    ("text search template", "unaccent", "unaccent"),
    ("text search template", "intdict_template", "dict_int"),
    ("text search template", "xsyn_template", "dict_xsyn"),
];

/// The languages of which PostgreSQL has a text search configuration in every version.
const LANGUAGES: [&str; 28] = [
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
];

/// Collations that have a plain name on every system, or on some.
const COLLATIONS: [&str; 51] = [
    "default",
    "ucs_basic",
    "unicode",
    "pg_c_utf8",
    "pg_unicode_fast",
    "bokmal",
    "catalan",
    "croatian",
    "czech",
    "danish",
    "dansk",
    "deutsch",
    "dutch",
    "eesti",
    "english",
    "estonian",
    "finnish",
    "francais",
    "french",
    "galego",
    "galician",
    "german",
    "greek",
    "hebrew",
    "hrvatski",
    "hungarian",
    "icelandic",
    "italian",
    "japanese",
    "korean",
    "lithuanian",
    "norwegian",
    "nynorsk",
    "polish",
    "portuguese",
    "romanian",
    "russian",
    "slovak",
    "slovene",
    "slovenian",
    "spanish",
    "swedish",
    "thai",
    "turkish",
    "chinese",
    "arabic",
    "persian",
    "ukrainian",
    "bulgarian",
    "serbian",
    "vietnamese",
];

impl Catalog {
    /// What a name means.
    pub(crate) fn other_named(
        &self,
        kind: &OtherKind,
        schema: Option<&str>,
        name: &str,
    ) -> OtherFound<'_> {
        if let Some(found) = self.find_other(kind, schema, name) {
            return OtherFound::Object(found);
        }
        let extension = extension_of(kind, name);
        let installed = |extension: &str| self.extensions.iter().any(|found| found == extension);
        match extension {
            Some(extension) if installed(extension) => OtherFound::OfExtension(extension),
            _ if self.unread.contains(&GoneThing::Other(name.to_owned())) => OtherFound::Own,
            _ if self.may_be_own(kind, schema, name) || !self.knows_all() => OtherFound::Own,
            extension => OtherFound::Missing(extension),
        }
    }

    /// Whether a name may be that of an object that is none of the migrations'.
    fn may_be_own(&self, kind: &OtherKind, schema: Option<&str>, name: &str) -> bool {
        if kind.is_in_schema() && schema.is_some_and(|schema| schema != "pg_catalog") {
            return false;
        }
        let language = |language: &str| {
            LANGUAGES.contains(&language) || language == "estonian" && self.major >= Major::V18
        };
        match kind {
            OtherKind::AccessMethod => {
                name == "heap" || builtin::operator_classes(name, self.major).next().is_some()
            }
            // Those of the system have regions, encodings, upper case.
            OtherKind::Collation => {
                COLLATIONS.contains(&name)
                    || !name
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            }
            OtherKind::Conversion => name.contains("_to_"),
            OtherKind::Language => {
                matches!(name, "internal" | "c" | "sql" | "java" | "javau")
                    || name.starts_with("pl")
            }
            OtherKind::OperatorClass(method) => {
                let mut classes = builtin::operator_classes(method, self.major);
                classes.any(|row| row.1 == name) || self.others_unlisted()
            }
            OtherKind::OperatorFamily(_) => name.ends_with("_ops") || self.others_unlisted(),
            OtherKind::TextSearchConfiguration => name == "simple" || language(name),
            OtherKind::TextSearchDictionary => {
                name == "simple" || name.strip_suffix("_stem").is_some_and(language)
            }
            OtherKind::TextSearchParser => name == "default",
            OtherKind::TextSearchTemplate => {
                matches!(name, "simple" | "synonym" | "ispell" | "thesaurus" | "snowball")
            }
            OtherKind::ForeignDataWrapper => self.extensions.iter().any(|found| found == name),
            OtherKind::Publication
            | OtherKind::Server
            | OtherKind::Statistics
            | OtherKind::Subscription
            | OtherKind::Transform(_)
            | OtherKind::UserMapping(_) => false,
        }
    }

    /// Whether there may be operator classes that are listed nowhere: not all of extensions are known.
    fn others_unlisted(&self) -> bool {
        let classes = |extension: &String| extension != "plpgsql";
        !self.extension_scripts.is_empty() || self.extensions.iter().any(classes)
    }
}

/// The extension that has an object of this kind and name.
fn extension_of(kind: &OtherKind, name: &str) -> Option<&'static str> {
    let vectors = |method: &str| matches!(method, "hnsw" | "ivfflat");
    let is = |word: &str| match kind {
        OtherKind::OperatorClass(method) => word == method || vectors(word) && vectors(method),
        kind => word == kind.word(),
    };
    let found = OF_EXTENSIONS.iter().find(|(word, known, _)| *known == name && is(word));
    found.map(|(_, _, extension)| *extension)
}
