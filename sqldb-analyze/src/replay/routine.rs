//! Calls of routines that change the schema: migrations write a function, call it, and drop it.

use std::sync::Arc;

use super::known::{Knowledge, Shape, Value, Variable, Variables, text_shape};
use super::lookup::spelled;
use super::place::Places;
use super::{Done, Replay, unreadable};
use crate::catalog::{
    Changes, FunctionArgument, Mentions, RoutineBody, RoutineLanguage, RoutinePath, UserFunction,
};
use crate::lex::{Token, TokenKind, tokenize};
use crate::span::Span;
use crate::tree::ddl::{CreateFunction, Fragment, FunctionBody, ParameterMode};
use crate::tree::{Ident, QualifiedIdent};

/// How many calls may stand in each other.
const MOST_CALLS: usize = 16;

/// A call that is a statement of its own.
pub(super) struct RoutineCall {
    name: String,
    body: RoutineBody,
    variables: Variables,
    at: Span,
}

impl Replay<'_> {
    /// The body of a routine that can be read.
    pub(super) fn routine_body(&self, create: &CreateFunction) -> Option<RoutineBody> {
        let language = match create.language.as_ref()?.name.as_str() {
            "sql" => RoutineLanguage::Sql,
            "plpgsql" => RoutineLanguage::PlPgSql,
            _ => return None,
        };
        let Some(FunctionBody::Text(text, _)) = &create.body else { return None };
        let mentions = match tokenize(text) {
            Ok(tokens) => Mentions::of(&tokens),
            Err(_) => Mentions { changes: Changes::Perhaps, ..Mentions::default() },
        };
        let text = Arc::from(text.as_str());
        let inputs = create.parameters.iter().filter(|found| found.mode != ParameterMode::Out);
        let written = |default: &Fragment| Arc::from(default.span.text(self.places.text()));
        let defaults = inputs.map(|found| found.default.as_ref().map(written)).collect();
        let (path, volatility) = (create.path, create.volatility);
        let mentions = Arc::new(mentions);
        Some(RoutineBody { language, text, mentions, defaults, path, volatility })
    }

    /// `SELECT f(…)`, `CALL f(…)`: the routine, if it may change the schema.
    pub(super) fn call_alone(
        &self,
        statement: &Fragment,
        variables: &Variables,
    ) -> Option<Done<RoutineCall>> {
        if self.catalog.functions.iter().all(|found| found.body.is_none()) {
            return None;
        }
        let (name, arguments) = call_of(&statement.tokens)?;
        let schema = name.schema_name();
        let named = self.catalog.functions_named(schema, &name.name.name);
        let fitting: Vec<_> = named
            .filter_map(|(_, found)| found.user())
            .filter(|user| {
                user.arguments.len() >= arguments.len()
                    && user.arguments.len() - user.defaults <= arguments.len()
            })
            .collect();
        let found = *fitting.first()?;
        let matter =
            |found: &&&UserFunction| found.callable_body().is_some_and(|body| self.matters(body));
        let mattering = fitting.iter().filter(matter).count();
        if mattering == 0 {
            return None;
        }
        let body = found.body.clone()?;
        // Which of several is called their arguments' types decide, and its own path what it means.
        if fitting.len() > 1 || body.path == RoutinePath::Own {
            let what = format!("this call of `{}`", spelled(&name));
            return Some(Err(unreadable(statement.span, &what).into()));
        }
        let mut known = Variables::new();
        for (at, argument) in found.arguments.iter().enumerate() {
            let written = match arguments.get(at) {
                Some(written) if written.name.is_none() => Some(written),
                _ => arguments.iter().find(|written| {
                    written.name.is_some() && written.name == argument.name.as_deref()
                }),
            };
            let given = match (written, body.defaults.get(at)) {
                (Some(written), _) => self.argument(written.value, variables),
                (None, Some(Some(default))) => {
                    let tokens = tokenize(default).ok();
                    tokens.and_then(|tokens| self.argument(&tokens, &Variables::new()))
                }
                (None, _) => None,
            };
            let (value, shape) = given.unwrap_or_default();
            known.extend(names(argument, at).map(|name| Variable {
                shape: shape.clone(),
                ..Variable::of(name, value.clone())
            }));
        }
        for column in &found.columns {
            known.extend(column.name.clone().map(|name| Variable::of(name, None)));
        }
        let (name, at) = (spelled(&name), statement.span);
        Some(Ok(RoutineCall { name, body, variables: known, at }))
    }

    fn argument(&self, tokens: &[Token], variables: &Variables) -> Option<(Value, Option<Shape>)> {
        let (expr, taken) = crate::syntax::expression(tokens).ok()?;
        if taken != tokens.len() {
            return None;
        }
        let mut knowledge = Knowledge::new(self.catalog, variables);
        Some((knowledge.value(&expr), text_shape(&mut knowledge, &expr)))
    }

    /// Runs a routine's body as a text of its own.
    pub(super) fn run_call(&mut self, call: &RoutineCall) -> Done {
        if self.calls >= MOST_CALLS {
            return Err(unreadable(call.at, &format!("this call of `{}`", call.name)).into());
        }
        let text = call.body.text.as_ref();
        let mut inner = Replay {
            catalog: self.catalog,
            places: Places::inside(self.places.origin(call.at), text),
            diagnostics: Vec::new(),
            calls: self.calls + 1,
            doubted: Vec::new(),
        };
        let done = match call.body.language {
            RoutineLanguage::PlPgSql => {
                match tokenize(text).and_then(|t| crate::ddl::block(text, &t)) {
                    Ok(block) => inner.run_body(&block, call.variables.clone()),
                    Err(diagnostic) => Err(diagnostic.into()),
                }
            }
            RoutineLanguage::Sql => inner.run_sql(text),
        };
        inner.keep(done);
        let told = inner.diagnostics.into_iter().map(|found| {
            let note = format!("it is in the body of `{}`", call.name);
            crate::diagnostic::Diagnostic { span: call.at, ..found }.note(note, None)
        });
        let mut told: Vec<_> = told.collect();
        // All of them are told at the call, where the same once more says nothing.
        told.dedup_by(|one, before| one.message == before.message);
        self.diagnostics.extend(told);
        Ok(())
    }

    fn run_sql(&mut self, text: &str) -> Done {
        for read in crate::ddl::parse(text)? {
            match read.statement {
                Ok(statement) => self.statement(&statement),
                Err(unread) => return Err(unread.diagnostic.into()),
            }
        }
        Ok(())
    }
}

/// The names by which a body uses an argument.
pub(super) fn names(argument: &FunctionArgument, at: usize) -> impl Iterator<Item = String> {
    argument.name.clone().into_iter().chain([format!("${}", at + 1)])
}

/// An argument of a call.
struct Written<'t> {
    /// `name =>` in front of it, or `name :=`.
    name: Option<&'t str>,
    value: &'t [Token],
}

impl<'t> Written<'t> {
    fn of(tokens: &'t [Token]) -> Written<'t> {
        let names = |kind: &TokenKind| match kind {
            TokenKind::ColonEquals => true,
            TokenKind::Operator(symbol) => symbol == "=>",
            _ => false,
        };
        if let [name, sign, value @ ..] = tokens
            && let TokenKind::Word(name) | TokenKind::QuotedWord(name) = &name.kind
            && names(&sign.kind)
        {
            return Written { name: Some(name), value };
        }
        Written { name: None, value: tokens }
    }
}

/// The name and the arguments of a statement that is one call.
fn call_of(tokens: &[Token]) -> Option<(QualifiedIdent, Vec<Written<'_>>)> {
    let (first, rest) = tokens.split_first()?;
    if !matches!(first.word(), Some("select" | "call")) {
        return None;
    }
    let ident = |token: &Token| match &token.kind {
        TokenKind::Word(name) | TokenKind::QuotedWord(name) => {
            Some(Ident { name: name.clone(), span: token.span })
        }
        _ => None,
    };
    let (name, rest) = match rest {
        [schema, dot, name, rest @ ..] if dot.kind == TokenKind::Dot => {
            (QualifiedIdent { schema: Some(ident(schema)?), name: ident(name)? }, rest)
        }
        [name, rest @ ..] => (QualifiedIdent::alone(ident(name)?), rest),
        [] => return None,
    };
    let [open, inside @ .., close] = rest else { return None };
    let closed = close.kind == TokenKind::RightParenthesis;
    if open.kind != TokenKind::LeftParenthesis || !closed {
        return None;
    }
    let mut arguments = Vec::new();
    let mut depth = 0_i32;
    let mut start = 0;
    for (at, token) in inside.iter().enumerate() {
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket => depth += 1,
            TokenKind::RightParenthesis | TokenKind::RightBracket => depth -= 1,
            TokenKind::Comma if depth == 0 => {
                arguments.push(Written::of(inside.get(start..at)?));
                start = at + 1;
            }
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    if !inside.is_empty() {
        arguments.push(Written::of(inside.get(start..)?));
    }
    Some((name, arguments))
}
