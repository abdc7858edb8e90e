//! `INSERT … VALUES <rows..>`: many rows of tuples or structs in one statement.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

#[sqldb::database(name = "stock", migrations = "./tests/rows")]
mod stock {}

use stock::{Article, DB, Entry, Size, State, sql};

/// A handle on the migrated database; the tests of this file share it, each with rows of its own.
async fn connect() {
    static CREATED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    CREATED
        .get_or_init(|| async {
            let name = format!("sqldb_row_lists_{}", std::process::id());
            support::CLUSTER.ensure_database(&name).unwrap();
            DB.configure(support::config(&name, "")).unwrap();
        })
        .await;
}

#[tokio::test]
async fn tuples_of_every_kind_of_type() {
    connect().await;
    let size = Size { width: Some(3), height: None };
    let rows = [
        ("AA1", "shoe", Some("1.50".parse().unwrap()), State::New, Some(size.clone()), None),
        ("AA2", "hat", None, State::Used, None, Some(serde_json::json!({ "a": [1] }))),
    ];
    let inserted = DB
        .query_all(sql!(
            r#"INSERT INTO article (code, "type", price, state, size, note) VALUES <rows..>
               RETURNING id, code, stored"#
        ))
        .await
        .unwrap();
    let codes: Vec<&str> = inserted.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["AA1", "AA2"]);
    assert_eq!(inserted[0].stored.to_string(), "2024-01-01T00:00:00Z");

    let read = DB
        .query_all(sql!("SELECT * FROM article WHERE code IN ('AA1', 'AA2') ORDER BY code"))
        .await
        .unwrap();
    let [first, second] = read.as_slice() else { unreachable!("{read:?}") };
    assert_eq!((first.price, first.state, &first.size), (rows[0].2, State::New, &Some(size)));
    assert_eq!((second.price, second.state, &second.size), (None, State::Used, &None));
    assert_eq!((&first.note, &second.note), (&None, &rows[1].5));
}

#[tokio::test]
async fn structs_by_the_names_of_their_fields() {
    struct New<'a> {
        r#type: &'a str,
        code: String,
        _other: u8,
    }
    connect().await;
    let rows: Vec<New<'_>> = (0..3)
        .map(|number| New { r#type: "shoe", code: format!("BB{number}"), _other: 0 })
        .collect();
    let shared: &[New<'_>] = &rows;
    let inserted =
        DB.exec(sql!(r#"INSERT INTO article (code, "type") VALUES <shared..>"#)).await.unwrap();
    assert_eq!(inserted, 3);

    // A table's own struct, read and written again, found in a field.
    struct Held {
        articles: Vec<Article>,
    }
    let mut held = Held {
        articles: DB
            .query_all(sql!("SELECT * FROM article WHERE code LIKE 'BB%' ORDER BY code"))
            .await
            .unwrap(),
    };
    for article in &mut held.articles {
        article.code = article.code.replace("BB", "CC");
        article.data = Some(vec![1, 2]);
    }
    let tx = DB.begin().await.unwrap();
    tx.exec(sql!(r#"INSERT INTO article (code, "type", data) VALUES <held.articles..>"#))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let row = DB
        .query_one(sql!("SELECT count(*) FROM article WHERE code LIKE 'CC%' AND data = '\\x0102'"))
        .await
        .unwrap();
    assert_eq!(row.count, 3);
}

#[tokio::test]
async fn conflicts_beside_other_arguments() {
    connect().await;
    let suffix = "!";
    let rows = vec![("DD1".to_owned(), "hat"), ("DD2".to_owned(), "shoe")];
    for _ in 0..2 {
        DB.query_all(sql!(
            r#"INSERT INTO article AS a (code, "type") VALUES <rows..>
               ON CONFLICT (code) DO UPDATE SET "type" = a."type" || <suffix>
               RETURNING a."type""#
        ))
        .await
        .unwrap();
    }
    let read = DB
        .query_all(sql!(r#"SELECT "type" FROM article WHERE code LIKE 'DD%' ORDER BY code"#))
        .await
        .unwrap();
    let types: Vec<&str> = read.iter().map(|row| row.r#type.as_str()).collect();
    assert_eq!(types, ["hat!", "shoe!"]);
}

#[tokio::test]
async fn no_rows_one_column_and_many_rows() {
    connect().await;
    let none: &[(i32, &str)] = &[];
    assert_eq!(DB.exec(sql!("INSERT INTO entry VALUES <none..>")).await.unwrap(), 0);
    let one = [("single",)];
    assert_eq!(DB.exec(sql!("INSERT INTO entry (entry) VALUES <one..>")).await.unwrap(), 1);
    // The expression is computed once, though two columns read it.
    let mut computed = 0;
    let inserted = DB
        .exec(sql!(
            "INSERT INTO entry (place, entry) VALUES <many..>",
            many = {
                computed += 1;
                (0..10_000).map(|n| (Some(n), n.to_string())).collect::<Vec<_>>()
            }
        ))
        .await
        .unwrap();
    assert_eq!((inserted, computed), (10_000, 1));
    let row = DB
        .query_one(sql!(
            "SELECT count(*) FROM entry WHERE place::text = entry OR place IS NULL AND entry = 'single'"
        ))
        .await
        .unwrap();
    assert_eq!(row.count, 10_001);
    let read: Vec<Entry> = DB.query_all(sql!("SELECT * FROM entry ORDER BY place")).await.unwrap();
    assert_eq!((read.len(), read[7].place, read[7].entry.as_str()), (10_001, Some(7), "7"));
}

#[tokio::test]
async fn what_the_columns_refuse_is_refused() {
    connect().await;
    let long = [("EE1", "more than ten letters")];
    let error =
        DB.exec(sql!(r#"INSERT INTO article (code, "type") VALUES <long..>"#)).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("22001"), "{error}");
    let wrong = [("EE1", "hat"), ("no code", "hat")];
    let error =
        DB.exec(sql!(r#"INSERT INTO article (code, "type") VALUES <wrong..>"#)).await.unwrap_err();
    assert!(error.is_check_violation(), "{error}");
    let zero = [("EE1", "hat"), ("EE2", "a\0b")];
    let error =
        DB.exec(sql!(r#"INSERT INTO article (code, "type") VALUES <zero..>"#)).await.unwrap_err();
    let message = error.to_string();
    assert!(message.contains("row 2: PostgreSQL's text cannot hold the character"), "{message}");
    let row = DB.query_one(sql!("SELECT count(*) FROM article WHERE code LIKE 'EE%'")).await;
    assert_eq!(row.unwrap().count, 0);
}
