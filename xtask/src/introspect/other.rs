//! Collations, operator classes, foreign servers and their kin, of a server.

use sqldb_analyze::catalog::{OtherId, OtherKind, OtherObject, QualifiedName};

use super::{SystemTypes, origin};
use crate::session::Row;

/// OID, kind, schema, name, and what it is of: an access method, a server, a type.
pub(super) const OTHERS: &str = "
SELECT id, kind, coalesce(CASE n.oid WHEN pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END, ''), name, of
FROM (
  SELECT oid, 'collation', collnamespace, collname, '' FROM pg_catalog.pg_collation
  UNION ALL SELECT oid, 'conversion', connamespace, conname, '' FROM pg_catalog.pg_conversion
  UNION ALL SELECT o.oid, 'operator class', opcnamespace, opcname, amname
    FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am a ON a.oid = opcmethod
  UNION ALL SELECT o.oid, 'operator family', opfnamespace, opfname, amname
    FROM pg_catalog.pg_opfamily o JOIN pg_catalog.pg_am a ON a.oid = opfmethod
  UNION ALL SELECT oid, 'text search configuration', cfgnamespace, cfgname, '' FROM pg_catalog.pg_ts_config
  UNION ALL SELECT oid, 'text search dictionary', dictnamespace, dictname, '' FROM pg_catalog.pg_ts_dict
  UNION ALL SELECT oid, 'text search parser', prsnamespace, prsname, '' FROM pg_catalog.pg_ts_parser
  UNION ALL SELECT oid, 'text search template', tmplnamespace, tmplname, '' FROM pg_catalog.pg_ts_template
  UNION ALL SELECT oid, 'statistics object', stxnamespace, stxname, '' FROM pg_catalog.pg_statistic_ext
  UNION ALL SELECT oid, 'access method', 0, amname, '' FROM pg_catalog.pg_am
  UNION ALL SELECT oid, 'foreign-data wrapper', 0, fdwname, '' FROM pg_catalog.pg_foreign_data_wrapper
  UNION ALL SELECT oid, 'server', 0, srvname, '' FROM pg_catalog.pg_foreign_server
  UNION ALL SELECT umid, 'user mapping', 0, CASE usename WHEN current_user THEN 'current_user' ELSE usename END, srvid::text
    FROM pg_catalog.pg_user_mappings
  UNION ALL SELECT oid, 'language', 0, lanname, '' FROM pg_catalog.pg_language
  UNION ALL SELECT oid, 'publication', 0, pubname, '' FROM pg_catalog.pg_publication
  UNION ALL SELECT oid, 'subscription', 0, subname, '' FROM pg_catalog.pg_subscription
    WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  UNION ALL SELECT t.oid, 'transform', 0, lanname, trftype::text
    FROM pg_catalog.pg_transform t JOIN pg_catalog.pg_language l ON l.oid = trflang
) o(id, kind, schema, name, of)
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.schema
WHERE id >= 16384";

pub(super) fn other(row: &Row, system: &SystemTypes) -> Option<OtherObject> {
    let of = row.text(4);
    let kind = match row.text(1) {
        "access method" => OtherKind::AccessMethod,
        "collation" => OtherKind::Collation,
        "conversion" => OtherKind::Conversion,
        "foreign-data wrapper" => OtherKind::ForeignDataWrapper,
        "language" => OtherKind::Language,
        "operator class" => OtherKind::OperatorClass(of.to_owned()),
        "operator family" => OtherKind::OperatorFamily(of.to_owned()),
        "publication" => OtherKind::Publication,
        "server" => OtherKind::Server,
        "statistics object" => OtherKind::Statistics,
        "subscription" => OtherKind::Subscription,
        "text search configuration" => OtherKind::TextSearchConfiguration,
        "text search dictionary" => OtherKind::TextSearchDictionary,
        "text search parser" => OtherKind::TextSearchParser,
        "text search template" => OtherKind::TextSearchTemplate,
        "transform" => OtherKind::Transform(system.id(of.parse().ok()?)),
        "user mapping" => OtherKind::UserMapping(OtherId(of.parse().ok()?)),
        _ => return None,
    };
    Some(OtherObject {
        id: OtherId(row.number(0)?),
        kind,
        name: QualifiedName::new(row.text(2), row.text(3)),
        part_of: None,
        about: None,
        default_for: None,
        origin: origin(),
    })
}
