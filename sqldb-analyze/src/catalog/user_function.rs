//! Functions, procedures and aggregates of the migrations (`pg_proc`).

use super::{AggregateKind, CallNulls, FunctionId, Mentions, QualifiedName};
use crate::span::Origin;
use crate::types::TypeId;

/// A function that a migration creates: its declared signature, and its body where a call of it can
/// be followed.
#[derive(Clone, Debug)]
pub struct UserFunction {
    /// Its name.
    pub name: QualifiedName,
    /// Function, procedure, aggregate or window function.
    pub kind: FunctionKind,
    /// `IN`, `INOUT` and `VARIADIC` parameters, in order.
    pub arguments: Vec<FunctionArgument>,
    /// Whether the last argument is `VARIADIC`.
    pub variadic: bool,
    /// How many arguments at the end have defaults.
    pub defaults: usize,
    /// What it returns; `record` where columns are listed.
    pub result: TypeId,
    /// The columns of `RETURNS TABLE (…)` and `OUT` parameters.
    pub columns: Vec<FunctionArgument>,
    /// The types of all parameters in their order, `OUT` ones too, as CALL of a procedure wants
    /// them; empty where that is the same as `arguments`.
    pub call: Vec<TypeId>,
    /// Whether it returns a set of rows.
    pub returns_set: bool,
    /// Whether it returns NULL for a NULL argument without running.
    pub strict: bool,
    /// When it is NULL; what a migration writes always may be.
    pub nulls: CallNulls,
    /// What kind of aggregate, where it is one.
    pub aggregate: Option<AggregateKind>,
    /// Its body, where it can be read.
    pub body: Option<RoutineBody>,
    /// The migration that made it.
    pub origin: Origin,
}

impl UserFunction {
    /// What notes of definitions know it by.
    pub(crate) fn id(&self) -> FunctionId {
        let arguments = self.arguments.iter().map(|argument| argument.ty).collect();
        FunctionId { made: self.origin.clone(), arguments }
    }

    /// Whether notes of definitions mean it.
    pub(crate) fn is(&self, id: &FunctionId) -> bool {
        let arguments = self.arguments.iter().map(|argument| &argument.ty);
        self.origin == id.made && arguments.eq(&id.arguments)
    }

    /// Whether not only triggers can call it.
    pub(crate) fn is_callable(&self) -> bool {
        !matches!(self.result, TypeId::TRIGGER | TypeId::EVENT_TRIGGER)
    }

    /// Its body, unless only triggers can call it.
    pub(crate) fn callable_body(&self) -> Option<&RoutineBody> {
        self.body.as_ref().filter(|_| self.is_callable())
    }
}

/// The body of a routine, which may change the schema when a migration calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutineBody {
    /// Its language.
    pub language: RoutineLanguage,
    /// Its text.
    pub text: std::sync::Arc<str>,
    /// What it names.
    pub mentions: std::sync::Arc<Mentions>,
    /// What each argument is that a call leaves out, as it is written.
    pub defaults: Vec<Option<std::sync::Arc<str>>>,
    /// Where its names are looked for.
    pub path: RoutinePath,
    /// Whether it always yields the same.
    pub volatility: Volatility,
}

/// `pg_proc.provolatile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Volatility {
    /// The same for the same arguments, always.
    Immutable,
    /// The same within a statement.
    Stable,
    /// Anything.
    Volatile,
}

/// The search path of a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutinePath {
    /// That of whoever calls it.
    OfCaller,
    /// `SET search_path`.
    Own,
}

/// The languages that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutineLanguage {
    /// `sql`.
    Sql,
    /// `plpgsql`.
    PlPgSql,
}

/// `pg_proc.prokind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// `f`.
    Function,
    /// `p`.
    Procedure,
    /// `a`.
    Aggregate,
    /// `w`.
    Window,
}

/// An argument or a result column of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionArgument {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its type.
    pub ty: TypeId,
}
