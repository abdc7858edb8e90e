#[sqldb::database(
    name = "todo",
    migrations = "./migrations/todo",
    dates = "chrono",
    numeric = "exact"
)]
mod todo {}

async fn run() -> sqldb::Result<()> {
    let since = chrono::DateTime::UNIX_EPOCH;
    let comments = todo::DB
        .query_all(todo::sql!("SELECT * FROM comment WHERE created_at > <since>"))
        .await?;
    let _: Vec<chrono::DateTime<chrono::Utc>> =
        comments.into_iter().map(|comment| comment.created_at).collect();
    let totals = todo::DB
        .query_one(todo::sql!("SELECT sum(id) AS total, array_agg(created_at) AS times FROM comment"))
        .await?;
    let _: Option<sqldb::types::ExactNumeric> = totals.total;
    let _: Option<Vec<chrono::DateTime<chrono::Utc>>> = totals.times;
    Ok(())
}

fn main() {
    let _ = run();
}
