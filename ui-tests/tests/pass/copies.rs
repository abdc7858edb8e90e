//! `COPY` of tuples, of structs with and without lifetimes, and of the rows of a query.

#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

use todo::{DB, TodoItem, sql};

struct Item {
    title: String,
    details: Option<String>,
}

struct Borrowed<'a> {
    title: &'a str,
}

async fn copy(items: Vec<Item>, borrowed: &[Borrowed<'_>]) -> sqldb::Result<()> {
    DB.copy_in(sql!("COPY todo_item (title, details) FROM STDIN"), [("milk", "fresh")]).await?;
    DB.copy_in(sql!(Item, "COPY todo_item (title, details) FROM STDIN"), &items).await?;
    DB.copy_in(sql!(Item, "COPY todo_item (title, details) FROM STDIN"), items).await?;
    DB.copy_in(sql!(Borrowed<'_>, "COPY todo_item (title) FROM STDIN"), borrowed).await?;
    let mut rows = DB.copy_out(sql!("COPY (SELECT * FROM todo_item) TO STDOUT")).await?;
    while let Some(item) = rows.try_next().await? {
        let TodoItem { title: _, .. } = item;
    }
    let mut writer = DB.begin_copy_in(sql!("COPY todo_item (title) FROM STDIN")).await?;
    writer.write(&("bread",)).await?;
    writer.finish().await?;
    Ok(())
}

fn main() {
    let _ = copy(Vec::new(), &[]);
}
