//! What can be told of an expression without a database, from the catalog that is replayed.
//!
//! `DO` blocks ask the system catalogs whether something exists, and build statements from names.
//! Such an expression is computed here; [`None`] is what only a database knows. Start with
//! [`Knowledge::value`]; `operator`, `cast` and `call` are the parts of expressions, `tables` the system
//! catalogs and `information_schema` its views, of `cell`s, which `query` reads.

mod call;
mod cast;
mod cell;
mod information_schema;
mod operator;
mod query;
mod rows;
mod tables;
mod text;

pub(super) use rows::Order;
pub(super) use text::{Shape, beginning, is_unknown, text_shape};

use crate::catalog::{Beginning, Catalog};
use crate::tree::{
    Expr, ExprKind, Ident, Indirection, Literal, Negation, QuantifiedOperand, Quantifier, Truth,
    TypeName,
};
use operator::{among, and, element, equal, negated, not, truth};

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
}
