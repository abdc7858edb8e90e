//! What stands behind a constraint: `DEFERRABLE`, `NOT VALID`, `NO INHERIT` and so on.

use super::parser::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::{
    ColumnConstraintKind, ConstraintAttributes, ConstraintChange, TableConstraintKind,
};

/// The words behind a constraint, as they are written.
#[derive(Default)]
struct Written {
    deferrable: Option<bool>,
    deferred: Option<bool>,
    enforced: Option<bool>,
    not_valid: bool,
    no_inherit: bool,
    /// The words of each kind, for messages.
    spans: Spans,
}

#[derive(Default)]
struct Spans {
    deferrable: Option<Span>,
    enforced: Option<Span>,
    not_valid: Option<Span>,
    no_inherit: Option<Span>,
}

impl Parser<'_> {
    /// What stands behind a constraint of a column (`parse_utilcmd.c transformConstraintAttrs`).
    pub(super) fn column_attributes(
        &mut self,
        kind: &ColumnConstraintKind,
    ) -> Parsed<ConstraintAttributes> {
        let inheritable =
            matches!(kind, ColumnConstraintKind::NotNull | ColumnConstraintKind::Check(_));
        let no_inherit = inheritable && self.words(&["no", "inherit"]);
        let written = self.written(Place::Column)?;
        let deferrable = matches!(
            kind,
            ColumnConstraintKind::Primary
                | ColumnConstraintKind::Unique { .. }
                | ColumnConstraintKind::References(_)
        );
        let enforceable =
            matches!(kind, ColumnConstraintKind::Check(_) | ColumnConstraintKind::References(_));
        let misplaced = [
            (written.spans.deferrable, deferrable, "DEFERRABLE"),
            (written.spans.enforced, enforceable, "ENFORCED"),
        ];
        for (at, fits, what) in misplaced {
            if let (Some(at), false) = (at, fits) {
                let message = format!("misplaced {what} clause");
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, at, message));
            }
        }
        Ok(ConstraintAttributes { no_inherit, ..written.attributes() })
    }

    /// What stands behind a constraint of a table (`gram.y processCASbits`).
    pub(super) fn table_attributes(
        &mut self,
        kind: &TableConstraintKind,
    ) -> Parsed<ConstraintAttributes> {
        let written = self.written(Place::Table)?;
        let (what, takes) = match kind {
            TableConstraintKind::Check(_) => ("CHECK", [false, true, true, true]),
            TableConstraintKind::NotNull(_) => ("NOT NULL", [false, false, true, true]),
            TableConstraintKind::ForeignKey { .. } => ("FOREIGN KEY", [true, true, true, false]),
            TableConstraintKind::Primary(_) => ("PRIMARY KEY", [true, false, false, false]),
            TableConstraintKind::Unique { .. } | TableConstraintKind::UsingIndex { .. } => {
                ("UNIQUE", [true, false, false, false])
            }
            TableConstraintKind::Exclude(_) => ("EXCLUDE", [true, false, false, false]),
        };
        let spans = &written.spans;
        let words = [
            (spans.deferrable.filter(|_| written.is_deferrable()), "DEFERRABLE"),
            (
                spans.enforced,
                if written.enforced == Some(false) { "NOT ENFORCED" } else { "ENFORCED" },
            ),
            (spans.not_valid, "NOT VALID"),
            (spans.no_inherit, "NO INHERIT"),
        ];
        for ((at, word), takes) in words.into_iter().zip(takes) {
            if let (Some(at), false) = (at, takes) {
                let message = format!("{what} constraints cannot be marked {word}");
                return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message));
            }
        }
        Ok(written.attributes())
    }

    /// What `ALTER CONSTRAINT name` says.
    pub(super) fn constraint_change(&mut self) -> Parsed<ConstraintChange> {
        if self.word("inherit") {
            return Ok(ConstraintChange { inherits: Some(true), ..ConstraintChange::default() });
        }
        let written = self.written(Place::Table)?;
        if let Some(at) = written.spans.not_valid {
            let message = "constraints cannot be altered to be NOT VALID";
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message));
        }
        Ok(ConstraintChange {
            deferrable: written.spans.deferrable.map(|_| written.is_deferrable()),
            enforced: written.enforced,
            inherits: written.no_inherit.then_some(false),
        })
    }

    fn written(&mut self, place: Place) -> Parsed<Written> {
        let mut written = Written::default();
        loop {
            let start = self.here();
            let mut known = None;
            let conflict = if self.word("deferrable") {
                known = Some(&mut written.spans.deferrable);
                written.deferrable.replace(true) == Some(false)
            } else if self.words(&["not", "deferrable"]) {
                known = Some(&mut written.spans.deferrable);
                written.deferrable.replace(false) == Some(true)
            } else if self.words(&["initially", "deferred"]) {
                known = Some(&mut written.spans.deferrable);
                written.deferred.replace(true) == Some(false)
            } else if self.words(&["initially", "immediate"]) {
                known = Some(&mut written.spans.deferrable);
                written.deferred.replace(false) == Some(true)
            } else if self.words(&["not", "enforced"]) {
                known = Some(&mut written.spans.enforced);
                written.enforced.replace(false) == Some(true)
            } else if self.word("enforced") {
                known = Some(&mut written.spans.enforced);
                written.enforced.replace(true) == Some(false)
            } else if place == Place::Table && self.words(&["not", "valid"]) {
                known = Some(&mut written.spans.not_valid);
                written.not_valid = true;
                false
            } else if place == Place::Table && self.words(&["no", "inherit"]) {
                known = Some(&mut written.spans.no_inherit);
                written.no_inherit = true;
                false
            } else {
                false
            };
            let Some(known) = known else { return Ok(written) };
            let at = self.since(start);
            known.get_or_insert(at);
            if conflict {
                let message = "conflicting constraint properties";
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, at, message));
            }
            if (written.deferrable, written.deferred) == (Some(false), Some(true)) {
                let message = "constraint declared INITIALLY DEFERRED must be DEFERRABLE";
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, at, message));
            }
        }
    }
}

/// Where a constraint stands: behind one of a column, `NOT VALID` would begin the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Column,
    Table,
}

impl Written {
    fn is_deferrable(&self) -> bool {
        self.deferrable == Some(true) || self.deferred == Some(true)
    }

    fn attributes(&self) -> ConstraintAttributes {
        ConstraintAttributes {
            deferrable: self.is_deferrable(),
            deferred: self.deferred == Some(true),
            not_valid: self.not_valid,
            enforced: self.enforced,
            no_inherit: self.no_inherit,
        }
    }
}
