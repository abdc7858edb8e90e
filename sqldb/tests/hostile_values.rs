//! Bytes that are no value, or a strange one: they are read as an error or as something that can be shown and
//! sent, whatever they are; nothing panics, overflows or asks for memory that they do not need.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::fmt::Debug;

use sqldb::types::{
    Bits, BytesMut, Circle, Ewkb, ExactNumeric, HalfVector, Inet, Interval, Json, Line, Lsn, Ltree,
    Macaddr, Macaddr8, Money, Multirange, OrInfinity, Path, Point, Polygon, Range, Rectangle,
    Segment, SparseVector, Timetz, Type, Vector, Xid8,
};
use sqldb::{Decode, Encode};
use support::random::random;
use tokio_postgres::types::Kind;

/// How many texts of bytes each type is asked to read.
const TRIES: usize = 4000;

/// Bytes of words that mean something: counts, lengths, signs, ends of ranges of numbers.
fn bytes(seed: &mut u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..random(seed) % 9 {
        match random(seed) % 9 {
            0 => bytes.extend((random(seed) as i64).to_be_bytes()),
            1 => bytes.extend((random(seed) as i32).to_be_bytes()),
            2 => bytes.extend((random(seed) as i16).to_be_bytes()),
            3 => bytes.push(random(seed) as u8),
            4 => bytes.extend(
                [i64::MIN, i64::MAX, i64::MAX - 1, -1]
                    .get(random(seed) as usize % 4)
                    .unwrap()
                    .to_be_bytes(),
            ),
            5 => bytes.extend(
                [i32::MIN, i32::MAX, -1, 1 << 30]
                    .get(random(seed) as usize % 4)
                    .unwrap()
                    .to_be_bytes(),
            ),
            6 => bytes.extend(
                [i16::MIN, i16::MAX, -1, 0x4000]
                    .get(random(seed) as usize % 4)
                    .unwrap()
                    .to_be_bytes(),
            ),
            7 => bytes.extend((random(seed) as i32 % 5).to_be_bytes()),
            _ => bytes.extend((random(seed) as i16 % 5).to_be_bytes()),
        }
    }
    bytes
}

/// A type that has an end: behind it, a byte more is a mistake.
fn check<T: Decode + Encode + Debug>(ty: &Type) {
    check_that::<T>(ty, Ends::Yes);
}

/// One whose values may be of any bytes.
fn check_open<T: Decode + Encode + Debug>(ty: &Type) {
    check_that::<T>(ty, Ends::No);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Yes,
    No,
}

fn check_that<T: Decode + Encode + Debug>(ty: &Type, ends: Ends) {
    let mut seed = 7;
    let mut read = 0;
    for _ in 0..TRIES {
        let bytes = bytes(&mut seed);
        let read_of = std::panic::catch_unwind(|| match T::decode(ty, &bytes) {
            Ok(value) => {
                let shown = format!("{value:?}");
                // What it cannot be sent as is an error, too.
                let _ = value.encode(ty, &mut BytesMut::new());
                assert!(shown.len() < 1 << 20);
                let longer = [&*bytes, b"\0"].concat();
                assert!(ends == Ends::No || T::decode(ty, &longer).is_err(), "{shown} and a byte");
                1
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                0
            }
        });
        read += read_of
            .unwrap_or_else(|_| panic!("{ty} as {}: {bytes:02x?}", std::any::type_name::<T>()));
    }
    println!("{ty} as {}: {read} of {TRIES} were read", std::any::type_name::<T>());
}

fn named(name: &str) -> Type {
    Type::new(name.to_owned(), 99_999, Kind::Simple, "public".to_owned())
}

#[test]
fn built_in_types() {
    check::<bool>(&Type::BOOL);
    check::<i16>(&Type::INT2);
    check::<i32>(&Type::INT4);
    check::<i64>(&Type::INT8);
    check::<u32>(&Type::OID);
    check::<f32>(&Type::FLOAT4);
    check::<f64>(&Type::FLOAT8);
    check_open::<String>(&Type::TEXT);
    check_open::<Vec<u8>>(&Type::BYTEA);
    check::<ExactNumeric>(&Type::NUMERIC);
    check::<sqldb::types::Decimal>(&Type::NUMERIC);
    check::<sqldb::types::Date>(&Type::DATE);
    check::<sqldb::types::Time>(&Type::TIME);
    check::<sqldb::types::Timestamp>(&Type::TIMESTAMP);
    check::<sqldb::types::Timestamptz>(&Type::TIMESTAMPTZ);
    check::<OrInfinity<sqldb::types::Date>>(&Type::DATE);
    check::<OrInfinity<sqldb::types::Timestamptz>>(&Type::TIMESTAMPTZ);
    check::<chrono::NaiveDate>(&Type::DATE);
    check::<chrono::NaiveTime>(&Type::TIME);
    check::<chrono::NaiveDateTime>(&Type::TIMESTAMP);
    check::<chrono::DateTime<chrono::Utc>>(&Type::TIMESTAMPTZ);
    check::<time::Date>(&Type::DATE);
    check::<time::Time>(&Type::TIME);
    check::<time::PrimitiveDateTime>(&Type::TIMESTAMP);
    check::<time::OffsetDateTime>(&Type::TIMESTAMPTZ);
    check::<Timetz>(&Type::TIMETZ);
    check::<Interval>(&Type::INTERVAL);
    check::<sqldb::types::Uuid>(&Type::UUID);
    check::<Json>(&Type::JSON);
    check::<Json>(&Type::JSONB);
    check::<Inet>(&Type::INET);
    check::<Inet>(&Type::CIDR);
    check::<cidr::IpInet>(&Type::INET);
    check::<cidr::IpCidr>(&Type::CIDR);
    check::<Macaddr>(&Type::MACADDR);
    check::<eui48::MacAddress>(&Type::MACADDR);
    check::<Macaddr8>(&Type::MACADDR8);
    check::<Money>(&Type::MONEY);
    check::<Lsn>(&Type::PG_LSN);
    check::<Xid8>(&Type::XID8);
    check::<Bits>(&Type::BIT);
    check::<Bits>(&Type::VARBIT);
    check::<bit_vec::BitVec>(&Type::VARBIT);
    check::<Point>(&Type::POINT);
    check::<Rectangle>(&Type::BOX);
    check::<Circle>(&Type::CIRCLE);
    check::<Line>(&Type::LINE);
    check::<Segment>(&Type::LSEG);
    check::<Path>(&Type::PATH);
    check::<Polygon>(&Type::POLYGON);
}

#[test]
fn types_of_types() {
    check::<Vec<i32>>(&Type::INT4_ARRAY);
    check::<Vec<Option<String>>>(&Type::TEXT_ARRAY);
    check::<Vec<Vec<u8>>>(&Type::BYTEA_ARRAY);
    check::<Range<i32>>(&Type::INT4_RANGE);
    check::<Range<ExactNumeric>>(&Type::NUM_RANGE);
    check::<Multirange<i64>>(&Type::INT8MULTI_RANGE);
    check::<Vec<Range<i32>>>(&Type::INT4_RANGE_ARRAY);
}

#[test]
fn types_of_extensions() {
    check::<sqldb::types::Hstore>(&named("hstore"));
    check_open::<Ltree>(&named("ltree"));
    check::<Vector>(&named("vector"));
    check::<HalfVector>(&named("halfvec"));
    check::<SparseVector>(&named("sparsevec"));
    check_open::<Ewkb>(&named("geometry"));
    check::<geo_types::Geometry>(&named("geometry"));
    check::<geo_types::Point>(&named("geometry"));
    check::<geo_types::Polygon>(&named("geometry"));
}
