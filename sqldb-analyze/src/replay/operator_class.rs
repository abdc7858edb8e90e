//! Access methods and operator classes: whether values of a type can be indexed as it is written.
//!
//! `indexcmds.c DefineIndex, ResolveOpClass, GetDefaultOpClass`.

use super::{Done, Replay};
use crate::catalog::builtin;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::Access;
use crate::tree::{Ident, QualifiedIdent};
use crate::types::{TypeId, is_binary_coercible};

/// Access methods and operator classes that extensions bring: name, access method, extension.
/// Those that are no class are written without an access method.
const OF_EXTENSIONS: [(&str, &str, &str); 29] = [
    ("bloom", "", "bloom"),
    ("hnsw", "", "vector"),
    ("ivfflat", "", "vector"),
    ("gin_trgm_ops", "gin", "pg_trgm"),
    ("gist_trgm_ops", "gist", "pg_trgm"),
    ("gin__int_ops", "gin", "intarray"),
    ("gist__int_ops", "gist", "intarray"),
    ("gist__intbig_ops", "gist", "intarray"),
    ("gin_hstore_ops", "gin", "hstore"),
    ("gist_hstore_ops", "gist", "hstore"),
    ("gist_ltree_ops", "gist", "ltree"),
    ("gist__ltree_ops", "gist", "ltree"),
    ("citext_pattern_ops", "btree", "citext"),
    ("gist_geometry_ops_2d", "gist", "postgis"),
    ("gist_geometry_ops_nd", "gist", "postgis"),
    ("gist_geography_ops", "gist", "postgis"),
    ("vector_ops", "btree", "vector"),
    ("vector_l2_ops", "hnsw", "vector"),
    ("vector_ip_ops", "hnsw", "vector"),
    ("vector_cosine_ops", "hnsw", "vector"),
    ("vector_l1_ops", "hnsw", "vector"),
    ("halfvec_l2_ops", "hnsw", "vector"),
    ("halfvec_ip_ops", "hnsw", "vector"),
    ("halfvec_cosine_ops", "hnsw", "vector"),
    ("sparsevec_l2_ops", "hnsw", "vector"),
    ("sparsevec_cosine_ops", "hnsw", "vector"),
    ("bit_hamming_ops", "hnsw", "vector"),
    ("bit_jaccard_ops", "hnsw", "vector"),
    ("gist_int4_ops", "gist", "btree_gist"),
];

/// The access method where none is written.
pub(super) const BTREE: &str = "btree";

/// Whether an index takes each value once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entries {
    /// `UNIQUE`.
    Unique,
    /// As many as there are rows.
    Any,
}

impl Replay<'_> {
    /// Refuses an access method that does not exist or cannot do what is asked of it, and elements
    /// that it has no operator class for.
    pub(super) fn can_be_indexed(
        &self,
        access: &Access,
        types: &[Option<(TypeId, Span)>],
        entries: Entries,
    ) -> Done {
        let method = match &access.method {
            Some(method) => {
                self.access_method(method, types.len(), entries)?;
                method.name.as_str()
            }
            None => BTREE,
        };
        // What an extension's method takes, it says itself.
        if builtin::operator_classes(method, self.catalog.major).next().is_none() {
            return Ok(());
        }
        let none = std::iter::repeat(&None);
        for (found, class) in types.iter().zip(access.classes.iter().chain(none)) {
            let Some((ty, span)) = *found else { continue };
            match class {
                Some(class) => self.operator_class(method, class, ty)?,
                None => self.default_operator_class(method, ty, span)?,
            }
        }
        Ok(())
    }

    fn access_method(&self, method: &Ident, elements: usize, entries: Entries) -> Done {
        let name = method.name.as_str();
        if builtin::operator_classes(name, self.catalog.major).next().is_none() {
            let message = format!("access method `{name}` does not exist");
            let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, method.span, message);
            return match of_extension(name, "") {
                Some(extension) => self.missing_without(extension, error),
                None if self.has_own_classes() => Ok(()),
                None => Err(error.into()),
            };
        }
        let cannot = |what: &str| {
            let message = format!("access method `{name}` does not support {what}");
            Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, method.span, message)
        };
        if entries == Entries::Unique && name != BTREE {
            return Err(cannot("unique indexes").help("leave out the method").into());
        }
        if elements > 1 && matches!(name, "hash" | "spgist") {
            return Err(cannot("multicolumn indexes").into());
        }
        Ok(())
    }

    /// A class that is written: it must exist, and take the type.
    fn operator_class(&self, method: &str, class: &QualifiedIdent, ty: TypeId) -> Done {
        let (name, span) = (class.name.name.as_str(), class.name.span);
        let mut named = builtin::operator_classes(method, self.catalog.major)
            .filter(|row| row.1 == name)
            .peekable();
        if named.peek().is_some() {
            let takes =
                |input: u16| is_binary_coercible(self.catalog, ty, TypeId(u32::from(input)));
            if named.any(|row| takes(row.2)) || self.may_have_own_classes() {
                return Ok(());
            }
            let shown = self.catalog.format_type(ty);
            let message = format!("operator class `{name}` does not accept data type {shown}");
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message).into());
        }
        let message =
            format!("operator class `{name}` does not exist for access method `{method}`");
        let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, span, message);
        match of_extension(name, method) {
            Some(extension) => self.missing_without(extension, error),
            None if self.may_have_own_classes() => Ok(()),
            None => Err(error.into()),
        }
    }

    /// The class of a type where none is written.
    pub(super) fn default_operator_class(&self, method: &str, ty: TypeId, span: Span) -> Done {
        let base = self.catalog.base_type(ty).id;
        let own = self
            .catalog
            .user_type(base)
            .is_some_and(|found| matches!(found.kind, crate::catalog::UserTypeKind::Base(_)));
        let installed = |name: &str| self.catalog.extensions.iter().any(|found| found == name);
        let by_extension = match method {
            "gin" => installed("btree_gin"),
            "gist" => installed("btree_gist"),
            _ => false,
        };
        let takes = |input: u16| is_binary_coercible(self.catalog, base, TypeId(u32::from(input)));
        let mut classes = builtin::operator_classes(method, self.catalog.major);
        if own || by_extension || self.has_own_classes() || classes.any(|row| row.3 && takes(row.2))
        {
            return Ok(());
        }
        let shown = self.catalog.format_type(ty);
        let message =
            format!("data type {shown} has no default operator class for access method `{method}`");
        let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, span, message);
        let sorted =
            builtin::operator_classes(BTREE, self.catalog.major).any(|row| row.3 && takes(row.2));
        let text = [TypeId::TEXT, TypeId::VARCHAR, TypeId::BPCHAR].contains(&base);
        let help = match method {
            "gin" if text => Some(
                "write `CREATE EXTENSION pg_trgm` in a migration before, and `gin_trgm_ops` behind \
                 the column; or index `to_tsvector('english', …)`",
            ),
            "gin" if sorted => Some("write `CREATE EXTENSION btree_gin` in a migration before"),
            "gist" if sorted => Some("write `CREATE EXTENSION btree_gist` in a migration before"),
            _ if base == TypeId::JSON => {
                Some("make the column `jsonb`, or index a text of it: `(data ->> 'key')`")
            }
            BTREE | "hash" => Some("write `USING gist` or `USING gin`, whichever has the type"),
            _ => None,
        };
        Err(match help {
            Some(help) => error.help(help),
            None => error,
        }
        .into())
    }

    fn missing_without(&self, extension: &str, error: Diagnostic) -> Done {
        if self.catalog.extensions.iter().any(|found| found == extension) || self.has_own_classes()
        {
            return Ok(());
        }
        let help = format!("write `CREATE EXTENSION {extension}` in a migration before");
        Err(error.help(help).into())
    }

    /// Whether a migration makes classes or access methods, or an extension of the user's may.
    fn has_own_classes(&self) -> bool {
        self.catalog.own_operator_classes || !self.catalog.extension_scripts.is_empty()
    }

    /// Whether there may be classes that are not PostgreSQL's: not all of extensions are known here.
    fn may_have_own_classes(&self) -> bool {
        let classes = |extension: &String| extension != "plpgsql";
        self.has_own_classes() || self.catalog.extensions.iter().any(classes)
    }
}

fn of_extension(name: &str, method: &str) -> Option<&'static str> {
    let vectors = |method: &str| matches!(method, "hnsw" | "ivfflat");
    let found = OF_EXTENSIONS
        .iter()
        .find(|(known, of, _)| *known == name && (*of == method || vectors(of) && vectors(method)));
    found.map(|(_, _, extension)| *extension)
}
