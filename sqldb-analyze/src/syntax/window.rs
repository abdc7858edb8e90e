//! Windows (`gram.y` `over_clause`, `window_specification`).

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::{Frame, FrameBound, FrameExclusion, FrameMode, Over, WindowSpec};

use super::reader::{Names, Reader};

impl Reader<'_> {
    /// What follows `OVER`.
    pub(super) fn over(&mut self) -> Result<Over, Diagnostic> {
        if self.is(&TokenKind::LeftParenthesis) {
            return Ok(Over::Spec(self.window()?));
        }
        Ok(Over::Name(self.name(Names::Column)?))
    }

    /// `(base PARTITION BY … ORDER BY … frame)`.
    pub(super) fn window(&mut self) -> Result<WindowSpec, Diagnostic> {
        let start = self.at();
        self.expect(&TokenKind::LeftParenthesis)?;
        // These words begin a clause before they are a name.
        let clause =
            matches!(self.word(), Some("partition" | "order" | "range" | "rows" | "groups"));
        let base = match clause || self.is(&TokenKind::RightParenthesis) {
            true => None,
            false => Some(self.name(Names::Column)?),
        };
        let partition_by = match self.take_words(&["partition", "by"]) {
            true => self.comma_separated(Reader::expression)?,
            false => Vec::new(),
        };
        let order_by = match self.is_word("order") {
            true => self.sort_clause()?,
            false => Vec::new(),
        };
        let frame = self.frame()?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(WindowSpec { base, partition_by, order_by, frame, span: self.span_from(start) })
    }

    fn frame(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let mode = match self.word() {
            Some("rows") => FrameMode::Rows,
            Some("range") => FrameMode::Range,
            Some("groups") => FrameMode::Groups,
            _ => return Ok(None),
        };
        self.skip();
        let from = self.at();
        let (start, end) = if self.take_word("between") {
            let start = self.frame_bound()?;
            self.expect_word("and")?;
            (start, self.frame_bound()?)
        } else {
            (self.frame_bound()?, FrameBound::CurrentRow)
        };
        let refusal = match (&start, &end) {
            (FrameBound::UnboundedFollowing, _) => {
                Some("frame start cannot be UNBOUNDED FOLLOWING")
            }
            (_, FrameBound::UnboundedPreceding) => Some("frame end cannot be UNBOUNDED PRECEDING"),
            (FrameBound::CurrentRow, FrameBound::Preceding(_)) => {
                Some("frame starting from current row cannot have preceding rows")
            }
            (FrameBound::Following(_), FrameBound::Preceding(_) | FrameBound::CurrentRow) => {
                Some("frame starting from following row cannot have preceding rows")
            }
            _ => None,
        };
        if let Some(message) = refusal {
            return Err(Diagnostic::new(SqlState::WINDOWING_ERROR, self.span_from(from), message));
        }
        Ok(Some(Frame { mode, start, end, exclusion: self.exclusion()? }))
    }

    fn frame_bound(&mut self) -> Result<FrameBound, Diagnostic> {
        if self.take_words(&["unbounded", "preceding"]) {
            return Ok(FrameBound::UnboundedPreceding);
        }
        if self.take_words(&["unbounded", "following"]) {
            return Ok(FrameBound::UnboundedFollowing);
        }
        if self.take_words(&["current", "row"]) {
            return Ok(FrameBound::CurrentRow);
        }
        let offset = Box::new(self.expression()?);
        if self.take_word("preceding") {
            return Ok(FrameBound::Preceding(offset));
        }
        self.expect_word("following")?;
        Ok(FrameBound::Following(offset))
    }

    fn exclusion(&mut self) -> Result<FrameExclusion, Diagnostic> {
        if !self.take_word("exclude") {
            return Ok(FrameExclusion::NoOthers);
        }
        if self.take_words(&["current", "row"]) {
            return Ok(FrameExclusion::CurrentRow);
        }
        if self.take_word("group") {
            return Ok(FrameExclusion::Group);
        }
        if self.take_word("ties") {
            return Ok(FrameExclusion::Ties);
        }
        if self.take_words(&["no", "others"]) {
            return Ok(FrameExclusion::NoOthers);
        }
        Err(self.unexpected())
    }
}
