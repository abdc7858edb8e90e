fn main() {
    let id = 7_i64;
    let _ = sqldb::sql_unchecked!(
        "SELECT st_area(shape) AS area FROM field WHERE id = <id>" => { area: f64 }
    );
    let _ = sqldb::sql_unchecked!("REFRESH MATERIALIZED VIEW report");
}
