//! The function that a trigger calls: it takes no arguments and returns `trigger`, that of an event
//! trigger `event_trigger`.

use crate::catalog::Needed;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::{span, spelled, with_suggestion};
use crate::replay::{Done, Replay, Stop};
use crate::tree::QualifiedIdent;
use crate::types::TypeId;

/// Trigger functions of extensions: no query can call them, so the tables do not list them.
const OF_EXTENSIONS: &[(&str, &str)] = &[
    ("autoinc", "autoinc"),
    ("check_foreign_key", "refint"),
    ("check_primary_key", "refint"),
    ("checkauthtrigger", "postgis"),
    ("insert_username", "insert_username"),
    ("lo_manage", "lo"),
    ("moddatetime", "moddatetime"),
    ("postgis_cache_bbox", "postgis"),
    ("triggered_change_notification", "tcn"),
];

impl Replay<'_> {
    /// What a trigger needs of its function (`LookupFuncName` without arguments), which returns this
    /// type.
    pub(in crate::replay) fn trigger_function(
        &self,
        name: &QualifiedIdent,
        returns: &str,
    ) -> Done<Option<Needed>> {
        let schema = name.schema_name();
        let bare = name.name.name.as_str();
        let mut named = self.catalog.functions_named(schema, bare);
        let trigger = self.catalog.find_type(Some("pg_catalog"), returns);
        if let Some((_, found)) = named.find(|(_, found)| found.arguments().is_empty()) {
            if Some(found.result()) == trigger {
                return Ok(found.user().map(|user| Needed::Function(user.id())));
            }
            if self.is_unread_function(bare) {
                return Ok(None);
            }
            let shown = spelled(name);
            let message = format!("function {shown} must return type {returns}");
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            let mut diagnostic = Diagnostic::new(code, span(name), message);
            if let Some(user) = found.user() {
                let result: TypeId = user.result;
                let result = self.catalog.format_type(result);
                let note = format!("`{bare}` is created here, and returns {result}");
                diagnostic = diagnostic.note(note, Some(user.origin.clone()));
            }
            return Err(diagnostic.into());
        }
        self.missing_trigger_function(name, returns).map_or(Ok(None), Err)
    }

    fn missing_trigger_function(&self, name: &QualifiedIdent, returns: &str) -> Option<Stop> {
        let bare = name.name.name.as_str();
        let of = OF_EXTENSIONS.iter().find(|(function, _)| *function == bare);
        let of = of.map(|(_, extension)| *extension);
        let installed = |extension: &str| self.catalog.extensions.iter().any(|e| e == extension);
        if of.is_some_and(installed)
            || bare.starts_with("RI_FKey_")
            || self.is_unread_function(bare)
            || !self.knows_all()
        {
            return None;
        }
        if let Some(schema) = &name.schema
            && let Err(stop) = self.schema_exists(schema)
        {
            return Some(stop);
        }
        let message = format!("function {}() does not exist", spelled(name));
        let mut diagnostic = Diagnostic::new(SqlState::UNDEFINED_FUNCTION, span(name), message);
        if let Some(extension) = of {
            let help = format!("`CREATE EXTENSION {extension}` makes this function");
            return Some(diagnostic.help(help).into());
        }
        let schema = name.schema_name();
        if let Some((_, found)) = self.catalog.functions_named(schema, bare).next() {
            let origin = found.user().map(|user| user.origin.clone());
            return Some(
                diagnostic
                    .note(format!("`{bare}` takes arguments"), origin)
                    .help("a trigger's function is declared without parameters; it reads them from `TG_ARGV`")
                    .into(),
            );
        }
        let is = |thing: &crate::catalog::GoneThing| matches!(thing, crate::catalog::GoneThing::Function(found) if found.name == bare);
        if let Some(gone) = self.gone(is) {
            diagnostic = crate::replay::lookup::with_gone(diagnostic, bare, gone);
            return Some(diagnostic.into());
        }
        let trigger = self.catalog.find_type(Some("pg_catalog"), returns);
        let names = self.catalog.functions.iter().filter(|found| Some(found.result) == trigger);
        let names = names.map(|found| found.name.name.as_str()).filter(|found| *found != bare);
        Some(with_suggestion(diagnostic, bare, names).into())
    }
}
