//! The options of sequences and what they may be (`sequence.c init_params`).

use super::{Done, Replay};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::{SequenceOptions, SequenceSetting};
use crate::types::TypeId;

impl Replay<'_> {
    /// Refuses options of a new sequence that contradict each other; `ty` is that of an identity
    /// column.
    pub(super) fn sequence_options(&self, options: &SequenceOptions, ty: Option<TypeId>) -> Done {
        let refused = |at: Span, message: String| -> Done {
            Err(Diagnostic::new(SqlState::INVALID_PARAMETER_VALUE, at, message).into())
        };
        for (number, (setting, at)) in options.settings.iter().enumerate() {
            let mut before = options.settings.iter().take(number);
            if before.any(|(known, _)| known.form() == setting.form()) {
                let message = "conflicting or redundant options";
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, *at, message).into());
            }
        }
        let identity = ty.is_some();
        let (ty, type_at) = match &options.type_name {
            Some(written) => (self.typed(written)?.id, Some(written.span)),
            None => (ty.unwrap_or(TypeId::INT8), None),
        };
        let (lowest, highest) = match ty {
            TypeId::INT2 => (i128::from(i16::MIN), i128::from(i16::MAX)),
            TypeId::INT4 => (i128::from(i32::MIN), i128::from(i32::MAX)),
            TypeId::INT8 => (i128::from(i64::MIN), i128::from(i64::MAX)),
            _ => {
                let what = if identity { "identity column" } else { "sequence" };
                let message = format!("{what} type must be smallint, integer, or bigint");
                return match type_at {
                    Some(at) => refused(at, message),
                    // An identity column's type is looked at with the column.
                    None => Ok(()),
                };
            }
        };
        let shown = self.catalog.format_type(ty);
        let find = |kind: &SequenceSetting| {
            let mut settings = options.settings.iter();
            settings.find(|(setting, _)| setting.form() == kind.form())
        };
        let increment = find(&SequenceSetting::Increment(0));
        if let Some((SequenceSetting::Increment(0), at)) = increment {
            return refused(*at, "INCREMENT must not be zero".to_owned());
        }
        let ascending = !matches!(increment, Some((SequenceSetting::Increment(by), _)) if *by < 0);
        let (mut max, mut max_at) = (if ascending { highest } else { -1 }, None);
        if let Some((SequenceSetting::Maximum(Some(value)), at)) =
            find(&SequenceSetting::Maximum(None))
        {
            (max, max_at) = (*value, Some(*at));
        }
        let (mut min, mut min_at) = (if ascending { 1 } else { lowest }, None);
        if let Some((SequenceSetting::Minimum(Some(value)), at)) =
            find(&SequenceSetting::Minimum(None))
        {
            (min, min_at) = (*value, Some(*at));
        }
        for (word, value, at) in [("MAXVALUE", max, max_at), ("MINVALUE", min, min_at)] {
            if let Some(at) = at
                && !(lowest..=highest).contains(&value)
            {
                let message =
                    format!("{word} ({value}) is out of range for sequence data type {shown}");
                return refused(at, message);
            }
        }
        if min >= max
            && let Some(at) = min_at.or(max_at)
        {
            return refused(at, format!("MINVALUE ({min}) must be less than MAXVALUE ({max})"));
        }
        if let Some((SequenceSetting::Start(start), at)) = find(&SequenceSetting::Start(0)) {
            if *start < min {
                let message = format!("START value ({start}) cannot be less than MINVALUE ({min})");
                return refused(*at, message);
            }
            if *start > max {
                let message =
                    format!("START value ({start}) cannot be greater than MAXVALUE ({max})");
                return refused(*at, message);
            }
        }
        if let Some((SequenceSetting::Cache(cache), at)) = find(&SequenceSetting::Cache(0))
            && *cache <= 0
        {
            return refused(*at, format!("CACHE ({cache}) must be greater than zero"));
        }
        Ok(())
    }
}
