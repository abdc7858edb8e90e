//! Numbers that run out: of new tables, too, because a wider type writes the table anew once it is large.

use super::walk::Walk;
use super::{Lint, Rule};
use crate::tree::ddl::{ColumnConstraintKind, ColumnDef};

impl Walk<'_> {
    pub(super) fn numbers(&mut self, column: &ColumnDef) {
        let Some(name) = &column.type_name else { return };
        let identity = column
            .constraints
            .iter()
            .any(|constraint| matches!(constraint.kind, ColumnConstraintKind::Identity(..)));
        let (last, instead) = match (name.name.name.name.as_str(), identity) {
            ("serial" | "serial4", _) => (i64::from(i32::MAX), "bigserial"),
            ("smallserial" | "serial2", _) => (i64::from(i16::MAX), "bigserial"),
            ("int4", true) => (i64::from(i32::MAX), "bigint"),
            ("int2", true) => (i64::from(i16::MAX), "bigint"),
            _ => return,
        };
        self.lint(Lint::new(
            Rule::NumbersRunOut,
            name.span,
            format!("after number {last}, every insert fails"),
            format!("write `{instead}`: to change it later writes the whole table anew"),
        ));
    }
}
