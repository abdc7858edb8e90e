//! Long and deep statements end in an answer or an error, not in the end of the stack.

use sqldb_analyze::analyze;
use sqldb_analyze::catalog::Catalog;

/// The code of the mistake, or `ok`.
fn answer(query: &str) -> &'static str {
    match analyze(&Catalog::default(), query) {
        Ok(_) => "ok",
        Err(errors) => errors.first().map_or("", |error| error.code.code()),
    }
}

#[test]
fn long_chains_are_read() {
    for (operand, operator) in [("1", "+"), ("'a'", "||"), ("true", "AND"), ("true", "OR")] {
        let chain = |length| vec![operand; length].join(&format!(" {operator} "));
        assert_eq!(answer(&format!("SELECT {}", chain(300))), "ok", "{operator}");
        assert_eq!(answer(&format!("SELECT {}", chain(5000))), "ok", "{operator}");
        assert_eq!(answer(&format!("SELECT {}", chain(50_000))), "54001", "{operator}");
    }
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    for open in ["(SELECT ", "abs(", "- ("] {
        let nested = |depth| format!("SELECT {}1{}", open.repeat(depth), ")".repeat(depth));
        assert_eq!(answer(&nested(15)), "ok", "{open}");
        assert_eq!(answer(&nested(300)), "ok", "{open}");
        assert_eq!(answer(&nested(10_000)), "54001", "{open}");
    }
}
