//! A function, an aggregate or a window function, built-in or of the migrations.
//!
//! Start with [`Function`]; `overload` chooses one by name and arguments.

use super::builtin::rows::FunctionRow;
use super::{By, Catalog, FunctionKind, Major, UserFunction, builtin};
use crate::types::TypeId;

/// When a call is NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallNulls {
    /// It may be, whatever its arguments are.
    Maybe,
    /// Only if an argument is NULL. An aggregate, `first_value` and `last_value`: only if an input is
    /// NULL, or if there is no input at all, that is for an empty group or window frame.
    Total,
    /// Only if the first argument is NULL: `concat_ws`, `format`.
    FirstArgument,
    /// Not for NULL arguments either, nor for no input: `concat`, `count`, `row_number`.
    Never,
}

/// What kind of aggregate (`pg_aggregate.aggkind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateKind {
    /// `sum(x)`.
    Normal,
    /// `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)`, with this number of direct arguments.
    OrderedSet(usize),
    /// `rank(5) WITHIN GROUP (ORDER BY x)`, with this number of direct arguments.
    HypotheticalSet(usize),
}

/// A function, wherever it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Function<'c>(Inner<'c>);

#[derive(Clone, Copy, Debug)]
enum Inner<'c> {
    Builtin(&'static FunctionRow, Major),
    User(&'c UserFunction),
}

impl Catalog {
    /// The functions of a name: those of the schema, or those along the search path in its order,
    /// each with its place in it. Temporary ones are found by their schema only (`namespace.c
    /// FuncnameGetCandidates`).
    pub fn functions_named<'c>(
        &'c self,
        schema: Option<&'c str>,
        name: &'c str,
    ) -> impl Iterator<Item = (usize, Function<'c>)> {
        let schemas: Vec<&str> = match schema {
            Some(schema) => vec![schema],
            None => self.search_schemas().filter(|schema| *schema != "pg_temp").collect(),
        };
        schemas.into_iter().enumerate().flat_map(move |(place, schema)| {
            let builtin = (schema == builtin::schema_of_function(name)).then(|| {
                let function = |row| Function(Inner::Builtin(row, self.major));
                builtin::functions(name, self.major).map(function)
            });
            let user = self.functions.by(By::Name(name));
            let user = user.filter(move |user| user.name.is(schema, name));
            builtin
                .into_iter()
                .flatten()
                .chain(user.map(|user| Function(Inner::User(user))))
                .map(move |f| (place, f))
        })
    }
}

impl<'c> Function<'c> {
    /// The function of the migrations, if it is one.
    pub fn user(&self) -> Option<&'c UserFunction> {
        match self.0 {
            Inner::Builtin(..) => None,
            Inner::User(user) => Some(user),
        }
    }

    /// Its schema.
    pub fn schema(&self) -> &'c str {
        match self.0 {
            Inner::Builtin(row, _) => builtin::schema_of_function(row.0),
            Inner::User(user) => &user.name.schema,
        }
    }

    /// Its name.
    pub fn name(&self) -> &'c str {
        match self.0 {
            Inner::Builtin(row, _) => row.0,
            Inner::User(user) => &user.name.name,
        }
    }

    /// Function, procedure, aggregate or window function.
    pub fn kind(&self) -> FunctionKind {
        match self.0 {
            Inner::Builtin(row, _) => match row.3 {
                b'p' => FunctionKind::Procedure,
                b'w' => FunctionKind::Window,
                b'a' | b'o' | b'h' => FunctionKind::Aggregate,
                _ => FunctionKind::Function,
            },
            Inner::User(user) => user.kind,
        }
    }

    /// What kind of aggregate, if it is one.
    pub fn aggregate(&self) -> Option<AggregateKind> {
        match self.0 {
            Inner::Builtin(row, _) => match row.3 {
                b'a' => Some(AggregateKind::Normal),
                b'o' => Some(AggregateKind::OrderedSet(usize::from(row.7))),
                b'h' => Some(AggregateKind::HypotheticalSet(usize::from(row.7))),
                _ => None,
            },
            Inner::User(user) => user.aggregate,
        }
    }

    /// The declared types of its arguments, the variadic array included.
    pub fn arguments(&self) -> Vec<TypeId> {
        match self.0 {
            Inner::Builtin(row, major) => {
                row.1.iter().map(|oid| builtin::argument_type(*oid, major)).collect()
            }
            Inner::User(user) => user.arguments.iter().map(|argument| argument.ty).collect(),
        }
    }

    /// How many arguments it declares.
    pub fn argument_count(&self) -> usize {
        match self.0 {
            Inner::Builtin(row, _) => row.1.len(),
            Inner::User(user) => user.arguments.len(),
        }
    }

    /// The name of an argument, counted from 0, where it has one.
    pub fn argument_name(&self, index: usize) -> Option<&'c str> {
        match self.0 {
            Inner::Builtin(row, _) => row.9.get(index).copied().filter(|name| !name.is_empty()),
            Inner::User(user) => user.arguments.get(index)?.name.as_deref(),
        }
    }

    /// How many arguments at the end have defaults.
    pub fn defaults(&self) -> usize {
        match self.0 {
            Inner::Builtin(row, _) => usize::from(row.6),
            Inner::User(user) => user.defaults,
        }
    }

    /// The type of each further argument if it is variadic: `any`, or the element of the last
    /// declared one (`pg_proc.provariadic`).
    pub fn variadic(&self, catalog: &Catalog) -> Option<TypeId> {
        let variadic = match self.0 {
            Inner::Builtin(row, _) => row.5,
            Inner::User(user) => user.variadic,
        };
        let last = self.arguments().last().copied().filter(|_| variadic)?;
        Some(match last {
            TypeId::ANY => TypeId::ANY,
            TypeId::ANYARRAY => TypeId::ANYELEMENT,
            TypeId::ANYCOMPATIBLEARRAY => TypeId::ANYCOMPATIBLE,
            array => catalog.element_of(array)?,
        })
    }

    /// Its declared result.
    pub fn result(&self) -> TypeId {
        match self.0 {
            Inner::Builtin(row, _) => TypeId(u32::from(row.2)),
            Inner::User(user) => user.result,
        }
    }

    /// Its `OUT`, `INOUT` and `TABLE` columns with their declared types; an empty name is none.
    pub fn columns(&self) -> Vec<(&'c str, TypeId)> {
        match self.0 {
            Inner::Builtin(row, _) => {
                row.10.iter().map(|(name, oid)| (*name, TypeId(u32::from(*oid)))).collect()
            }
            Inner::User(user) => {
                let columns = user.columns.iter();
                columns.map(|column| (column.name.as_deref().unwrap_or(""), column.ty)).collect()
            }
        }
    }

    /// Whether a NULL argument makes the result NULL, without a call; false for aggregates.
    pub fn is_strict(&self) -> bool {
        match self.0 {
            Inner::Builtin(row, _) => row.4.strict,
            Inner::User(user) => user.strict,
        }
    }

    /// Whether it returns a set of rows.
    pub fn returns_set(&self) -> bool {
        match self.0 {
            Inner::Builtin(row, _) => row.4.returns_set,
            Inner::User(user) => user.returns_set,
        }
    }

    /// When it is NULL. Of a function that returns a set it
    /// is said of each row's value; the columns of a composite result may be NULL.
    pub fn nulls(&self) -> CallNulls {
        match self.0 {
            Inner::Builtin(row, _) => row.8,
            Inner::User(user) => user.nulls,
        }
    }
}
