//! The questions of `\d` and its kin to the catalog.

use super::variables::literal;

/// Whether a command has a `+` behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    Less,
    More,
}

/// Which objects are listed: regular expressions for the schema and the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    schema: Option<String>,
    name: Option<String>,
}

impl Pattern {
    /// As psql reads it: `*` is any characters and `?` one, a dot ends the schema's name, and letters
    /// outside of quotes are folded.
    pub(super) fn read(text: &str) -> Pattern {
        let (mut schema, mut part) = (None, String::new());
        let mut quoted = false;
        for character in text.chars() {
            match character {
                '"' => quoted = !quoted,
                '.' if !quoted => schema = Some(std::mem::take(&mut part)),
                '*' if !quoted => part.push_str(".*"),
                '?' if !quoted => part.push('.'),
                letter if letter.is_alphanumeric() || letter == '_' => match quoted {
                    true => part.push(letter),
                    false => part.extend(letter.to_lowercase()),
                },
                other => part.extend(['\\', other]),
            }
        }
        Pattern { schema, name: Some(part).filter(|part| !part.is_empty()) }
    }

    /// The condition on the column `name` and on `nspname`. What is the system's is only listed where
    /// the schema or the name asks for it.
    fn condition(&self, name: &str) -> String {
        let users = "nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
        self.condition_or(name, users)
    }

    /// As [`condition`](Pattern::condition); but the system's functions and types have names of their
    /// own, so that one is enough to ask for them.
    fn condition_with_system(&self, name: &str) -> String {
        match self.name {
            Some(_) => self.condition_or(name, "nspname <> 'pg_toast'"),
            None => self.condition(name),
        }
    }

    fn condition_or(&self, name: &str, without_schema: &str) -> String {
        let matches =
            |column: &str, regex: &str| format!("{column} ~ {}", literal(&format!("^({regex})$")));
        let schema = match &self.schema {
            Some(regex) => matches("nspname", regex),
            None if self.name.as_deref().is_some_and(|name| name.starts_with("pg_")) => {
                "nspname <> 'pg_toast'".to_owned()
            }
            None => without_schema.to_owned(),
        };
        match &self.name {
            Some(regex) => format!("{schema} AND {}", matches(name, regex)),
            None => schema,
        }
    }
}

/// Relations of some kinds (`pg_class.relkind`).
pub(super) fn relations(kinds: &str, pattern: &Pattern, detail: Detail) -> String {
    let table = match kinds.contains('i') {
        true => "(SELECT indrelid::regclass FROM pg_index WHERE indexrelid = c.oid) AS table,",
        false => "",
    };
    let description = match detail {
        Detail::More => ", obj_description(c.oid, 'pg_class') AS description",
        Detail::Less => "",
    };
    format!(
        "SELECT nspname AS schema, relname AS name, CASE relkind WHEN 'r' THEN 'table' \
            WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' \
            WHEN 'f' THEN 'foreign table' WHEN 'i' THEN 'index' WHEN 'I' THEN 'partitioned index' \
            ELSE 'sequence' END AS type, {table} \
            pg_get_userbyid(relowner) AS owner, pg_size_pretty(pg_table_size(c.oid)) AS size \
            {description} \
         FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace \
         WHERE relkind = ANY ('{{{kinds}}}') AND {} ORDER BY 1, 2",
        pattern.condition("relname")
    )
}

/// The names of the relations that a pattern of `\d` stands for.
pub(super) fn named(pattern: &Pattern) -> String {
    format!(
        "SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace \
         WHERE relkind <> 't' AND {} ORDER BY nspname, relname",
        pattern.condition("relname")
    )
}

/// What a relation is made of, each with a question of its own; what has no rows is not shown.
pub(super) fn description(relation: &str, detail: Detail) -> String {
    let more = match detail {
        Detail::More => ", col_description(attrelid, attnum) AS description",
        Detail::Less => "",
    };
    let columns = COLUMNS.replace("$more", more);
    let parts: &[&str] = match detail {
        Detail::More => &[INDEXES, CONSTRAINTS, TRIGGERS, POLICIES, PARTITIONS, VIEW, WHOLE],
        Detail::Less => &[INDEXES, CONSTRAINTS, TRIGGERS, POLICIES, PARTITIONS],
    };
    let parts: Vec<&str> = [&*columns].into_iter().chain(parts.iter().copied()).collect();
    parts.join(";\n").replace("$1", &literal(relation))
}

const COLUMNS: &str = "SELECT attname AS column, format_type(atttypid, atttypmod) AS type,
        CASE WHEN attnotnull THEN 'not null' END AS nulls,
        CASE WHEN attidentity <> '' THEN 'identity' WHEN attgenerated <> ''
            THEN 'generated: ' || pg_get_expr(adbin, adrelid)
            ELSE pg_get_expr(adbin, adrelid) END AS default $more
     FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

const INDEXES: &str =
    "SELECT indexrelid::regclass AS index, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index WHERE indrelid = $1::regclass ORDER BY indisprimary DESC, 1";

const CONSTRAINTS: &str =
    "SELECT conname AS constraint, pg_get_constraintdef(oid) AS definition,
        CASE WHEN conrelid <> $1::regclass THEN conrelid::regclass END AS of
     FROM pg_constraint WHERE (conrelid = $1::regclass OR confrelid = $1::regclass) AND contype <> 'n'
     ORDER BY conrelid <> $1::regclass, contype, 1";

const TRIGGERS: &str = "SELECT tgname AS trigger, pg_get_triggerdef(oid) AS definition
     FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal ORDER BY 1";

const POLICIES: &str = "SELECT policyname AS policy, cmd AS of, roles AS to, qual AS using, with_check
     FROM pg_policies WHERE format('%I.%I', schemaname, tablename)::regclass = $1::regclass ORDER BY 1";

const PARTITIONS: &str = "SELECT inhrelid::regclass AS partition,
        pg_get_expr(relpartbound, inhrelid) AS bound
     FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid
     WHERE inhparent = $1::regclass AND relkind IN ('r', 'p', 'f') ORDER BY 1";

const VIEW: &str = "SELECT pg_get_viewdef(oid, true) AS query FROM pg_class
     WHERE oid = $1::regclass AND relkind IN ('v', 'm')";

const WHOLE: &str = "SELECT pg_size_pretty(pg_table_size(oid)) AS size,
        pg_size_pretty(pg_indexes_size(oid)) AS indexes, nullif(reltuples, -1)::int8 AS estimated_rows,
        obj_description(oid, 'pg_class') AS description
     FROM pg_class WHERE oid = $1::regclass";

pub(super) fn schemas(pattern: &Pattern) -> String {
    let condition = pattern.condition("nspname");
    format!(
        "SELECT nspname AS name, pg_get_userbyid(nspowner) AS owner FROM pg_namespace
         WHERE {condition} ORDER BY 1"
    )
}

pub(super) fn types(pattern: &Pattern) -> String {
    let condition = pattern.condition_with_system("typname");
    format!(
        "SELECT nspname AS schema, typname AS name, CASE typtype
            WHEN 'e' THEN (SELECT 'enum: ' || string_agg(enumlabel, ', ' ORDER BY enumsortorder)
                FROM pg_enum WHERE enumtypid = t.oid)
            WHEN 'd' THEN 'domain: ' || format_type(typbasetype, typtypmod) WHEN 'c' THEN 'composite'
            ELSE 'range' END AS what
         FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = typnamespace
         WHERE {condition} AND typtype IN ('e', 'd', 'c', 'r')
            AND (typtype <> 'c' OR (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c')
         ORDER BY 1, 2"
    )
}

/// Without those of extensions, unless a pattern asks for them.
pub(super) fn functions(pattern: &Pattern, detail: Detail) -> String {
    let condition = pattern.condition_with_system("proname");
    let asked = pattern.name.is_some() || pattern.schema.is_some();
    let more = match detail {
        Detail::More => {
            ", lanname AS language, CASE provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' \
             ELSE 'volatile' END AS volatility, obj_description(p.oid, 'pg_proc') AS description"
        }
        Detail::Less => "",
    };
    format!(
        "SELECT nspname AS schema, proname AS name, pg_get_function_arguments(p.oid) AS arguments,
            coalesce(pg_get_function_result(p.oid), 'procedure') AS result {more}
         FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
            JOIN pg_language AS l ON l.oid = prolang
         WHERE {condition} AND ({asked} OR NOT EXISTS (SELECT FROM pg_depend
            WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e'))
         ORDER BY 1, 2, 3"
    )
}

/// The text of a function, which is named with or without the types of its arguments.
pub(super) fn source(function: &str) -> String {
    let kind = if function.contains('(') { "regprocedure" } else { "regproc" };
    format!("SELECT pg_get_functiondef({}::{kind})", literal(function))
}

/// The text of a view.
pub(super) fn view(name: &str) -> String {
    format!("SELECT pg_get_viewdef({}::regclass, true)", literal(name))
}

pub(super) const PRIVILEGES: &str =
    "SELECT nspname AS schema, relname AS name, grantee, string_agg(privilege, ', ') AS may
    FROM (SELECT nspname, relname, coalesce(nullif(grantee, 0)::regrole::text, 'everybody') AS grantee,
            privilege_type AS privilege
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace,
            aclexplode(coalesce(relacl, acldefault('r', relowner)))
        WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT LIKE 'pg\\_%'
            AND nspname <> 'information_schema') AS granted
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

pub(super) const ROLES: &str =
    "SELECT rolname AS name, concat_ws(', ', CASE WHEN rolsuper THEN 'superuser' END,
        CASE WHEN rolcreatedb THEN 'creates databases' END,
        CASE WHEN rolcreaterole THEN 'creates roles' END,
        CASE WHEN NOT rolcanlogin THEN 'cannot log in' END) AS attributes,
        (SELECT string_agg(roleid::regrole::text, ', ' ORDER BY roleid) FROM pg_auth_members
            WHERE member = r.oid) AS member_of
    FROM pg_roles AS r WHERE rolname NOT LIKE 'pg\\_%' ORDER BY 1";

pub(super) const EXTENSIONS: &str =
    "SELECT extname AS name, extversion AS version, nspname AS schema
    FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace ORDER BY 1";

pub(super) const DATABASES: &str = "SELECT datname AS name, pg_get_userbyid(datdba) AS owner,
        CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_size_pretty(pg_database_size(oid)) END
            AS size
    FROM pg_database WHERE NOT datistemplate ORDER BY 1";

pub(super) const CONNECTION: &str = "SELECT current_database() AS database, current_user AS role,
        coalesce(host(inet_server_addr()), 'a socket of this machine') AS server,
        current_setting('server_version') AS version, pg_backend_pid() AS process";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_psql() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Pattern::read(text).condition("relname"), expected, "{text}");
        };
        let users = "nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
        check("", users);
        check("Todo*", &format!("{users} AND relname ~ '^(todo.*)$'"));
        check("\"To.do\"", &format!("{users} AND relname ~  E'^(To\\\\.do)$'"));
        check("audit.", "nspname ~ '^(audit)$'");
        check("a?.b", "nspname ~ '^(a.)$' AND relname ~ '^(b)$'");
        check("pg_class", "nspname <> 'pg_toast' AND relname ~ '^(pg_class)$'");
    }
}
