//! CALL.
//!
//! `analyze.c transformCallStmt`: the procedure is found as a function is; its INOUT and OUT
//! parameters come back as one row.

use super::Analyzer;
use super::call::{Written, resolve};
use super::coerce::Context;
use super::node::Builtin;
use super::query::QueryOutput;
use super::utility::{column, nothing};
use crate::catalog::UserFunction;
use crate::diagnostic::Diagnostic;
use crate::overload::{Decoration, FunctionTarget, OverloadError, OverloadErrorKind};
use crate::scope::Clause;
use crate::statement::{Nulls, Rows};
use crate::tree::{Arguments, Call, CallStatement, SetQuantifier};
use crate::types::can_coerce_type;

impl Analyzer<'_> {
    pub(crate) fn call_procedure(
        &mut self,
        statement: &CallStatement,
    ) -> Result<QueryOutput, Diagnostic> {
        let call = Call {
            name: statement.name.clone(),
            arguments: Arguments::List(statement.arguments.clone()),
            quantifier: SetQuantifier::All,
            order_by: Vec::new(),
            within_group: Vec::new(),
            filter: None,
            over: None,
        };
        self.scopes.top().clause = Clause::CallArgument;
        let written = self.written(&call)?;
        let found = match resolve(self.catalog, &call, &written, vec![Decoration::Call]) {
            Ok(found) => found,
            Err(error) => {
                return match error.kind {
                    OverloadErrorKind::NotFound => {
                        self.call_with_out(statement, &call, written, error)
                    }
                    _ => Err(self.unresolved(&call, &written, error)),
                };
            }
        };
        let FunctionTarget::Function(function) = found.target else { return Ok(nothing()) };
        let builtin = if function.user().is_none() { Builtin::Yes } else { Builtin::No };
        let columns: Vec<_> =
            found.columns.iter().map(|(name, ty)| column(name, *ty, Nulls::Maybe)).collect();
        self.call_node(&call, &found, written.nodes, builtin)?;
        match columns.is_empty() {
            true => Ok(nothing()),
            false => Ok(QueryOutput { columns, rows: Rows::ExactlyOne }),
        }
    }

    /// CALL of a procedure with `OUT` parameters, for which the call has arguments, too
    /// (`FuncnameGetCandidates` with `include_out_arguments`).
    fn call_with_out(
        &mut self,
        statement: &CallStatement,
        call: &Call,
        written: Written,
        error: OverloadError,
    ) -> Result<QueryOutput, Diagnostic> {
        let catalog = self.catalog;
        let schema = call.name.schema_name();
        let known = catalog.functions_named(schema, &call.name.name.name);
        let procedures = known.filter_map(|(_, function)| function.user());
        let with_out: Vec<&UserFunction> =
            procedures.filter(|procedure| !procedure.call.is_empty()).collect();
        if with_out.is_empty() {
            return Err(self.unresolved(call, &written, error));
        }
        let what = "`CALL` of this procedure with `OUT` parameters";
        let unsupported = || Diagnostic::unsupported(statement.span, what);
        let named = statement.arguments.iter().any(|argument| argument.name.is_some());
        let fits = |procedure: &&UserFunction| {
            procedure.call.len() == written.nodes.len()
                && procedure.call.iter().zip(&written.nodes).all(|(declared, node)| {
                    can_coerce_type(catalog, node.ty.id, *declared, Context::Implicit)
                })
        };
        let mut fitting = with_out.into_iter().filter(fits);
        let (Some(only), None, false) = (fitting.next(), fitting.next(), named) else {
            return Err(unsupported());
        };
        for (node, declared) in written.nodes.into_iter().zip(&only.call) {
            self.coerce(node, *declared, Context::Implicit)?;
        }
        let columns = only.columns.iter().map(|argument| {
            column(argument.name.as_deref().unwrap_or_default(), argument.ty, Nulls::Maybe)
        });
        Ok(QueryOutput { columns: columns.collect(), rows: Rows::ExactlyOne })
    }
}
