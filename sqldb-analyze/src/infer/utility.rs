//! Commands that are no queries: what they name must exist, and some return rows.

use super::from::find_relation;
use super::node::{Node, NodeKind};
use super::query::{Output, QueryOutput};
use super::{Analyzer, modify};
use crate::catalog::RelationKind;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::closest;
use crate::span::Span;
use crate::statement::{Annotation, Nulls, Rows};
use crate::tree::{
    Copy, CopyDirection, CopySource, Explain, ExplainFormat, Ident, QualifiedIdent, Statement,
    Utility,
};
use crate::types::TypeId;

impl Analyzer<'_> {
    pub(crate) fn utility(&mut self, utility: &Utility) -> Result<QueryOutput, Diagnostic> {
        match utility {
            Utility::Call(call) => self.call_procedure(call),
            Utility::Copy(copy) => self.copy(copy),
            Utility::Explain(explain) => self.explain(explain),
            Utility::Show { setting: Some(setting) } => Ok(QueryOutput {
                columns: vec![column(setting, TypeId::TEXT, Nulls::Maybe)],
                rows: Rows::ExactlyOne,
            }),
            // `guc_funcs.c ShowAllGUCConfig`.
            Utility::Show { setting: None } => Ok(QueryOutput {
                columns: vec![
                    column("name", TypeId::TEXT, Nulls::Maybe),
                    column("setting", TypeId::TEXT, Nulls::Maybe),
                    column("description", TypeId::TEXT, Nulls::Maybe),
                ],
                rows: Rows::Many,
            }),
            Utility::Relations { command, relations } => {
                for relation in relations {
                    let name = relation;
                    let relation = find_relation(self.catalog, name)?;
                    if command == "REFRESH" && relation.kind != RelationKind::MaterializedView {
                        let message =
                            format!("`{}` is not a materialized view", relation.name.name);
                        let code = SqlState::WRONG_OBJECT_TYPE;
                        return Err(Diagnostic::new(code, name.name.span, message));
                    }
                    self.tables.writes(&relation.name);
                }
                Ok(nothing())
            }
            Utility::Plain { command: _ } => Ok(nothing()),
        }
    }

    /// COPY returns no rows but its own messages (`copy.c DoCopy`).
    fn copy(&mut self, copy: &Copy) -> Result<QueryOutput, Diagnostic> {
        match &copy.source {
            CopySource::Relation { name, columns } => {
                let relation = match copy.direction {
                    CopyDirection::In => modify::writable(self.catalog, name)?,
                    CopyDirection::Out => find_relation(self.catalog, name)?,
                };
                match copy.direction {
                    CopyDirection::In => self.tables.writes(&relation.name),
                    CopyDirection::Out => self.tables.reads(&relation.name),
                }
                self.columns_exist(name, relation, columns)?;
            }
            CopySource::Query(statement) => {
                let output = self.modifying(statement)?;
                if output.rows == Rows::None && !matches!(**statement, Statement::Query(_)) {
                    let message = "COPY query must have a RETURNING clause";
                    let code = SqlState::FEATURE_NOT_SUPPORTED;
                    return Err(Diagnostic::new(code, Span::default(), message));
                }
            }
        }
        Ok(nothing())
    }

    fn columns_exist(
        &self,
        name: &QualifiedIdent,
        relation: &crate::catalog::Relation,
        columns: &[Ident],
    ) -> Result<(), Diagnostic> {
        for wanted in columns {
            if relation.column(&wanted.name).is_some() {
                continue;
            }
            let message =
                format!("column `{}` of relation `{}` does not exist", wanted.name, name.name.name);
            let error = Diagnostic::new(SqlState::UNDEFINED_COLUMN, wanted.span, message);
            let names = relation.columns.iter().map(|column| column.name.as_str());
            return Err(match closest(&wanted.name, names) {
                Some(close) => error.help(format!("did you mean `{close}`?")),
                None => error,
            });
        }
        Ok(())
    }

    /// `explain.c ExplainResultDesc`.
    fn explain(&mut self, explain: &Explain) -> Result<QueryOutput, Diagnostic> {
        self.depth += 1;
        let inner = self.modifying(&explain.statement);
        self.depth -= 1;
        inner?;
        let ty = match explain.format {
            ExplainFormat::Text => TypeId::TEXT,
            ExplainFormat::Json => TypeId::JSON,
            ExplainFormat::Xml => TypeId::XML,
        };
        Ok(QueryOutput { columns: vec![column("QUERY PLAN", ty, Nulls::Never)], rows: Rows::Many })
    }
}

/// What a command returns that returns no rows.
pub(super) fn nothing() -> QueryOutput {
    QueryOutput { columns: Vec::new(), rows: Rows::None }
}

/// A column that a command returns.
pub(super) fn column(name: &str, ty: TypeId, nulls: Nulls) -> Output {
    Output {
        name: name.to_owned(),
        node: Node { kind: NodeKind::Value(nulls), ty: ty.into(), span: Span::default() },
        nulls,
        elements: Nulls::Maybe,
        source: None,
        fields: Vec::new(),
        annotation: Annotation::default(),
    }
}
