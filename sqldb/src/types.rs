//! The Rust types of columns, by PostgreSQL's names.
//!
//! Generated code writes these names, so that the library behind them is chosen in one place: the
//! features `jiff`, `uuid`, `rust_decimal` and `serde_json`, all on by default.
//!
//! Types of other crates can be in their place, as arguments and as fields of structs of yours, by the
//! features `chrono`, `time`, `cidr`, `eui48`, `bit-vec` and `geo-types`. Without `jiff` the dates and
//! times of generated structs are those of `chrono`, or else of `time`.

mod bits;
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
pub use ewkb::Ewkb;
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

/// `date`.
#[cfg(feature = "jiff")]
pub type Date = jiff::civil::Date;
/// `time`.
#[cfg(feature = "jiff")]
pub type Time = jiff::civil::Time;
/// `timestamp`: date and time of a calendar on a wall, without a zone.
#[cfg(feature = "jiff")]
pub type Timestamp = jiff::civil::DateTime;
/// `timestamp with time zone`: an instant.
#[cfg(feature = "jiff")]
pub type Timestamptz = jiff::Timestamp;
/// `date`.
#[cfg(all(feature = "chrono", not(feature = "jiff")))]
pub type Date = chrono::NaiveDate;
/// `time`.
#[cfg(all(feature = "chrono", not(feature = "jiff")))]
pub type Time = chrono::NaiveTime;
/// `timestamp`: date and time of a calendar on a wall, without a zone.
#[cfg(all(feature = "chrono", not(feature = "jiff")))]
pub type Timestamp = chrono::NaiveDateTime;
/// `timestamp with time zone`: an instant.
#[cfg(all(feature = "chrono", not(feature = "jiff")))]
pub type Timestamptz = chrono::DateTime<chrono::Utc>;
/// `date`.
#[cfg(all(feature = "time", not(any(feature = "jiff", feature = "chrono"))))]
pub type Date = time::Date;
/// `time`.
#[cfg(all(feature = "time", not(any(feature = "jiff", feature = "chrono"))))]
pub type Time = time::Time;
/// `timestamp`: date and time of a calendar on a wall, without a zone.
#[cfg(all(feature = "time", not(any(feature = "jiff", feature = "chrono"))))]
pub type Timestamp = time::PrimitiveDateTime;
/// `timestamp with time zone`: an instant.
#[cfg(all(feature = "time", not(any(feature = "jiff", feature = "chrono"))))]
pub type Timestamptz = time::OffsetDateTime;
/// `hstore`: keys with values that may be NULL.
pub type Hstore = std::collections::BTreeMap<String, Option<String>>;
/// `uuid`.
#[cfg(feature = "uuid")]
pub type Uuid = uuid::Uuid;
/// `numeric`.
#[cfg(feature = "rust_decimal")]
pub type Numeric = rust_decimal::Decimal;
/// `json` and `jsonb`.
#[cfg(feature = "serde_json")]
pub type Json = serde_json::Value;
/// `jsonb`.
#[cfg(feature = "serde_json")]
pub type Jsonb = serde_json::Value;
/// `numeric`.
#[cfg(not(feature = "rust_decimal"))]
pub type Numeric = ExactNumeric;
