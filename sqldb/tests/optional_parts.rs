//! `{AND title ILIKE <title>}`: what of a query is sent depends on which arguments are there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

#[sqldb::database(name = "parts", migrations = "./tests/rows")]
mod stock {}

use stock::{Article, DB, State, sql};

/// A handle on the migrated database with three articles.
async fn connect() {
    static CREATED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    CREATED
        .get_or_init(|| async {
            let name = format!("sqldb_optional_parts_{}", std::process::id());
            support::CLUSTER.ensure_database(&name).unwrap();
            DB.configure(support::config(&name, "")).unwrap();
            let rows = [
                ("AA1", "shoe", State::New, Some("nice")),
                ("AA2", "shoe", State::Used, None),
                ("BB3", "hat", State::New, None),
            ];
            let rows = rows.map(|(code, kind, state, note)| {
                (code, kind, state, note.map(|note| serde_json::json!({ "text": note })))
            });
            DB.exec(sql!(r#"INSERT INTO article (code, "type", state, note) VALUES <rows..>"#))
                .await
                .unwrap();
        })
        .await;
}

#[derive(Default)]
struct Filter<'a> {
    kind: Option<&'a str>,
    states: Option<Vec<State>>,
    noted: Option<bool>,
    limit: Option<i64>,
}

async fn codes(filter: &Filter<'_>) -> Vec<String> {
    let rows = DB
        .query_all(sql!(
            r#"SELECT code FROM article
               WHERE id > <least>
                 {AND "type" = <filter.kind>}
                 {AND state = ANY(<filter.states>)}
                 {AND (note IS NOT NULL) = <filter.noted>}
               ORDER BY code
               {LIMIT <filter.limit>}"#,
            least = 0_i64
        ))
        .await
        .unwrap();
    rows.into_iter().map(|row| row.code).collect()
}

#[tokio::test]
async fn every_choice_of_parts() {
    connect().await;
    let all = ["AA1", "AA2", "BB3"];
    for mask in 0..16_u32 {
        let has = |bit: u32| mask & (1 << bit) != 0;
        let filter = Filter {
            kind: has(0).then_some("shoe"),
            states: has(1).then(|| vec![State::New]),
            noted: has(2).then_some(false),
            limit: has(3).then_some(1),
        };
        let expected = all.iter().filter(|code| {
            !(has(0) && **code == "BB3" || has(1) && **code == "AA2" || has(2) && **code == "AA1")
        });
        let expected: Vec<&str> = expected.copied().take(if has(3) { 1 } else { 3 }).collect();
        assert_eq!(codes(&filter).await, expected, "{mask:04b}");
    }
}

#[tokio::test]
async fn parts_of_one_argument_go_together() {
    connect().await;
    for (state, expected) in [(None, 3), (Some(&State::New), 2)] {
        let row = DB
            .query_one(sql!(
                "SELECT count(*) FROM article a
                 {JOIN article b ON b.id = a.id AND b.state = <state>}
                 WHERE a.code ~ <code> {AND a.state = <state>}",
                code = "^[A-Z]",
                state = state.copied()
            ))
            .await
            .unwrap();
        assert_eq!(row.count, expected);
    }
}

#[tokio::test]
async fn only_what_is_given_is_set() {
    connect().await;
    let tx = DB.begin().await.unwrap();
    let mut read = None;
    let price: sqldb::types::Numeric = "2.50".parse().unwrap();
    for (kind, price) in [(None, Some(price)), (Some("boot"), None)] {
        // Kept: which parts are sent is decided where the query is written.
        let update = sql!(
            r#"UPDATE article SET state = state {, "type" = <kind>} {, price = <price>}
               WHERE code = 'AA2' RETURNING *"#
        );
        let row: Option<Article> = tx.query_row(update).await.unwrap();
        read = row;
    }
    let article = read.unwrap();
    assert_eq!(
        (article.r#type.as_str(), article.price.unwrap().to_string()),
        ("boot", "2.50".into())
    );
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn the_text_is_that_of_the_parts() {
    let (kind, none) = (Some("shoe"), None::<i64>);
    let query = sql!(
        r#"SELECT code FROM article WHERE true {AND "type" = <kind>} {AND id = <none>} {LIMIT <none>}"#
    );
    assert_eq!(query.text(), r#"SELECT code FROM article WHERE true AND "type" = $1::text  "#);
}
