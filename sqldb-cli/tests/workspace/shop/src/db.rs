pub mod orders;

pub mod inline {
    #[renamed::database(extra, name = "stock", migrations = "migrations/stock")]
    pub mod stock {
        use super::*;
    }
}
