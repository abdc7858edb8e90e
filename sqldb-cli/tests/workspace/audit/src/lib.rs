#[sqldb::database(named = "users")]
mod stock {}

fn one() {
    stock::sql!("SELECT 2");
}
