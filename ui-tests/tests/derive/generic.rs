#[derive(sqldb::Type)]
struct Wrapped<T>(T);

fn main() {}
