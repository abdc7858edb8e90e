//! CALL.
//!
//! `analyze.c transformCallStmt`: the procedure is found as a function is; its INOUT and OUT
//! parameters come back as one row.

use super::Analyzer;
use super::call::resolve;
use super::node::Builtin;
use super::query::QueryOutput;
use super::utility::{column, nothing};
use crate::diagnostic::Diagnostic;
use crate::overload::{Decoration, FunctionTarget, OverloadErrorKind};
use crate::scope::Clause;
use crate::statement::{Nulls, Rows};
use crate::tree::{Arguments, Call, CallStatement, SetQuantifier};

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
                let schema = call.name.schema.as_ref().map(|schema| schema.name.as_str());
                let mut known = self.catalog.functions_named(schema, &call.name.name.name);
                let returns = known.any(|(_, function)| !function.columns().is_empty());
                if error.kind == OverloadErrorKind::NotFound && returns {
                    let what = "`CALL` of a procedure with `OUT` parameters";
                    return Err(Diagnostic::unsupported(statement.span, what));
                }
                return Err(self.unresolved(&call, &written, error));
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
}
