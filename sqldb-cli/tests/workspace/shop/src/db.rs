pub mod orders;

pub mod inline {
    #[renamed::database(extra, name = "stock", migrations = "migrations/stock")]
    pub mod stock {
        use super::*;
    }
}

fn queries() {
    inline::stock::sql!("SELECT * FROM item WHERE id = <id>", id = 1 + 1);

    // The columns of `Row`.
    orders::orders::sql!(Row<'_, T>, concat!("SELECT \"a\", ", r#"'b'"#));
    if true {
        use orders::orders::{DB, sql};
        DB.query_all(sql!("SELECT id FROM item")).unwrap();
    }
    sqldb::sql_unchecked!("SELECT now()" => { now: Option<String> });
}
