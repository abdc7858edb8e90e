//! From the migrations to the rows: `sql!` over enums, domains, composites, arrays and views.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

#[sqldb::database(name = "shop", migrations = "./tests/end_to_end")]
mod shop {}

use shop::{Address, Customer, DB, OpenOrder, Status, sql};

/// A handle on the migrated database; the tests of this file share it, each with rows of its own.
async fn connect() {
    static CREATED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    CREATED
        .get_or_init(|| async {
            let name = format!("sqldb_end_to_end_{}", std::process::id());
            support::CLUSTER.ensure_database(&name).unwrap();
            DB.configure(support::config(&name, "")).unwrap();
        })
        .await;
}

async fn customer(mail: &str, home: Option<&Address>) -> Customer {
    let query = sql!(
        "INSERT INTO customer (name, mail, home, tags)
         VALUES ('Ada', <mail>, <home?>, <tags>) RETURNING *",
        tags = ["a", "b"]
    );
    DB.query_one(query).await.unwrap()
}

#[tokio::test]
async fn composites_domains_and_arrays_go_there_and_back() {
    connect().await;
    let home = Address { street: Some("Main St".to_owned()), zip: Some(12345) };
    let ada = customer("ada@example.com", Some(&home)).await;
    assert_eq!((ada.mail.as_str(), ada.home.as_ref()), ("ada@example.com", Some(&home)));
    assert_eq!(ada.tags, ["a", "b"]);
    let without = customer("without@example.com", None).await;
    assert_eq!(without.home, None);

    let row = DB
        .query_row(sql!("SELECT (home).zip, mail FROM customer WHERE mail = ${&ada.mail}"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.zip, row.mail), (Some(12345), ada.mail));

    let refused = DB.exec(sql!("UPDATE customer SET mail = 'nobody' WHERE id = ${ada.id}")).await;
    assert!(refused.unwrap_err().is_check_violation());
}

#[tokio::test]
async fn enums_alone_and_in_arrays() {
    connect().await;
    let customer = customer("enums@example.com", None).await;
    let (status, history) = (Status::InProgress, vec![Status::Open, Status::InProgress]);
    let order = DB
        .query_one(sql!(
            "INSERT INTO \"order\" (customer, status, history, pieces, price, note, due)
             VALUES (${customer.id}, <status>, <history>, <pieces?>, <price>::text::numeric, <note>, '2024-05-01')
             RETURNING *",
            pieces = Some(3),
            price = "12.50",
            note = serde_json::json!({ "gift": true })
        ))
        .await
        .unwrap();
    assert_eq!((order.status, &order.history), (status, &history));
    assert_eq!((order.pieces, order.price.to_string()), (Some(3), "12.50".to_owned()));
    assert_eq!(order.note, Some(serde_json::json!({ "gift": true })));
    assert_eq!(order.due.unwrap().to_string(), "2024-05-01");

    let wanted = [Status::InProgress, Status::Done];
    let found = DB
        .query_all(sql!(
            "SELECT id FROM \"order\" WHERE status = ANY(<wanted>) AND id = ${order.id}"
        ))
        .await
        .unwrap();
    assert_eq!(found.len(), 1);

    let open: Option<OpenOrder> = DB
        .query_row(sql!("SELECT * FROM open_order WHERE id = ${order.id} LIMIT 1"))
        .await
        .unwrap();
    assert_eq!(open.unwrap().name, "Ada");
}

#[tokio::test]
async fn lists_may_have_nulls_and_be_sets() {
    connect().await;
    let ada = customer("lists@example.com", None).await;
    let tags = vec![Some("a".to_owned()), None];
    let row = DB
        .query_one(sql!("SELECT <tags>::text[] AS \"tags!: Vec<Option<String>>\""))
        .await
        .unwrap();
    assert_eq!(row.tags, tags);
    let ids = std::collections::BTreeSet::from([ada.id, -1]);
    let hashed: std::collections::HashSet<i64> = ids.iter().copied().collect();
    let some = [Some(ada.id), None];
    let found = sql!(
        "SELECT id FROM customer
         WHERE id = ANY(<ids>) AND id = ANY(<hashed>) AND id = ANY(<some>)"
    );
    assert_eq!(DB.query_all(found).await.unwrap().len(), 1);
}

#[tokio::test]
async fn scripts_are_executed_as_a_whole_and_leave_nothing() {
    connect().await;
    let count = sql!("SELECT count(*) AS n FROM customer WHERE name = 'script'");
    let path = sql!("SELECT current_setting('search_path') AS path");
    let before = DB.query_one(path).await.unwrap();
    let insert = "INSERT INTO customer (name, mail) VALUES ('script', 'script1@example.com');\n\
                  -- a comment; and more\n\
                  INSERT INTO customer (name, mail) VALUES ('script', 'script2@example.com');";
    DB.raw_script(insert).await.unwrap();
    assert_eq!(DB.query_one(count).await.unwrap().n, 2);
    DB.raw_script("SET search_path = pg_catalog; SELECT 1; BEGIN").await.unwrap();
    for _ in 0..20 {
        assert_eq!(DB.query_one(path).await.unwrap(), before);
        DB.raw_exec("SELECT 1", &[]).await.unwrap();
    }

    let wrong = "DELETE FROM customer WHERE name = 'script';\nSELECT nothing";
    let error = DB.raw_script(wrong).await.unwrap_err();
    assert_eq!((error.sqlstate(), error.line_and_column()), (Some("42703"), Some((2, 8))));
    assert_eq!(DB.query_one(count).await.unwrap().n, 2, "nothing of it was done");

    let tx = DB.begin().await.unwrap();
    tx.raw_script("DELETE FROM customer WHERE name = 'script'; SELECT 1").await.unwrap();
    assert_eq!(tx.query_one(count).await.unwrap().n, 0);
    tx.raw_script("SELECT 1/0; SELECT 1").await.unwrap_err();
    tx.rollback().await.unwrap();
    let tx = DB.begin().await.unwrap();
    tx.last().raw_script("DELETE FROM customer WHERE name = 'script'; SELECT 1").await.unwrap();
    assert_eq!(DB.query_one(count).await.unwrap().n, 0);

    // What wants rows from the client gets none, and its connection is no longer used.
    let copy = tokio::time::timeout(
        std::time::Duration::from_secs(10),
        DB.raw_script("COPY customer (name, mail) FROM STDIN"),
    );
    copy.await.unwrap().unwrap_err();
    assert_eq!(DB.query_one(count).await.unwrap().n, 0);
}

#[tokio::test]
async fn joins_aggregates_and_optional_sides() {
    connect().await;
    let customer = customer("joins@example.com", None).await;
    let row = sql!(
        "SELECT c.name, o.price, count(*) AS orders, coalesce(sum(o.pieces), 0) AS pieces
         FROM customer c LEFT JOIN \"order\" o ON o.customer = c.id
         WHERE c.id = ${customer.id}
         GROUP BY c.id, o.price"
    );
    let rows = DB.query_all(row).await.unwrap();
    let [row] = rows.as_slice() else { unreachable!("one customer without orders: {rows:?}") };
    // What the analysis proved is what the types say.
    let (name, price, orders, pieces): (&String, &Option<_>, i64, i64) =
        (&row.name, &row.price, row.orders, row.pieces);
    assert_eq!((name.as_str(), price.is_none(), orders, pieces), ("Ada", true, 1, 0));
}

#[tokio::test]
async fn violations_by_the_names_of_the_constraints() {
    use shop::constraints;
    connect().await;
    let ada = customer("twice@example.com", None).await;
    let again = sql!("INSERT INTO customer (name, mail) VALUES ('Ada', <ada.mail>)");
    let error = DB.exec(again).await.unwrap_err();
    assert_eq!(error.constraint(), Some(constraints::CUSTOMER_MAIL_KEY));
    let nobody = sql!("INSERT INTO \"order\" (customer, price) VALUES (-1, 1)");
    let error = DB.exec(nobody).await.unwrap_err();
    assert_eq!(error.constraint(), Some(constraints::ORDER_CUSTOMER_FKEY));
}

#[tokio::test]
async fn what_would_stay_on_a_connection_is_refused_where_others_use_it() {
    connect().await;
    let path = sql!("SELECT current_setting('search_path') AS path");
    let before = DB.query_one(path).await.unwrap();
    let held = DB.acquire().await.unwrap();
    let refused = [
        DB.exec(sql!("SET search_path = pg_catalog")).await.map(drop),
        DB.exec(sql!("LISTEN anything")).await.map(drop),
        DB.query_one(sql!("SELECT set_config('search_path', 'pg_catalog', false)")).await.map(drop),
        DB.query_one(sql!("SELECT pg_advisory_lock(1)")).await.map(drop),
        DB.query(sql!("SELECT pg_advisory_lock(1)")).await.map(drop),
        DB.batch((sql!("SELECT 1 AS one"), sql!("SET search_path = pg_catalog"))).await.map(drop),
        DB.raw_exec("SET search_path = pg_catalog", &[]).await.map(drop),
        DB.raw_exec("BEGIN", &[]).await.map(drop),
    ];
    for result in refused {
        let error = result.unwrap_err().to_string();
        assert!(error.contains("leaves something with its connection"), "{error}");
        assert!(error.contains("DB.acquire()"), "{error}");
    }
    // On one that is held they stay, and are undone at its end; a pool before the server holds none.
    if support::pooler::naming().is_none() {
        held.exec(sql!("SET search_path = pg_catalog")).await.unwrap();
        assert_eq!(held.query_one(path).await.unwrap().path, "pg_catalog");
    }
    drop(held);
    for _ in 0..20 {
        assert_eq!(DB.query_one(path).await.unwrap(), before);
    }
    // What ends with its transaction is for every one.
    let tx = DB.begin().await.unwrap();
    tx.exec(sql!("SET LOCAL work_mem = '8MB'")).await.unwrap();
    tx.query_one(sql!("SELECT pg_advisory_xact_lock(1)")).await.unwrap();
    tx.commit().await.unwrap();
    // A pool before the server gives its connection away at the end of the transaction, as it is. One that
    // keeps statements is taken for a server.
    if support::pooler::naming() == Some("named") {
        println!("skipped through a pool: it is taken for a server");
        return;
    }
    if support::pooler::naming().is_some() {
        let tx = DB.begin().await.unwrap();
        let error = tx.exec(sql!("SET search_path = pg_catalog")).await.unwrap_err().to_string();
        assert!(error.contains("leaves something with its connection"), "{error}");
        let error = tx.raw_exec("CREATE TEMP TABLE left_over (id int)", &[]).await.unwrap_err();
        assert!(error.to_string().contains("leaves something with its connection"), "{error}");
        return;
    }
    // What a transaction leaves all the same is undone before anybody else has its connection.
    for _ in 0..4 {
        let tx = DB.begin().await.unwrap();
        tx.exec(sql!("SET search_path = pg_catalog")).await.unwrap();
        tx.raw_exec("CREATE TEMP TABLE left_over (id int)", &[]).await.unwrap();
        tx.commit().await.unwrap();
    }
    for _ in 0..20 {
        assert_eq!(DB.query_one(path).await.unwrap(), before);
        let text = "SELECT to_regclass('pg_temp.left_over') IS NULL AS gone";
        let row = DB.raw_query_row(text, &[]).await.unwrap().unwrap();
        assert!(row.get::<bool>(0).unwrap());
    }
}
