#[sqldb::database(
    postgres = 16, name   = "orders",
    migrations = "./migrations/orders",
    url_env = "DATABASE_URL",
    types(money = "crate::Money"),
)]
pub mod orders {}
