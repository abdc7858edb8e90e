//! WINDOW and OVER: partitions, order and frames (`parse_clause.c transformWindowDefinitions`).

use super::Analyzer;
use super::node::{Node, NodeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::Clause;
use crate::tree::{Expr, FrameBound, FrameMode, SortBy, WindowSpec};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// The windows of this level, those written behind OVER included.
    pub(crate) fn windows(&mut self, hidden: &mut Vec<Node>) -> Result<(), Diagnostic> {
        let windows = self.scopes.top().windows.clone();
        for (at, (name, spec)) in windows.iter().enumerate() {
            let earlier = windows.get(..at).unwrap_or_default();
            if let Some(name) = name
                && earlier.iter().flat_map(|(known, _)| known).any(|k| k.name == name.name)
            {
                let message = format!("window `{}` is already defined", name.name);
                return Err(Diagnostic::new(SqlState::WINDOWING_ERROR, name.span, message));
            }
            self.window(spec, earlier, hidden)?;
        }
        Ok(())
    }

    fn window(
        &mut self,
        spec: &WindowSpec,
        windows: &[(Option<crate::tree::Ident>, WindowSpec)],
        hidden: &mut Vec<Node>,
    ) -> Result<(), Diagnostic> {
        let error =
            |message: String| Err(Diagnostic::new(SqlState::WINDOWING_ERROR, spec.span, message));
        let mut base_order: &[SortBy] = &[];
        if let Some(base) = &spec.base {
            let known = windows
                .iter()
                .find(|(known, _)| known.as_ref().is_some_and(|known| known.name == base.name));
            let Some((_, known)) = known else {
                return Err(super::aggregate::unknown_window(&base.name, base.span));
            };
            if !spec.partition_by.is_empty() {
                return error(format!(
                    "cannot override PARTITION BY clause of window `{}`",
                    base.name
                ));
            }
            base_order = &known.order_by;
            if !base_order.is_empty() && !spec.order_by.is_empty() {
                return error(format!("cannot override ORDER BY clause of window `{}`", base.name));
            }
            if known.frame.is_some() {
                return error(format!(
                    "cannot copy window `{}` because it has a frame clause",
                    base.name
                ));
            }
        }
        let mut order = Vec::new();
        // The order of the window that this one is made from is its own.
        for SortBy { expr, using } in base_order.iter().chain(&spec.order_by) {
            let node = self.window_expr(expr, Clause::WindowOrder)?;
            self.check_sorting(&node, using.as_ref())?;
            order.push(node);
        }
        for expr in &spec.partition_by {
            let node = self.window_expr(expr, Clause::WindowPartition)?;
            self.check_equality(&node)?;
            hidden.push(node);
        }
        if let Some(frame) = &spec.frame {
            if frame.mode == FrameMode::Groups && order.is_empty() {
                return error("GROUPS mode requires an ORDER BY clause".to_owned());
            }
            for bound in [&frame.start, &frame.end] {
                if let FrameBound::Preceding(offset) | FrameBound::Following(offset) = bound {
                    self.frame_offset(offset, frame.mode, &order)?;
                }
            }
        }
        hidden.extend(order);
        Ok(())
    }

    fn window_expr(&mut self, expr: &Expr, clause: Clause) -> Result<Node, Diagnostic> {
        let outside = std::mem::replace(&mut self.scopes.top().clause, clause);
        let node = self.expr(expr);
        self.scopes.top().clause = outside;
        self.resolve_unknown(node?)
    }

    /// `transformFrameOffset`: rows and groups are counted by `int8`; a range by what the
    /// `in_range` function of the sort column's type takes.
    fn frame_offset(
        &mut self,
        offset: &Expr,
        mode: FrameMode,
        order: &[Node],
    ) -> Result<(), Diagnostic> {
        let outside = std::mem::replace(&mut self.scopes.top().clause, Clause::WindowFrame);
        let node = self.expr(offset);
        self.scopes.top().clause = outside;
        let node = node?;
        let here = self.scopes.top().id;
        let own =
            |node: &Node| matches!(&node.kind, NodeKind::Column(column) if column.scope == here);
        if mode != FrameMode::Range && node.any(&own) {
            let word = if mode == FrameMode::Rows { "ROWS" } else { "GROUPS" };
            let message = format!("argument of {word} must not contain variables");
            return Err(Diagnostic::new(SqlState::INVALID_COLUMN_REFERENCE, node.span, message));
        }
        match mode {
            FrameMode::Rows => self.specific(node, TypeId::INT8, "ROWS").map(|_| ()),
            FrameMode::Groups => self.specific(node, TypeId::INT8, "GROUPS").map(|_| ()),
            FrameMode::Range => {
                let [sort] = order else {
                    let message = "RANGE with offset PRECEDING/FOLLOWING requires exactly one \
                                   ORDER BY column";
                    return Err(Diagnostic::new(SqlState::WINDOWING_ERROR, node.span, message));
                };
                self.range_offset(node, sort.ty.id)
            }
        }
    }

    fn range_offset(&mut self, node: Node, sort: TypeId) -> Result<(), Diagnostic> {
        // The `in_range` support functions of btree (`pg_amproc`, number 3).
        let offsets: &[TypeId] = match self.catalog.base_type(sort).id {
            TypeId::INT8 => &[TypeId::INT8],
            TypeId::INT4 | TypeId::INT2 => &[TypeId::INT8, TypeId::INT4, TypeId::INT2],
            TypeId::FLOAT8 | TypeId::FLOAT4 => &[TypeId::FLOAT8],
            TypeId::NUMERIC => &[TypeId::NUMERIC],
            TypeId::DATE
            | TypeId::TIMESTAMP
            | TypeId::TIMESTAMPTZ
            | TypeId::TIME
            | TypeId::TIMETZ
            | TypeId::INTERVAL => &[TypeId::INTERVAL],
            _ => &[],
        };
        let refuse = |analyzer: &Self, span| {
            let sort = analyzer.catalog.format_type(sort);
            let message = format!(
                "RANGE with offset PRECEDING/FOLLOWING is not supported for column type {sort} \
                 and this offset type"
            );
            Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message))
        };
        let (from, span) = (node.ty.id, node.span);
        let target = match (offsets, from) {
            ([only], _) => *only,
            (several, from) if several.contains(&from) => from,
            // An unknown offset prefers the sort column's own type.
            (several, TypeId::UNKNOWN) if several.contains(&sort) => sort,
            _ => return refuse(self, span),
        };
        match self.coerce_to(node, target.into(), super::coerce::Context::Implicit)? {
            Some(_) => Ok(()),
            None => refuse(self, span),
        }
    }
}
