//! How PostgreSQL writes a type in messages and in `\d` (`format_type.c`).

use super::{Catalog, TypeKind};
use crate::types::{TypeId, Typed, typmod};

impl Catalog {
    /// The type as PostgreSQL's messages name it: `integer`, `character varying(20)`,
    /// `timestamp with time zone`, `integer[]`, and a type of the migrations with its schema only
    /// where the search path does not find it.
    pub fn format_type(&self, ty: impl Into<Typed>) -> String {
        let Typed { id, typmod } = ty.into();
        let Some(info) = self.type_info(id) else { return "???".to_owned() };
        // `int2vector` and `oidvector` are true arrays, but not written as such.
        if let TypeKind::Array(element) = info.kind
            && info.name.starts_with('_')
        {
            return format!("{}[]", self.format_type(Typed { id: element, typmod }));
        }
        if let Some(name) = typmod::spelled(id, typmod) {
            return name;
        }
        let name = quote_identifier(info.name);
        let visible = self.find_type(None, info.name) == Some(id);
        let name = if visible { name } else { format!("{}.{name}", quote_identifier(info.schema)) };
        match typmod {
            Some(typmod) => format!("{name}({})", typmod.0),
            None => name,
        }
    }

    /// The type as `pg_type` names it, with its schema where the search path does not find it:
    /// `int8`, `_text`, `app.mood`.
    pub fn stored_type_name(&self, id: TypeId) -> String {
        let Some(info) = self.type_info(id) else { return "???".to_owned() };
        match self.find_type(None, info.name) == Some(id) {
            true => info.name.to_owned(),
            false => format!("{}.{}", info.schema, info.name),
        }
    }
}

/// Puts quotes around a name that needs them in any version (`ruleutils.c quote_identifier`).
pub fn quote_identifier(name: &str) -> String {
    let starts = |c: char| c.is_ascii_lowercase() || c == '_';
    let safe = name.starts_with(starts)
        && name.chars().all(|c| starts(c) || c.is_ascii_digit())
        && matches!(
            super::builtin::keyword_of(name, super::Major::V18),
            crate::lex::Keyword::None | crate::lex::Keyword::Unreserved
        );
    if safe { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
