//! PostgreSQL's types as Rust types without values: the `P` of [`EncodeAs<P>`](crate::EncodeAs).
//!
//! They carry PostgreSQL's own names, so that a message of the compiler says both sides:
//! "`String` cannot be sent as PostgreSQL `int8`". Enums and composites that the migrations create
//! are their own markers.

#![allow(non_camel_case_types, reason = "these are PostgreSQL's names, and messages print them")]

use tokio_postgres::types::{Kind, Type};

/// Declares the markers and the table that finds a built-in type by its name.
macro_rules! markers {
    ($($(#[$doc:meta])* $marker:ident: $scalar:ident $(, $array:ident)?;)*) => {
        $($(#[$doc])* #[derive(Debug)] pub enum $marker {})*

        static BUILTIN: &[Type] = &[$(Type::$scalar, $(Type::$array,)?)*];
    };
}

markers! {
    /// `boolean`, a Rust `bool`.
    bool: BOOL, BOOL_ARRAY;
    /// `smallint`, a Rust [`i16`].
    int2: INT2, INT2_ARRAY;
    /// `integer`, a Rust [`i32`].
    int4: INT4, INT4_ARRAY;
    /// `bigint`, a Rust [`i64`].
    int8: INT8, INT8_ARRAY;
    /// `real`, a Rust [`f32`].
    float4: FLOAT4, FLOAT4_ARRAY;
    /// `double precision`, a Rust [`f64`].
    float8: FLOAT8, FLOAT8_ARRAY;
    /// `text`, a Rust [`String`].
    text: TEXT, TEXT_ARRAY;
    /// `character varying`, a Rust [`String`].
    varchar: VARCHAR, VARCHAR_ARRAY;
    /// `character(n)`, a Rust [`String`], with the blanks that pad it.
    bpchar: BPCHAR, BPCHAR_ARRAY;
    /// `name`, the type of identifiers: a Rust [`String`] of at most 63 bytes.
    name: NAME, NAME_ARRAY;
    /// `"char"`, PostgreSQL's one-byte type: a Rust [`String`] of at most one ASCII character.
    char: CHAR, CHAR_ARRAY;
    /// `unknown`, the type of a literal nobody gave a type: a Rust [`String`].
    unknown: UNKNOWN;
    /// `citext`-like and other types that are text on the wire are sent as `text`; `xml` is one.
    xml: XML, XML_ARRAY;
    /// `bytea`, a Rust `Vec<u8>`.
    bytea: BYTEA, BYTEA_ARRAY;
    /// `uuid`, a [`types::Uuid`](crate::types).
    uuid: UUID, UUID_ARRAY;
    /// `numeric`, a [`types::Numeric`](crate::types).
    numeric: NUMERIC, NUMERIC_ARRAY;
    /// `date`, a [`types::Date`](crate::types).
    date: DATE, DATE_ARRAY;
    /// `time`, a [`types::Time`](crate::types).
    time: TIME, TIME_ARRAY;
    /// `time with time zone`, a [`types::Timetz`](crate::types).
    timetz: TIMETZ, TIMETZ_ARRAY;
    /// `timestamp`, a [`types::Timestamp`](crate::types).
    timestamp: TIMESTAMP, TIMESTAMP_ARRAY;
    /// `timestamp with time zone`, a [`types::Timestamptz`](crate::types).
    timestamptz: TIMESTAMPTZ, TIMESTAMPTZ_ARRAY;
    /// `interval`, a [`types::Interval`](crate::types::Interval).
    interval: INTERVAL, INTERVAL_ARRAY;
    /// `json`, a [`types::Json`](crate::types).
    json: JSON, JSON_ARRAY;
    /// `jsonb`, a [`types::Json`](crate::types).
    jsonb: JSONB, JSONB_ARRAY;
    /// `inet`, a [`types::Inet`](crate::types::Inet).
    inet: INET, INET_ARRAY;
    /// `cidr`, a [`types::Inet`](crate::types::Inet).
    cidr: CIDR, CIDR_ARRAY;
    /// `oid`, a Rust [`u32`].
    oid: OID, OID_ARRAY;
    /// `record`, a row of no declared type, as `ROW(a, b)` is: a struct with `#[derive(sqldb::Type)]`.
    record: RECORD, RECORD_ARRAY;
    /// `void`, what a function without a result returns: `()`.
    void: VOID;
}

/// An array of `P`, a Rust `Vec` or slice.
#[derive(Debug)]
pub struct array<P>(std::marker::PhantomData<P>);

/// The built-in type that `pg_type.typname` calls `name`; an array's name starts with `_`.
pub(crate) fn builtin(name: &str) -> Option<&'static Type> {
    BUILTIN.iter().find(|builtin| builtin.name() == name)
}

/// What a domain is made of, down to the type that is no domain: domains travel as their base type.
pub(crate) fn base(mut ty: &Type) -> &Type {
    while let Kind::Domain(under) = ty.kind() {
        ty = under;
    }
    ty
}

/// The type of the elements of an array, or of a domain over one.
pub(crate) fn element(ty: &Type) -> Option<&Type> {
    match base(ty).kind() {
        Kind::Array(element) => Some(element),
        // `typcategory` is `P` for it, which postgres-types takes for all there is to say.
        _ if *ty == Type::RECORD_ARRAY => Some(&Type::RECORD),
        _ => None,
    }
}
