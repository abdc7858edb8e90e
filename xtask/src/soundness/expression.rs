//! Random expressions of a wanted type.

use super::query::Generator;
use super::vocabulary::{Call, Form};

/// Something that can be named where an expression stands.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// How it is written.
    pub(super) text: String,
    /// Its type.
    pub(super) ty: String,
    /// Whether a sub-select may name it, too.
    pub(super) outer: bool,
}

impl Generator<'_> {
    /// An expression of a type.
    pub(super) fn expression(&mut self, ty: &str, scope: &[Column], depth: usize) -> String {
        let fitting: Vec<&Column> = scope.iter().filter(|column| column.ty == ty).collect();
        if !fitting.is_empty() && (depth == 0 || self.random.below(3) == 0) {
            return self.random.pick(&fitting).map_or_else(String::new, |found| found.text.clone());
        }
        let Some(depth) = depth.checked_sub(1) else { return self.leaf(ty) };
        match self.random.below(18) {
            0 => self.leaf(ty),
            1..=6 => self.call(ty, scope, depth),
            7 => {
                let (when, then, other) = (
                    self.condition(scope, depth),
                    self.expression(ty, scope, depth),
                    self.expression(ty, scope, depth),
                );
                match self.random.below(3) {
                    0 => format!("CASE WHEN {when} THEN {then} END"),
                    _ => format!("CASE WHEN {when} THEN {then} ELSE {other} END"),
                }
            }
            8 => {
                let list = self.list(ty, scope, depth);
                format!("COALESCE({list})")
            }
            9 => {
                let (left, right) =
                    (self.expression(ty, scope, depth), self.expression(ty, scope, depth));
                format!("NULLIF({left}, {right})")
            }
            10 => {
                let word = if self.random.below(2) == 0 { "GREATEST" } else { "LEAST" };
                let list = self.list(ty, scope, depth);
                format!("{word}({list})")
            }
            11 | 12 => self.scalar(ty, scope, depth),
            13 => {
                let other = self.vocabulary.any_type(self.random);
                let operand = self.expression(&other, scope, depth);
                match self.random.below(4) {
                    0 => format!("({operand})::text::{ty}"),
                    _ => {
                        let same = self.expression(ty, scope, depth);
                        format!("({same})::{ty}")
                    }
                }
            }
            14 if ty == "bool" => self.condition(scope, depth),
            14 => match ty.strip_suffix("[]") {
                Some(element) => match self.random.below(2) {
                    0 => {
                        let list = self.list(element, scope, depth);
                        format!("ARRAY[{list}]")
                    }
                    _ => {
                        let query = self.one_column(element, scope, depth);
                        format!("ARRAY({query})")
                    }
                },
                None => {
                    let array = self.expression(&format!("{ty}[]"), scope, depth);
                    let index = self.expression("int4", scope, 0);
                    format!("({array})[{index}]")
                }
            },
            15 if ty == "pair" => {
                let (a, b) =
                    (self.expression("int4", scope, depth), self.expression("text", scope, depth));
                format!("ROW({a}, {b})::pair")
            }
            15 if ty == "int4" || ty == "text" => {
                let pair = self.expression("pair", scope, depth);
                format!("({pair}).{}", if ty == "int4" { "a" } else { "b" })
            }
            15 | 16 => self.parameter(ty),
            _ if ty == "bool" => self.condition(scope, depth),
            _ => self.call(ty, scope, depth),
        }
    }

    /// A constant.
    pub(super) fn leaf(&mut self, ty: &str) -> String {
        let value = self.vocabulary.value(self.random, ty);
        match self.random.below(24) {
            0..=2 => format!("NULL::{ty}"),
            3 => value,
            _ => format!("{value}::{ty}"),
        }
    }

    fn parameter(&mut self, ty: &str) -> String {
        let value = self.vocabulary.value(self.random, ty);
        self.parameters.push(format!("{value}::{ty}"));
        format!("${}::{ty}", self.parameters.len())
    }

    fn list(&mut self, ty: &str, scope: &[Column], depth: usize) -> String {
        let count = 1 + self.random.below(3);
        let items: Vec<String> = (0..count).map(|_| self.expression(ty, scope, depth)).collect();
        items.join(", ")
    }

    fn call(&mut self, ty: &str, scope: &[Column], depth: usize) -> String {
        let vocabulary = self.vocabulary;
        let calls = vocabulary.calls.get(ty).map_or(&[][..], Vec::as_slice);
        match self.random.pick(calls) {
            Some(call) => self.written(call, scope, depth),
            None => self.leaf(ty),
        }
    }

    /// A call with arguments that fit.
    pub(super) fn written(&mut self, call: &Call, scope: &[Column], depth: usize) -> String {
        let arguments: Vec<String> =
            call.arguments.iter().map(|ty| self.expression(ty, scope, depth)).collect();
        match (call.form, arguments.as_slice()) {
            (Form::Operator, [left, right]) => format!("({left} {} {right})", call.name),
            (Form::Operator, [right]) => format!("({} {right})", call.name),
            _ => format!("{}({})", call.name, arguments.join(", ")),
        }
    }

    /// A query in parentheses with one column of a type.
    fn scalar(&mut self, ty: &str, scope: &[Column], depth: usize) -> String {
        let limit = if self.random.below(2) == 0 { " LIMIT 1" } else { "" };
        let query = self.one_column(ty, scope, depth);
        format!("({query}{limit})")
    }

    /// A condition.
    pub(super) fn condition(&mut self, scope: &[Column], depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else {
            return self.expression("bool", scope, 0);
        };
        let columns: Vec<&Column> = scope.iter().collect();
        let (ty, column) = match self.random.pick(&columns) {
            Some(column) => (column.ty.clone(), column.text.clone()),
            None => ("int4".to_owned(), self.leaf("int4")),
        };
        match self.random.below(16) {
            14 => {
                let (a, b) =
                    (self.expression("int4", scope, depth), self.expression(&ty, scope, depth));
                let operator = self.random.pick(&["=", "<", "<>", "IS DISTINCT FROM"]).copied();
                let c = self.expression("int4", scope, depth);
                format!("({c}, {column}) {} ({a}, {b})", operator.unwrap_or("="))
            }
            15 => {
                let row = column.split_once('.').map_or(column.as_str(), |(table, _)| table);
                let not = if self.random.below(2) == 0 { "NOT " } else { "" };
                format!("{row} IS {not}NULL")
            }
            0 => format!("{column} IS NULL"),
            1 | 2 => format!("{column} IS NOT NULL"),
            3 | 4 => {
                let operator =
                    self.random.pick(&["=", "=", "<", ">=", "<>", "IS DISTINCT FROM"]).copied();
                let right = self.expression(&ty, scope, depth);
                format!("{column} {} {right}", operator.unwrap_or("="))
            }
            5 => {
                let (left, right) = (self.condition(scope, depth), self.condition(scope, depth));
                format!("({left} AND {right})")
            }
            6 => {
                let (left, right) = (self.condition(scope, depth), self.condition(scope, depth));
                format!("({left} OR {right})")
            }
            7 => {
                let inner = self.condition(scope, depth);
                format!("NOT ({inner})")
            }
            8 => {
                let list = self.list(&ty, scope, depth);
                let not = if self.random.below(3) == 0 { "NOT " } else { "" };
                format!("{column} {not}IN ({list})")
            }
            9 => {
                let query = self.one_column(&ty, scope, depth);
                let not = if self.random.below(3) == 0 { "NOT " } else { "" };
                format!("{column} {not}IN ({query})")
            }
            10 => {
                let query = self.one_column(&ty, scope, depth);
                format!("EXISTS ({query})")
            }
            11 => {
                let array = self.expression(&format!("{ty}[]"), scope, depth);
                let word = if self.random.below(2) == 0 { "ANY" } else { "ALL" };
                format!("{column} = {word} ({array})")
            }
            12 => {
                let (low, high) =
                    (self.expression(&ty, scope, depth), self.expression(&ty, scope, depth));
                format!("{column} BETWEEN {low} AND {high}")
            }
            _ => {
                let inner = self.condition(scope, depth);
                let test = self.random.pick(&["TRUE", "FALSE", "UNKNOWN"]).copied();
                let not = if self.random.below(2) == 0 { "NOT " } else { "" };
                format!("({inner}) IS {not}{}", test.unwrap_or("TRUE"))
            }
        }
    }
}
