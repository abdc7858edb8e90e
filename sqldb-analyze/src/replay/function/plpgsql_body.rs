//! Bodies of functions in PL/pgSQL: their grammar, and the names of types and variables
//! (`pl_comp.c do_compile`, `pl_gram.y`), as PostgreSQL reads them when the function is made.
//!
//! It does not look at the names in statements, nor is that done here.

use crate::catalog::{FunctionKind, UserFunction};
use crate::diagnostic::{Diagnostic, Refusal, SqlState};
use crate::lex::{Token, TokenKind};
use crate::replay::function::plpgsql_labels::compiles;
use crate::replay::{Done, Replay, Stop};
use crate::span::Span;
use crate::tree::ddl::{Block, CreateFunction, FunctionBody, StepKind};
use crate::types::TypeId;

impl Replay<'_> {
    /// Reads the body of a function in PL/pgSQL.
    pub(in crate::replay) fn check_plpgsql_body(
        &self,
        create: &CreateFunction,
        function: &UserFunction,
    ) -> Done {
        let Some(FunctionBody::Text(text, span)) = &create.body else { return Ok(()) };
        if function.result == TypeId::TRIGGER
            && let Some(first) = create.parameters.first()
        {
            let message = "trigger functions cannot have declared arguments";
            let code = SqlState::INVALID_FUNCTION_DEFINITION;
            return Err(Diagnostic::new(code, first.type_name.span, message)
                .help("the arguments of the trigger are in `TG_NARGS` and `TG_ARGV`")
                .into());
        }
        let certain = |diagnostic: Diagnostic| -> Done {
            let syntax = diagnostic.code == SqlState::SYNTAX_ERROR;
            match syntax && diagnostic.refusal == Refusal::Postgres {
                true => Err(diagnostic.into()),
                false => Ok(()),
            }
        };
        let tokens = match crate::ddl::inner_tokens(self.places.text(), text, *span) {
            Ok(tokens) => tokens,
            Err(diagnostic) => return certain(diagnostic),
        };
        let block = match crate::ddl::block(self.places.text(), &tokens) {
            Ok(block) => block,
            Err(diagnostic) => return certain(diagnostic),
        };
        compiles(&function.name.name, &block)?;
        let body = Body::of(&block);
        self.declared_types(&body.variables)?;
        assigned_variables(function, &body, &tokens)?;
        returns(function, &tokens)?;
        raised_parameters(&tokens)
    }

    /// The types of variables.
    fn declared_types(&self, variables: &[&crate::tree::ddl::Variable]) -> Done {
        for variable in variables {
            let Some(ty) = &variable.type_name else { continue };
            match self.typed(ty) {
                Err(Stop::Mistake(diagnostic)) if self.knows_all() => {
                    return Err(Stop::Mistake(diagnostic));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The variables of a body, and those that are given a value.
struct Body<'b> {
    variables: Vec<&'b crate::tree::ddl::Variable>,
    assigned: Vec<(&'b str, Span)>,
}

impl<'b> Body<'b> {
    fn of(block: &'b Block) -> Body<'b> {
        let mut body = Body { variables: block.variables.iter().collect(), assigned: Vec::new() };
        block.walk(&mut |step| match &step.kind {
            StepKind::Block(inner) => body.variables.extend(&inner.variables),
            StepKind::Assign { variable, value: _ } => {
                let at = step.span.start as usize;
                body.assigned.push((variable, Span::new(at, at + variable.len())));
            }
            _ => {}
        });
        body
    }
}

/// `x := …` of a name that is no variable (`pl_gram.y word_is_not_variable`).
fn assigned_variables(function: &UserFunction, body: &Body<'_>, tokens: &[Token]) -> Done {
    let of_function = function.arguments.iter().chain(&function.columns);
    let mut known: Vec<&str> = of_function.filter_map(|found| found.name.as_deref()).collect();
    known.extend(body.variables.iter().map(|variable| variable.name.name.as_str()));
    known.extend(["found", "new", "old"]);
    // A loop makes its own.
    let looped = tokens.windows(2).filter_map(|pair| match pair {
        [word, Token { kind: TokenKind::Word(name) | TokenKind::QuotedWord(name), .. }]
            if word.is_word("for") =>
        {
            Some(name.as_str())
        }
        _ => None,
    });
    known.extend(looped);
    for (name, at) in &body.assigned {
        if known.contains(name) || name.starts_with('$') || name.starts_with("tg_") {
            continue;
        }
        let message = format!("`{name}` is not a known variable");
        let diagnostic = Diagnostic::new(SqlState::SYNTAX_ERROR, *at, message);
        let names = known.iter().copied();
        return Err(crate::replay::lookup::with_suggestion(diagnostic, name, names).into());
    }
    Ok(())
}

/// What `RETURN` takes follows from what is declared (`pl_gram.y make_return_stmt,
/// make_return_next_stmt`).
fn returns(function: &UserFunction, tokens: &[Token]) -> Done {
    let refused = |code, at: Span, message: &str, help: &'static str| -> Done {
        Err(Diagnostic::new(code, at, message).help(help).into())
    };
    for (at, token) in tokens.iter().enumerate() {
        if !token.is_word("return")
            || !begins_statement(at.checked_sub(1).and_then(|b| tokens.get(b)))
        {
            continue;
        }
        let Some(next) = tokens.get(at + 1) else { continue };
        let alone = next.kind == TokenKind::Semicolon;
        if let Some(word @ ("next" | "query")) = next.word() {
            if !function.returns_set {
                let word = word.to_uppercase();
                let message = format!("cannot use RETURN {word} in a non-SETOF function");
                return refused(
                    SqlState::DATATYPE_MISMATCH,
                    token.span.to(next.span),
                    &message,
                    "declare `RETURNS SETOF …` or `RETURNS TABLE (…)`, or write `RETURN`",
                );
            }
        } else if function.returns_set {
            if !alone {
                return refused(
                    SqlState::DATATYPE_MISMATCH,
                    next.span,
                    "RETURN cannot have a parameter in function returning set",
                    "write `RETURN NEXT` or `RETURN QUERY`",
                );
            }
        } else if function.kind == FunctionKind::Procedure || function.result == TypeId::VOID {
            let what = match function.kind {
                FunctionKind::Procedure => "a procedure",
                _ => "function returning void",
            };
            let code = match function.kind {
                FunctionKind::Procedure => SqlState::SYNTAX_ERROR,
                _ => SqlState::DATATYPE_MISMATCH,
            };
            if !alone {
                return refused(
                    code,
                    next.span,
                    &format!("RETURN cannot have a parameter in {what}"),
                    "write `RETURN` alone",
                );
            }
        } else if !function.columns.is_empty() {
            if !alone {
                return refused(
                    SqlState::DATATYPE_MISMATCH,
                    next.span,
                    "RETURN cannot have a parameter in function with OUT parameters",
                    "give the parameters their values, and write `RETURN` alone",
                );
            }
        } else if alone {
            return refused(
                SqlState::SYNTAX_ERROR,
                next.span,
                "missing expression at or near `;`",
                "write what is returned, such as `RETURN NULL`",
            );
        }
    }
    Ok(())
}

/// `RAISE 'format', …` (`pl_gram.y check_raise_parameters`).
fn raised_parameters(tokens: &[Token]) -> Done {
    for (at, token) in tokens.iter().enumerate() {
        if !token.is_word("raise")
            || !begins_statement(at.checked_sub(1).and_then(|b| tokens.get(b)))
        {
            continue;
        }
        let mut rest = tokens.get(at + 1..).unwrap_or_default();
        if let [first, behind @ ..] = rest
            && matches!(
                first.word(),
                Some("exception" | "warning" | "notice" | "info" | "log" | "debug")
            )
        {
            rest = behind;
        }
        let [Token { kind: TokenKind::String(format), span }, rest @ ..] = rest else { continue };
        let wanted = format.replace("%%", "").matches('%').count();
        let mut depth = 0_u32;
        let mut given = 0;
        for token in rest {
            match &token.kind {
                TokenKind::LeftParenthesis | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightParenthesis | TokenKind::RightBracket => {
                    depth = depth.saturating_sub(1);
                }
                TokenKind::Semicolon => break,
                TokenKind::Comma if depth == 0 => given += 1,
                TokenKind::Word(word) if depth == 0 && word == "using" => break,
                _ => {}
            }
        }
        let what = match given.cmp(&wanted) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Less => "few",
            std::cmp::Ordering::Greater => "many",
        };
        let message = format!("too {what} parameters specified for RAISE");
        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, *span, message)
            .help("each `%` stands for one parameter; `%%` is a percent sign")
            .into());
    }
    Ok(())
}

fn begins_statement(before: Option<&Token>) -> bool {
    before.is_none_or(|before| {
        before.kind == TokenKind::Semicolon
            || matches!(before.word(), Some("begin" | "then" | "else" | "loop"))
    })
}
