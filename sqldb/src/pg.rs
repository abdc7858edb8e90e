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
    /// `bit(n)`, a [`types::Bits`](crate::types::Bits).
    bit: BIT, BIT_ARRAY;
    /// `bit varying`, a [`types::Bits`](crate::types::Bits).
    varbit: VARBIT, VARBIT_ARRAY;
    /// `money`, a [`types::Money`](crate::types::Money).
    money: MONEY, MONEY_ARRAY;
    /// `pg_lsn`, a [`types::Lsn`](crate::types::Lsn).
    pg_lsn: PG_LSN, PG_LSN_ARRAY;
    /// `xid8`, a [`types::Xid8`](crate::types::Xid8).
    xid8: XID8, XID8_ARRAY;
    /// `macaddr`, a [`types::Macaddr`](crate::types::Macaddr).
    macaddr: MACADDR, MACADDR_ARRAY;
    /// `macaddr8`, a [`types::Macaddr8`](crate::types::Macaddr8).
    macaddr8: MACADDR8, MACADDR8_ARRAY;
    /// `point`, a [`types::Point`](crate::types::Point).
    point: POINT, POINT_ARRAY;
    /// `line`, a [`types::Line`](crate::types::Line).
    line: LINE, LINE_ARRAY;
    /// `lseg`, a [`types::Segment`](crate::types::Segment).
    lseg: LSEG, LSEG_ARRAY;
    /// `box`, a [`types::Rectangle`](crate::types::Rectangle).
    r#box: BOX, BOX_ARRAY;
    /// `path`, a [`types::Path`](crate::types::Path).
    path: PATH, PATH_ARRAY;
    /// `polygon`, a [`types::Polygon`](crate::types::Polygon).
    polygon: POLYGON, POLYGON_ARRAY;
    /// `circle`, a [`types::Circle`](crate::types::Circle).
    circle: CIRCLE, CIRCLE_ARRAY;
    /// `record`, a row of no declared type, as `ROW(a, b)` is: a struct with `#[derive(sqldb::Type)]`.
    record: RECORD, RECORD_ARRAY;
    /// `void`, what a function without a result returns: `()`.
    void: VOID;
}

/// An array of `P`, a Rust `Vec` or slice.
#[derive(Debug)]
pub struct array<P>(std::marker::PhantomData<P>);

/// A range over `P`, a [`types::Range`](crate::types::Range).
#[derive(Debug)]
pub struct range<P>(std::marker::PhantomData<P>);

/// A multirange over `P`, a [`types::Multirange`](crate::types::Multirange).
#[derive(Debug)]
pub struct multirange<P>(std::marker::PhantomData<P>);

/// Types that extensions make.
macro_rules! extension_markers {
    ($($(#[$doc:meta])* $marker:ident;)*) => {
        $($(#[$doc])* #[derive(Debug)] pub enum $marker {})*
    };
}

extension_markers! {
    /// `hstore`, a [`types::Hstore`](crate::types::Hstore).
    hstore;
    /// `ltree`, a [`types::Ltree`](crate::types::Ltree).
    ltree;
    /// `lquery`, a [`types::Ltree`](crate::types::Ltree).
    lquery;
    /// `ltxtquery`, a [`types::Ltree`](crate::types::Ltree).
    ltxtquery;
    /// `vector` of pgvector, a [`types::Vector`](crate::types::Vector).
    vector;
    /// `halfvec` of pgvector, a [`types::HalfVector`](crate::types::HalfVector).
    halfvec;
    /// `sparsevec` of pgvector, a [`types::SparseVector`](crate::types::SparseVector).
    sparsevec;
    /// `geometry` of PostGIS, a [`types::Ewkb`](crate::types::Ewkb).
    geometry;
    /// `geography` of PostGIS, a [`types::Ewkb`](crate::types::Ewkb).
    geography;
}

/// PostgreSQL's own ranges and multiranges.
static RANGES: &[Type] = &[
    Type::INT4_RANGE,
    Type::INT8_RANGE,
    Type::NUM_RANGE,
    Type::DATE_RANGE,
    Type::TS_RANGE,
    Type::TSTZ_RANGE,
    Type::INT4_RANGE_ARRAY,
    Type::INT8_RANGE_ARRAY,
    Type::NUM_RANGE_ARRAY,
    Type::DATE_RANGE_ARRAY,
    Type::TS_RANGE_ARRAY,
    Type::TSTZ_RANGE_ARRAY,
    Type::INT4MULTI_RANGE,
    Type::INT8MULTI_RANGE,
    Type::NUMMULTI_RANGE,
    Type::DATEMULTI_RANGE,
    Type::TSMULTI_RANGE,
    Type::TSTZMULTI_RANGE,
];

/// The built-in type that `pg_type.typname` calls `name`; an array's name starts with `_`.
pub(crate) fn builtin(name: &str) -> Option<&'static Type> {
    BUILTIN.iter().chain(RANGES).find(|builtin| builtin.name() == name)
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
