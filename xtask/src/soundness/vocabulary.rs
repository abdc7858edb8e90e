//! What random queries are made of: types with values, functions, operators and relations.

use std::collections::BTreeMap;

use sqldb_analyze::catalog::{Catalog, Major, RelationKind};

use crate::random::Random;
use crate::session::Session;

/// Types and texts of values, a type a line.
const VALUES: &str = include_str!("values.txt");

/// All that there is to choose from.
pub(super) struct Vocabulary {
    /// Types with the texts of some values.
    pub(super) types: Vec<(String, Vec<String>)>,
    /// Functions and operators by the type of their result.
    pub(super) calls: BTreeMap<String, Vec<Call>>,
    /// Aggregates by the type of their result.
    pub(super) aggregates: BTreeMap<String, Vec<Call>>,
    /// Window functions by the type of their result.
    pub(super) windows: BTreeMap<String, Vec<Call>>,
    /// Functions that return sets of one column.
    pub(super) sets: Vec<(String, Call)>,
    /// The server's version.
    pub(super) major: Major,
    /// Tables and views with their columns and the types of these.
    pub(super) relations: Vec<Relation>,
}

/// A function or an operator with the types of its arguments.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Its name or symbol.
    pub(super) name: String,
    /// How it is written.
    pub(super) form: Form,
    /// The types of its arguments.
    pub(super) arguments: Vec<String>,
}

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `f(x)`.
    Function,
    /// `x + y`.
    Operator,
}

/// A relation.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    /// Its name.
    pub(super) name: String,
    /// Whether rows can be written to it.
    pub(super) writable: bool,
    /// Names and types of its columns, and whether NULL may be written to them.
    pub(super) columns: Vec<(String, String, bool)>,
}

/// Functions without a place in random queries: they ask for the server's state, files or other
/// sessions, or change something.
const LEFT_OUT: &str = "^(pg_|lo_|system_user|has_|xpath|xml|binary_upgrade|set_config|currval|lastval|nextval|\
    setval|txid|inet_(client|server)|version$|current_|query_to|cursor_to|table_to|schema_to|\
    database_to|ts_debug|row_security|to_reg|brin|gin|gist|hash|ts_(parse|token)|.*(send|recv|out)$|\
    getdatabaseencoding|convert|decode$|encode$|repeat$|.?pad$|regexp_|json.?_path|.*statistics)";

impl Vocabulary {
    /// Reads the functions from the server and the relations from the catalog.
    pub(super) fn read(session: &mut Session, catalog: &Catalog) -> Result<Vocabulary, String> {
        let types: Vec<(String, Vec<String>)> = VALUES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(ty, values)| (ty.to_owned(), values.split('\t').map(str::to_owned).collect()))
            .collect();
        let mut vocabulary = Vocabulary {
            types,
            calls: BTreeMap::new(),
            aggregates: BTreeMap::new(),
            windows: BTreeMap::new(),
            sets: Vec::new(),
            major: catalog.major,
            relations: Vec::new(),
        };
        for row in session.rows(&format!(
            "SELECT quote_ident(p.proname), json_agg(a.name ORDER BY a.at)::text, {result}, p.prokind::text, \
                    p.proretset, p.provariadic <> 0 \
             FROM pg_proc p LEFT JOIN LATERAL (
               SELECT {argument} AS name, u.at FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY u(ty, at)
               JOIN pg_type t ON t.oid = u.ty
             ) a ON true JOIN pg_type r ON r.oid = p.prorettype \
             LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid \
             WHERE p.pronamespace IN ('pg_catalog'::regnamespace, 'public'::regnamespace) \
               AND p.prokind IN ('f', 'a', 'w') AND coalesce(g.aggkind, 'n') = 'n' \
               AND p.provolatile <> 'v' AND p.proname !~ '{LEFT_OUT}' \
               AND (p.proargmodes IS NULL OR p.provariadic <> 0) \
             GROUP BY p.oid, r.oid, p.proname, p.prokind, p.proretset, p.provariadic \
             ORDER BY p.proname, p.oid",
            result = name_of("r"),
            argument = name_of("t"),
        ))? {
            let mut arguments = row.list(1);
            arguments.retain(|argument| !argument.is_empty());
            if row.is(5) {
                // `VARIADIC "any"` is one argument of any type, an array its elements.
                if let Some(last) = arguments.last_mut() {
                    let element = match last.as_str() {
                        "anyarray" => "anyelement",
                        "anycompatiblearray" => "anycompatible",
                        other => other.trim_end_matches("[]"),
                    };
                    *last = element.to_owned();
                }
            }
            let call =
                Call { name: row.text(0).to_owned(), form: Form::Function, arguments };
            let kind = match (row.text(3), row.is(4)) {
                ("a", _) => Kind::Aggregate,
                ("w", _) => Kind::Window,
                (_, true) => Kind::Set,
                _ => Kind::Plain,
            };
            vocabulary.add(&call, row.text(2), kind);
        }
        for row in session.rows(&format!(
            "SELECT o.oprname, {left}, {right}, {result} FROM pg_operator o \
             LEFT JOIN pg_type l ON l.oid = o.oprleft JOIN pg_type r ON r.oid = o.oprright \
             JOIN pg_type e ON e.oid = o.oprresult \
             WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprname !~ '^[*]?[<>]?[*]$' \
             ORDER BY o.oid",
            left = name_of("l"),
            right = name_of("r"),
            result = name_of("e"),
        ))? {
            let arguments = [row.text(1), row.text(2)];
            let arguments = arguments.into_iter().filter(|ty| !ty.is_empty()).map(str::to_owned);
            let call = Call {
                name: row.text(0).to_owned(),
                form: Form::Operator,
                arguments: arguments.collect(),
            };
            vocabulary.add(&call, row.text(3), Kind::Plain);
        }
        vocabulary.relations = relations(catalog);
        Ok(vocabulary)
    }

    fn add(&mut self, call: &Call, result: &str, kind: Kind) {
        // Polymorphic functions are taken over a few types.
        let generic = |ty: &str| ty.starts_with("any") || ty == "\"any\"";
        let polymorphic = generic(result) || call.arguments.iter().any(|ty| generic(ty));
        let over: &[&str] = if polymorphic { &["int4", "text", "date"] } else { &["int4"] };
        for element in over {
            let Some(result) = instance(result, element) else { continue };
            let arguments: Option<Vec<String>> =
                call.arguments.iter().map(|ty| instance(ty, element)).collect();
            let Some(arguments) = arguments else { continue };
            let known = |ty: &String| self.types.iter().any(|(name, _)| name == ty);
            if !known(&result) || !arguments.iter().all(known) {
                continue;
            }
            let call = Call { arguments, ..call.clone() };
            match kind {
                Kind::Plain => self.calls.entry(result).or_default().push(call),
                Kind::Aggregate => self.aggregates.entry(result).or_default().push(call),
                Kind::Window => self.windows.entry(result).or_default().push(call),
                Kind::Set => self.sets.push((result, call)),
            }
        }
    }

    /// A type.
    pub(super) fn any_type(&self, random: &mut Random) -> String {
        random.pick(&self.types).map_or_else(|| "int4".to_owned(), |(ty, _)| ty.clone())
    }

    /// A value of a type, as a string in SQL.
    pub(super) fn value(&self, random: &mut Random, ty: &str) -> String {
        let values = self.types.iter().find(|(name, _)| name == ty).map(|(_, values)| values);
        let usual = if ty.ends_with("[]") { "{}" } else { "" };
        let value = values.and_then(|values| random.pick(values)).map_or(usual, String::as_str);
        format!("'{}'", value.replace('\'', "''"))
    }
}

/// What a function is for.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Aggregate,
    Window,
    Set,
}

/// A type's name as `values.txt` has it; empty for no type.
fn name_of(alias: &str) -> String {
    format!(
        "CASE WHEN {alias}.typelem <> 0 AND {alias}.typname LIKE '\\_%' \
         THEN substr({alias}.typname, 2) || '[]' \
         WHEN {alias}.typname = 'char' THEN '\"char\"' ELSE coalesce({alias}.typname, '') END"
    )
}

/// A type where `anyelement` is `element`.
fn instance(ty: &str, element: &str) -> Option<String> {
    let (range, multirange) = match element {
        "int4" => ("int4range", "int4multirange"),
        "date" => ("daterange", "datemultirange"),
        _ => ("", ""),
    };
    let name = match ty {
        "anyelement" | "anynonarray" | "anycompatible" | "anycompatiblenonarray" | "any" => element,
        "anyarray" | "anycompatiblearray" => return Some(format!("{element}[]")),
        "anyrange" | "anycompatiblerange" => range,
        "anymultirange" | "anycompatiblemultirange" => multirange,
        "anyenum" => "mood",
        other => other,
    };
    (!name.is_empty()).then(|| name.to_owned())
}

fn relations(catalog: &Catalog) -> Vec<Relation> {
    let mut relations = Vec::new();
    for relation in &catalog.relations {
        if relation.kind == RelationKind::Sequence || relation.name.schema != "public" {
            continue;
        }
        let columns = relation.columns.iter().map(|column| {
            let name = catalog.stored_type_name(column.ty.id);
            let name = match name.strip_prefix('_') {
                Some(element) => format!("{element}[]"),
                None if name == "char" => "\"char\"".to_owned(),
                None => name,
            };
            let nullable = column.not_null == sqldb_analyze::catalog::NotNull::No;
            (column.name.clone(), name, nullable)
        });
        relations.push(Relation {
            name: relation.name.name.clone(),
            writable: relation.kind == RelationKind::Table
                || relation.kind == RelationKind::PartitionedTable,
            columns: columns.collect(),
        });
    }
    relations
}

/// `wide`: a column of every type that takes NULL, and one that does not, with four rows.
pub(super) fn wide_table() -> String {
    let mut definitions = vec!["id int4 PRIMARY KEY".to_owned()];
    let mut rows = [const { String::new() }; 4];
    for (number, line) in VALUES.lines().enumerate() {
        let Some((ty, values)) = line.split_once('\t') else { continue };
        let values: Vec<&str> = values.split('\t').collect();
        definitions.push(format!("m{number} {ty}"));
        definitions.push(format!("n{number} {ty} NOT NULL"));
        for (at, row) in rows.iter_mut().enumerate() {
            let value = values.get(at % values.len()).copied().unwrap_or_default();
            let value = format!("'{}'", value.replace('\'', "''"));
            let nullable = if (at + number) % 2 == 0 { "NULL" } else { &value };
            row.push_str(&format!(", {nullable}, {value}"));
        }
    }
    let rows: Vec<String> =
        rows.iter().enumerate().map(|(id, row)| format!("({id}{row})")).collect();
    format!(
        "CREATE TABLE wide ({});\nINSERT INTO wide VALUES {};",
        definitions.join(", "),
        rows.join(", ")
    )
}
