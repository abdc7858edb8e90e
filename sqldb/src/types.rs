//! The Rust types of columns, by PostgreSQL's names.
//!
//! Generated code writes these names, so that the library behind them is chosen in one place: the
//! features `jiff`, `uuid`, `rust_decimal` and `serde_json`, all on by default.

mod inet;
mod interval;
mod timetz;

pub use bytes::BytesMut;
pub use tokio_postgres::types::{FromSql, ToSql, Type};

pub use inet::Inet;
pub use interval::Interval;
pub use timetz::Timetz;

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
