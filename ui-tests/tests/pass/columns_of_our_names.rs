#[sqldb::database(name = "names", migrations = "./migrations/names")]
mod names {}

/// Columns of the names that the expansion uses itself.
#[derive(Clone, Copy)]
#[allow(dead_code)]
struct Named {
    row: i64,
    rows: i64,
    ty: i64,
    out: i64,
    value: i64,
    decode: i64,
}

#[allow(dead_code)]
struct Borrowed<'r> {
    row: i64,
    out: &'r str,
}

#[derive(sqldb::Type)]
struct P(i64);

fn main() {
    let _ = names::sql!("SELECT \"row\", \"rows\", ty, out, value, decode FROM named");
    let _ = names::sql!(Named, "SELECT \"row\", \"rows\", ty, out, value, decode FROM named");
    let _ = names::sql!(Borrowed<'_>, "SELECT \"row\", out::text FROM named");
    let list = [(1, 2, 3, 4, 5, P(6))];
    let _ = names::sql!("INSERT INTO named (\"row\", \"rows\", ty, out, value, decode) VALUES <list..>");
    let list = [Named { row: 1, rows: 2, ty: 3, out: 4, value: 5, decode: 6 }];
    let _ = names::sql!("INSERT INTO named (\"row\", \"rows\", ty, out, value, decode) VALUES <list..>");
    let _: sqldb::CopyIn<Named> =
        names::sql!(Named, "COPY named (\"row\", \"rows\", ty, out, value, decode) FROM STDIN");
    let _: sqldb::CopyIn<(i64, i64, i64, i64, i64, i64)> =
        names::sql!("COPY named (\"row\", \"rows\", ty, out, value, decode) FROM STDIN");
}
