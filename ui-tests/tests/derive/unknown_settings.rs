#[derive(sqldb::Type)]
#[sqldb(rename_all = "Kebab-Case")]
enum Status {
    Open,
}

#[derive(sqldb::Type)]
#[sqldb(rename_all = "snake_case")]
struct Item {
    #[sqldb(name = "x")]
    id: i64,
}

#[derive(sqldb::Type)]
#[sqldb(transparent)]
struct Cents(i64);

fn main() {}
