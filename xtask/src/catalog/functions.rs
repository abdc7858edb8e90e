//! `functions.rs`: functions, aggregates and window functions of `pg_catalog` and
//! `information_schema`.

use sqldb_analyze::catalog::Major;

use super::{Row, Table, literal, numbers};
use crate::nulls::Classes;
use crate::server::Server;

/// Functions that take `internal` are left out: no query can call them.
const FUNCTIONS: &str = r#"
SELECT proname, array_to_string(proargtypes::oid[], ','), prorettype,
       CASE WHEN prokind = 'a' THEN CASE aggkind WHEN 'n' THEN 'a' ELSE aggkind END ELSE prokind END,
       proisstrict, proretset, provariadic <> 0, pronargdefaults, coalesce(aggnumdirectargs, 0),
       (SELECT string_agg(coalesce(proargnames[i], ''), ',' ORDER BY i)
        FROM generate_subscripts(coalesce(proallargtypes, proargtypes::oid[]), 1) s,
             LATERAL (SELECT CASE WHEN proallargtypes IS NULL THEN s + 1 ELSE s END) n(i)
        WHERE proargnames IS NOT NULL AND (proargmodes IS NULL OR proargmodes[i] IN ('i', 'b', 'v'))),
       (SELECT string_agg(coalesce(proargnames[i], '') || ' ' || proallargtypes[i], ',' ORDER BY i)
        FROM generate_subscripts(proallargtypes, 1) i WHERE proargmodes[i] IN ('o', 'b', 't')),
       {nulls}
FROM pg_proc p LEFT JOIN pg_aggregate ON aggfnoid = p.oid
WHERE pronamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  AND 'internal'::regtype <> ALL (proargtypes::oid[])"#;

pub(super) fn table(server: &Server, major: Major) -> Result<Table, String> {
    let classes = Classes::read(major)?;
    let sql = FUNCTIONS.replace("{nulls}", Classes::COLUMNS);
    let mut rows = Vec::new();
    for row in server.rows(&sql)? {
        rows.push(line(&row, &classes).ok_or_else(|| format!("unexpected row {row:?}"))?);
    }
    Ok(Table {
        name: "functions.rs",
        what: "The functions, sorted by name and arguments.",
        uses: "",
        array: ("FUNCTIONS", "FunctionRow"),
        rows,
    })
}

fn line(row: &[String], classes: &Classes) -> Option<Row> {
    let [
        name,
        arguments,
        result,
        kind,
        strict,
        set,
        variadic,
        defaults,
        direct,
        names,
        columns,
        nulls @ ..,
    ] = row
    else {
        return None;
    };
    let flags = match (strict.as_str(), set.as_str()) {
        ("t", "f") => "S",
        ("f", "f") => "C",
        ("t", _) => "SR",
        (_, _) => "CR",
    };
    let variadic = if variadic == "t" { "V" } else { "F" };
    let list = |text: &str| {
        text.split(',').filter(|_| !text.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let names: Vec<String> = list(names).iter().map(|name| literal(name)).collect();
    let columns: Option<Vec<String>> = list(columns)
        .iter()
        .map(|column| {
            let (name, ty) = column.split_once(' ')?;
            Some(format!("({}, {ty})", literal(name)))
        })
        .collect();
    let line = format!(
        "FunctionRow({}, &[{}], {result}, b'{kind}', {flags}, {variadic}, {defaults}, {direct}, {}, &[{}], &[{}]",
        literal(name),
        list(arguments).join(", "),
        classes.of(nulls)?.letter(),
        names.join(", "),
        columns?.join(", "),
    );
    Some(Row { key: (name.clone(), numbers(arguments)), line })
}
