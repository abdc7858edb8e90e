//! Bodies of functions in SQL: read when the function is made (`pg_proc.c fmgr_sql_validator`).

use crate::catalog::{FunctionKind, RoutinePath, UserFunction, UserTypeKind};
use crate::ddl::statements;
use crate::diagnostic::{Diagnostic, Refusal, SqlState};
use crate::infer::{Reads, Returned, Routine, body_statement};
use crate::lex::{Token, TokenKind};
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::{CreateFunction, Fragment, FunctionBody};
use crate::types::{TypeId, Typed, is_polymorphic};

/// `event_trigger`.
const EVENT_TRIGGER: TypeId = TypeId(3838);

/// Words that begin a statement which has types.
const WITH_TYPES: &[&str] =
    &["select", "with", "values", "table", "insert", "update", "delete", "merge"];

impl Replay<'_> {
    /// Reads the body of a function in SQL, and says what it uses.
    pub(in crate::replay) fn check_sql_body(
        &self,
        create: &CreateFunction,
        function: &UserFunction,
    ) -> Done<Vec<Reads>> {
        let mut uses = Vec::new();
        let types = function.arguments.iter().map(|argument| argument.ty);
        let pseudo = |ty: TypeId| is_polymorphic(ty) || self.is_pseudo(ty);
        // What a generic body means depends on the call, and only its grammar is looked at.
        let generic = types.clone().any(pseudo);
        let routine = Routine {
            name: &function.name.name,
            parameters: function
                .arguments
                .iter()
                .map(|argument| (argument.name.as_deref(), argument.ty))
                .collect(),
        };
        let tokens;
        let list: Vec<&[Token]> = match &create.body {
            Some(FunctionBody::Text(text, span)) => {
                tokens = crate::ddl::inner_tokens(self.places.text(), text, *span)?;
                statements(&tokens)
            }
            Some(FunctionBody::Atomic(list)) => {
                list.iter().map(|fragment| fragment.tokens.as_slice()).collect()
            }
            None => return Ok(uses),
        };
        if function.result == TypeId::TRIGGER || function.result == EVENT_TRIGGER {
            let shown = self.catalog.format_type(function.result);
            let at = create.returns.as_ref().map_or(create.name.name.span, |returns| returns.span);
            let message = format!("SQL functions cannot return type {shown}");
            return Err(Diagnostic::new(SqlState::INVALID_FUNCTION_DEFINITION, at, message)
                .help("write the function in another language, such as `LANGUAGE plpgsql`")
                .into());
        }
        let returned = self.returned(function);
        for (at, tokens) in list.iter().enumerate() {
            let last = at + 1 == list.len();
            let Some(first) = tokens.first() else { continue };
            let typed = first.kind == TokenKind::LeftParenthesis
                || first.word().is_some_and(|word| WITH_TYPES.contains(&word));
            if !typed {
                let read = crate::ddl::parse_tokens(self.places.text(), tokens);
                if let Err(unread) = read.statement {
                    self.counts(unread.diagnostic, None)?;
                }
                // What it makes, those behind it may name.
                return Ok(uses);
            }
            let span = span(tokens);
            let fragment = Fragment { tokens: tokens.to_vec(), span };
            let tree = match crate::syntax::statement(tokens) {
                Ok(tree) => tree,
                Err(diagnostic) => {
                    self.counts(diagnostic, None)?;
                    return Ok(uses);
                }
            };
            if generic {
                continue;
            }
            let returned = if last { returned.as_ref() } else { None };
            match body_statement(self.catalog, &routine, &tree, span, returned) {
                Ok(reads) => uses.push(reads),
                Err(diagnostic) => self.counts(diagnostic, Some((&fragment, &routine)))?,
            }
        }
        match &returned {
            Some(Returned::Value(_) | Returned::Row(..)) if list.is_empty() && !generic => {
                let shown = self.catalog.format_type(function.result);
                let message =
                    format!("return type mismatch in function declared to return {shown}");
                let code = SqlState::INVALID_FUNCTION_DEFINITION;
                Err(Diagnostic::new(code, create.name.name.span, message)
                    .note("the body has no statement", None)
                    .into())
            }
            _ => Ok(uses),
        }
    }

    /// Lets through what is not certainly a mistake.
    fn counts(&self, diagnostic: Diagnostic, statement: Option<(&Fragment, &Routine<'_>)>) -> Done {
        // Rows decide whether a value of a statement that is not run violates anything.
        let data = matches!(
            diagnostic.code,
            SqlState::NOT_NULL_VIOLATION
                | SqlState::UNIQUE_VIOLATION
                | SqlState::CARDINALITY_VIOLATION
        );
        if diagnostic.refusal != Refusal::Postgres || data {
            return Ok(());
        }
        let Some((fragment, routine)) = statement else { return Err(diagnostic.into()) };
        let missing = matches!(
            diagnostic.code,
            SqlState::UNDEFINED_TABLE
                | SqlState::UNDEFINED_FUNCTION
                | SqlState::UNDEFINED_OBJECT
                | SqlState::INVALID_SCHEMA_NAME
        );
        if missing && !self.knows_all() || self.names_unread(None, fragment) {
            return Ok(());
        }
        // `x.*` of a parameter is not followed.
        let at = diagnostic.span.text(self.places.text()).trim_matches('"');
        let names = |name: &str| at.eq_ignore_ascii_case(name);
        let parameter = routine.parameters.iter().any(|(name, _)| name.is_some_and(names));
        if parameter && diagnostic.code == SqlState::UNDEFINED_TABLE {
            return Ok(());
        }
        Err(diagnostic.into())
    }

    /// What the last statement must give; [`None`] where that is not looked at.
    fn returned(&self, function: &UserFunction) -> Option<Returned> {
        let columns: Vec<Typed> =
            function.columns.iter().map(|column| Typed::from(column.ty)).collect();
        let pseudo = |ty: TypeId| is_polymorphic(ty) || self.is_pseudo(ty);
        if columns.iter().any(|column| pseudo(column.id) && column.id != TypeId::RECORD) {
            return None;
        }
        let ty = function.result;
        if ty == TypeId::VOID || function.kind == FunctionKind::Aggregate {
            return Some(Returned::Anything);
        }
        if ty == TypeId::RECORD {
            // One column that is itself a record is the whole row, of which nothing is declared
            // (`funcapi.c build_function_result_tupdesc_d`).
            let whole = columns.len() < 2 && function.kind != FunctionKind::Procedure;
            return Some(match whole {
                true => Returned::Anything,
                false => Returned::Row(ty, columns),
            });
        }
        if pseudo(ty) {
            return None;
        }
        let Some(found) = self.catalog.user_type(ty) else { return Some(Returned::Value(ty)) };
        match &found.kind {
            UserTypeKind::Composite(fields) => {
                let fields = fields.iter().map(|(_, ty)| *ty);
                Some(Returned::Row(ty, fields.collect()))
            }
            UserTypeKind::Row(relation) => {
                let relation = self.catalog.relation(*relation)?;
                let fields = relation.columns.iter().map(|column| column.ty);
                Some(Returned::Row(ty, fields.collect()))
            }
            UserTypeKind::Domain { .. } => {
                let base = self.catalog.base_type(ty).id;
                let row = self.catalog.user_type(base).is_some_and(|found| {
                    matches!(found.kind, UserTypeKind::Composite(_) | UserTypeKind::Row(_))
                });
                (!row).then_some(Returned::Value(ty))
            }
            _ => Some(Returned::Value(ty)),
        }
    }

    fn is_pseudo(&self, ty: TypeId) -> bool {
        self.catalog.type_info(ty).is_some_and(|info| info.kind == crate::catalog::TypeKind::Pseudo)
    }
}

/// Whether a body is read when its function is made: of a text a search path of its own is not
/// followed, and `check_function_bodies` may be off.
pub(in crate::replay) fn is_checked(create: &CreateFunction, unchecked: bool) -> bool {
    match create.body {
        Some(FunctionBody::Text(..)) => create.path == RoutinePath::OfCaller && !unchecked,
        Some(FunctionBody::Atomic(_)) => true,
        None => false,
    }
}

fn span(tokens: &[Token]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    }
}
