//! Comments that say where a statement is written, for those who look at the server: sqlcommenter's
//! form, as an option.

use std::borrow::Cow;
use std::sync::Arc;

use crate::percent::encoded;
use crate::statement::{Plan, Source};

/// What statements are tagged with.
#[derive(Debug, Clone, Default)]
pub(crate) enum Tags {
    #[default]
    None,
    /// The program, and the statement's file and line. Nothing that changes between two executions,
    /// because the statement is prepared once.
    Source { application: Arc<str> },
}

impl Tags {
    /// The text that is prepared for a statement.
    pub(crate) fn text(&self, plan: &Plan) -> Cow<'static, str> {
        let Tags::Source { application } = self else { return Cow::Borrowed(plan.text) };
        let Source { file, line, .. } = plan.source;
        // On a line of its own, because the last one may end in a comment.
        Cow::Owned(format!(
            "{}\n/*application='{}',db_driver='sqldb',file='{}',line='{line}'*/",
            plan.text,
            encoded(application),
            encoded(file)
        ))
    }
}
