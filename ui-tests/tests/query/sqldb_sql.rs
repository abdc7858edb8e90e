fn main() {
    let _ = sqldb::__private::sql!("SELECT 1");
}
