//! What begins with a backslash, in psql's words.

use super::builtin::Success;
use super::output::Style;
use super::script::Script;
use super::session::{Session, Timing};
use crate::Failure;

/// Whether the shell goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Go,
    Leave,
    /// What was to be run failed, which has been said.
    Failed,
}

/// All of them.
const HELP: &str = r"  \d           tables, views and sequences
  \d NAME      the columns, indexes and constraints of one
  \dt \dv \ds  tables, views, sequences
  \dn \dT \df  schemas, types, functions
  \du \dx      roles, extensions
  \l           databases
  \x           each value on a line of its own, or columns side by side again
  \timing      show times, or do not
  \i FILE      run the statements of a file
  \copy        as COPY, from or to a file of this machine: \copy item TO 'items.csv' (FORMAT csv)
  \q           leave";

/// Runs one; `script` has what stands behind it.
///
/// # Errors
///
/// There is none of that name, or it cannot be done.
pub(super) fn run(
    session: &mut Session,
    text: &str,
    script: &mut Script<'_>,
) -> Result<Next, Failure> {
    let text = text.trim_end_matches(';').trim_end();
    let (command, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match (command, rest) {
        ("\\q", _) => return Ok(Next::Leave),
        ("\\?" | "\\h" | "\\help", _) => println!("{HELP}"),
        ("\\x", _) => {
            session.style =
                if session.style == Style::Expanded { Style::Table } else { Style::Expanded };
        }
        ("\\timing", _) => {
            session.timing = if session.timing == Timing::On { Timing::Off } else { Timing::On };
        }
        ("\\i", file) => {
            let statements =
                std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
            if session.run(&statements)? == Success::No {
                return Ok(Next::Failed);
            }
        }
        ("\\copy", copy) => {
            if session.copy_here(copy, script)? == Success::No {
                return Ok(Next::Failed);
            }
        }
        ("\\d", "") => session.show(&relations("'r', 'p', 'v', 'm', 'f', 'S'"))?,
        ("\\dt", _) => session.show(&relations("'r', 'p'"))?,
        ("\\dv", _) => session.show(&relations("'v', 'm'"))?,
        ("\\ds", _) => session.show(&relations("'S'"))?,
        ("\\d", name) => {
            session.show(&DESCRIBE.join("; ").replace("$1", &literal(name)))?;
        }
        ("\\dn", _) => session.show(SCHEMAS)?,
        ("\\dT", _) => session.show(TYPES)?,
        ("\\df", _) => session.show(FUNCTIONS)?,
        ("\\du", _) => session.show(ROLES)?,
        ("\\dx", _) => session.show(EXTENSIONS)?,
        ("\\l", _) => session.show(DATABASES)?,
        _ => return Err(format!("there is no `{command}`; \\? lists what there is").into()),
    }
    Ok(Next::Go)
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Relations of some kinds (`pg_class.relkind`).
fn relations(kinds: &str) -> String {
    format!(
        "SELECT nspname AS schema, relname AS name, CASE relkind WHEN 'r' THEN 'table' \
            WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' \
            WHEN 'f' THEN 'foreign table' ELSE 'sequence' END AS type, \
            pg_get_userbyid(relowner) AS owner, pg_size_pretty(pg_table_size(c.oid)) AS size \
         FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace \
         WHERE relkind IN ({kinds}) AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' \
         ORDER BY 1, 2"
    )
}

/// The columns, indexes, constraints and triggers of the relation `$1`.
const DESCRIBE: [&str; 4] = [
    "SELECT attname AS column, format_type(atttypid, atttypmod) AS type,
        CASE WHEN attnotnull THEN 'not null' END AS nulls,
        CASE WHEN attidentity <> '' THEN 'identity' WHEN attgenerated <> ''
            THEN 'generated: ' || pg_get_expr(adbin, adrelid)
            ELSE pg_get_expr(adbin, adrelid) END AS default
     FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    "SELECT indexrelid::regclass AS index, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index WHERE indrelid = $1::regclass ORDER BY indisprimary DESC, 1",
    "SELECT conname AS constraint, pg_get_constraintdef(oid) AS definition,
        CASE WHEN conrelid <> $1::regclass THEN conrelid::regclass END AS of
     FROM pg_constraint WHERE (conrelid = $1::regclass OR confrelid = $1::regclass) AND contype <> 'n'
     ORDER BY conrelid <> $1::regclass, contype, 1",
    "SELECT tgname AS trigger, pg_get_triggerdef(oid) AS definition
     FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal ORDER BY 1",
];

const SCHEMAS: &str = "SELECT nspname AS name, pg_get_userbyid(nspowner) AS owner FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1";

const TYPES: &str = "SELECT nspname AS schema, typname AS name,
        CASE typtype WHEN 'e' THEN (SELECT 'enum: ' || string_agg(enumlabel, ', ' ORDER BY enumsortorder)
            FROM pg_enum WHERE enumtypid = t.oid)
        WHEN 'd' THEN 'domain: ' || format_type(typbasetype, typtypmod) WHEN 'c' THEN 'composite'
        ELSE 'range' END AS what
    FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = typnamespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' AND typtype IN ('e', 'd', 'c', 'r')
        AND (typtype <> 'c' OR (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c')
    ORDER BY 1, 2";

const FUNCTIONS: &str = "SELECT nspname AS schema, proname AS name,
        pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid
            AND deptype = 'e')
    ORDER BY 1, 2";

const ROLES: &str =
    "SELECT rolname AS name, concat_ws(', ', CASE WHEN rolsuper THEN 'superuser' END,
        CASE WHEN rolcreatedb THEN 'creates databases' END,
        CASE WHEN rolcreaterole THEN 'creates roles' END,
        CASE WHEN NOT rolcanlogin THEN 'cannot log in' END) AS attributes,
        (SELECT string_agg(roleid::regrole::text, ', ' ORDER BY roleid) FROM pg_auth_members
            WHERE member = r.oid) AS member_of
    FROM pg_roles AS r WHERE rolname NOT LIKE 'pg\\_%' ORDER BY 1";

const EXTENSIONS: &str = "SELECT extname AS name, extversion AS version, nspname AS schema
    FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace ORDER BY 1";

const DATABASES: &str = "SELECT datname AS name, pg_get_userbyid(datdba) AS owner,
        CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_size_pretty(pg_database_size(oid)) END
            AS size
    FROM pg_database WHERE NOT datistemplate ORDER BY 1";
