//! Lists of definitions, `(name = value, …)`, and what they define: operators, aggregates, base
//! types; casts.

use super::parser::{Parsed, Parser};
use crate::catalog::FunctionKind;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{Token, TokenKind};
use crate::tree::ddl::{
    AlterOperator, CreateAggregate, CreateBaseType, CreateCast, CreateCastMethod, CreateFunction,
    CreateOperator, Ddl, DropCast, DropOperator, Parameter, ParameterMode,
};
use crate::tree::{Ident, QualifiedIdent, TypeName};
use crate::types::CoercionContext;

impl<'t> Parser<'t> {
    /// `(name [= value], …)`, each value as a parser of its own.
    pub(super) fn definition(&mut self) -> Parsed<Vec<(Ident, Parser<'t>)>> {
        self.open()?;
        let mut list = Vec::new();
        loop {
            let name = self.label()?;
            self.operator("=");
            let rest = self.rest();
            let mut depth = 0_u32;
            let end = rest.iter().position(|token| match token.kind {
                TokenKind::LeftParenthesis => {
                    depth += 1;
                    false
                }
                TokenKind::RightParenthesis if depth > 0 => {
                    depth -= 1;
                    false
                }
                TokenKind::RightParenthesis => true,
                TokenKind::Comma => depth == 0,
                _ => false,
            });
            let Some(end) = end else {
                self.skip_rest();
                return Err(self.expected("`)`"));
            };
            list.push((name, Parser::new(self.text(), rest.get(..end).unwrap_or_default())));
            self.skip(end);
            if !self.comma() {
                self.close()?;
                return Ok(list);
            }
        }
    }

    /// `any_operator`: `[schema.]symbol`.
    pub(super) fn operator_name(&mut self) -> Parsed<QualifiedIdent> {
        let mut schema = None;
        while !matches!(self.peek_kind(), Some(TokenKind::Operator(_))) {
            schema = Some(self.ident()?);
            if !self.take(&TokenKind::Dot) {
                return Err(self.expected("an operator"));
            }
        }
        match self.next() {
            Some(Token { kind: TokenKind::Operator(symbol), span }) => {
                Ok(QualifiedIdent { schema, name: Ident { name: symbol.clone(), span: *span } })
            }
            _ => Err(self.expected("an operator")),
        }
    }

    /// An operator as the value of an option: `<` or `OPERATOR(public.<)`.
    fn sort_operator(&mut self) -> Parsed<QualifiedIdent> {
        if !self.word("operator") {
            return self.operator_name();
        }
        self.open()?;
        let name = self.operator_name()?;
        self.close()?;
        Ok(name)
    }

    /// What follows `CREATE OPERATOR`.
    pub(super) fn create_operator(&mut self) -> Parsed<Ddl> {
        let name = self.operator_name()?;
        let mut create = CreateOperator { name, left: None, right: None, function: None };
        for (option, mut value) in self.definition()? {
            match option.name.as_str() {
                "leftarg" => create.left = Some(value.type_name()?),
                "rightarg" => create.right = Some(value.type_name()?),
                "function" | "procedure" => create.function = Some(value.function_name()?),
                _ => {}
            }
        }
        Ok(Ddl::CreateOperator(Box::new(create)))
    }

    /// What follows `ALTER OPERATOR`: only a move is seen.
    pub(super) fn alter_operator(&mut self) -> Parsed<Ddl> {
        let (name, left, right) = self.operator_with_operands()?;
        let schema = match self.words(&["set", "schema"]) {
            true => Some(self.ident()?),
            false => {
                self.skip_rest();
                None
            }
        };
        Ok(Ddl::AlterOperator(Box::new(AlterOperator { name, left, right, schema })))
    }

    /// `symbol (left, right)` (`operator_with_argtypes`).
    fn operator_with_operands(&mut self) -> Parsed<Operands> {
        let name = self.operator_name()?;
        self.open()?;
        let left = self.operand()?;
        if !self.comma() {
            return Err(self
                .expected("`,`")
                .help("write `NONE` for the missing operand of a prefix operator"));
        }
        let place = self.here();
        let Some(right) = self.operand()? else {
            let message = "postfix operators are not supported";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, place, message));
        };
        self.close()?;
        Ok((name, left, Some(right)))
    }

    /// What follows `DROP OPERATOR`.
    pub(super) fn drop_operator(&mut self) -> Parsed<Ddl> {
        let if_exists = self.if_exists();
        let operators = self.comma_list(Parser::operator_with_operands)?;
        let behavior = self.behavior();
        Ok(Ddl::DropOperator(DropOperator { operators, if_exists, behavior }))
    }

    fn operand(&mut self) -> Parsed<Option<TypeName>> {
        if self.word("none") { Ok(None) } else { self.type_name().map(Some) }
    }

    /// `(source AS target)`.
    fn cast_types(&mut self) -> Parsed<(TypeName, TypeName)> {
        self.open()?;
        let source = self.type_name()?;
        self.expect_word("as")?;
        let target = self.type_name()?;
        self.close()?;
        Ok((source, target))
    }

    /// What follows `CREATE CAST`.
    pub(super) fn create_cast(&mut self) -> Parsed<Ddl> {
        let start = self.here();
        let (source, target) = self.cast_types()?;
        let span = self.since(start);
        let method = if self.words(&["without", "function"]) {
            CreateCastMethod::Binary
        } else if self.words(&["with", "inout"]) {
            CreateCastMethod::InputOutput
        } else {
            self.expect_word("with")?;
            self.expect_word("function")?;
            CreateCastMethod::Function(self.function_signature()?)
        };
        let context = if self.words(&["as", "implicit"]) {
            CoercionContext::Implicit
        } else if self.words(&["as", "assignment"]) {
            CoercionContext::Assignment
        } else {
            CoercionContext::Explicit
        };
        Ok(Ddl::CreateCast(Box::new(CreateCast { source, target, method, context, span })))
    }

    /// What follows `DROP CAST`.
    pub(super) fn drop_cast(&mut self) -> Parsed<Ddl> {
        let if_exists = self.if_exists();
        let start = self.here();
        let (source, target) = self.cast_types()?;
        let span = self.since(start);
        self.behavior();
        Ok(Ddl::DropCast(Box::new(DropCast { source, target, if_exists, span })))
    }

    /// `CREATE TYPE name (…)`.
    pub(super) fn base_type(&mut self) -> Parsed<CreateBaseType> {
        let mut create = CreateBaseType::default();
        for (option, mut value) in self.definition()? {
            match option.name.as_str() {
                "like" => create.like = Some(value.type_name()?),
                "element" => create.element = Some(value.type_name()?),
                "category" => {
                    let (letter, _) = value.string()?;
                    create.category = letter.bytes().next();
                }
                "preferred" => create.preferred = value.truth(),
                "typmod_in" => create.modifiers = true,
                _ => {}
            }
        }
        Ok(create)
    }

    /// A boolean option: `true` where no value is written.
    pub(super) fn truth(&mut self) -> bool {
        match self.peek_kind() {
            None => true,
            Some(TokenKind::Word(word) | TokenKind::String(word)) => {
                matches!(word.as_str(), "true" | "on" | "yes" | "t")
            }
            Some(TokenKind::Integer(number)) => *number == 1,
            Some(_) => false,
        }
    }

    /// What follows `CREATE AGGREGATE`, in the new form or in the one before 8.2, whose only argument
    /// is `BASETYPE`.
    pub(super) fn create_aggregate(&mut self, or_replace: bool) -> Parsed<Ddl> {
        let name = self.function_name()?;
        let mut aggregate = CreateAggregate::default();
        let old = matches!(
            self.peek_ahead(2),
            Some(TokenKind::Operator(symbol)) if symbol == "="
        );
        let mut parameters =
            if old { Vec::new() } else { self.aggregate_parameters(&mut aggregate.direct)? };
        for (option, mut value) in self.definition()? {
            match option.name.as_str() {
                "sfunc" | "sfunc1" => aggregate.transition = Some(value.function_name()?),
                "stype" | "stype1" => aggregate.state = Some(value.type_name()?),
                "finalfunc" | "finalfunc1" => {
                    aggregate.final_function = Some(value.function_name()?);
                }
                "finalfunc_extra" => aggregate.final_extra = value.truth(),
                "combinefunc" => aggregate.combine = Some(value.function_name()?),
                "serialfunc" => aggregate.serialize = Some(value.function_name()?),
                "deserialfunc" => aggregate.deserialize = Some(value.function_name()?),
                "msfunc" => aggregate.moving.transition = Some(value.function_name()?),
                "minvfunc" => aggregate.moving.inverse = Some(value.function_name()?),
                "mstype" => aggregate.moving.state = Some(value.type_name()?),
                "mfinalfunc" => aggregate.moving.final_function = Some(value.function_name()?),
                "mfinalfunc_extra" => aggregate.moving.final_extra = value.truth(),
                "sortop" => aggregate.sort = Some(value.sort_operator()?),
                "hypothetical" => aggregate.hypothetical = value.truth(),
                "basetype" if old => {
                    let any = match value.peek_kind() {
                        Some(TokenKind::Word(word) | TokenKind::String(word)) => {
                            word.eq_ignore_ascii_case("any")
                        }
                        Some(TokenKind::QuotedWord(word)) => word == "any" || word == "ANY",
                        _ => false,
                    };
                    if !any {
                        let type_name = value.type_name()?;
                        let mode = ParameterMode::In;
                        parameters = vec![Parameter { mode, name: None, type_name, default: None }];
                    }
                }
                _ => {}
            }
        }
        Ok(Ddl::CreateFunction(Box::new(CreateFunction {
            or_replace,
            aggregate: Some(aggregate),
            ..CreateFunction::new(name, FunctionKind::Aggregate, parameters)
        })))
    }

    /// `(*)`, or parameters with `ORDER BY` parameters behind them; how many stand before it.
    pub(super) fn aggregate_parameters(
        &mut self,
        direct: &mut Option<usize>,
    ) -> Parsed<Vec<Parameter>> {
        self.open()?;
        if self.operator("*") {
            self.close()?;
            return Ok(Vec::new());
        }
        let mut list = Vec::new();
        if !self.words(&["order", "by"]) {
            list = self.comma_list(Parser::parameter)?;
            if !self.words(&["order", "by"]) {
                self.close()?;
                return Ok(list);
            }
        }
        *direct = Some(list.len());
        let ordered = self.comma_list(Parser::parameter)?;
        self.close()?;
        // A variadic direct argument takes the ordered ones, too (`gram.y makeOrderedSetArgs`).
        if list.last().is_none_or(|last| last.mode != ParameterMode::Variadic) {
            list.extend(ordered);
        }
        Ok(list)
    }
}

/// An operator by its symbol and the types of its operands.
type Operands = (QualifiedIdent, Option<TypeName>, Option<TypeName>);
