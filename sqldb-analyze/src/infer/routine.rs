//! The statements of a function's body in SQL, as PostgreSQL reads them when the function is made.
//!
//! `pg_proc.c fmgr_sql_validator`, `functions.c sql_fn_post_column_ref, check_sql_fn_retval`.

use super::parameters::Parameters;
use super::query::Output;
use super::{Analyzer, Reads};
use crate::catalog::{Catalog, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::{Ident, ParameterIndex, Statement};
use crate::types::{TypeId, Typed};

/// A function under whose parameters a body is read.
#[derive(Clone, Debug)]
pub struct Routine<'r> {
    /// Its name, which may stand in front of a parameter's.
    pub name: &'r str,
    /// Its input parameters.
    pub parameters: Vec<(Option<&'r str>, TypeId)>,
}

/// What the last statement of a body must give.
#[derive(Clone, Debug, PartialEq)]
pub enum Returned {
    /// Anything: `void`, or a `record` of which no columns are declared.
    Anything,
    /// One column.
    Value(TypeId),
    /// A row of these columns, or one column of that row's type.
    Row(TypeId, Vec<Typed>),
}

/// The names of the parameters that a body can use.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterNames {
    routine: String,
    names: Vec<Option<String>>,
}

impl ParameterNames {
    /// `VALUE`, the only name in a check of a domain.
    pub(crate) fn of_domain() -> ParameterNames {
        ParameterNames { routine: String::new(), names: vec![Some("value".to_owned())] }
    }

    /// The parameter of a name; the first of several, as PostgreSQL takes it.
    pub(crate) fn named(&self, name: &str) -> Option<ParameterIndex> {
        let at = self.names.iter().position(|known| known.as_deref() == Some(name))?;
        u16::try_from(at).ok().map(ParameterIndex)
    }

    /// The parameter that `f.x` means in the body of `f`.
    pub(crate) fn qualified(&self, routine: &Ident, name: &str) -> Option<ParameterIndex> {
        (self.routine == routine.name).then(|| self.named(name))?
    }
}

/// Refuses what PostgreSQL refuses of a statement in a body, and says what it reads; `returned` is for
/// the last one.
///
/// # Errors
///
/// As [`super::statement()`]; 42P13 where the result is not what is declared.
pub fn body_statement(
    catalog: &Catalog,
    routine: &Routine<'_>,
    tree: &Statement,
    span: Span,
    returned: Option<&Returned>,
) -> Result<Reads, Diagnostic> {
    let types = routine.parameters.iter().map(|(_, ty)| *ty);
    let mut analyzer = Analyzer::new(catalog, Parameters::of_types(types));
    analyzer.names = ParameterNames {
        routine: routine.name.to_owned(),
        names: routine.parameters.iter().map(|(name, _)| name.map(str::to_owned)).collect(),
    };
    analyzer.scopes.push();
    let output = analyzer.modifying(tree)?;
    if let Some((number, at)) = analyzer.parameters.beyond(routine.parameters.len()) {
        let message = format!("there is no parameter ${number}");
        return Err(Diagnostic::new(SqlState::UNDEFINED_PARAMETER, at, message));
    }
    if let Some(returned) = returned {
        analyzer.returns(output.columns, returned, span)?;
    }
    Ok(analyzer.reads)
}

impl Analyzer<'_> {
    /// `check_sql_fn_retval`.
    fn returns(
        &mut self,
        columns: Vec<Output>,
        returned: &Returned,
        span: Span,
    ) -> Result<(), Diagnostic> {
        let (ty, wanted) = match returned {
            Returned::Anything => return Ok(()),
            Returned::Value(ty) => (*ty, vec![Typed::from(*ty)]),
            Returned::Row(ty, wanted) => (*ty, wanted.clone()),
        };
        let refused = |at: Span, detail: String| {
            let shown = self.catalog.format_type(ty);
            let message = format!("return type mismatch in function declared to return {shown}");
            Diagnostic::new(SqlState::INVALID_FUNCTION_DEFINITION, at, message).note(detail, None)
        };
        if columns.is_empty() && !wanted.is_empty() {
            let detail = "the final statement must be a SELECT, or an INSERT, UPDATE or DELETE \
                          with RETURNING";
            return Err(refused(span, detail.to_owned()));
        }
        let value = matches!(returned, Returned::Value(_));
        if value && columns.len() != 1 {
            return Err(refused(
                span,
                "the final statement must return exactly one column".to_owned(),
            ));
        }
        if let [only] = columns.as_slice()
            && !value
            && self.is_row(only.node.ty.id)
        {
            return Ok(());
        }
        for (at, wanted) in wanted.iter().enumerate() {
            let Some(column) = columns.get(at) else {
                let last = columns.last().map_or(span, |column| column.node.span);
                return Err(refused(
                    last,
                    "the final statement returns too few columns".to_owned(),
                ));
            };
            let found = column.node.ty.id;
            if self.try_assign(column.node.clone(), *wanted)?.is_some() {
                continue;
            }
            let (found, wanted) =
                (self.catalog.format_type(found), self.catalog.format_type(*wanted));
            let detail = match value {
                true => format!("the actual return type is {found}"),
                false => format!(
                    "the final statement returns {found} instead of {wanted} at column {}",
                    at + 1
                ),
            };
            let shown = self.catalog.format_type(ty);
            let message = format!("return type mismatch in function declared to return {shown}");
            let code = SqlState::INVALID_FUNCTION_DEFINITION;
            return Err(Diagnostic::new(code, column.node.span, message)
                .label(format!("this is {found}"))
                .note(detail, None));
        }
        match columns.get(wanted.len()) {
            Some(column) if !value => Err(refused(
                column.node.span,
                "the final statement returns too many columns".to_owned(),
            )),
            _ => Ok(()),
        }
    }

    /// Whether a type has fields, so that one column may be the whole row.
    fn is_row(&self, ty: TypeId) -> bool {
        let base = self.catalog.base_type(ty).id;
        base == TypeId::RECORD
            || self.catalog.user_type(base).is_some_and(|found| {
                matches!(found.kind, UserTypeKind::Composite(_) | UserTypeKind::Row(_))
            })
    }
}
