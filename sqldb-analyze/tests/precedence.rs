//! Our grouping of operators against PostgreSQL's own, for every pair of them.
//!
//! `cargo xtask precedence` writes the list with a server; this test needs none.

use sqldb_analyze::tree::{
    Arguments, Expr, ExprKind, Negation, QuantifiedOperand, Quantifier, Symmetry, Truth,
};
use sqldb_analyze::{lex, syntax};

#[test]
fn operators_group_as_in_postgresql() {
    let mut differences = String::new();
    let mut count = 0;
    for line in include_str!("data/precedence_15.txt").lines() {
        let (text, expected) = line.split_once('\t').unwrap_or((line, ""));
        let actual = grouped(text);
        count += 1;
        if actual != expected {
            differences += &format!("{text}\n  expected {expected}\n  actual   {actual}\n");
        }
    }
    assert!(count > 9000, "{count} expressions");
    assert!(differences.is_empty(), "{differences}");
}

fn grouped(text: &str) -> String {
    let read = lex::tokenize(text).and_then(|tokens| {
        let (expr, taken) = syntax::expression(&tokens)?;
        // What is left of the text would be a syntax error in any statement.
        Ok((taken == tokens.len()).then_some(expr))
    });
    match read {
        Ok(Some(expr)) => printed(&expr),
        Ok(None) => "syntax error".to_owned(),
        Err(error) if error.message.starts_with("syntax error") => "syntax error".to_owned(),
        Err(error) => error.message,
    }
}

/// The expression as `pg_get_viewdef` prints it, after the rewriting of `parse_expr.c`.
fn printed(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Column(names) => {
            names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join(".")
        }
        ExprKind::And(left, right) => {
            let mut operands = Vec::new();
            conjuncts(left, &mut operands);
            operands.push(printed(right));
            format!("({})", operands.join(" AND "))
        }
        ExprKind::Or(left, right) => {
            let mut operands = Vec::new();
            disjuncts(left, &mut operands);
            operands.push(printed(right));
            format!("({})", operands.join(" OR "))
        }
        ExprKind::Not(operand) => format!("(NOT {})", printed(operand)),
        ExprKind::Binary { operator, left, right } => {
            format!("({} {} {})", printed(left), operator.symbol, printed(right))
        }
        ExprKind::Like { operator, left, pattern } => {
            format!("({} {} {})", printed(left), operator.symbol, printed(pattern))
        }
        ExprKind::Prefix { operator, operand } => {
            format!("({} {})", operator.symbol, printed(operand))
        }
        ExprKind::IsNull { operand, negation } => {
            format!("({} IS {}NULL)", printed(operand), not(*negation))
        }
        ExprKind::IsTruth { operand, truth, negation } => {
            let truth = match truth {
                Truth::True => "TRUE",
                Truth::False => "FALSE",
                Truth::Unknown => "UNKNOWN",
            };
            format!("({} IS {}{truth})", printed(operand), not(*negation))
        }
        ExprKind::IsDistinctFrom { left, right, negation } => {
            let distinct = format!("({} IS DISTINCT FROM {})", printed(left), printed(right));
            match negation {
                Negation::Plain => distinct,
                Negation::Not => format!("(NOT {distinct})"),
            }
        }
        ExprKind::Between { operand, low, high, negation, symmetry } => {
            let (operand, low, high) = (printed(operand), printed(low), printed(high));
            let within = |low: &str, high: &str| match negation {
                Negation::Plain => format!("(({operand} >= {low}) AND ({operand} <= {high}))"),
                Negation::Not => format!("(({operand} < {low}) OR ({operand} > {high}))"),
            };
            match symmetry {
                Symmetry::Asymmetric => within(&low, &high),
                Symmetry::Symmetric => {
                    let word = if *negation == Negation::Plain { "OR" } else { "AND" };
                    format!("({} {word} {})", within(&low, &high), within(&high, &low))
                }
            }
        }
        ExprKind::InList { operand, list, negation } => {
            let (symbol, word) = match negation {
                Negation::Plain => ("=", " OR "),
                Negation::Not => ("<>", " AND "),
            };
            let one = |item: &Expr| format!("({} {symbol} {})", printed(operand), printed(item));
            let all: Vec<String> = list.iter().map(one).collect();
            format!("({})", all.join(word))
        }
        ExprKind::Quantified { left, operator, quantifier, right } => {
            let QuantifiedOperand::Array(array) = right else { return "a sub-select".to_owned() };
            let word = if *quantifier == Quantifier::Any { "ANY" } else { "ALL" };
            format!("({} {} {word} ({}))", printed(left), operator.symbol, printed(array))
        }
        ExprKind::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(printed).collect();
            format!("ARRAY[{}]", elements.join(", "))
        }
        // A cast to the type that is there already is none.
        ExprKind::Cast { operand, .. } if matches!(operand.kind, ExprKind::Cast { .. }) => {
            printed(operand)
        }
        ExprKind::Cast { operand, type_name } => {
            format!("({})::{}", printed(operand), type_name.name.name.name)
        }
        ExprKind::Call(call) => {
            let Arguments::List(arguments) = &call.arguments else { return "*".to_owned() };
            let arguments: Vec<String> = arguments.iter().map(|a| printed(&a.value)).collect();
            format!("{}({})", call.name.name.name, arguments.join(", "))
        }
        other => format!("{other:?}"),
    }
}

fn not(negation: Negation) -> &'static str {
    if negation == Negation::Not { "NOT " } else { "" }
}

/// `makeAndExpr` keeps `a AND b AND c` in one list.
fn conjuncts(expr: &Expr, into: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::And(left, right) => {
            conjuncts(left, into);
            into.push(printed(right));
        }
        _ => into.push(printed(expr)),
    }
}

fn disjuncts(expr: &Expr, into: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Or(left, right) => {
            disjuncts(left, into);
            into.push(printed(right));
        }
        _ => into.push(printed(expr)),
    }
}
