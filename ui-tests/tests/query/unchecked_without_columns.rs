fn main() {
    let _ = sqldb::sql_unchecked!("SELECT 1" -> { one: i32 });
}
