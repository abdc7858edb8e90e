//! What is written around the arguments of a call, and whether the function takes it.

use super::candidate::Candidate;
use super::error::{OverloadError, OverloadErrorKind};
use super::function::Place;
use crate::SqlState;
use crate::catalog::{AggregateKind, Function, FunctionKind};

/// What only some kinds of functions take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoration {
    /// `f(*)`.
    Star,
    /// `f(DISTINCT x)`.
    Distinct,
    /// `f(x ORDER BY y)`.
    OrderBy,
    /// `f(x) FILTER (WHERE …)`.
    Filter,
    /// `f(x) OVER (…)`.
    Over,
    /// `CALL f(x)`.
    Call,
    /// `f(x) WITHIN GROUP (ORDER BY y)`, with the number of expressions to order by.
    WithinGroup(usize),
}

impl<'c> Place<'c, '_> {
    /// What the call says besides its arguments must suit the kind of function.
    pub(super) fn check_kind(
        &self,
        function: Function<'c>,
        chosen: &Candidate<'c>,
    ) -> Result<(), OverloadError> {
        let name = self.shown_name();
        match function.kind() {
            FunctionKind::Procedure if self.has(Decoration::Call) => Ok(()),
            _ if self.has(Decoration::Call) => {
                let message = format!("`{}` is not a procedure", self.signature());
                Err(self.wrong_kind(message).hint("To call a function, use SELECT."))
            }
            FunctionKind::Procedure => {
                let signature = self.signature();
                let message = format!("`{signature}` is a procedure");
                Err(self.wrong_kind(message).hint("To call a procedure, use CALL."))
            }
            FunctionKind::Function => self.check_plain(),
            FunctionKind::Window if !self.has(Decoration::Over) => {
                Err(self.wrong_kind(format!("window function `{name}` requires an OVER clause")))
            }
            FunctionKind::Window if self.within_group().is_some() => {
                Err(self.wrong_kind(format!("window function `{name}` cannot have WITHIN GROUP")))
            }
            FunctionKind::Window => self.check_window(FunctionKind::Window),
            FunctionKind::Aggregate => self.check_aggregate(function, chosen),
        }
    }

    pub(super) fn check_plain(&self) -> Result<(), OverloadError> {
        let name = self.shown_name();
        let Some(decoration) = self.call.decorations.first() else { return Ok(()) };
        let what = match decoration {
            Decoration::Star => {
                let message =
                    format!("`{name}(*)` specified, but `{name}` is not an aggregate function");
                return Err(self.wrong_kind(message));
            }
            Decoration::Distinct => "DISTINCT",
            Decoration::OrderBy => "ORDER BY",
            Decoration::Filter => "FILTER",
            Decoration::WithinGroup(_) => "WITHIN GROUP",
            Decoration::Call => return Ok(()),
            Decoration::Over => {
                return Err(self.wrong_kind(format!(
                    "OVER specified, but `{name}` is not a window function nor an aggregate function"
                )));
            }
        };
        let message = format!("{what} specified, but `{name}` is not an aggregate function");
        Err(self.wrong_kind(message))
    }

    fn check_aggregate(
        &self,
        function: Function<'c>,
        chosen: &Candidate<'c>,
    ) -> Result<(), OverloadError> {
        let name = self.shown_name();
        let direct = match function.aggregate() {
            Some(AggregateKind::OrderedSet(direct) | AggregateKind::HypotheticalSet(direct)) => {
                direct
            }
            _ => {
                if self.within_group().is_some() {
                    return Err(self.wrong_kind(format!(
                        "`{name}` is not an ordered-set aggregate, so it cannot have WITHIN GROUP"
                    )));
                }
                return self.check_normal_aggregate();
            }
        };
        let Some(ordered) = self.within_group() else {
            return Err(self.wrong_kind(format!(
                "WITHIN GROUP is required for ordered-set aggregate `{name}`"
            )));
        };
        if self.has(Decoration::Over) {
            return Err(self.not_supported(format!(
                "OVER is not supported for ordered-set aggregate `{name}`"
            )));
        }
        self.check_direct_arguments(function, chosen, direct, ordered)
    }

    /// The arguments must be divided between the parentheses and WITHIN GROUP as declared.
    fn check_direct_arguments(
        &self,
        function: Function<'c>,
        chosen: &Candidate<'c>,
        direct: usize,
        ordered: usize,
    ) -> Result<(), OverloadError> {
        let name = self.shown_name();
        let given = self.call.arguments.len().saturating_sub(ordered);
        if function.variadic(self.catalog).is_none() || direct < function.argument_count() {
            if given == direct {
                return Ok(());
            }
            let plural = if direct == 1 { "argument" } else { "arguments" };
            return Err(self.not_found(Some(format!(
                "There is an ordered-set aggregate {name}, but it requires {direct} direct {plural}, not {given}."
            ))));
        }
        if chosen.variadic == 2 * ordered {
            return Ok(());
        }
        let hypothetical = chosen.variadic.saturating_sub(ordered);
        Err(self.not_found(Some(format!(
            "To use the hypothetical-set aggregate {name}, the number of hypothetical direct arguments (here {hypothetical}) must match the number of ordering columns (here {ordered})."
        ))))
    }

    fn check_normal_aggregate(&self) -> Result<(), OverloadError> {
        let name = self.shown_name();
        if self.call.arguments.is_empty() && !self.has(Decoration::Star) {
            return Err(self.wrong_kind(format!(
                "`{name}(*)` must be used to call a parameterless aggregate function"
            )));
        }
        if self.has(Decoration::Over) {
            return self.check_window(FunctionKind::Aggregate);
        }
        if !self.call.names.is_empty() {
            return Err(self.not_supported("aggregates cannot use named arguments".to_owned()));
        }
        Ok(())
    }

    fn check_window(&self, kind: FunctionKind) -> Result<(), OverloadError> {
        let message = if self.has(Decoration::Distinct) {
            "DISTINCT is not implemented for window functions"
        } else if self.has(Decoration::OrderBy) {
            "aggregate ORDER BY is not implemented for window functions"
        } else if self.has(Decoration::Filter) && kind == FunctionKind::Window {
            "FILTER is not implemented for non-aggregate window functions"
        } else {
            return Ok(());
        };
        Err(self.not_supported(message.to_owned()))
    }

    fn wrong_kind(&self, message: String) -> OverloadError {
        OverloadError::new(OverloadErrorKind::WrongKind, SqlState::WRONG_OBJECT_TYPE, message)
    }
}
