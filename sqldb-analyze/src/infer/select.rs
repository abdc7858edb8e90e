//! One SELECT, clause by clause in PostgreSQL's order, which decides the types of parameters.
//!
//! `analyze.c transformSelectStmt`: FROM → targets → WHERE → HAVING → ORDER BY → GROUP BY →
//! DISTINCT → LIMIT → WINDOW → what is still unknown is text. NULL-ness and the number of rows are
//! read off afterwards.

use super::Analyzer;
use super::node::{Node, NodeKind};
use super::query::{Output, QueryOutput, Unknowns, limited};
use super::record;
use super::target::TargetNode;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::{Facts, Groups, Reader, rule};
use crate::scope::Clause;
use crate::tree::{Expr, Query, Select};

/// A SELECT whose clauses have been analysed.
#[derive(Clone, Debug)]
pub(crate) struct Analysed {
    /// The select list.
    pub targets: Vec<TargetNode>,
    /// Further expressions of ORDER BY, GROUP BY and windows.
    pub hidden: Vec<Node>,
    /// WHERE.
    pub filter: Option<Node>,
    /// HAVING.
    pub having: Option<Node>,
    /// GROUP BY.
    pub groups: Option<Groups>,
}

impl Analyzer<'_> {
    /// A SELECT on the level that is open; `query` is what stands around it.
    pub(crate) fn select(
        &mut self,
        select: &Select,
        query: &Query,
        unknowns: Unknowns,
    ) -> Result<QueryOutput, Diagnostic> {
        if let Some(into) = select.into.as_ref().filter(|_| self.depth > 0) {
            let message = "SELECT ... INTO is not allowed here";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, into.name.span, message));
        }
        let windows = select.windows.iter();
        self.scopes.top().windows =
            windows.map(|(name, spec)| (Some(name.clone()), spec.clone())).collect();
        self.from(&select.from)?;
        let mut targets = self.targets(&select.targets, Clause::Target)?;
        let filter = self.filter(select.filter.as_ref(), Clause::Where)?;
        let having = self.filter(select.having.as_ref(), Clause::Having)?;
        let mut hidden = Vec::new();
        let sorts = self.order_by(&query.order_by, &mut targets, &mut hidden)?;
        let groups = match &select.group_by {
            Some(elements) => Some(self.group_by(elements, &mut targets, &mut hidden)?),
            None => None,
        };
        self.distinct_clause(&select.distinct, &mut targets, &mut hidden, &sorts)?;
        self.limits(query)?;
        self.windows(&mut hidden)?;
        if unknowns == Unknowns::Resolve {
            for target in &mut targets {
                target.node = self.resolve_unknown(target.node.clone())?;
            }
        }
        hidden.iter().try_for_each(|node| self.check_collations(node))?;
        let analysed = Analysed { targets, hidden, filter, having, groups };
        self.check_locking(select, query, &analysed)?;
        self.check_grouping(&analysed)?;
        if let Some(filter) = &analysed.filter {
            let facts = Facts::proven(&self.scopes, filter);
            self.apply(&facts);
        }
        let rows = limited(query, crate::rows::of_select(self, &analysed));
        let columns = self.outputs(analysed);
        Ok(QueryOutput { columns, rows })
    }

    /// WHERE or HAVING (`transformWhereClause`).
    pub(crate) fn filter(
        &mut self,
        filter: Option<&Expr>,
        clause: Clause,
    ) -> Result<Option<Node>, Diagnostic> {
        let Some(filter) = filter else { return Ok(None) };
        let outside = std::mem::replace(&mut self.scopes.top().clause, clause);
        let node = self.condition(filter, clause.name());
        self.scopes.top().clause = outside;
        let node = node?;
        self.check_collations(&node)?;
        Ok(Some(node))
    }

    /// The columns of the result, with what can be NULL in them.
    fn outputs(&mut self, analysed: Analysed) -> Vec<Output> {
        let nodes = analysed.targets.iter().map(|target| &target.node);
        let sets: usize = nodes.chain(&analysed.hidden).map(Node::sets).sum();
        let grouped = analysed.groups.is_some();
        let reader = Reader::of_select(&self.scopes, analysed.groups.as_ref());
        let outputs = analysed.targets.iter().map(|target| {
            let own = reader.nulls(&target.node);
            let nulls = if target.node.returns_set() { rule::of_set(sets, own) } else { own };
            let elements = reader.elements(&target.node);
            let source = match &target.node.kind {
                NodeKind::Column(column) if !grouped => {
                    self.scopes.item(*column).and_then(|item| match column.attribute {
                        crate::scope::Attribute::Column(number) => item.columns.get(number)?.source,
                        _ => None,
                    })
                }
                _ => None,
            };
            Output {
                name: target.name.clone(),
                node: target.node.clone(),
                nulls,
                elements,
                source,
                fields: record::of_output(self.catalog, &self.scopes, &target.node),
                annotation: target.annotation.clone(),
            }
        });
        outputs.collect()
    }
}
