//! `DO` blocks: PL/pgSQL as far as it decides which statements run (`pl_gram.y`).

use super::super::{Ident, TypeName};
use super::{DdlStatement, Fragment};
use crate::span::Span;

/// `[DECLARE …] BEGIN … [EXCEPTION …] END`.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// `<<label>>`.
    pub label: Option<Ident>,
    /// The variables, in order.
    pub variables: Vec<Variable>,
    /// What is between `BEGIN` and `EXCEPTION` or `END`.
    pub body: Vec<Step>,
    /// `WHEN … THEN …`, in order.
    pub handlers: Vec<Handler>,
}

/// A variable of `DECLARE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: Ident,
    /// Its type; [`None`] where it is another thing's, or none that can be read.
    pub type_name: Option<TypeName>,
    /// What it starts as; NULL where nothing is written.
    pub value: Option<Fragment>,
}

/// `WHEN condition OR … THEN …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// What it catches.
    pub conditions: Vec<Condition>,
    /// What it does.
    pub body: Vec<Step>,
}

/// A condition of `EXCEPTION WHEN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `OTHERS`.
    Others,
    /// A name, such as `duplicate_object`.
    Name(String),
    /// `SQLSTATE 'x'`.
    State(String),
    /// `USING ERRCODE = 'x'` with a name, which is looked up when it is reached.
    Given(String),
    /// A code that is computed.
    Unknown,
}

/// A statement of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// From its first token to its last.
    pub span: Span,
}

/// The forms of a block's statements.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// A block inside.
    Block(Box<Block>),
    /// `IF`, `CASE`.
    If {
        /// Conditions and what follows from them, in order.
        branches: Vec<(Choice, Vec<Step>)>,
        /// `ELSE`; what a missing one means, `CASE` has as a statement.
        otherwise: Vec<Step>,
    },
    /// `LOOP`, `WHILE`, `FOR`, `FOREACH`.
    Loop {
        /// `<<label>>`.
        label: Option<Ident>,
        /// How often it runs.
        head: LoopHead,
        /// What it repeats.
        body: Vec<Step>,
    },
    /// `variable := value`.
    Assign {
        /// The variable.
        variable: String,
        /// Its new value.
        value: Fragment,
    },
    /// A statement that gives variables what nobody can know: `FETCH`, `GET DIAGNOSTICS`.
    Forget(Vec<String>),
    /// `EXECUTE text [INTO …] [USING …]`.
    Execute {
        /// The text.
        text: Fragment,
        /// The variables that get its result.
        into: Vec<String>,
    },
    /// `SELECT … INTO …`: the query, and the variables that get its first row.
    SelectInto {
        /// The query, `INTO …` left out.
        query: Fragment,
        /// The variables.
        into: Vec<String>,
        /// How many rows it may have.
        rows: RowCount,
    },
    /// `PERFORM query`: the query, `SELECT` left out.
    Perform(Fragment),
    /// `RAISE EXCEPTION …`; a condition where one is written.
    Raise(Option<Condition>),
    /// `RAISE` alone: the error that is handled goes on.
    Reraise,
    /// The end of a `CASE` without `ELSE`.
    CaseNotFound,
    /// What only a database knows to succeed: `ASSERT`.
    MayFail,
    /// `ROLLBACK`, which takes back what the statements in front of it have done.
    Rollback,
    /// `RETURN`.
    Return,
    /// `EXIT`, `CONTINUE`.
    Leave {
        /// Which of the two.
        leave: Leave,
        /// The loop or block; the innermost loop where nothing is written.
        label: Option<Ident>,
        /// `WHEN condition`.
        condition: Option<Fragment>,
    },
    /// A statement of SQL, `INTO …` behind RETURNING left out.
    Sql {
        /// The statement.
        statement: Box<DdlStatement>,
        /// The variables that get its result.
        into: Vec<String>,
    },
    /// What `-- sqldb: …` says in place of a statement: it is taken to happen.
    Declared(Vec<DdlStatement>),
    /// `NULL`, `RAISE NOTICE`, cursors, `ASSERT`: nothing happens to the schema.
    Nothing,
}

/// When a branch runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The condition of `IF`, or of a `CASE` without an operand.
    If(Fragment),
    /// `CASE operand WHEN a, b`: equality with one of the list.
    Equal(Fragment, Fragment),
}

/// How often a loop runs.
#[derive(Clone, Debug, PartialEq)]
pub enum LoopHead {
    /// A cursor, `FOR … IN EXECUTE`: nobody can know.
    Unknown,
    /// `LOOP`.
    Forever,
    /// `WHILE condition`.
    While(Fragment),
    /// `FOREACH x IN ARRAY array`.
    Each {
        /// The variables.
        variables: Vec<String>,
        /// The array.
        array: Fragment,
    },
    /// `FOR i IN [REVERSE] low..high`.
    Range {
        /// The variable.
        variable: String,
        /// The first bound.
        low: Fragment,
        /// The second bound.
        high: Fragment,
        /// `REVERSE`.
        direction: Direction,
    },
    /// `FOR a, b IN query`.
    Query {
        /// The variables.
        variables: Vec<String>,
        /// The query.
        query: Fragment,
    },
}

/// How many rows a query may have that gives variables their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowCount {
    /// `INTO`: any number.
    Any,
    /// `INTO STRICT`: one.
    One,
}

/// How a loop counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the first bound to the second.
    Up,
    /// From the second bound to the first.
    Down,
}

/// How a loop is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// `EXIT`.
    Exit,
    /// `CONTINUE`.
    Continue,
}

impl Block {
    /// Visits its statements and those in them, handlers' too, each before what is in it.
    pub fn walk<'b>(&'b self, visit: &mut impl FnMut(&'b Step)) {
        walk(&self.body, visit);
        self.handlers.iter().for_each(|handler| walk(&handler.body, visit));
    }
}

/// Visits statements and those in them, handlers' too, each before what is in it.
pub fn walk<'s>(steps: &'s [Step], visit: &mut impl FnMut(&'s Step)) {
    for step in steps {
        visit(step);
        match &step.kind {
            StepKind::Block(block) => block.walk(visit),
            StepKind::If { branches, otherwise } => {
                branches.iter().for_each(|(_, steps)| walk(steps, visit));
                walk(otherwise, visit);
            }
            StepKind::Loop { label: _, head: _, body } => walk(body, visit),
            StepKind::Assign { .. }
            | StepKind::Forget(_)
            | StepKind::Execute { .. }
            | StepKind::SelectInto { .. }
            | StepKind::Perform(_)
            | StepKind::Raise(_)
            | StepKind::Reraise
            | StepKind::CaseNotFound
            | StepKind::MayFail
            | StepKind::Rollback
            | StepKind::Return
            | StepKind::Leave { .. }
            | StepKind::Sql { .. }
            | StepKind::Declared(_)
            | StepKind::Nothing => {}
        }
    }
}
