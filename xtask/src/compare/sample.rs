//! The types that are compared: PostgreSQL's, and some as migrations make them.

use crate::server::Server;
use sqldb_analyze::catalog::{Catalog, QualifiedName, UserType, UserTypeKind};
use sqldb_analyze::types::{TypeId, Typed};
use sqldb_analyze::{LineColumn, Origin};

const SETUP: &str = "
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN email AS text;
CREATE DOMAIN positive AS int4;
CREATE DOMAIN ints AS int4[];
CREATE TYPE pair AS (a int4, b text);
SELECT 1;";

/// The pseudo-type `unknown` stands for an untyped NULL.
const TYPES: &str = "
SELECT typname FROM pg_type
WHERE typnamespace = 'pg_catalog'::regnamespace AND oid < 10000
  AND (typtype IN ('b', 'r', 'm') AND typelem = 0
       OR typname IN ('_int4', '_int8', '_text', '_varchar', '_numeric', '_date', '_numrange',
                      'int2vector', 'oidvector', 'name', 'point', 'box', 'record', '_record',
                      'void', 'unknown'))
ORDER BY oid";

/// The types of the migrations, as the server has them after the same DDL.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) catalog: Catalog,
    builtin: Vec<String>,
}

/// A type, and the NULL of it in SQL.
#[derive(Clone, Debug)]
pub(super) struct SampleType {
    pub(super) id: TypeId,
    pub(super) null: String,
}

impl Sample {
    /// Makes the types on the server and in a catalog.
    pub(super) fn create(server: &Server) -> Result<Sample, String> {
        server.rows(SETUP)?;
        let mut catalog = Catalog { major: server.major, ..Catalog::default() };
        let mut make = |name: &str, kind| {
            let id = TypeId(catalog.next_type);
            let array = TypeId(catalog.next_type + 1);
            catalog.next_type += 2;
            let place = LineColumn { line: 1, column: 1 };
            let origin = Origin { file: "1_sample.up.sql".into(), place };
            let own = QualifiedName::new("public", name);
            let over = QualifiedName::new("public", format!("_{name}"));
            let array_kind = UserTypeKind::Array(id);
            let of_array =
                UserType { id: array, name: over, kind: array_kind, array: None, origin };
            let origin = of_array.origin.clone();
            catalog.types.push(UserType { id, name: own, kind, array: Some(array), origin });
            catalog.types.push(of_array);
        };
        let domain = |base: TypeId| {
            let base = Typed::from(base);
            UserTypeKind::Domain { base, default: false, constraints: Vec::new() }
        };
        make("mood", UserTypeKind::Enum(vec!["sad".to_owned(), "happy".to_owned()]));
        make("email", domain(TypeId::TEXT));
        make("positive", domain(TypeId::INT4));
        make("ints", domain(Catalog::default().array_of(TypeId::INT4).unwrap_or(TypeId::ANYARRAY)));
        let fields = vec![
            ("a".to_owned(), Typed::from(TypeId::INT4)),
            ("b".to_owned(), Typed::from(TypeId::TEXT)),
        ];
        make("pair", UserTypeKind::Composite(fields));
        let rows = server.rows(TYPES)?;
        let builtin = rows.into_iter().flat_map(|row| row.into_iter().next()).collect();
        Ok(Sample { catalog, builtin })
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<SampleType> {
        let user = self.catalog.types.iter().map(|user| user.name.name.as_str());
        let names: Vec<&str> = self.builtin.iter().map(String::as_str).chain(user).collect();
        self.types(&names)
    }

    /// Those of these names.
    pub(super) fn types(&self, names: &[&str]) -> Vec<SampleType> {
        let known = names.iter().filter_map(|name| {
            let id = self.catalog.find_type(None, name)?;
            let null = match *name {
                "unknown" => "NULL".to_owned(),
                name => format!("NULL::\"{name}\""),
            };
            Some(SampleType { id, null })
        });
        known.collect()
    }
}
