use ui_tests::shop::{self, DB, sql};

fn main() {
    let name = String::from("bread");
    let _ = sql!("SELECT * FROM product WHERE name = <name>");
    let _ = shop::sql!("SELECT product_id, amount FROM stock.level");
    let _ = |product: shop::Product, level: shop::stock::Level| (product.name, level.amount);
    let _ = &DB;
}
