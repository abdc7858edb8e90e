//! What other databases call a thing, and how PostgreSQL says it: for who comes from there.

use crate::types::TypeId;

/// What to write in place of a function that PostgreSQL does not have.
pub(crate) fn function(name: &str) -> Option<&'static str> {
    Some(match name {
        "ifnull" | "nvl" => "PostgreSQL has `coalesce(a, b)`",
        "len" | "datalength" => "PostgreSQL has `length(text)`",
        "getdate" | "sysdate" | "systimestamp" | "getutcdate" | "utc_timestamp" => {
            "PostgreSQL has `now()` and `current_date`"
        }
        "curdate" | "curtime" => "PostgreSQL has `current_date` and `current_time`",
        "group_concat" | "listagg" => "PostgreSQL has `string_agg(text, ', ')`",
        "charindex" | "instr" | "locate" => "PostgreSQL has `strpos(text, part)`",
        "date_format" | "strftime" => "PostgreSQL has `to_char(time, 'YYYY-MM-DD')`",
        "str_to_date" => "PostgreSQL has `to_date(text, 'YYYY-MM-DD')` and `to_timestamp`",
        "datediff" | "timestampdiff" => "PostgreSQL subtracts times: `a - b`",
        "dateadd" | "date_sub" | "adddate" | "subdate" => {
            "PostgreSQL adds intervals: `time + interval '1 day'`"
        }
        "rand" => "PostgreSQL has `random()`",
        "newid" | "uuid" | "newsequentialid" => "PostgreSQL has `gen_random_uuid()`",
        "last_insert_id" | "last_insert_rowid" | "scope_identity" => {
            "PostgreSQL returns it: `INSERT … RETURNING id`"
        }
        "if" | "iif" => "PostgreSQL has `CASE WHEN … THEN … ELSE … END`",
        "ucase" => "PostgreSQL has `upper(text)`",
        "lcase" => "PostgreSQL has `lower(text)`",
        "year" | "month" | "day" | "hour" | "minute" | "second" => {
            "PostgreSQL has `extract(year FROM time)`, of any field"
        }
        "unix_timestamp" | "unixepoch" => "PostgreSQL has `extract(epoch FROM time)`",
        "from_unixtime" => "PostgreSQL has `to_timestamp(seconds)`",
        "json_extract" => "PostgreSQL has `value -> 'key'`, and `->>` for it as text",
        _ => return None,
    })
}

/// What to write in place of a word or a sign that PostgreSQL's grammar does not have.
pub(crate) fn clause(word: &str) -> Option<&'static str> {
    Some(match word {
        "`" => "a name is quoted with `\"`, if it has to be",
        "auto_increment" | "autoincrement" => {
            "a key that counts is `bigint GENERATED ALWAYS AS IDENTITY`"
        }
        "engine" => "PostgreSQL has one engine: leave this out",
        "unsigned" => "numbers have a sign; `CHECK (n >= 0)` refuses it",
        "modify" => "write `ALTER COLUMN name TYPE …`, `SET NOT NULL`, `SET DEFAULT …`",
        "change" => "write `RENAME COLUMN old TO new`",
        "comment" => "write `COMMENT ON COLUMN table.column IS '…'`",
        _ => return None,
    })
}

/// What to write in place of a type that PostgreSQL does not have.
pub(crate) fn type_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "datetime" | "datetime2" | "smalldatetime" => {
            "write `timestamptz` for an instant, `timestamp` for what a calendar and a clock show"
        }
        "datetimeoffset" => "write `timestamptz`",
        "tinyint" => "write `smallint`, or `boolean` for what is true or false",
        "mediumint" => "write `int`",
        "double" => "write `double precision`",
        "number" => "write `numeric`, or `bigint` for whole numbers",
        "tinytext" | "mediumtext" | "longtext" | "clob" | "ntext" | "string" => "write `text`",
        "nvarchar" | "varchar2" | "nvarchar2" => "write `text`, or `varchar(n)`",
        "tinyblob" | "blob" | "mediumblob" | "longblob" | "binary" | "varbinary" | "image" => {
            "write `bytea`"
        }
        "uniqueidentifier" | "guid" => "write `uuid`",
        "enum" => "name it: `CREATE TYPE mood AS ENUM ('sad', 'happy')`",
        _ => return None,
    })
}

/// What to write in place of an operator that does not take these types.
pub(crate) fn operator(symbol: &str, inputs: &[TypeId]) -> Option<&'static str> {
    let text = |ty: &TypeId| matches!(*ty, TypeId::TEXT | TypeId::VARCHAR | TypeId::BPCHAR);
    let boolean = |ty: &TypeId| *ty == TypeId::BOOL;
    match symbol {
        "==" => Some("PostgreSQL compares with `=`"),
        "+" if inputs.iter().any(text)
            && inputs.iter().all(|ty| text(ty) || *ty == TypeId::UNKNOWN) =>
        {
            Some("`||` concatenates text")
        }
        "&&" if inputs.iter().any(boolean) => Some("conditions are connected by `AND`"),
        "||" if inputs.iter().all(boolean) => Some("conditions are connected by `OR`"),
        "!" if inputs.iter().all(boolean) => Some("a condition is negated by `NOT`"),
        _ => None,
    }
}
