//! Storage parameters of tables (`reloptions.c`), collations of columns, and checks of domains.

use crate::catalog::{RelationId, RelationKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::with_suggestion;
use crate::replay::{Done, Replay};
use crate::tree::ddl::StorageParameter;
use crate::tree::{Ident, QualifiedIdent};
use crate::types::TypeId;

/// What tables and materialized views have (`heap`, 15 to 18).
const OF_HEAPS: &[&str] = &[
    "autovacuum_analyze_scale_factor",
    "autovacuum_analyze_threshold",
    "autovacuum_enabled",
    "autovacuum_freeze_max_age",
    "autovacuum_freeze_min_age",
    "autovacuum_freeze_table_age",
    "autovacuum_multixact_freeze_max_age",
    "autovacuum_multixact_freeze_min_age",
    "autovacuum_multixact_freeze_table_age",
    "autovacuum_vacuum_cost_delay",
    "autovacuum_vacuum_cost_limit",
    "autovacuum_vacuum_insert_scale_factor",
    "autovacuum_vacuum_insert_threshold",
    "autovacuum_vacuum_max_threshold",
    "autovacuum_vacuum_scale_factor",
    "autovacuum_vacuum_threshold",
    "fillfactor",
    "log_autovacuum_min_duration",
    "oids",
    "parallel_workers",
    "toast_tuple_target",
    "user_catalog_table",
    "vacuum_index_cleanup",
    "vacuum_max_eager_freeze_failure_rate",
    "vacuum_truncate",
];

/// What views have.
const OF_VIEWS: &[&str] = &["check_option", "security_barrier", "security_invoker"];

impl Replay<'_> {
    /// `SET (…)`. Parameters with a namespace, and those of access methods of extensions, are let
    /// through.
    pub(in crate::replay) fn storage_parameters(
        &self,
        id: RelationId,
        parameters: &[StorageParameter],
    ) -> Done {
        let known = match self.get(id)?.kind {
            RelationKind::Table | RelationKind::MaterializedView => OF_HEAPS,
            RelationKind::View => OF_VIEWS,
            _ => return Ok(()),
        };
        for parameter in parameters {
            let name = &parameter.name;
            if parameter.namespace.is_some()
                || known.contains(&name.name.as_str())
                || !self.knows_all()
            {
                continue;
            }
            let message = format!("unrecognized parameter `{}`", name.name);
            let code = SqlState::INVALID_PARAMETER_VALUE;
            let diagnostic = Diagnostic::new(code, name.span, message);
            return Err(with_suggestion(diagnostic, &name.name, known.iter().copied()).into());
        }
        Ok(())
    }

    /// `COLLATE` behind a type that has no collations.
    pub(in crate::replay) fn collatable(&self, ty: TypeId, collation: &QualifiedIdent) -> Done {
        if ty == TypeId::UNKNOWN || crate::infer::rules::is_collatable(self.catalog, ty) {
            return Ok(());
        }
        // Of a base type of the migrations or an extension only its own definition tells.
        let base = self.catalog.base_type(ty).id;
        let element = self.catalog.element_of(base).unwrap_or(base);
        if element >= TypeId::FIRST_USER {
            return Ok(());
        }
        let Ident { span, .. } = &collation.name;
        let shown = self.catalog.format_type(ty);
        let message = format!("collations are not supported by type {shown}");
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, *span, message)
            .help("leave out `COLLATE`")
            .into())
    }
}
