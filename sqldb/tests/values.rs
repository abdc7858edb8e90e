//! Each type there and back: what the server prints of a value that was sent, and what is read of
//! what the server was told in text.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::net::IpAddr;

use expect_test::{Expect, expect};
use sqldb::types::{Inet, Interval, Numeric, Timetz};
use sqldb::{Encode, ValueError};
use support::round_trip::{Sent, check, check_read};

/// Why a value cannot be sent.
fn check_refused(ty: &sqldb::types::Type, value: &dyn Encode, expected: Expect) {
    let refused: Result<(), ValueError> = value.encode(ty, &mut sqldb::types::BytesMut::new());
    expected.assert_eq(&refused.unwrap_err().to_string());
}

#[tokio::test]
async fn scalars() {
    let db = support::database("");
    check(&db, "bool", true, "true").await;
    check(&db, "bool", false, "false").await;
    check(&db, "int2", i16::MIN, "-32768").await;
    check(&db, "int2", i16::MAX, "32767").await;
    check(&db, "int4", i32::MIN, "-2147483648").await;
    check(&db, "int4", i32::MAX, "2147483647").await;
    check(&db, "int8", i64::MIN, "-9223372036854775808").await;
    check(&db, "int8", i64::MAX, "9223372036854775807").await;
    check(&db, "float4", 1.5f32, "1.5").await;
    check(&db, "float4", f32::MIN_POSITIVE, "1.1754944e-38").await;
    check(&db, "float4", f32::NEG_INFINITY, "-Infinity").await;
    check(&db, "float8", 0.1f64, "0.1").await;
    check(&db, "float8", f64::MAX, "1.7976931348623157e+308").await;
    check(&db, "float8", -0.0f64, "-0").await;
    check_read::<f64>(&db, "'NaN'::float8", expect!["NaN"]).await;
    check(&db, "oid", u32::MAX, "4294967295").await;
    check(&db, "bytea", vec![0u8, 255, b'a'], "\\x00ff61").await;
    check(&db, "bytea", Vec::<u8>::new(), "\\x").await;
    check_read::<()>(&db, "pg_sleep(0)", expect!["()"]).await;
    check(&db, "uuid", sqldb::types::Uuid::max(), "ffffffff-ffff-ffff-ffff-ffffffffffff").await;
    check(&db, "uuid", sqldb::types::Uuid::nil(), "00000000-0000-0000-0000-000000000000").await;
}

#[tokio::test]
async fn text_and_its_kin() {
    let db = support::database("");
    let odd = "it's \u{1F980} \\ \"x\"\n\t";
    check(&db, "text", odd.to_owned(), odd).await;
    check(&db, "text", String::new(), "").await;
    check(&db, "varchar", odd.to_owned(), odd).await;
    check(&db, "name", "täg".to_owned(), "täg").await;
    check(&db, "\"char\"", "x".to_owned(), "x").await;
    check(&db, "\"char\"", String::new(), "").await;
    check(&db, "xml", "<a/>".to_owned(), "<a/>").await;
    check_read::<String>(&db, "'ab'::char(4)", expect![[r#""ab  ""#]]).await;
    check_read::<String>(&db, "'lit'", expect![[r#""lit""#]]).await;
    check_refused(
        &sqldb::types::Type::TEXT,
        &"a\0b",
        expect!["PostgreSQL's text cannot hold the character U+0000"],
    );
    check_refused(
        &sqldb::types::Type::CHAR,
        &"xy",
        expect![[r#"expected at most one ASCII character for `"char"`"#]],
    );
}

#[tokio::test]
async fn numeric() {
    let db = support::database("");
    for text in [
        "0",
        "0.00",
        "1",
        "-1",
        "0.1",
        "-0.0001",
        "0.00001",
        "9999",
        "10000",
        "10000.0001",
        "123456789.123456789",
        "100000000",
        "-1234567890123456789012345.678",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "0.0000000000000000000000000001",
        "7.9228162514264337593543950335",
        "1.10",
        "1000000000000000000000000000",
    ] {
        check(&db, "numeric", text.parse::<Numeric>().unwrap(), text).await;
    }
    check_read::<Numeric>(&db, "round(1.5, 35)", expect!["1.5000000000000000000000000000"]).await;
    check_read::<Numeric>(&db, "round(12345678901234567890123456789.5, 7)", expect!["column `value` cannot be read: the numeric has more digits than `rust_decimal::Decimal` holds (28); round it, or select it as `text`"]).await;
    check_read::<Numeric>(&db, "1e20::numeric", expect!["100000000000000000000"]).await;
    check_read::<Numeric>(&db, "12345.6789::numeric(12, 6)", expect!["12345.678900"]).await;
    check_read::<Numeric>(&db, "'NaN'::numeric", expect!["column `value` cannot be read: the numeric is `NaN`, which `rust_decimal::Decimal` cannot hold"]).await;
    check_read::<Numeric>(&db, "'-Infinity'::numeric", expect!["column `value` cannot be read: the numeric is `-Infinity`, which `rust_decimal::Decimal` cannot hold"]).await;
    check_read::<Numeric>(&db, "79228162514264337593543950336::numeric", expect!["column `value` cannot be read: the numeric has more digits than `rust_decimal::Decimal` holds (28); round it, or select it as `text`"]).await;
    check_read::<Numeric>(&db, "1::numeric / 3e40", expect!["column `value` cannot be read: the numeric has more digits than `rust_decimal::Decimal` holds (28); round it, or select it as `text`"]).await;
}

#[tokio::test]
async fn dates_and_times() {
    use jiff::Timestamp;
    use jiff::civil::{Date, DateTime, Time, date, time};

    let db = support::database("options=-c%20TimeZone%3DUTC%20-c%20IntervalStyle%3Dpostgres");
    check(&db, "date", date(2000, 1, 1), "2000-01-01").await;
    check(&db, "date", date(1999, 12, 31), "1999-12-31").await;
    check(&db, "date", date(-4712, 12, 31), "4713-12-31 BC").await;
    check(&db, "date", Date::MAX, "9999-12-31").await;
    check(&db, "time", time(0, 0, 0, 0), "00:00:00").await;
    check(&db, "time", time(23, 59, 59, 999_999_000), "23:59:59.999999").await;
    check(&db, "timestamp", date(2024, 2, 29).at(12, 30, 1, 5_000), "2024-02-29 12:30:01.000005")
        .await;
    check(&db, "timestamp", date(1, 1, 1).at(0, 0, 0, 1_000), "0001-01-01 00:00:00.000001").await;
    check(&db, "timestamptz", Timestamp::UNIX_EPOCH, "1970-01-01 00:00:00+00").await;
    let early: Timestamp = "0001-01-01T00:00:00.000001Z".parse().unwrap();
    check(&db, "timestamptz", early, "0001-01-01 00:00:00.000001+00").await;
    check(
        &db,
        "timetz",
        Timetz { microseconds: 3_600_000_000, seconds_east: -19_800 },
        "01:00:00-05:30",
    )
    .await;
    check(&db, "timetz", Timetz { microseconds: 86_400_000_000, seconds_east: 0 }, "24:00:00+00")
        .await;
    check(
        &db,
        "interval",
        Interval::new(14, -3, 4_000_005),
        "1 year 2 mons -3 days +00:00:04.000005",
    )
    .await;
    check(&db, "interval", Interval::ZERO, "00:00:00").await;
    check_read::<Date>(
        &db,
        "'infinity'::date",
        expect!["column `value` cannot be read: the date is `infinity`, which jiff cannot hold"],
    )
    .await;
    check_read::<Date>(
        &db,
        "'5874897-12-31'::date",
        expect!["column `value` cannot be read: the date is outside of jiff's years -9999 to 9999"],
    )
    .await;
    check_read::<Time>(&db, "'24:00'::time", expect!["column `value` cannot be read: the time is `24:00:00`, which `jiff::civil::Time` cannot hold"]).await;
    check_read::<DateTime>(
        &db,
        "'-infinity'::timestamp",
        expect![
            "column `value` cannot be read: the timestamp is `-infinity`, which jiff cannot hold"
        ],
    )
    .await;
    check_read::<DateTime>(
        &db,
        "'294276-12-31'::timestamp",
        expect![
            "column `value` cannot be read: the timestamp is outside of jiff's years -9999 to 9999"
        ],
    )
    .await;
    check_read::<Timestamp>(
        &db,
        "'infinity'::timestamptz",
        expect![
            "column `value` cannot be read: the timestamptz is `infinity`, which jiff cannot hold"
        ],
    )
    .await;
    check_read::<Timestamp>(&db, "'10000-01-01'::timestamptz", expect!["column `value` cannot be read: the timestamptz is outside of jiff's years -9999 to 9999"]).await;
}

#[tokio::test]
async fn nanoseconds_are_rounded_as_postgresql_does() {
    let db = support::database("options=-c%20TimeZone%3DUTC");
    for text in [
        "2024-01-01T00:00:00.0000005Z",
        "2024-01-01T00:00:00.000000499Z",
        "1969-12-31T23:59:59.999999500Z",
        "2024-12-31T23:59:59.999999999Z",
    ] {
        let value: jiff::Timestamp = text.parse().unwrap();
        let row = db
            .raw_query_row(
                &format!("SELECT $1::timestamptz::text, '{text}'::timestamptz::text"),
                &[&Sent(value)],
            )
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.get::<String>(0).unwrap(), row.get::<String>(1).unwrap(), "{text}");
    }
}

#[tokio::test]
async fn json_and_addresses() {
    let db = support::database("");
    let value = serde_json::json!({"a": [1, null, "x\"y"]});
    check(&db, "json", value.clone(), r#"{"a":[1,null,"x\"y"]}"#).await;
    check(&db, "jsonb", value, r#"{"a": [1, null, "x\"y"]}"#).await;
    let v4: IpAddr = "10.1.2.3".parse().unwrap();
    let v6: IpAddr = "2001:db8::1".parse().unwrap();
    check(&db, "inet", Inet::from(v4), "10.1.2.3/32").await;
    check(&db, "inet", Inet { address: v6, prefix: 64 }, "2001:db8::1/64").await;
    let network: IpAddr = "10.1.0.0".parse().unwrap();
    check(&db, "cidr", Inet { address: network, prefix: 16 }, "10.1.0.0/16").await;
    assert_eq!(Inet::from(v4).to_string(), "10.1.2.3");
}

#[tokio::test]
async fn arrays() {
    let db = support::database("");
    check(&db, "int8[]", vec![1i64, -2], "{1,-2}").await;
    check(&db, "int8[]", Vec::<i64>::new(), "{}").await;
    check(&db, "text[]", vec![Some("a,b".to_owned()), None], "{\"a,b\",NULL}").await;
    check(&db, "bool[]", vec![true, false], "{t,f}").await;
    check(&db, "bytea[]", vec![vec![1u8], vec![]], r#"{"\\x01","\\x"}"#).await;
    check(&db, "numeric[]", vec!["1.5".parse::<Numeric>().unwrap()], "{1.5}").await;
    check(&db, "uuid[]", vec![sqldb::types::Uuid::nil()], "{00000000-0000-0000-0000-000000000000}")
        .await;
    check(&db, "date[]", vec![jiff::civil::date(2000, 2, 3)], "{2000-02-03}").await;
    check(&db, "jsonb[]", vec![serde_json::json!(1)], "{1}").await;
    check(&db, "inet[]", vec![Inet::from(IpAddr::from([127, 0, 0, 1]))], "{127.0.0.1}").await;
    check_read::<Vec<i32>>(&db, "'[5:6]={1,2}'::int4[]", expect!["[1, 2]"]).await;
    check_read::<Vec<i32>>(&db, "'{1,NULL}'::int4[]", expect![[r#"column `value` cannot be read: element 2 of the array is NULL; write `AS "name: Vec<Option<_>>"` to take it"#]]).await;
    check_read::<Vec<i32>>(
        &db,
        "'{{1},{2}}'::int4[]",
        expect!["column `value` cannot be read: the array has 2 dimensions, a `Vec` takes one"],
    )
    .await;
    check_read::<Vec<i64>>(&db, "'{1}'::int4[]", expect!["column `value` cannot be read: it is `_int4`, which is not read as `alloc::vec::Vec<i64>`"]).await;

    let row = db.raw_query_row("SELECT $1::int4[]", &[&Sent([1i32, 2])]).await.unwrap().unwrap();
    assert_eq!(row.get::<Vec<i32>>(0).unwrap(), [1, 2]);
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mood {
    Happy,
    VerySad,
}
sqldb::__private::enum_type!(Mood: "mood" { Happy = "happy", VerySad = "very sad" });

#[derive(Debug, Clone, PartialEq)]
struct Place {
    street: Option<String>,
    number: Option<i32>,
    mood: Option<Mood>,
}
sqldb::__private::composite_type!(Place: "place" { street = "street", number = "number", mood = "mood" });

#[tokio::test]
async fn types_of_the_migrations() {
    let db = support::database("pool_max=1");
    db.raw_exec("DROP TYPE IF EXISTS mood CASCADE", &[]).await.unwrap();
    db.raw_exec("DROP TYPE IF EXISTS place CASCADE", &[]).await.unwrap();
    db.raw_exec("DROP DOMAIN IF EXISTS positive CASCADE", &[]).await.unwrap();
    db.raw_exec("CREATE TYPE mood AS ENUM ('happy', 'very sad')", &[]).await.unwrap();
    db.raw_exec("CREATE TYPE place AS (street text, number int4, mood mood)", &[]).await.unwrap();
    db.raw_exec("CREATE DOMAIN positive AS int4 CHECK (value > 0)", &[]).await.unwrap();

    check(&db, "mood", Mood::VerySad, "very sad").await;
    check(&db, "mood[]", vec![Mood::VerySad, Mood::Happy], "{\"very sad\",happy}").await;
    assert_eq!(Mood::Happy.to_string(), "happy");
    assert_eq!("very sad".parse::<Mood>().unwrap(), Mood::VerySad);
    let place = Place { street: Some("Main, St".into()), number: None, mood: Some(Mood::VerySad) };
    check(&db, "place", place.clone(), "(\"Main, St\",,\"very sad\")").await;
    check(&db, "place[]", vec![place], r#"{"(\"Main, St\",,\"very sad\")"}"#).await;
    check(&db, "positive", 5i32, "5").await;
    check(&db, "positive[]", vec![5i32, 6], "{5,6}").await;

    db.raw_exec("ALTER TYPE mood ADD VALUE 'new'", &[]).await.unwrap();
    check_read::<Mood>(&db, "'new'::mood", expect!["column `value` cannot be read: `new` is no label of the enum `mood` that the program was compiled with"]).await;
    db.raw_exec("ALTER TYPE place ADD ATTRIBUTE zip text", &[]).await.unwrap();
    db.acquire()
        .await
        .unwrap()
        .raw_exec("SELECT pg_terminate_backend(pg_backend_pid())", &[])
        .await
        .unwrap_err();
    check_read::<Place>(&db, "row('x', 1, 'happy', '8000')::place", expect!["column `value` cannot be read: the database's schema differs from the migrations: the attributes of `place` are others there"]).await;
}

#[tokio::test]
async fn what_points_to_a_value_is_sent_as_the_value() {
    let db = support::database("");
    let text = "x".to_owned();
    for value in [
        &Sent(&text) as &(dyn sqldb::types::ToSql + Sync),
        &Sent(text.as_str()),
        &Sent(&text.as_str()),
        &Sent(Box::<str>::from("x")),
        &Sent(std::sync::Arc::<str>::from("x")),
        &Sent(std::borrow::Cow::Borrowed("x")),
        &Sent(Some("x")),
    ] {
        let row = db.raw_query_row("SELECT $1::text", &[value]).await.unwrap().unwrap();
        assert_eq!(row.get::<String>(0).unwrap(), "x");
    }
    let row = db.raw_query_row("SELECT $1::text", &[&Sent(None::<String>)]).await.unwrap().unwrap();
    assert_eq!(row.get::<Option<String>>(0).unwrap(), None);
}
