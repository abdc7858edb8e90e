//! `for_each`: rows whose text and bytes stay where they were received.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

#[sqldb::database(name = "lent", migrations = "./tests/rows")]
mod lent {}

use lent::{DB, State, sql};

struct Article<'r> {
    id: i64,
    code: &'r str,
    r#type: &'r str,
    state: State,
    data: Option<&'r [u8]>,
    note: Option<String>,
}

#[tokio::test]
async fn text_and_bytes_are_lent_and_the_rest_is_read() {
    let name = format!("sqldb_borrowed_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    DB.configure(support::config(&name, "")).unwrap();
    DB.raw_exec(
        "INSERT INTO article (code, type, data) \
         SELECT 'AA' || n, 'shoe', CASE WHEN n % 2 = 0 THEN convert_to('b' || n, 'UTF8') END \
         FROM generate_series(1, 1000) AS n",
        &[],
    )
    .await
    .unwrap();

    let least = 500i64;
    let mut seen = 0;
    let each = |article: Article<'_>| {
        let Article { id, code, r#type, state, data, note } = article;
        assert_eq!(code, format!("AA{id}"));
        assert_eq!((r#type, state, note), ("shoe", State::New, None));
        assert_eq!(data, (id % 2 == 0).then(|| format!("b{id}")).as_deref().map(str::as_bytes));
        seen += 1;
    };
    let query = sql!(
        Article<'_>,
        r#"SELECT id, code, "type", state, data, note::text AS note FROM article WHERE id >= <least>"#
    );
    assert_eq!(DB.for_each(query, each).await.unwrap(), 501);
    assert_eq!(seen, 501);

    // In a transaction, too.
    let tx = DB.begin().await.unwrap();
    let mut longest = 0;
    struct Code<'r> {
        code: &'r str,
    }
    let codes = sql!(Code<'_>, "SELECT code FROM article");
    tx.for_each(codes, |row| longest = longest.max(row.code.len())).await.unwrap();
    assert_eq!(longest, 6);
    tx.rollback().await.unwrap();
}
