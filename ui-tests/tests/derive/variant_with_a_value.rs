#[derive(sqldb::Type)]
enum Status {
    Open,
    Done(i64),
}

fn main() {}
