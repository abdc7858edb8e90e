#[derive(sqldb::Type)]
enum Status {
    Open,
    #[sqldb(rename = "open")]
    Done,
}

fn main() {}
