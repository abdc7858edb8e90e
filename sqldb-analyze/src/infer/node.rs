//! The analysed expression: every name resolved, every coercion written out.
//!
//! PostgreSQL's `primnodes.h` in small. Types are decided while nodes are built (`infer`); what can
//! be NULL is read off the finished nodes (`nulls`), because facts of `WHERE` hold for targets that
//! are analysed before it. Two nodes are equal if PostgreSQL's `equal()` says so: spans do not count.

use super::collation::CollationId;
use crate::catalog::CallNulls;
use crate::scope::ColumnRef;
use crate::span::Span;
use crate::statement::{Nulls, Rows};
use crate::tree::{Literal, Negation, ParameterIndex, Quantifier, Truth};
use crate::types::{TypeId, Typed};

/// An expression with its type.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What it computes.
    pub kind: NodeKind,
    /// Its type; [`TypeId::UNKNOWN`] for a string literal, NULL or parameter that no context has
    /// spoken to yet.
    pub ty: Typed,
    /// Where it is written.
    pub span: Span,
}

/// As `equal()` of PostgreSQL: places do not count.
impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.ty == other.ty && self.kind == other.kind
    }
}

/// The forms of an analysed expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeKind {
    /// A constant.
    Literal(Literal),
    /// A parameter.
    Parameter(ParameterNode),
    /// A column, a system column or a whole row.
    Column(ColumnRef),
    /// A change of type.
    Cast(Box<Node>, CastKind),
    /// `AND`, and what PostgreSQL expands to it.
    And(Vec<Node>),
    /// `OR`.
    Or(Vec<Node>),
    /// `NOT`.
    Not(Box<Node>),
    /// A function or an operator.
    Call(CallNode),
    /// An aggregate.
    Aggregate(AggregateNode),
    /// A window function.
    Window(WindowNode),
    /// `IS [NOT] NULL`.
    NullTest(Box<Node>, Negation),
    /// `IS [NOT] TRUE`, `FALSE`, `UNKNOWN`.
    TruthTest(Box<Node>, Truth, Negation),
    /// `IS [NOT] DISTINCT FROM`, which is never NULL.
    Distinct(Box<Node>, Box<Node>, Negation),
    /// `left op ANY (array)`.
    Quantified(Quantifier, CallNode),
    /// `row < row` and its kin: NULL only if a pair that decides is.
    RowCompare(Vec<Node>),
    /// `CASE`.
    Case(CaseNode),
    /// `COALESCE`.
    Coalesce(Vec<Node>),
    /// `NULLIF`.
    NullIf(Box<Node>, Box<Node>),
    /// `GREATEST`, `LEAST`.
    MinMax(Vec<Node>),
    /// `CURRENT_DATE` and its kin; [`Nulls::Maybe`] for `CURRENT_SCHEMA`.
    Value(Nulls),
    /// `ARRAY[…]`; the elements, or the rows of a higher dimension.
    Array(Vec<Node>),
    /// `ROW(…)`.
    Row(Vec<Node>),
    /// `(x).field`.
    Field(Box<Node>, String),
    /// `x[1]`, `x[1:2]`.
    Subscript(Box<Node>, Vec<Node>, Slicing),
    /// A query inside an expression.
    Sublink(SublinkNode),
    /// `GROUPING(…)`.
    Grouping(Vec<Node>),
}

/// Whether subscripts pick an element or a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slicing {
    /// `x[1]`.
    Element,
    /// `x[1:2]`.
    Slice,
}

/// A use of a parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ParameterNode {
    /// Which parameter.
    pub index: ParameterIndex,
    /// Whether it may be NULL.
    pub nulls: Nulls,
    /// Where it is written.
    pub at: Span,
}

/// As `equal()`: the place does not count.
impl PartialEq for ParameterNode {
    fn eq(&self, other: &ParameterNode) -> bool {
        self.index == other.index
    }
}

/// How a cast treats its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CastKind {
    /// The same bits: a domain and its base, `varchar` and `text`.
    Relabel,
    /// A function of PostgreSQL's, or the types' text; with when that is NULL.
    Convert(CallNulls),
    /// Between a row and a composite type.
    Row,
    /// `COLLATE`, which is no change (`CollateExpr`).
    Collate(CollationId),
}

/// A call that has been resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallNode {
    /// The function's name or the operator's symbol, for rules about single functions and messages.
    pub name: String,
    /// Whether PostgreSQL's own function or operator was meant.
    pub builtin: Builtin,
    /// Whether it is written as an operator.
    pub form: CallForm,
    /// The arguments, defaults left out.
    pub arguments: Vec<Node>,
    /// Whether NULL comes from NULL without a call (`proisstrict`).
    pub strict: Strict,
    /// What is known of NULL results.
    pub nulls: CallNulls,
    /// Whether it returns a set.
    pub returns_set: ReturnsSet,
    /// The columns of a function in `FROM`.
    pub columns: Vec<(Option<String>, TypeId)>,
}

/// Who made a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    /// PostgreSQL.
    Yes,
    /// A migration or an extension.
    No,
}

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallForm {
    /// `f(x)`.
    Function,
    /// `x + y`.
    Operator,
}

/// `pg_proc.proisstrict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strict {
    /// NULL for a NULL argument.
    Yes,
    /// The function sees the NULL.
    No,
}

/// `pg_proc.proretset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReturnsSet {
    /// Several rows.
    Yes,
    /// One value.
    No,
}

/// An aggregate call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AggregateNode {
    /// The function, its direct and aggregated arguments coerced.
    pub call: CallNode,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Box<Node>>,
    /// `ORDER BY` inside or in `WITHIN GROUP`.
    pub order_by: Vec<Node>,
    /// How many of the call's arguments are direct (not aggregated over).
    pub direct: usize,
    /// The query whose rows it aggregates.
    pub level: crate::scope::ScopeId,
}

/// A window function call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WindowNode {
    /// The function.
    pub call: CallNode,
    /// Whether it is an aggregate over the frame.
    pub aggregate: Aggregating,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Box<Node>>,
    /// The window, by its place in the scope's list.
    pub window: usize,
}

/// Whether a window function is an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregating {
    /// Any aggregate with `OVER`.
    Yes,
    /// `row_number()` and its kin.
    No,
}

/// `CASE`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CaseNode {
    /// Conditions and results; a condition of `CASE x WHEN y` is `x = y`.
    pub branches: Vec<(Node, Node)>,
    /// Whether it has such conditions.
    pub form: CaseForm,
    /// `ELSE`.
    pub otherwise: Option<Box<Node>>,
}

/// The two forms of `CASE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaseForm {
    /// `CASE WHEN condition`.
    Searched,
    /// `CASE x WHEN y`.
    Simple,
}

/// A query inside an expression.
#[derive(Clone, Debug)]
pub(crate) struct SublinkNode {
    /// What is made of its rows.
    pub kind: SublinkKind,
    /// Whether the columns of its rows may be NULL, all together.
    pub nulls: Nulls,
    /// How many rows come.
    pub rows: Rows,
    /// The comparisons of `IN` and `ANY`, with the row's columns as [`NodeKind::Value`].
    pub tests: Vec<Node>,
    /// Columns of enclosing queries that it uses, with their places.
    pub outer: Vec<(ColumnRef, Span)>,
    /// What tells it from a query that means something else.
    pub meaning: u64,
}

/// Queries that mean the same are equal, as far as their tokens tell ([`super::wording`]).
impl PartialEq for SublinkNode {
    fn eq(&self, other: &SublinkNode) -> bool {
        let outside = self.outer.iter().map(|(column, _)| column);
        self.kind == other.kind
            && self.meaning == other.meaning
            && outside.eq(other.outer.iter().map(|(column, _)| column))
            && self.tests == other.tests
    }
}

/// What is made of the rows of a query in an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SublinkKind {
    /// `EXISTS`.
    Exists,
    /// `(SELECT …)`.
    Scalar,
    /// `ARRAY(SELECT …)`.
    Array,
    /// `x op ANY (SELECT …)`, `IN`.
    Any,
    /// `x op ALL (SELECT …)`.
    All,
}

impl Node {
    /// Whether no context has given it a type yet.
    pub(crate) fn is_unknown(&self) -> bool {
        self.ty.id == TypeId::UNKNOWN
    }

    /// It without COLLATE around it.
    pub(crate) fn uncollated(&self) -> &Node {
        match &self.kind {
            NodeKind::Cast(operand, CastKind::Collate(_)) => operand.uncollated(),
            _ => self,
        }
    }

    /// Whether it is the constant NULL, casts not counted.
    pub(crate) fn is_null(&self) -> bool {
        match &self.kind {
            NodeKind::Literal(Literal::Null) => true,
            NodeKind::Cast(operand, _) => operand.is_null(),
            _ => false,
        }
    }

    /// The nodes directly below this one.
    pub(crate) fn children(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Literal(_)
            | NodeKind::Parameter(_)
            | NodeKind::Column(_)
            | NodeKind::Value(_) => Vec::new(),
            NodeKind::Cast(operand, _)
            | NodeKind::Not(operand)
            | NodeKind::NullTest(operand, _)
            | NodeKind::TruthTest(operand, _, _)
            | NodeKind::Field(operand, _) => vec![operand],
            NodeKind::Distinct(left, right, _) | NodeKind::NullIf(left, right) => {
                vec![left, right]
            }
            NodeKind::And(nodes)
            | NodeKind::Or(nodes)
            | NodeKind::RowCompare(nodes)
            | NodeKind::Coalesce(nodes)
            | NodeKind::MinMax(nodes)
            | NodeKind::Array(nodes)
            | NodeKind::Row(nodes)
            | NodeKind::Grouping(nodes) => nodes.iter().collect(),
            NodeKind::Call(call) | NodeKind::Quantified(_, call) => call.arguments.iter().collect(),
            NodeKind::Aggregate(aggregate) => {
                let filter = aggregate.filter.as_deref();
                aggregate.call.arguments.iter().chain(&aggregate.order_by).chain(filter).collect()
            }
            NodeKind::Window(window) => {
                let filter = window.filter.as_deref();
                window.call.arguments.iter().chain(filter).collect()
            }
            NodeKind::Case(case) => {
                let branches = case.branches.iter().flat_map(|(when, then)| [when, then]);
                branches.chain(case.otherwise.as_deref()).collect()
            }
            NodeKind::Subscript(operand, indices, _) => {
                std::iter::once(&**operand).chain(indices).collect()
            }
            NodeKind::Sublink(sublink) => sublink.tests.iter().collect(),
        }
    }

    /// Whether this node or one below it, sub-selects left out, is as `wanted` says.
    pub(crate) fn any(&self, wanted: &impl Fn(&Node) -> bool) -> bool {
        wanted(self) || self.children().into_iter().any(|child| child.any(wanted))
    }

    /// Whether a function in it returns a set.
    pub(crate) fn returns_set(&self) -> bool {
        self.sets() > 0
    }

    /// How many functions in it return sets.
    pub(crate) fn sets(&self) -> usize {
        let own = matches!(&self.kind, NodeKind::Call(call) if call.returns_set == ReturnsSet::Yes);
        usize::from(own) + self.children().into_iter().map(Node::sets).sum::<usize>()
    }
}
