//! What was read by eye: functions whose NULLs the scan of C source cannot judge, or judges for one
//! major only. Read in PostgreSQL 15.18, and compared with 18.6.
//!
//! An entry is a name, or a name with its arguments as `pg_proc.proargtypes` prints them; the latter
//! counts first. What has no entry and is not in `symbols_<major>.txt` may be NULL.

use sqldb_analyze::catalog::Major;

/// When a call is NULL: the variants of the engine's `CallNulls`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Maybe,
    Total,
    FirstArgument,
    Never,
}

impl Class {
    /// The letter of the generated tables.
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Class::Maybe => "M",
            Class::Total => "T",
            Class::FirstArgument => "A",
            Class::Never => "Z",
        }
    }
}

/// The class of a function by this list.
pub(crate) fn audited(name: &str, signature: &str, major: Major) -> Option<Class> {
    // `cannotCastJsonbValue` raises an error for a JSON null up to 17; 18 returns NULL.
    if JSON_SCALARS.contains(&signature) {
        return Some(if major < Major::V18 { Class::Total } else { Class::Maybe });
    }
    let of = |key: &str| {
        let mut groups = AUDITED.iter();
        groups.find(|group| group.names.contains(&key)).map(|group| group.class)
    };
    of(signature).or_else(|| of(name))
}

struct Group {
    class: Class,
    names: &'static [&'static str],
}

static JSON_SCALARS: [&str; 7] = [
    "bool(jsonb)",
    "numeric(jsonb)",
    "int2(jsonb)",
    "int4(jsonb)",
    "int8(jsonb)",
    "float4(jsonb)",
    "float8(jsonb)",
];

static AUDITED: &[Group] = &[
    // `PG_RETURN_NULL()` stands behind `ereport(ERROR)`, "keep compiler quiet".
    Group {
        class: Class::Total,
        names: &[
            "int2div",
            "int4div",
            "int8div",
            "int24div",
            "int28div",
            "int42div",
            "int48div",
            "int82div",
            "int84div",
            "int2mod",
            "int4mod",
            "int8mod",
            "mod",
            "interval_mul",
            "interval_div",
            "make_interval",
        ],
    },
    // Bodies made by the macros TSVECTORCMPFUNC and CMPFUNC, which return a comparison.
    Group {
        class: Class::Total,
        names: &[
            "tsvector_lt",
            "tsvector_le",
            "tsvector_eq",
            "tsvector_ge",
            "tsvector_gt",
            "tsvector_ne",
            "tsvector_cmp",
            "tsquery_lt",
            "tsquery_le",
            "tsquery_eq",
            "tsquery_ge",
            "tsquery_gt",
            "tsquery_ne",
        ],
    },
    // SQL functions over functions that are total themselves.
    Group {
        class: Class::Total,
        names: &[
            "quote_literal(anyelement)",
            "textanycat",
            "anytextcat",
            "lpad(text, integer)",
            "rpad(text, integer)",
            "bit_length",
            "log(numeric)",
            "log10(numeric)",
            "round(numeric)",
            "trunc(numeric)",
            "numeric_pl_pg_lsn",
            "path_contain_pt",
            "polygon(circle)",
            "age(timestamp with time zone)",
            "age(timestamp without time zone)",
            "timestamptz(date, time without time zone)",
            "timedate_pl",
            "timetzdate_pl",
            "interval_pl_time",
            "interval_pl_date",
            "interval_pl_timetz",
            "interval_pl_timestamp",
            "interval_pl_timestamptz",
            "integer_pl_date",
            "int8pl_inet",
            "xpath",
            "xpath_exists",
        ],
    },
    // Not strict. `array_cat` is NULL if both arguments are, `xmlconcat2` too, `array_to_string` if
    // the array or the separator is.
    Group {
        class: Class::Total,
        names: &["array_cat", "xmlconcat2", "array_to_string(anyarray, text, text)"],
    },
    // Not strict; `PG_RETURN_NULL()` stands behind `PG_ARGISNULL(0)` alone.
    Group {
        class: Class::FirstArgument,
        names: &[
            "concat_ws",
            "format",
            "array_positions",
            "array_remove",
            "array_replace",
            "string_to_array",
            "format_type",
        ],
    },
    // NULL only for `VARIADIC NULL`, which the engine sees to.
    Group {
        class: Class::Never,
        names: &[
            "concat",
            "num_nulls",
            "num_nonnulls",
            "json_build_array",
            "json_build_object",
            "jsonb_build_array",
            "jsonb_build_object",
            "quote_nullable(anyelement)",
        ],
    },
    // Aggregates that count.
    Group { class: Class::Never, names: &["count", "regr_count"] },
    // Aggregates that are NULL for no input only; sample variances and their kin need two rows.
    Group {
        class: Class::Total,
        names: &[
            "sum",
            "avg",
            "min",
            "max",
            "array_agg",
            "string_agg",
            "json_agg",
            "jsonb_agg",
            "json_object_agg",
            "jsonb_object_agg",
            "xmlagg",
            "bool_and",
            "bool_or",
            "every",
            "bit_and",
            "bit_or",
            "bit_xor",
            "range_agg",
            "range_intersect_agg",
            "var_pop",
            "stddev_pop",
            "covar_pop",
            "regr_avgx",
            "regr_avgy",
            "regr_sxx",
            "regr_syy",
            "regr_sxy",
            "mode",
            "percentile_cont",
            "percentile_disc",
        ],
    },
    // Window functions that number rows, and hypothetical-set aggregates of the same names.
    Group {
        class: Class::Never,
        names: &["row_number", "rank", "dense_rank", "percent_rank", "cume_dist"],
    },
    // `lag` and `lead` with a default; the frame of `first_value` and `last_value` may be empty,
    // which counts as no input.
    Group {
        class: Class::Total,
        names: &[
            "ntile",
            "lag(anycompatible, integer, anycompatible)",
            "lead(anycompatible, integer, anycompatible)",
            "first_value",
            "last_value",
        ],
    },
];
