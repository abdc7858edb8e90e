//! Rows in rows: whole rows of tables, records, JSON; and types of the program's own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use sqldb::Json;

#[sqldb::database(name = "nested", migrations = "./tests/end_to_end")]
mod shop {}

use shop::{Customer, DB, OpenOrder, Order, sql};

/// A handle on the migrated database: Ada has two orders, Bob none.
async fn connect() {
    static CREATED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    CREATED
        .get_or_init(|| async {
            let name = format!("sqldb_nested_{}", std::process::id());
            support::CLUSTER.ensure_database(&name).unwrap();
            DB.configure(support::config(&name, "")).unwrap();
            let customers = [("Ada", "ada@x"), ("Bob", "bob@x")];
            DB.exec(sql!("INSERT INTO customer (name, mail) VALUES <customers..>")).await.unwrap();
            DB.exec(sql!(
                r#"INSERT INTO "order" (customer, pieces, price)
                   SELECT c.id, o.pieces, o.price
                   FROM customer c, (VALUES (1, 1.5), (NULL, 2.5)) AS o (pieces, price)
                   WHERE c.name = 'Ada'"#
            ))
            .await
            .unwrap();
        })
        .await;
}

#[tokio::test]
async fn whole_rows_are_the_tables_structs() {
    connect().await;
    let rows = DB
        .query_all(sql!(
            r#"SELECT c, o AS last
               FROM customer c LEFT JOIN "order" o ON o.customer = c.id AND o.pieces IS NULL
               ORDER BY c.name"#
        ))
        .await
        .unwrap();
    let [ada, bob] = rows.as_slice() else { unreachable!("{rows:?}") };
    let (customer, order): (&Customer, &Option<Order>) = (&ada.c, &ada.last);
    assert_eq!((customer.name.as_str(), customer.mail.as_str()), ("Ada", "ada@x"));
    let order = order.as_ref().unwrap();
    assert_eq!(
        (order.customer, order.pieces, order.price.to_string()),
        (customer.id, None, "2.50".into())
    );
    assert_eq!((bob.c.name.as_str(), &bob.last), ("Bob", &None));

    // Of a view, by a cast, and as a field.
    let row = DB
        .query_one(sql!(
            r#"SELECT array_agg(v ORDER BY v.id) AS "views!",
                      array_agg(ROW(o.*)::"order" ORDER BY o.id) AS "orders!"
               FROM open_order v JOIN "order" o ON o.id = v.id"#
        ))
        .await
        .unwrap();
    let (views, orders): (Vec<OpenOrder>, Vec<Order>) = (row.views, row.orders);
    assert_eq!((views.len(), orders.len()), (2, 2));
    assert_eq!((views[0].id, views[0].price), (orders[0].id, orders[0].price));
}

#[derive(Debug, PartialEq, Clone, sqldb::Type)]
struct Line {
    pieces: Option<i32>,
    price: sqldb::types::Numeric,
}

#[derive(Debug, PartialEq, Clone, serde::Deserialize)]
struct JsonLine {
    pieces: Option<i32>,
    price: f64,
}

struct Summary {
    name: String,
    lines: Vec<Line>,
    json: Json<Vec<JsonLine>>,
}

#[tokio::test]
async fn rows_of_rows_into_structs() {
    connect().await;
    let query = sql!(
        Summary,
        r#"SELECT c.name,
                  array_agg(ROW(o.pieces::int, o.price) ORDER BY o.id) AS "lines!",
                  json_agg(json_build_object('pieces', o.pieces, 'price', o.price) ORDER BY o.id)
                      AS "json!"
           FROM customer c JOIN "order" o ON o.customer = c.id
           GROUP BY c.id"#
    );
    let summaries = DB.query_all(query).await.unwrap();
    let [Summary { name, lines, json }] = summaries.as_slice() else { unreachable!() };
    let price = |text: &str| text.parse::<sqldb::types::Numeric>().unwrap();
    assert_eq!(name, "Ada");
    assert_eq!(
        *lines,
        [
            Line { pieces: Some(1), price: price("1.50") },
            Line { pieces: None, price: price("2.50") }
        ]
    );
    assert_eq!(json.0[1], JsonLine { pieces: None, price: 2.5 });

    // The same by an annotation.
    let row = DB
        .query_one(sql!(
            r#"SELECT array_agg(ROW(o.pieces::int, o.price)) AS "lines!: Vec<Line>" FROM "order" o"#
        ))
        .await
        .unwrap();
    assert_eq!(row.lines.len(), 2);
}

#[derive(Debug, PartialEq, Clone, Copy, sqldb::Type)]
struct OrderId(i64);

#[derive(Debug, PartialEq, Clone, Copy, sqldb::Type)]
pub struct Pieces(i32);

#[derive(Debug, PartialEq, Clone, Copy, sqldb::Type)]
#[sqldb(as = shop::Status)]
enum Stage {
    Open,
    #[sqldb(rename = "in progress")]
    InProgress,
    Done,
}

#[derive(Debug, PartialEq, Clone, sqldb::Type)]
#[sqldb(as = shop::Address)]
struct Home {
    street: String,
    #[sqldb(rename = "zip")]
    code: Option<i32>,
}

#[tokio::test]
async fn types_of_the_program() {
    struct Mine {
        id: OrderId,
        pieces: Option<Pieces>,
        status: Stage,
        history: Vec<Stage>,
    }
    connect().await;
    let tx = DB.begin().await.unwrap();
    let home = Home { street: "Main St".to_owned(), code: None };
    let row = tx
        .query_one(sql!(
            r#"INSERT INTO customer (name, mail, home) VALUES (<name>, <name> || '@x', <home>)
               RETURNING id, home AS "home!: Home""#,
            name = "Cleo"
        ))
        .await
        .unwrap();
    assert_eq!(row.home, home);
    let rows = [(row.id, Some(Pieces(3)), Stage::InProgress), (row.id, None, Stage::Done)];
    let prices = ["1", "2"].map(|price| price.parse::<sqldb::types::Numeric>().unwrap());
    let rows: Vec<_> = rows
        .into_iter()
        .zip(prices)
        .map(|((customer, pieces, status), price)| (customer, pieces, status, price))
        .collect();
    let ids = tx
        .query_all(sql!(
            r#"INSERT INTO "order" (customer, pieces, status, price) VALUES <rows..>
               RETURNING id AS "id: OrderId""#
        ))
        .await
        .unwrap();
    let ids: Vec<OrderId> = ids.into_iter().map(|row| row.id).collect();
    let history = [Stage::Open];
    let read = tx
        .query_all(sql!(
            Mine,
            r#"UPDATE "order" SET history = <history> WHERE id = ANY(<ids>)
               RETURNING id, pieces, status, history"#
        ))
        .await
        .unwrap();
    let found: Vec<_> = read.iter().map(|mine| (mine.id, mine.pieces, mine.status)).collect();
    assert_eq!(found, [(ids[0], Some(Pieces(3)), Stage::InProgress), (ids[1], None, Stage::Done)]);
    assert_eq!(read[0].history, history);
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn what_does_not_fit_a_struct_says_which_column() {
    connect().await;
    let swapped = sql!(
        r#"SELECT ROW(o.price, o.pieces) AS "line!: Line" FROM "order" o WHERE pieces = 1 LIMIT 1"#
    );
    let error = DB.query_row(swapped).await.unwrap_err().to_string();
    assert!(
        error
            .contains("column `line` cannot be read: the record's value for `pieces` is `numeric`"),
        "{error}"
    );
    let domain =
        sql!(r#"SELECT ROW(o.pieces, o.price) AS "line!: Line" FROM "order" o WHERE pieces = 1"#);
    let error = DB.query_all(domain).await.unwrap_err().to_string();
    assert!(error.contains("cast the value, or the record, `ROW(…)::name`"), "{error}");
    let short = sql!(r#"SELECT ROW(1) AS "line!: Line""#);
    let error = DB.query_one(short).await.unwrap_err().to_string();
    assert!(error.contains("the record has no value for `price`"), "{error}");
    let long = sql!(r#"SELECT ROW(1, 2.5, 3) AS "line!: Line""#);
    let error = DB.query_one(long).await.unwrap_err().to_string();
    assert!(error.contains("the record has 1 more values than the struct has fields"), "{error}");
    let json = sql!(r#"SELECT '{"pieces": 1}'::jsonb AS "line!: Json<JsonLine>""#);
    let error = DB.query_one(json).await.unwrap_err().to_string();
    assert!(error.contains("the JSON is no `nested::JsonLine` (line 1 column"), "{error}");
}

#[derive(Debug, PartialEq, Clone, serde::Serialize, serde::Deserialize)]
pub struct Note {
    gift: bool,
}

#[sqldb::database(
    name = "mapped",
    migrations = "./tests/end_to_end",
    types(quantity = super::Pieces, "order.note" = sqldb::Json<super::Note>, status = super::State)
)]
mod mapped {}

#[derive(Debug, PartialEq, Clone, Copy, sqldb::Type)]
#[sqldb(as = mapped::Status)]
pub enum State {
    Open,
    #[sqldb(rename = "in progress")]
    InProgress,
    Done,
}

#[tokio::test]
async fn types_that_the_attribute_maps() {
    connect().await;
    let name = format!("sqldb_nested_{}", std::process::id());
    mapped::DB.configure(support::config(&name, "")).unwrap();
    let tx = mapped::DB.begin().await.unwrap();
    let (note, history) = (Json(Note { gift: true }), [State::Open, State::Done]);
    let order: mapped::Order = tx
        .query_one(mapped::sql!(
            r#"INSERT INTO "order" (customer, pieces, price, note, history)
               VALUES ((SELECT min(id) FROM customer), 7, 1, <note>, <history>) RETURNING *"#
        ))
        .await
        .unwrap();
    assert_eq!((order.pieces, order.status), (Some(Pieces(7)), State::Open));
    assert_eq!((&order.note, order.history.as_slice()), (&Some(note.clone()), history.as_slice()));
    let row = tx
        .query_row(mapped::sql!(
            r#"SELECT o AS whole, o.note, o.status, o.pieces + 1 AS more
               FROM "order" o WHERE id = ${order.id} AND status = ${State::Open}"#
        ))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.whole, row.note, row.status), (order, Some(note), State::Open));
    // What is computed is no longer of the domain.
    assert_eq!(row.more, Some(8_i32));
    tx.rollback().await.unwrap();
}
