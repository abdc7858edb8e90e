//! Writes the engine's tables of extensions: what `CREATE EXTENSION` makes.
//!
//! Start with [`write()`] for contrib, which every server of ours has, and [`write_from`] for the
//! rest. A table is a text of lines, `sqldb-analyze/src/catalog/extension.rs` says of which; a line
//! that some versions only have says of which.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sqldb_analyze::catalog::Major;

use crate::nulls::Classes;
use crate::server::Server;

/// The lines of each extension.
type Tables = BTreeMap<String, Vec<String>>;

/// Languages for functions, and what ties contrib's types to them, hold nothing that a query names.
const LIST: &str = r"
SELECT name FROM pg_available_extensions
WHERE name !~ '^(pl|.*_pl)(perl|python|tcl|pgsql)' AND name !~ '^(postgis|address_standardizer|vector)'
ORDER BY name";

/// A type of PostgreSQL's own is its OID, another one its name.
const TYPE: &str = "CREATE FUNCTION pg_temp.ty(id oid) RETURNS text LANGUAGE sql AS
$$SELECT CASE WHEN id < 10000 THEN id::text ELSE (SELECT typname FROM pg_type t WHERE t.oid = id) END$$;
CREATE FUNCTION pg_temp.works(query text) RETURNS boolean LANGUAGE plpgsql AS
$$BEGIN EXECUTE 'EXPLAIN ' || query; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END$$;
CREATE FUNCTION pg_temp.fields(relation oid) RETURNS text LANGUAGE sql AS
$$SELECT string_agg(attname || ' ' || pg_temp.ty(atttypid) || CASE WHEN atttypmod <> -1 THEN ':' || atttypmod ELSE '' END
             || CASE WHEN attnotnull THEN '!' ELSE '' END, ',' ORDER BY attnum)
  FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped$$;
CREATE FUNCTION pg_temp.members(class regclass) RETURNS SETOF oid LANGUAGE sql AS
$$SELECT objid FROM pg_depend JOIN pg_extension e ON refobjid = e.oid
  WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = class AND extname = '{name}'$$;
";

/// Lines: types, relations, functions, operators, casts.
const MEMBERS: [&str; 6] = [
    "SELECT 'requires', r FROM pg_available_extension_versions v JOIN pg_extension e
       ON e.extname = v.name AND e.extversion = v.version, unnest(requires) r WHERE extname = '{name}'",
    "SELECT 'schema', schema FROM pg_available_extension_versions v JOIN pg_extension e
       ON e.extname = v.name AND e.extversion = v.version
     WHERE extname = '{name}' AND schema IS NOT NULL",
    "SELECT 'type', typname, typtype, typcategory, CASE WHEN typispreferred THEN 'p' ELSE '-' END,
            CASE WHEN typname = 'hstore' THEN pg_temp.ty('text'::regtype)
                 WHEN typsubscript <> 0 THEN pg_temp.ty(typelem) ELSE '0' END,
            CASE WHEN typmodin <> 0 THEN 'm' ELSE '-' END,
            CASE WHEN typtype <> 'b' THEN '-'
                 WHEN pg_temp.works(format('SELECT 1 FROM (SELECT NULL::%s) t(a) ORDER BY a', t.oid::regtype)) THEN 's'
                 WHEN pg_temp.works(format('SELECT DISTINCT a FROM (SELECT NULL::%s) t(a)', t.oid::regtype)) THEN 'e'
                 ELSE '-' END,
            CASE typtype WHEN 'd' THEN pg_temp.ty(typbasetype) WHEN 'c' THEN pg_temp.fields(typrelid)
                 WHEN 'e' THEN (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
                 ELSE '' END
     FROM pg_type t WHERE t.oid IN (SELECT pg_temp.members('pg_type'))
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
       AND NOT EXISTS (SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind <> 'c')",
    "SELECT 'relation', relname, relkind, pg_temp.fields(c.oid)
     FROM pg_class c WHERE c.oid IN (SELECT pg_temp.members('pg_class')) AND relkind IN ('r', 'v')",
    "SELECT 'function', proname, coalesce(nullif(
              (SELECT string_agg(pg_temp.ty(a), ',' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY u (a, n)), ''), '-'),
            pg_temp.ty(prorettype),
            CASE WHEN prokind = 'a' THEN CASE aggkind WHEN 'n' THEN 'a' ELSE aggkind END ELSE prokind END,
            CASE WHEN proisstrict THEN 's' ELSE '-' END || CASE WHEN proretset THEN 'r' ELSE '' END
              || CASE WHEN provariadic <> 0 THEN 'v' ELSE '' END,
            pronargdefaults, coalesce(aggnumdirectargs, 0),
            (SELECT string_agg(coalesce(proargnames[i], ''), ',' ORDER BY i)
             FROM generate_subscripts(coalesce(proallargtypes, proargtypes::oid[]), 1) s,
                  LATERAL (SELECT CASE WHEN proallargtypes IS NULL THEN s + 1 ELSE s END) n(i)
             WHERE proargnames IS NOT NULL AND (proargmodes IS NULL OR proargmodes[i] IN ('i', 'b', 'v'))),
            (SELECT string_agg(coalesce(proargnames[i], '') || ' ' || pg_temp.ty(proallargtypes[i]), ',' ORDER BY i)
             FROM generate_subscripts(proallargtypes, 1) i WHERE proargmodes[i] IN ('o', 'b', 't')),
            CASE WHEN proisstrict AND NOT proretset AND lanname = 'c' THEN prosrc END
     FROM pg_proc p LEFT JOIN pg_aggregate ON aggfnoid = p.oid JOIN pg_language l ON l.oid = prolang
     WHERE p.oid IN (SELECT pg_temp.members('pg_proc'))
       AND NOT proargtypes::oid[] && ARRAY['internal', 'cstring']::regtype[]::oid[]
       AND prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype,
                              'fdw_handler'::regtype, 'tsm_handler'::regtype, 'index_am_handler'::regtype)",
    "SELECT 'operator', oprname, CASE oprleft WHEN 0 THEN '0' ELSE pg_temp.ty(oprleft) END,
            pg_temp.ty(oprright), pg_temp.ty(oprresult), CASE WHEN proisstrict THEN 's' ELSE '-' END,
            CASE WHEN proisstrict AND NOT proretset AND lanname = 'c' THEN prosrc END
     FROM pg_operator JOIN pg_proc p ON p.oid = oprcode JOIN pg_language l ON l.oid = prolang
     WHERE pg_operator.oid IN (SELECT pg_temp.members('pg_operator'))
     UNION ALL
     SELECT 'cast', pg_temp.ty(castsource), pg_temp.ty(casttarget), castcontext::text, castmethod::text, '',
            CASE WHEN proisstrict AND NOT proretset AND lanname = 'c' THEN prosrc END
     FROM pg_cast LEFT JOIN pg_proc p ON p.oid = castfunc LEFT JOIN pg_language l ON l.oid = prolang
     WHERE pg_cast.oid IN (SELECT pg_temp.members('pg_cast'))",
];

/// Writes the tables of contrib.
pub(crate) fn write() -> Result<(), String> {
    let mut versions: BTreeMap<String, Vec<(Major, Vec<String>)>> = BTreeMap::new();
    for major in Major::ALL {
        let server = Server::start(major)?;
        for (name, lines) in contrib(&server)? {
            versions.entry(name).or_default().push((major, lines));
        }
    }
    for (name, versions) in &versions {
        save(name, &merged(versions))?;
    }
    list()
}

/// Writes the tables of some extensions from the server that a directory holds the programs of.
/// They are taken to be the same in every version.
pub(crate) fn write_from(binaries: &Path, names: &[&str]) -> Result<(), String> {
    let server = Server::start_in(binaries)?;
    for name in names {
        let lines = lines(&server, name)?;
        let all: Vec<(Major, Vec<String>)> = Major::ALL.map(|major| (major, lines.clone())).into();
        save(name, &merged(&all))?;
    }
    list()
}

/// What the extensions of contrib that a server has make.
fn contrib(server: &Server) -> Result<Tables, String> {
    let mut tables = Tables::new();
    for name in server.rows(LIST)?.into_iter().flatten() {
        let lines = lines(server, &name)?;
        tables.insert(name, lines);
    }
    Ok(tables)
}

fn lines(server: &Server, name: &str) -> Result<Vec<String>, String> {
    let total = Classes::of_extensions(server.major)?;
    let make = format!("CREATE EXTENSION IF NOT EXISTS \"{name}\" CASCADE;\n");
    let sql = format!("{make}{TYPE}{};", MEMBERS.join(";\n")).replace("{name}", name);
    let mut lines = Vec::new();
    for mut row in server.rows(&sql)? {
        let kind = row.first().map_or("", String::as_str);
        if matches!(kind, "function" | "operator" | "cast") {
            // Behind all stands the C symbol, which the flags say enough of.
            let symbol = row.pop().unwrap_or_default();
            if let Some(flags) = row.get_mut(FLAGS).filter(|_| total.contains(&symbol)) {
                flags.push('t');
            }
        }
        let line = row.join("\t");
        lines.push(line.trim_end_matches('\t').to_owned());
    }
    Ok(lines)
}

/// Which field of functions, operators and casts their flags are.
const FLAGS: usize = 5;

/// The lines of all versions, each with those that have it.
fn merged(versions: &[(Major, Vec<String>)]) -> Vec<String> {
    let mut lines: BTreeMap<&str, Vec<Major>> = BTreeMap::new();
    for (major, own) in versions {
        for line in own {
            lines.entry(line).or_default().push(*major);
        }
    }
    let all = Major::ALL.len();
    let of = |(line, majors): (&str, Vec<Major>)| match majors.as_slice() {
        [first, .., last] if majors.len() < all => {
            format!("{}-{}\t{line}", first.number(), last.number())
        }
        [only] => format!("{0}-{0}\t{line}", only.number()),
        _ => format!("all\t{line}"),
    };
    lines.into_iter().map(of).collect()
}

fn save(name: &str, lines: &[String]) -> Result<(), String> {
    let mut text = String::from("# Generated by `cargo xtask catalog`: do not edit.\n");
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let path = directory().join(format!("{name}.txt"));
    std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Writes the list of the tables that there are.
fn list() -> Result<(), String> {
    let mut names = Vec::new();
    let entries = std::fs::read_dir(directory()).map_err(|error| error.to_string())?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".txt").map(str::to_owned));
    }
    names.sort();
    let mut text = String::from(
        "// Generated by `cargo xtask catalog`: do not edit.\n//! The extensions that are known, sorted by name.\n\n\
         #[rustfmt::skip]\npub(super) static TABLES: &[(&str, &str)] = &[\n",
    );
    for name in names {
        text.push_str(&format!("    ({name:?}, include_str!(\"{name}.txt\")),\n"));
    }
    text.push_str("];\n");
    std::fs::write(directory().join("list.rs"), text).map_err(|error| error.to_string())
}

fn directory() -> PathBuf {
    crate::workspace().join("sqldb-analyze/src/catalog/extension")
}

#[cfg(test)]
mod tests {
    use sqldb_analyze::catalog::{Catalog, ExtensionScript};
    use sqldb_analyze::replay::{Migration, replay_onto};

    use super::*;

    #[test]
    fn committed_tables_are_fresh() {
        for major in Major::ALL {
            let Some(server) = Server::start_for_test(major) else { continue };
            let number = major.number();
            for (name, mut lines) in contrib(&server).unwrap() {
                let path = directory().join(format!("{name}.txt"));
                let text = std::fs::read_to_string(&path).unwrap();
                let holds = |line: &str| {
                    let (versions, line) = line.split_once('\t')?;
                    let (first, last) = versions.split_once('-').unwrap_or(("15", "18"));
                    let range = first.parse().ok()?..=last.parse().ok()?;
                    range.contains(&number).then(|| line.to_owned())
                };
                let committed: Vec<String> = text.lines().skip(1).filter_map(holds).collect();
                lines.sort();
                assert!(committed == lines, "{name} of {number}: run `cargo xtask catalog`");
            }
        }
    }

    /// What `sqldb catalog dump` asks a server.
    const DUMP: &str = include_str!("../../sqldb-cli/src/catalog/dump.sql");

    /// What a catalog has of an extension, without what no query sees.
    fn listed(catalog: &Catalog) -> Vec<String> {
        let ty = |id| catalog.format_type(id);
        let mut lines = Vec::new();
        for function in &catalog.functions {
            let types: Vec<String> = function.arguments.iter().map(|a| ty(a.ty)).collect();
            // The tables leave out what nobody calls.
            let hidden =
                [&function.result].into_iter().chain(function.arguments.iter().map(|a| &a.ty));
            let hidden: Vec<String> = hidden.map(|id| ty(*id)).collect();
            const HIDDEN: [&str; 5] =
                ["internal", "cstring", "trigger", "fdw_handler", "tsm_handler"];
            if hidden.iter().any(|ty| HIDDEN.contains(&ty.as_str()) || ty == "index_am_handler") {
                continue;
            }
            lines.push(format!(
                "function {}({}) {:?} {} {} {} {} {}",
                function.name.name,
                types.join(", "),
                function.kind,
                ty(function.result),
                function.strict,
                function.returns_set,
                function.variadic,
                function.defaults,
            ));
        }
        for operator in &catalog.operators {
            let left = operator.left.map_or(String::new(), ty);
            let (right, result) = (ty(operator.right), ty(operator.result));
            lines.push(format!("operator {left} {} {right} {result}", operator.name.name));
        }
        for cast in &catalog.casts {
            let (source, target) = (ty(cast.source), ty(cast.target));
            lines.push(format!("cast {source} {target} {:?}", cast.context));
        }
        for user in &catalog.types {
            let info = catalog.type_info(user.id).unwrap();
            let (name, category, order) = (info.name, info.category, catalog.order(user.id));
            lines.push(format!("type {name} {category:?} {} {order:?}", info.preferred));
        }
        lines.sort();
        lines
    }

    #[test]
    fn a_dumped_script_makes_what_the_table_makes() {
        let Some(server) = Server::start_for_test(Major::V15) else { return };
        for name in server.rows(LIST).unwrap().into_iter().flatten() {
            let make = format!("CREATE EXTENSION \"{name}\" CASCADE;");
            let there = make.replace("EXTENSION", "EXTENSION IF NOT EXISTS");
            server.rows(&format!("{there}\nSELECT 1;")).unwrap();
            let dumped = server.rows(&DUMP.replace("$1", &format!("'{name}'"))).unwrap();
            let script = ExtensionScript {
                name: name.clone(),
                file: "script.sql".into(),
                sql: dumped.concat().join("\n").into(),
            };
            let replayed = |extension_scripts| {
                let empty = Catalog { major: Major::V15, extension_scripts, ..Catalog::default() };
                let (catalog, mistakes) =
                    replay_onto(empty, &[Migration { file: "1.sql", sql: &make }]);
                assert!(mistakes.is_empty(), "{name}: {mistakes:?}");
                listed(&catalog)
            };
            let (table, script) = (replayed(Vec::new()), replayed(vec![script]));
            let only = |these: &[String], those: &[String]| -> Vec<String> {
                these.iter().filter(|line| !those.contains(line)).cloned().collect()
            };
            let different = (only(&table, &script), only(&script, &table));
            assert_eq!(different, (Vec::new(), Vec::new()), "{name}");
        }
    }
}
