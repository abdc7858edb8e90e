#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

use todo::TodoStatus;

fn main() {
    let status = TodoStatus::InProgress;
    let _ = todo::sql!("SELECT id, status FROM todo_item WHERE status = <status>");
    assert_eq!(status.to_string(), "in progress");
    assert_eq!("done".parse::<TodoStatus>().ok(), Some(TodoStatus::Done));
    let _ = ui_tests::shop::Address { street: None, city: Some("Berlin".to_owned()) };
}
