//! What can be told of an expression without a database, from the catalog that is replayed.
//!
//! `DO` blocks ask the system catalogs whether something exists, and build statements from names.
//! Such an expression is computed here; [`None`] is what only a database knows. Start with
//! [`Knowledge::value`]; `tables` are the system catalogs, `information_schema` its views, `query` reads them, `call` has the
//! functions.

mod call;
mod information_schema;
mod query;
mod tables;
mod text;

pub(super) use query::Order;
pub(super) use text::{Shape, beginning, is_unknown, text_shape};

use crate::catalog::{Beginning, Catalog};
use crate::tree::{
    Expr, ExprKind, Ident, Indirection, Literal, Negation, OperatorName, QuantifiedOperand,
    Quantifier, Truth, TypeName,
};

/// A value that is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Known {
    /// NULL.
    Null,
    /// TRUE, FALSE.
    Boolean(bool),
    /// A number.
    Integer(i64),
    /// A number from the first to the second, also in a text: of a server's version the major is
    /// known.
    Between(i64, i64),
    /// Text, also of type `name`.
    Text(String),
    /// An `oid`, also `regclass` and its kin.
    Object(Object),
    /// The names of many things, all of which begin so: `pg_` those of `pg_catalog`.
    Names(Beginning),
    /// Many relations whose names begin so.
    Relations(Beginning),
    /// The name of the database, which is the same wherever it is asked for.
    Database,
    /// An array.
    Array(Vec<Value>),
    /// A row with its fields.
    Row(Vec<(String, Value)>),
}

/// A value, if it is known.
pub(super) type Value = Option<Known>;

/// What an `oid` means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object {
    /// The catalog it is in.
    pub(super) class: Class,
    /// Its schema; for a schema or an extension nothing.
    pub(super) schema: String,
    /// Its name; for a constraint its table's in front.
    pub(super) name: String,
}

/// The catalog an object is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `pg_class`.
    Relation,
    /// `pg_type`.
    Type,
    /// `pg_namespace`.
    Schema,
    /// `pg_constraint`.
    Constraint,
    /// `pg_extension`.
    Extension,
}

/// The variables of a block, the innermost last.
pub(super) type Variables = Vec<Variable>;

/// A variable of a block, or an argument of a routine.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) ty: VariableType,
    pub(super) value: Value,
    /// The text that it is, where only parts of it are known.
    pub(super) shape: Option<Shape>,
}

impl Variable {
    /// One whose values are of its type as they are.
    pub(super) fn of(name: impl Into<String>, value: Value) -> Variable {
        Variable { name: name.into(), ty: VariableType::OfValue, value, shape: None }
    }

    /// Nothing is known of it from here on.
    pub(super) fn forget(&mut self) {
        self.value = None;
        self.shape = None;
    }
}

/// What becomes of a value that a variable is given.
#[derive(Clone, Debug)]
pub(super) enum VariableType {
    /// It stays as it is.
    OfValue,
    /// It is cast (`pl_exec.c exec_assign_value`).
    Named(TypeName),
    /// Nobody knows, but for rows.
    Unknown,
}

/// What an expression may use.
pub(super) struct Knowledge<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) variables: &'c Variables,
    /// Rows of the queries around the expression, the innermost last.
    rows: Vec<query::Bound>,
    /// How many rows an aggregate is over, where that is known.
    counted: Option<i64>,
}

impl<'c> Knowledge<'c> {
    pub(super) fn new(catalog: &'c Catalog, variables: &'c Variables) -> Knowledge<'c> {
        Knowledge { catalog, variables, rows: Vec::new(), counted: None }
    }

    pub(super) fn value(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Literal(literal) => match literal {
                Literal::Null => Some(Known::Null),
                Literal::Boolean(value) => Some(Known::Boolean(*value)),
                Literal::Integer(value) => i64::try_from(*value).ok().map(Known::Integer),
                Literal::String(text) => Some(Known::Text(text.clone())),
                Literal::Numeric(_) | Literal::Bit(_) => None,
            },
            ExprKind::Parameter(index, _) => {
                let name = format!("${}", index.number());
                let found = self.variables.iter().rev().find(|known| known.name == name);
                found.and_then(|known| known.value.clone())
            }
            ExprKind::Column(parts) => self.column(parts),
            ExprKind::Cast { operand, type_name } => {
                let value = self.value(operand)?;
                self.cast(value, type_name)
            }
            ExprKind::And(left, right) => and(truth(self.value(left)), truth(self.value(right))),
            ExprKind::Or(left, right) => {
                not(and(not(truth(self.value(left))), not(truth(self.value(right)))))
            }
            ExprKind::Not(operand) => not(truth(self.value(operand))),
            ExprKind::Binary { operator, left, right } => {
                let (left, right) = (self.value(left), self.value(right));
                self.binary(operator, left, right)
            }
            ExprKind::Like { operator, left, pattern } => {
                let (left, pattern) = (self.value(left)?, self.value(pattern)?);
                text::like(&operator.symbol, &left, &pattern)
            }
            ExprKind::IsNull { operand, negation } => {
                let null = match self.value(operand)? {
                    // `IS NULL` if all fields are, `IS NOT NULL` if none is.
                    Known::Row(fields) => {
                        let wanted = *negation == Negation::Plain;
                        let mut holds = true;
                        for (_, field) in fields {
                            holds &= (field? == Known::Null) == wanted;
                        }
                        return Some(Known::Boolean(holds));
                    }
                    value => value == Known::Null,
                };
                Some(Known::Boolean(null != (*negation == Negation::Not)))
            }
            ExprKind::IsTruth { operand, truth: wanted, negation } => {
                let holds = match (truth(self.value(operand))?, wanted) {
                    (Known::Boolean(value), Truth::True) => value,
                    (Known::Boolean(value), Truth::False) => !value,
                    (Known::Null, wanted) => *wanted == Truth::Unknown,
                    _ => false,
                };
                Some(Known::Boolean(holds != (*negation == Negation::Not)))
            }
            ExprKind::IsDistinctFrom { left, right, negation } => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                let distinct = match (&left, &right) {
                    (Known::Null, Known::Null) => false,
                    (Known::Null, _) | (_, Known::Null) => true,
                    _ => not(equal(&left, &right))? == Known::Boolean(true),
                };
                Some(Known::Boolean(distinct != (*negation == Negation::Not)))
            }
            ExprKind::InList { operand, list, negation } => {
                let operand = self.value(operand);
                let list: Vec<Value> = list.iter().map(|item| self.value(item)).collect();
                negated(among(operand, &list), *negation)
            }
            ExprKind::InSubquery { operand, query, negation } => {
                let operand = self.value(operand);
                let list = self.only_column(query)?;
                negated(among(operand, &list), *negation)
            }
            ExprKind::Quantified { left, operator, quantifier, right } => {
                let left = self.value(left);
                let list = match right {
                    QuantifiedOperand::Array(array) => match self.value(array)? {
                        Known::Array(list) => list,
                        Known::Text(written) => text::array(&written)?,
                        _ => return None,
                    },
                    QuantifiedOperand::Subquery(query) => self.only_column(query)?,
                };
                match (operator.symbol.as_str(), quantifier) {
                    ("=", Quantifier::Any) => among(left, &list),
                    ("<>", Quantifier::All) => not(among(left, &list)),
                    _ => None,
                }
            }
            ExprKind::Case { operand, branches, otherwise } => {
                let operand = match operand {
                    Some(operand) => Some(self.value(operand)?),
                    None => None,
                };
                for (condition, result) in branches {
                    let condition = self.value(condition)?;
                    let holds = match &operand {
                        Some(operand) => equal(operand, &condition)?,
                        None => truth(Some(condition))?,
                    };
                    if holds == Known::Boolean(true) {
                        return self.value(result);
                    }
                }
                otherwise.as_ref().map_or(Some(Known::Null), |expr| self.value(expr))
            }
            ExprKind::Coalesce(list) => {
                for item in list {
                    match self.value(item)? {
                        Known::Null => {}
                        value => return Some(value),
                    }
                }
                Some(Known::Null)
            }
            ExprKind::Array(list) => {
                Some(Known::Array(list.iter().map(|item| self.value(item)).collect()))
            }
            ExprKind::Indirection { operand, path } => match path.as_slice() {
                [Indirection::Index(index)] => {
                    let (array, index) = (self.value(operand)?, self.value(index)?);
                    element(array, &index)
                }
                _ => None,
            },
            ExprKind::ArraySubquery(query) => self.only_column(query).map(Known::Array),
            ExprKind::Call(call) => self.call(call),
            ExprKind::ValueFunction(function) => self.value_function(*function),
            ExprKind::Exists(query) => self.exists(query),
            ExprKind::Subquery(query) => self.scalar(query),
            ExprKind::Collate { operand, .. } => self.value(operand),
            _ => None,
        }
    }

    /// A condition: NULL is no.
    pub(super) fn holds(&mut self, expr: &Expr) -> Option<bool> {
        truth(self.value(expr)).map(|value| value == Known::Boolean(true))
    }

    fn column(&self, parts: &[Ident]) -> Value {
        let (relation, name) = match parts {
            [name] => (None, name),
            [relation, name] => (Some(relation.name.as_str()), name),
            [_, relation, name] => (Some(relation.name.as_str()), name),
            _ => return None,
        };
        let variable = |name: &str| {
            let found = self.variables.iter().rev().find(|known| known.name == name);
            found.map(|known| known.value.clone())
        };
        for bound in self.rows.iter().rev() {
            if let Some(found) = bound.value(relation, &name.name) {
                // A variable of the name makes it ambiguous, or is meant (`#variable_conflict`).
                let conflict = relation.is_none() && variable(&name.name).is_some();
                return found.filter(|_| !conflict);
            }
        }
        match relation {
            // A record of one field may be a variable that took the only column.
            None => match variable(&name.name)? {
                Some(Known::Row(mut fields)) if fields.len() == 1 => fields.pop()?.1,
                value => value,
            },
            // A field of a record.
            Some(record) => match variable(record)?? {
                Known::Row(fields) => {
                    let field = fields.into_iter().find(|(field, _)| *field == name.name);
                    field.and_then(|(_, value)| value)
                }
                _ => None,
            },
        }
    }

    /// A value as a variable of this type has it.
    pub(super) fn assigned(&self, ty: &VariableType, value: Value) -> Value {
        match (ty, value?) {
            (VariableType::OfValue, value) => Some(value),
            (_, Known::Null) => Some(Known::Null),
            (VariableType::Named(ty), Known::Row(mut fields)) if fields.len() == 1 => {
                self.cast(fields.pop()?.1?, ty)
            }
            (_, row @ Known::Row(_)) => Some(row),
            (VariableType::Named(ty), value) => self.cast(value, ty),
            (VariableType::Unknown, _) => None,
        }
    }

    fn cast(&self, value: Known, type_name: &TypeName) -> Value {
        if value == Known::Null {
            return Some(Known::Null);
        }
        // A modifier may change the value.
        let value = match (type_name.modifiers.as_slice(), value) {
            ([], value) => value,
            ([length], Known::Text(text)) if type_name.name.name.name == "varchar" => {
                let length = usize::try_from(*length).ok()?;
                (text.chars().count() <= length).then_some(Known::Text(text))?
            }
            _ => return None,
        };
        if type_name.dimensions > 0 {
            return match value {
                Known::Array(_) => Some(value),
                Known::Text(written) => text::array(&written).map(Known::Array),
                _ => None,
            };
        }
        let target = type_name.name.name.name.as_str();
        match (value, target) {
            (Known::Text(name), "regclass") => self.named(Class::Relation, &name)?,
            (Known::Text(name), "regtype") => self.named(Class::Type, &name)?,
            (Known::Text(name), "regnamespace") => self.named(Class::Schema, &name)?,
            (value @ Known::Object(_), "oid" | "regclass" | "regtype" | "regnamespace") => {
                Some(value)
            }
            (value @ Known::Relations(_), "oid" | "regclass") => Some(value),
            (Known::Object(object), "text" | "varchar" | "name") => self.spelled(&object),
            (
                value @ (Known::Text(_) | Known::Names(_) | Known::Database),
                "text" | "varchar" | "name",
            ) => Some(value),
            // `"char"` and identifiers of a domain of `information_schema`.
            (Known::Text(text), "char") => (text.len() < 2).then_some(Known::Text(text)),
            (value @ Known::Text(_), "sql_identifier" | "character_data") => Some(value),
            (Known::Integer(number), "text" | "varchar") => Some(Known::Text(number.to_string())),
            (Known::Text(digits), "int4" | "int8" | "int2") => {
                let number = digits.trim().parse().ok()?;
                fits_integer(target, number).then_some(Known::Integer(number))
            }
            (Known::Integer(number), "int4" | "int8" | "int2") => {
                fits_integer(target, number).then_some(Known::Integer(number))
            }
            (value @ Known::Between(..), "int4" | "int8" | "text" | "varchar") => Some(value),
            (value @ Known::Boolean(_), "bool") => Some(value),
            (Known::Text(text), "bool") => truth(Some(Known::Text(text))),
            (Known::Boolean(value), "text" | "varchar") => Some(Known::Text(value.to_string())),
            _ => None,
        }
    }

    fn binary(&self, operator: &OperatorName, left: Value, right: Value) -> Value {
        let symbol = operator.symbol.as_str();
        if left == Some(Known::Null) || right == Some(Known::Null) {
            // NULL beside an array is an array of one.
            return (symbol != "||").then_some(Known::Null);
        }
        let (left, right) = (left?, right?);
        match symbol {
            "~" | "!~" => {
                let Known::Text(pattern) = &right else { return None };
                let found = text::matches_regex(&left, pattern);
                if symbol == "~" { found } else { not(found) }
            }
            "=" => equal(&left, &right),
            "<>" => not(equal(&left, &right)),
            "||" => match (left, right) {
                (Known::Text(left), Known::Text(right)) => Some(Known::Text(left + &right)),
                (Known::Text(left), Known::Integer(right)) => {
                    Some(Known::Text(format!("{left}{right}")))
                }
                (Known::Integer(left), Known::Text(right)) => {
                    Some(Known::Text(format!("{left}{right}")))
                }
                _ => None,
            },
            "<" => less(&left, &right),
            ">" => less(&right, &left),
            "<=" => not(less(&right, &left)),
            ">=" => not(less(&left, &right)),
            "/" => {
                let ((least, most), Known::Integer(by @ 1..)) = (bounds(&left)?, &right) else {
                    return None;
                };
                // What is left is cut off (`int.c int4div`), as it is here.
                let (least, most) = (least / by, most / by);
                Some(if least == most {
                    Known::Integer(least)
                } else {
                    Known::Between(least, most)
                })
            }
            "+" | "-" | "*" => {
                let (Known::Integer(left), Known::Integer(right)) = (left, right) else {
                    return None;
                };
                let sum = match symbol {
                    "+" => left.checked_add(right),
                    "*" => left.checked_mul(right),
                    _ => left.checked_sub(right),
                };
                // Of two `int4` it may be out of range.
                let small = |number: i64| fits_integer("int4", number);
                let sum = sum.filter(|sum| small(*sum) || !small(left) || !small(right));
                sum.map(Known::Integer)
            }
            _ => None,
        }
    }
}

/// `array[index]` of an array of one dimension; behind its end there is NULL
/// (`arrayfuncs.c array_get_element`).
fn element(array: Known, index: &Known) -> Value {
    let (Known::Array(elements), Known::Integer(index)) = (array, index) else { return None };
    if elements.iter().any(|element| matches!(element, None | Some(Known::Array(_)))) {
        return None;
    }
    let at = usize::try_from(*index).ok().and_then(|index| index.checked_sub(1));
    at.and_then(|at| elements.into_iter().nth(at)).unwrap_or(Some(Known::Null))
}

/// The numbers between which a number is.
fn bounds(value: &Known) -> Option<(i64, i64)> {
    match value {
        Known::Integer(number) => Some((*number, *number)),
        Known::Between(least, most) => Some((*least, *most)),
        _ => None,
    }
}

/// Whether a number is less than another, if it is wherever both may be.
fn less(left: &Known, right: &Known) -> Value {
    let ((least, most), (from, to)) = (bounds(left)?, bounds(right)?);
    match (most < from, least < to) {
        (true, _) => Some(Known::Boolean(true)),
        (_, false) => Some(Known::Boolean(false)),
        (false, true) => None,
    }
}

/// A boolean, also as it may be written in a string.
fn truth(value: Value) -> Value {
    match value? {
        value @ (Known::Boolean(_) | Known::Null) => Some(value),
        Known::Text(text) => crate::literal::boolean::value(&text).map(Known::Boolean),
        _ => None,
    }
}

/// What is unknown does not matter beside FALSE.
fn and(left: Value, right: Value) -> Value {
    match (left, right) {
        (Some(Known::Boolean(false)), _) | (_, Some(Known::Boolean(false))) => {
            Some(Known::Boolean(false))
        }
        (Some(Known::Boolean(true)), other) | (other, Some(Known::Boolean(true))) => other,
        (Some(Known::Null), Some(Known::Null)) => Some(Known::Null),
        _ => None,
    }
}

fn not(value: Value) -> Value {
    match value? {
        Known::Boolean(value) => Some(Known::Boolean(!value)),
        Known::Null => Some(Known::Null),
        _ => None,
    }
}

fn negated(value: Value, negation: Negation) -> Value {
    if negation == Negation::Not { not(value) } else { value }
}

/// Whether two values are equal, neither of them NULL.
fn equal(left: &Known, right: &Known) -> Value {
    match (left, right) {
        (Known::Null, _) | (_, Known::Null) => Some(Known::Null),
        (Known::Boolean(_), Known::Boolean(_))
        | (Known::Integer(_), Known::Integer(_))
        | (Known::Text(_), Known::Text(_))
        | (Known::Object(_), Known::Object(_))
        | (Known::Database, Known::Database) => Some(Known::Boolean(left == right)),
        (Known::Integer(number), Known::Text(text))
        | (Known::Text(text), Known::Integer(number)) => {
            text.trim().parse::<i64>().ok().map(|parsed| Known::Boolean(parsed == *number))
        }
        (Known::Names(names), Known::Text(name)) | (Known::Text(name), Known::Names(names)) => {
            (!names.fits(name)).then_some(Known::Boolean(false))
        }
        (Known::Relations(names), Known::Object(object))
        | (Known::Object(object), Known::Relations(names)) => {
            (!names.fits(&object.name)).then_some(Known::Boolean(false))
        }
        (Known::Boolean(_), Known::Text(_)) => equal(left, &truth(Some(right.clone()))?),
        (Known::Text(_), Known::Boolean(_)) => equal(&truth(Some(left.clone()))?, right),
        _ => None,
    }
}

/// Whether a type has a number among its values.
fn fits_integer(integer: &str, number: i64) -> bool {
    match integer {
        "int2" => i16::try_from(number).is_ok(),
        "int4" => i32::try_from(number).is_ok(),
        _ => true,
    }
}

/// `value IN (list)`.
fn among(value: Value, list: &[Value]) -> Value {
    let mut found = Some(Known::Boolean(false));
    for item in list {
        let same = match (&value, item) {
            (Some(value), Some(item)) => equal(value, item),
            _ => None,
        };
        found = not(and(not(found), not(same)));
    }
    found
}
