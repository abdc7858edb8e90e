//! The rest of PostgreSQL's types, those of extensions, and those of other crates, there and back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use expect_test::expect;
use sqldb::Database;
use sqldb::types::{
    Bits, Circle, Ewkb, ExactNumeric, HalfVector, Line, Lsn, Ltree, Macaddr, Macaddr8, Money,
    Multirange, OrInfinity, Path, Point, Polygon, Range, Rectangle, Segment, SparseVector, Vector,
    Xid8,
};
use support::round_trip::{Sent, check, check_read};

#[tokio::test]
async fn bits_numbers_and_addresses() {
    let db = support::database("");
    for text in ["", "1", "0", "10110011", "101100111"] {
        check(&db, "varbit", text.parse::<Bits>().unwrap(), text).await;
    }
    check(&db, "bit(3)", "101".parse::<Bits>().unwrap(), "101").await;
    check(&db, "bit(2)[]", vec!["10".parse::<Bits>().unwrap()], "{10}").await;
    check(&db, "pg_lsn", Lsn(0x16_B374_D848), "16/B374D848").await;
    check(&db, "pg_lsn", Lsn(u64::MAX), "FFFFFFFF/FFFFFFFF").await;
    check(&db, "xid8", Xid8(u64::MAX), "18446744073709551615").await;
    check(&db, "macaddr", Macaddr([8, 0, 43, 1, 2, 255]), "08:00:2b:01:02:ff").await;
    check(&db, "macaddr8", Macaddr8([8, 0, 43, 1, 2, 3, 4, 5]), "08:00:2b:01:02:03:04:05").await;
    check_read::<Money>(&db, "12.34::numeric::money", expect!["Money(1234)"]).await;
    check_read::<Money>(
        &db,
        "(-92233720368547758.08)::numeric::money",
        expect!["Money(-9223372036854775808)"],
    )
    .await;
}

#[tokio::test]
async fn geometry_of_postgresql() {
    let db = support::database("");
    let (origin, one) = (Point::default(), Point { x: 1.0, y: -2.5 });
    check(&db, "point", one, "(1,-2.5)").await;
    check(&db, "point", Point { x: f64::INFINITY, y: 1e-300 }, "(Infinity,1e-300)").await;
    check(&db, "line", Line { a: 1.0, b: -1.0, c: 0.5 }, "{1,-1,0.5}").await;
    check(&db, "lseg", Segment(origin, one), "[(0,0),(1,-2.5)]").await;
    check(&db, "box", Rectangle(Point { x: 1.0, y: 1.0 }, origin), "(1,1),(0,0)").await;
    check(&db, "circle", Circle { center: one, radius: 3.0 }, "<(1,-2.5),3>").await;
    check(&db, "path", Path { closed: false, points: vec![origin, one] }, "[(0,0),(1,-2.5)]").await;
    check(&db, "path", Path { closed: true, points: vec![origin] }, "((0,0))").await;
    check(&db, "polygon", Polygon(vec![origin, one, origin]), "((0,0),(1,-2.5),(0,0))").await;
    check(&db, "point[]", vec![origin], "{\"(0,0)\"}").await;
}

#[tokio::test]
async fn ranges_and_multiranges() {
    let db = support::database("");
    check(&db, "int4range", Range::from(1..3), "[1,3)").await;
    check(&db, "int4range", Range::<i32>::Empty, "empty").await;
    check(&db, "int8range", Range::<i64>::UNBOUNDED, "(,)").await;
    check(&db, "int8range", Range::<i64>::from(i64::MIN..), "[-9223372036854775808,)").await;
    let half: Range<sqldb::types::Numeric> = Range::Between(
        Bound::Excluded("0.5".parse().unwrap()),
        Bound::Included("2".parse().unwrap()),
    );
    check(&db, "numrange", half, "(0.5,2]").await;
    let day = jiff::civil::date(2024, 2, 29);
    check(&db, "daterange", Range::from(day..), "[2024-02-29,)").await;
    let both =
        (Bound::Included(OrInfinity::NegativeInfinity), Bound::Excluded(OrInfinity::Value(day)));
    check(&db, "daterange", Range::from(both), "[-infinity,2024-02-29)").await;
    check(&db, "int4range[]", vec![Range::from(1..3), Range::Empty], "{\"[1,3)\",empty}").await;
    let several = Multirange(vec![Range::from(1..3), Range::from(5..)]);
    check(&db, "int4multirange", several, "{[1,3),[5,)}").await;
    check(&db, "int8multirange", Multirange::<i64>::default(), "{}").await;
    check_read::<Range<i32>>(
        &db,
        "'(0,2]'::int4range",
        expect!["Between(Included(1), Excluded(3))"],
    )
    .await;
    check_read::<Range<i64>>(&db, "'[1,2)'::int4range", expect!["column `value` cannot be read: it is `int4range`, which is not read as `sqldb::types::range::Range<i64>`"]).await;
}

#[tokio::test]
async fn infinities_and_years_before_christ() {
    let db = support::database("options=-c%20TimeZone%3DUTC");
    let day = jiff::civil::date(-43, 3, 15);
    check(&db, "date", OrInfinity::Value(day), "0044-03-15 BC").await;
    check(&db, "date", OrInfinity::<jiff::civil::Date>::Infinity, "infinity").await;
    check(&db, "timestamp", OrInfinity::<jiff::civil::DateTime>::NegativeInfinity, "-infinity")
        .await;
    check(&db, "timestamptz", OrInfinity::<jiff::Timestamp>::Infinity, "infinity").await;
    let list = vec![OrInfinity::Infinity, OrInfinity::Value(jiff::Timestamp::UNIX_EPOCH)];
    check(&db, "timestamptz[]", list, "{infinity,\"1970-01-01 00:00:00+00\"}").await;
}

#[tokio::test]
async fn every_numeric_is_exact() {
    let db = support::database("");
    let long = format!("-{}.{}", "9".repeat(300), "1".repeat(299) + "0");
    let deep = format!("0.{}7", "0".repeat(16382));
    let high = format!("7{}", "0".repeat(131071));
    for text in [
        "0",
        "0.00",
        "1",
        "-1.50",
        "10000",
        "9999",
        "10000.0001",
        "0.0001",
        "0.00001",
        "123456789.98765",
        "NaN",
        "Infinity",
        "-Infinity",
        &long,
        &deep,
        &high,
    ] {
        check(&db, "numeric", text.parse::<ExactNumeric>().unwrap(), text).await;
    }
    for text in
        ["", "-", ".", "1e5", "0x1", "1_0", "+1", &format!("0.{deep}7"), &format!("{high}0000")]
    {
        assert!(text.parse::<ExactNumeric>().is_err(), "{}", text.len());
    }
    check_read::<Vec<ExactNumeric>>(&db, "'{}'::numeric[]", expect!["[]"]).await;
}

async fn has(db: &Database, extension: &str) -> bool {
    let text = format!("SELECT 1 FROM pg_available_extensions WHERE name = '{extension}'");
    let found = db.raw_query_row(&text, &[]).await.unwrap().is_some();
    if found {
        let text = format!("CREATE EXTENSION IF NOT EXISTS {extension}");
        db.raw_exec(&text, &[]).await.unwrap();
    }
    found
}

#[tokio::test]
async fn extensions_of_contrib() {
    let db = support::database("");
    for extension in ["hstore", "ltree", "citext"] {
        assert!(has(&db, extension).await, "{extension} is part of every PostgreSQL");
    }
    let pairs = [("a".to_owned(), Some("1".to_owned())), ("b c".to_owned(), None)];
    check(&db, "hstore", BTreeMap::from(pairs.clone()), r#""a"=>"1", "b c"=>NULL"#).await;
    check(&db, "hstore", HashMap::from(pairs), r#""a"=>"1", "b c"=>NULL"#).await;
    check(&db, "hstore", BTreeMap::<String, Option<String>>::new(), "").await;
    check(&db, "ltree", Ltree::from("Top.Science"), "Top.Science").await;
    check(&db, "ltree", Ltree::default(), "").await;
    check(&db, "lquery", Ltree::from("Top.*{1,2}"), "Top.*{1,2}").await;
    check(&db, "ltxtquery", Ltree::from("a & !b"), "a & !b").await;
    check(&db, "ltree[]", vec![Ltree::from("a.b")], "{a.b}").await;
    check(&db, "citext", "Ab".to_owned(), "Ab").await;
}

/// pgvector and PostGIS are not part of PostgreSQL: where they are installed, they are tried.
#[tokio::test]
async fn extensions_of_others() {
    let db = support::database("");
    if has(&db, "vector").await {
        check(&db, "vector", Vector(vec![1.0, -2.5]), "[1,-2.5]").await;
        check(&db, "vector[]", vec![Vector(vec![3.0])], "{[3]}").await;
        let kinds = "SELECT count(*) FROM pg_type WHERE typname IN ('halfvec', 'sparsevec')";
        let row = db.raw_query_row(kinds, &[]).await.unwrap().unwrap();
        // Since pgvector 0.7.
        if row.get::<i64>(0).unwrap() == 2 {
            check(&db, "halfvec", HalfVector(vec![1.0, -2.5]), "[1,-2.5]").await;
            let sparse = SparseVector::new(5, [(3, 2.5), (0, 1.0)]).unwrap();
            check(&db, "sparsevec", sparse, "{1:1,4:2.5}/5").await;
            // Bits are PostgreSQL's own, and pgvector compares them.
            let row = db.raw_query_row("SELECT B'101' <~> B'110'", &[]).await.unwrap().unwrap();
            assert_eq!(row.get::<f64>(0).unwrap(), 2.0);
        }
    }
    if has(&db, "postgis").await {
        for (ty, text) in [
            ("geometry", "SRID=4326;POINT(1 2)"),
            ("geography", "SRID=4326;LINESTRING(0 0,1 1)"),
            ("geometry", "GEOMETRYCOLLECTION Z (POINT Z (1 2 3))"),
        ] {
            let row =
                db.raw_query_row(&format!("SELECT '{text}'::{ty}"), &[]).await.unwrap().unwrap();
            let read = row.get::<Ewkb>(0).unwrap();
            assert_eq!(read.srid(), text.starts_with("SRID").then_some(4326));
            let again = format!("SELECT $1::{ty}::text = '{text}'::{ty}::text");
            let row = db.raw_query_row(&again, &[&Sent(read)]).await.unwrap().unwrap();
            assert!(row.get::<bool>(0).unwrap(), "{text}");
        }
        geometries(&db).await;
    }
}

/// PostGIS' geometries are geo-types' there and back.
async fn geometries(db: &Database) {
    use geo_types::{Geometry, LineString, MultiPolygon, Point, Polygon};

    for text in [
        "POINT(1 -2.5)",
        "LINESTRING(0 0,1 1,2 1)",
        "LINESTRING EMPTY",
        "POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
        "POLYGON EMPTY",
        "MULTIPOINT(1 2,3 4)",
        "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
        "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
        "GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING(0 0,1 1)))",
    ] {
        for system in ["", "SRID=4326;"] {
            let read = format!("SELECT '{system}{text}'::geometry");
            let row = db.raw_query_row(&read, &[]).await.unwrap().unwrap();
            let geometry = row.get::<Geometry<f64>>(0).unwrap();
            assert_eq!(row.get::<Ewkb>(0).unwrap().geometry().unwrap(), geometry);
            let sent = format!(
                "SELECT ST_AsEWKB($1::geometry) = ST_AsEWKB('{text}'::geometry) \
                 AND ST_AsEWKB($2::geometry) = ST_AsEWKB('SRID=4326;{text}'::geometry)"
            );
            let located = Sent(Ewkb::new(geometry.clone(), Some(4326)));
            let row = db.raw_query_row(&sent, &[&Sent(geometry), &located]).await.unwrap().unwrap();
            assert!(row.get::<bool>(0).unwrap(), "{text}");
        }
    }
    let row = "SELECT 'POINT(8.5 47.4)'::geography, '(1,2)'::point, \
               'LINESTRING(0 0,1 1)'::geometry, 'MULTIPOLYGON EMPTY'::geometry";
    let row = db.raw_query_row(row, &[]).await.unwrap().unwrap();
    assert_eq!(row.get::<Point<f64>>(0).unwrap(), Point::new(8.5, 47.4));
    assert_eq!(row.get::<Point<f64>>(1).unwrap(), Point::new(1.0, 2.0));
    assert_eq!(row.get::<LineString<f64>>(2).unwrap().0.len(), 2);
    assert_eq!(row.get::<MultiPolygon<f64>>(3).unwrap(), MultiPolygon(Vec::new()));
    let error = row.get::<Polygon<f64>>(2).unwrap_err().to_string();
    assert!(error.starts_with("column `geometry` cannot be read: "), "{error}");
    for (text, words) in [
        ("POINT Z (1 2 3)", "more than two coordinates"),
        ("POINT EMPTY", "an empty point"),
        ("CIRCULARSTRING(0 0,1 1,2 0)", "of the kind 8 of EWKB"),
    ] {
        let row = db.raw_query_row(&format!("SELECT '{text}'::geometry"), &[]).await.unwrap();
        let error = row.unwrap().get::<Geometry<f64>>(0).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    // Bytes that end anywhere are errors.
    let whole =
        Ewkb::new(Polygon::new(LineString::from(vec![(0., 0.), (1., 0.), (1., 1.)]), vec![]), None);
    for length in 0..whole.0.len() {
        assert!(Ewkb(whole.0.get(..length).unwrap().to_vec()).geometry().is_err());
    }
}

#[tokio::test]
async fn types_of_other_crates() {
    let db = support::database("options=-c%20TimeZone%3DUTC");
    let day = chrono::NaiveDate::from_ymd_opt(-43, 3, 15).unwrap();
    check(&db, "date", day, "0044-03-15 BC").await;
    let time = chrono::NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    check(&db, "time", time, "23:59:59.999999").await;
    check(&db, "timestamp", day.and_time(time), "0044-03-15 23:59:59.999999 BC").await;
    check(&db, "timestamptz", chrono::DateTime::UNIX_EPOCH, "1970-01-01 00:00:00+00").await;
    check_read::<chrono::NaiveDate>(
        &db,
        "'infinity'::date",
        expect![[r#"column `value` cannot be read: value too large to decode"#]],
    )
    .await;
    check_read::<chrono::DateTime<chrono::Utc>>(
        &db,
        "'infinity'::timestamptz",
        expect![[r#"column `value` cannot be read: value too large to decode"#]],
    )
    .await;
    check(&db, "date", time::macros::date!(2024 - 02 - 29), "2024-02-29").await;
    check(&db, "timestamptz", time::OffsetDateTime::UNIX_EPOCH, "1970-01-01 00:00:00+00").await;
    check(&db, "cidr", "10.1.0.0/16".parse::<cidr::IpCidr>().unwrap(), "10.1.0.0/16").await;
    check(&db, "inet", "10.1.2.3/16".parse::<cidr::IpInet>().unwrap(), "10.1.2.3/16").await;
    let address = eui48::MacAddress::new([8, 0, 43, 1, 2, 3]);
    check(&db, "macaddr", address, "08:00:2b:01:02:03").await;
    check(&db, "varbit", bit_vec::BitVec::from_fn(9, |n| n % 2 == 0), "101010101").await;
    check(&db, "point", geo_types::Point::new(1.0, 2.0), "(1,2)").await;
    let list = vec![day, chrono::NaiveDate::MIN];
    let refused = db.raw_query_row("SELECT $1::date[]", &[&Sent(list)]).await;
    assert!(refused.is_err(), "a day before PostgreSQL's first");
}

#[sqldb::database(name = "kinds", migrations = "./tests/kinds")]
mod kinds {}

#[tokio::test]
async fn in_a_table_as_its_struct() {
    use kinds::{DB, Kind, sql};
    let name = format!("sqldb_kinds_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    DB.configure(support::config(&name, "")).unwrap();
    let full = Kind {
        bits: "101".parse().unwrap(),
        varbits: Some("1".parse().unwrap()),
        money: Some(Money(-1)),
        lsn: Some(Lsn(1)),
        mac: Some(Macaddr([1; 6])),
        mac8: Some(Macaddr8([2; 8])),
        point: Point { x: 1.0, y: 2.0 },
        line: Some(Line { a: 1.0, b: 1.0, c: 1.0 }),
        lseg: Some(Segment(Point::default(), Point::default())),
        r#box: Some(Rectangle(Point { x: 1.0, y: 1.0 }, Point::default())),
        path: Some(Path { closed: true, points: vec![Point::default()] }),
        polygon: Some(Polygon(vec![Point::default()])),
        circle: Some(Circle { center: Point::default(), radius: 1.0 }),
        ports: Some(Range::from(80..81)),
        during: Range::from(jiff::Timestamp::UNIX_EPOCH..),
        opened: Some(Range::from(jiff::civil::time(8, 0, 0, 0)..jiff::civil::time(18, 0, 0, 0))),
        days: Some(Multirange(vec![Range::from(jiff::civil::date(2024, 1, 1)..)])),
        pairs: Some(BTreeMap::from([("a".to_owned(), None)])),
        place: Ltree::from("a.b"),
        name: Some("Ada".to_owned()),
    };
    let bare = Kind {
        varbits: None,
        money: None,
        lsn: None,
        mac: None,
        mac8: None,
        line: None,
        lseg: None,
        r#box: None,
        path: None,
        polygon: None,
        circle: None,
        ports: None,
        opened: None,
        days: None,
        pairs: None,
        name: None,
        ..full.clone()
    };
    let rows = [full, bare];
    DB.exec(sql!("INSERT INTO kind VALUES <rows..>")).await.unwrap();
    let read: Vec<Kind> = DB.query_all(sql!("SELECT * FROM kind ORDER BY name")).await.unwrap();
    assert_eq!(read, rows);
    let (port, place) = (Range::from(80..=80), Ltree::from("a"));
    let row = DB
        .query_one(sql!(
            "SELECT count(*) FROM kind k WHERE ports = <port> AND place <@ <place> AND name = 'ADA'"
        ))
        .await
        .unwrap();
    assert_eq!(row.count, 1);
}
