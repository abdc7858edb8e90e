//! The Rust types of columns, by PostgreSQL's names.
//!
//! Generated code writes these names, so that the library behind them is chosen in one place: the
//! features `jiff`, `uuid`, `rust_decimal` and `serde_json`, all on by default.
//!
//! Types of other crates can be in their place, as arguments and as fields of structs of yours, by the
//! features `chrono`, `time`, `cidr`, `eui48`, `bit-vec` and `geo-types`.
//!
//! A geometry of geo-types is sent without a reference system: a column `geometry(Point, 4326)` takes it as
//! `ST_SetSRID(<place>, 4326)`, or as an [`Ewkb`] that says it.
//!
//! Without `jiff` the dates and times of generated structs are those of `chrono`, or else of `time`. cargo
//! turns on the features that any crate of a build asks for, so a crate that does not want the defaults
//! says so where its database is declared, `#[sqldb::database(…, dates = "chrono", numeric = "exact")]`:
//! then its structs are the same whatever others ask for.

mod bits;
pub mod dates;
mod ewkb;
mod exact_numeric;
mod geometric;
#[cfg(feature = "geo-types")]
mod geometry;
mod half;
mod hstore;
mod inet;
mod infinity;
mod interval;
mod ltree;
mod plain;
mod range;
mod timetz;
mod vector;

pub use bytes::BytesMut;
pub use tokio_postgres::types::{FromSql, ToSql, Type};

pub use bits::Bits;
#[cfg(all(feature = "chrono", not(feature = "jiff")))]
pub use dates::chrono::{Date, Time, Timestamp, Timestamptz};
#[cfg(feature = "jiff")]
pub use dates::jiff::{Date, Time, Timestamp, Timestamptz};
#[cfg(all(feature = "time", not(any(feature = "jiff", feature = "chrono"))))]
pub use dates::time::{Date, Time, Timestamp, Timestamptz};
pub use ewkb::Ewkb;
#[cfg(feature = "rust_decimal")]
pub(crate) use exact_numeric::NEGATIVE;
pub use exact_numeric::{Digits, ExactNumeric};
pub use geometric::{Circle, Line, Path, Point, Polygon, Rectangle, Segment};
pub use inet::Inet;
pub use infinity::OrInfinity;
pub use interval::Interval;
pub use ltree::Ltree;
pub use plain::{Lsn, Macaddr, Macaddr8, Money, Xid8};
pub use range::{Multirange, Range};
pub use timetz::Timetz;
pub use vector::{HalfVector, SparseVector, Vector};

/// `boolean`.
pub type Bool = bool;
/// `smallint`.
pub type Int2 = i16;
/// `integer`.
pub type Int4 = i32;
/// `bigint`.
pub type Int8 = i64;
/// `real`.
pub type Float4 = f32;
/// `double precision`.
pub type Float8 = f64;
/// `text`, `varchar`, `bpchar`, `name`, `"char"`.
pub type Text = String;
/// `bytea`.
pub type Bytea = Vec<u8>;
/// `oid`.
pub type Oid = u32;
/// `cidr`.
pub type Cidr = Inet;
/// `void`.
pub type Void = ();

/// `hstore`: keys with values that may be NULL.
pub type Hstore = std::collections::BTreeMap<String, Option<String>>;
/// `uuid`.
#[cfg(feature = "uuid")]
pub type Uuid = uuid::Uuid;
/// `numeric`.
#[cfg(feature = "rust_decimal")]
pub type Numeric = Decimal;
/// rust_decimal's, `numeric = "rust_decimal"` in the attribute of a database.
#[cfg(feature = "rust_decimal")]
pub type Decimal = rust_decimal::Decimal;
/// `json` and `jsonb`.
#[cfg(feature = "serde_json")]
pub type Json = serde_json::Value;
/// `jsonb`.
#[cfg(feature = "serde_json")]
pub type Jsonb = serde_json::Value;
/// `numeric`.
#[cfg(not(feature = "rust_decimal"))]
pub type Numeric = ExactNumeric;
