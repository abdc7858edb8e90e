//! Calls of functions.
//!
//! `parse_func.c ParseFuncOrColumn`: arguments, then FILTER, then the choice of the function, then
//! what its kind demands. `overload` chooses; here the arguments change. Aggregates and window
//! functions are in `aggregate`.

use super::coerce::Context;
use super::node::{
    AggregateNode, Aggregating, Builtin, CallForm, CallNode, Node, NodeKind, ReturnsSet, Strict,
};
use super::{Analyzer, record, rules};
use crate::catalog::{AggregateKind, FunctionKind, Needed, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::idiom;
use crate::overload::{
    CallShape, Decoration, FirstArgument, FunctionCall, FunctionTarget, OverloadErrorKind,
    resolve_function,
};
use crate::scope::{Clause, closest};
use crate::span::Span;
use crate::tree::{Arguments, Call, ExprKind, Ident, QualifiedIdent, SetQuantifier, Variadic};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// A call in an expression.
    pub(crate) fn call(&mut self, call: &Call, span: Span) -> Result<Node, Diagnostic> {
        let written = self.written(call)?;
        let found = match resolve(self.catalog, call, &written, decorations(call)) {
            Ok(found) => found,
            Err(error) => {
                if error.kind == OverloadErrorKind::NotFound
                    && let Some(field) = self.projection(call, &written, span)
                {
                    return Ok(field);
                }
                return Err(self.unresolved(call, &written, error));
            }
        };
        let function = match found.target {
            FunctionTarget::Cast(target) => {
                let Some(argument) = written.nodes.into_iter().next() else {
                    return Err(Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span, "no argument"));
                };
                return self.coerce(argument, target, Context::Explicit);
            }
            FunctionTarget::Function(function) => function,
        };
        let builtin = if function.user().is_none() { Builtin::Yes } else { Builtin::No };
        let (kind, aggregate) = (function.kind(), function.aggregate());
        let result = found.result;
        let node = self.call_node(call, &found, written.nodes, builtin)?;
        if found.returns_set {
            self.check_set_returning(span)?;
        }
        let ty = result.into();
        if let Some(over) = &call.over {
            let aggregate =
                if kind == FunctionKind::Aggregate { Aggregating::Yes } else { Aggregating::No };
            if !call.order_by.is_empty() {
                let message = "aggregate ORDER BY is not implemented for window functions";
                return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message));
            }
            return self.window_call(over, node, aggregate, written.filter, (ty, span));
        }
        if kind != FunctionKind::Aggregate {
            return Ok(Node { kind: NodeKind::Call(node), ty, span });
        }
        let direct = match aggregate {
            Some(AggregateKind::OrderedSet(_) | AggregateKind::HypotheticalSet(_)) => {
                node.arguments.len().saturating_sub(call.within_group.len())
            }
            _ => 0,
        };
        let mut node = node;
        if call.quantifier == SetQuantifier::Distinct {
            self.distinct_arguments(&mut node)?;
        }
        let order_by = self.aggregate_order(call, &node)?;
        let filter = written.filter.map(Box::new);
        let aggregate =
            AggregateNode { call: node, filter, order_by, direct, level: written.level };
        self.aggregate(aggregate, written.references, ty, span)
    }

    /// `x.f` as `f(x)`, where `x` has no field of the name (`ParseFuncOrColumn` with a column);
    /// [`None`] where there is no such function either.
    pub(crate) fn column_notation(
        &mut self,
        name: &Ident,
        operand: Node,
        span: Span,
    ) -> Result<Option<Node>, Diagnostic> {
        let call = Call {
            name: QualifiedIdent::alone(name.clone()),
            arguments: Arguments::List(Vec::new()),
            quantifier: SetQuantifier::All,
            order_by: Vec::new(),
            within_group: Vec::new(),
            filter: None,
            over: None,
        };
        let mut written = self.written(&call)?;
        written.nodes.push(operand);
        let Ok(found) = resolve(self.catalog, &call, &written, Vec::new()) else {
            return Ok(None);
        };
        let FunctionTarget::Function(function) = found.target else { return Ok(None) };
        if function.kind() != FunctionKind::Function {
            return Ok(None);
        }
        let builtin = if function.user().is_none() { Builtin::Yes } else { Builtin::No };
        let ty = found.result.into();
        let node = self.call_node(&call, &found, written.nodes, builtin)?;
        if found.returns_set {
            self.check_set_returning(span)?;
        }
        Ok(Some(Node { kind: NodeKind::Call(node), ty, span }))
    }

    /// The arguments of a call, analysed but not yet coerced.
    pub(super) fn written(&mut self, call: &Call) -> Result<Written, Diagnostic> {
        let first_reference = self.references.len();
        let mut written = Written {
            nodes: Vec::new(),
            names: Vec::new(),
            variadic: crate::overload::Variadic::Expand,
            filter: None,
            references: first_reference,
            level: self.scopes.top().id,
        };
        if let Arguments::List(arguments) = &call.arguments {
            for argument in arguments {
                if argument.variadic == Variadic::Yes {
                    written.variadic = crate::overload::Variadic::Array;
                }
                match (&argument.name, &argument.value.kind) {
                    (Some(name), _) => {
                        if written.names.contains(&name.name) {
                            let message =
                                format!("argument name `{}` used more than once", name.name);
                            return Err(Diagnostic::new(
                                SqlState::SYNTAX_ERROR,
                                name.span,
                                message,
                            ));
                        }
                        written.names.push(name.name.clone());
                    }
                    (None, _) if !written.names.is_empty() => {
                        let message = "positional argument cannot follow named argument";
                        let span = argument.value.span;
                        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
                    }
                    (None, _) => {}
                }
                match &argument.value.kind {
                    // `f(t.*)` is `f(t)`: the row as a whole.
                    ExprKind::RelationStar(relation) => {
                        written.nodes.push(self.relation_row(relation, argument.value.span)?);
                    }
                    _ => written.nodes.push(self.expr(&argument.value)?),
                }
            }
        }
        for sort in &call.within_group {
            written.nodes.push(self.expr(&sort.expr)?);
        }
        if let Some(filter) = &call.filter {
            let outside = std::mem::replace(&mut self.scopes.top().clause, Clause::Filter);
            let filter = self.condition(filter, "FILTER");
            self.scopes.top().clause = outside;
            written.filter = Some(filter?);
        }
        Ok(written)
    }

    /// The node of a chosen function, its arguments coerced to their declared types.
    pub(super) fn call_node(
        &mut self,
        call: &Call,
        found: &FunctionCall<'_>,
        nodes: Vec<Node>,
        builtin: Builtin,
    ) -> Result<CallNode, Diagnostic> {
        if let FunctionTarget::Function(function) = &found.target {
            match function.user() {
                Some(user) => {
                    self.needs(Needed::Function(user.id()));
                    self.may_act();
                }
                None if !crate::reading::only_computes(function.name()) => self.may_act(),
                None => {}
            }
        }
        let mut arguments = Vec::new();
        for (node, declared) in nodes.into_iter().zip(&found.arguments) {
            let node = self.coerce(node, *declared, Context::Implicit)?;
            arguments.push(node);
        }
        let columns = found
            .columns
            .iter()
            .map(|(name, ty)| ((!name.is_empty()).then(|| (*name).to_owned()), *ty));
        Ok(CallNode {
            name: call.name.name.name.clone(),
            builtin,
            form: CallForm::Function,
            arguments,
            strict: if found.strict { Strict::Yes } else { Strict::No },
            nulls: found.nulls,
            returns_set: if found.returns_set { ReturnsSet::Yes } else { ReturnsSet::No },
            columns: columns.collect(),
        })
    }

    /// `f(row)` is `row.f` where no function is called that (`ParseComplexProjection`).
    fn projection(&mut self, call: &Call, written: &Written, span: Span) -> Option<Node> {
        let [argument] = written.nodes.as_slice() else { return None };
        if call.name.schema.is_some() || !decorations(call).is_empty() {
            return None;
        }
        let name = &call.name.name.name;
        let fields = record::fields(self.catalog, &self.scopes, argument)?;
        let (_, ty) = fields.into_iter().find(|(field, _)| field == name)?;
        let ty = record::determined(ty, span).ok()?;
        self.reads_field(argument.ty.id, name);
        let kind = NodeKind::Field(Box::new(argument.clone()), name.clone());
        Some(Node { kind, ty, span })
    }

    /// Why no function was chosen: who decided the types of parameters, and what was meant.
    pub(super) fn unresolved(
        &self,
        call: &Call,
        written: &Written,
        error: crate::overload::OverloadError,
    ) -> Diagnostic {
        let missing = error.kind == OverloadErrorKind::NotFound;
        let name = &call.name.name;
        if let Some(error) = rules::missing_schema(self.catalog, call.name.schema.as_ref()) {
            return error;
        }
        let diagnostic = rules::overload_error(error, name.span);
        let diagnostic = written
            .nodes
            .iter()
            .fold(diagnostic, |diagnostic, node| self.explain_parameter(diagnostic, node));
        let schema = call.name.schema_name();
        if !missing || self.catalog.functions_named(schema, &name.name).next().is_some() {
            return diagnostic;
        }
        if let Some(extension) = crate::catalog::extension::of_function(&name.name) {
            return diagnostic
                .help(format!("`CREATE EXTENSION \"{extension}\"` makes a function of this name"));
        }
        if let Some(help) = idiom::function(&name.name) {
            return diagnostic.help(help);
        }
        let users = self.catalog.functions.iter().map(|function| function.name.name.as_str());
        let mut names: Vec<&str> = users.collect();
        names.extend(builtin::function_names(self.catalog.major).map(|name| -> &str { name }));
        match closest(&name.name, names.into_iter()) {
            Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
            None => diagnostic.help(
                "there is no function of this name; one of an extension is known after \
                 `CREATE EXTENSION` in a migration",
            ),
        }
    }

    /// Where a set may be returned (`parse_func.c check_srf_call_placement`).
    fn check_set_returning(&mut self, span: Span) -> Result<(), Diagnostic> {
        match self.scopes.top().clause {
            Clause::Other
            | Clause::Target
            | Clause::FromFunction
            | Clause::GroupBy
            | Clause::OrderBy
            | Clause::DistinctOn
            | Clause::WindowPartition
            | Clause::WindowOrder
            | Clause::InsertTarget => Ok(()),
            clause => {
                let message =
                    format!("set-returning functions are not allowed in {}", clause.name());
                Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message))
            }
        }
    }

    /// Sets have no place in constructs that may not evaluate them.
    pub(crate) fn refuse_sets(&self, node: &Node, construct: &str) -> Result<(), Diagnostic> {
        match node.returns_set() {
            false => Ok(()),
            true => {
                let message = format!("set-returning functions are not allowed in {construct}");
                Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, node.span, message)
                    .help("you might be able to move the function into a LATERAL FROM item"))
            }
        }
    }
}

/// The arguments of a call before the function is known.
pub(super) struct Written {
    pub(super) nodes: Vec<Node>,
    names: Vec<String>,
    variadic: crate::overload::Variadic,
    filter: Option<Node>,
    /// How many references had been noted before the arguments.
    references: usize,
    /// The query level of the call.
    level: crate::scope::ScopeId,
}

pub(super) fn resolve<'c>(
    catalog: &'c crate::catalog::Catalog,
    call: &'c Call,
    written: &Written,
    decorations: Vec<Decoration>,
) -> Result<FunctionCall<'c>, crate::overload::OverloadError> {
    let arguments: Vec<TypeId> = written.nodes.iter().map(|node| node.ty.id).collect();
    let names: Vec<&str> = written.names.iter().map(String::as_str).collect();
    let first = match written.nodes.first() {
        Some(node) if node.is_unknown() && matches!(node.kind, NodeKind::Literal(_)) => {
            FirstArgument::Literal
        }
        _ => FirstArgument::Expression,
    };
    let shape = CallShape {
        arguments: &arguments,
        names: &names,
        variadic: written.variadic,
        first,
        decorations: &decorations,
    };
    let schema = call.name.schema_name();
    resolve_function(catalog, schema, &call.name.name.name, &shape)
}

fn decorations(call: &Call) -> Vec<Decoration> {
    let mut decorations = Vec::new();
    if call.arguments == Arguments::Star {
        decorations.push(Decoration::Star);
    }
    if call.quantifier == SetQuantifier::Distinct {
        decorations.push(Decoration::Distinct);
    }
    if !call.within_group.is_empty() {
        decorations.push(Decoration::WithinGroup(call.within_group.len()));
    }
    if !call.order_by.is_empty() {
        decorations.push(Decoration::OrderBy);
    }
    if call.filter.is_some() {
        decorations.push(Decoration::Filter);
    }
    if call.over.is_some() {
        decorations.push(Decoration::Over);
    }
    decorations
}
