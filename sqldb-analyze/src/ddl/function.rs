//! `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`, `ALTER FUNCTION`: the signatures.

use super::parser::{Parsed, Parser};
use crate::catalog::{FunctionKind, RoutinePath, Volatility};
use crate::lex::{Keyword, TokenKind, keyword};
use crate::tree::ddl::{
    AlterFunctionAction, Attribute, CreateFunction, Ddl, Fragment, FunctionBody, FunctionName,
    Parameter, ParameterMode,
};
use crate::tree::{Ident, QualifiedIdent, TypeName};

impl Parser<'_> {
    pub(super) fn create_function(&mut self, kind: FunctionKind, or_replace: bool) -> Parsed<Ddl> {
        let name = self.function_name()?;
        let parameters = self.parameters()?;
        let mut function =
            CreateFunction { or_replace, ..CreateFunction::new(name, kind, parameters) };
        if kind != FunctionKind::Procedure && self.word("returns") {
            if self.peek_word(0) == Some("table") {
                self.next();
                self.open()?;
                function.table = Some(self.comma_list(Parser::table_column)?);
                self.close()?;
                function.returns_set = true;
            } else {
                function.returns_set = self.word("setof");
                function.returns = Some(self.function_type()?);
            }
        }
        self.function_attributes(&mut function)?;
        Ok(Ddl::CreateFunction(Box::new(function)))
    }

    fn table_column(&mut self) -> Parsed<Attribute> {
        let name = self.type_ident()?;
        Ok(Attribute { name, type_name: self.type_name()?, collation: None })
    }

    /// Everything behind the signature. The body stays unread.
    fn function_attributes(&mut self, function: &mut CreateFunction) -> Parsed<()> {
        while let Some(word) = self.peek_word(0) {
            match word {
                "strict" => {
                    self.next();
                    function.strict = true;
                }
                "returns" if self.words(&["returns", "null", "on", "null", "input"]) => {
                    function.strict = true;
                }
                "called" if self.words(&["called", "on", "null", "input"]) => {
                    function.strict = false;
                }
                "window" => {
                    self.next();
                    function.window = true;
                }
                "immutable" | "stable" | "volatile" => {
                    function.volatility = volatility(word);
                    self.skip(1);
                }
                "leakproof" => self.skip(1),
                "not" if self.words(&["not", "leakproof"]) => {}
                "external" | "security" | "definer" | "invoker" => self.skip(1),
                "language" => {
                    self.next();
                    function.language = Some(match self.peek_kind() {
                        Some(TokenKind::String(_)) => {
                            let (name, span) = self.string()?;
                            Ident { name, span }
                        }
                        _ => self.label()?,
                    });
                }
                "parallel" => self.skip(2),
                "support" => {
                    self.next();
                    self.qualified()?;
                }
                "cost" | "rows" => self.skip(2),
                "transform" => {
                    self.next();
                    function.transforms = self.comma_list(|parser| {
                        parser.expect_word("for")?;
                        parser.expect_word("type")?;
                        parser.type_name()
                    })?;
                }
                "set" => {
                    self.next();
                    if self.peek_word(0) == Some("search_path") {
                        function.path = RoutinePath::Own;
                    }
                    self.skip_attribute();
                }
                "as" => {
                    self.next();
                    let (text, span) = self.string()?;
                    function.body = Some(FunctionBody::Text(text, span));
                    if self.comma() {
                        self.string()?;
                    }
                }
                "begin" => {
                    self.skip(2);
                    let list = match self.rest() {
                        [list @ .., end] if end.is_word("end") => list,
                        list => list,
                    };
                    let list = super::split::statements(list).into_iter();
                    let list = list.map(|tokens| super::parser::fragment(tokens.to_vec()));
                    function.body = Some(FunctionBody::Atomic(list.map(returned).collect()));
                    self.skip_rest();
                }
                "return" => {
                    let value = returned(self.remaining()?);
                    function.body = Some(FunctionBody::Atomic(vec![value]));
                }
                _ => return Err(self.error()),
            }
        }
        Ok(())
    }

    /// Goes on to the next word that begins an attribute.
    fn skip_attribute(&mut self) {
        while let Some(token) = self.peek() {
            let begins = matches!(
                token.word(),
                Some(
                    "as" | "language"
                        | "immutable"
                        | "stable"
                        | "volatile"
                        | "strict"
                        | "security"
                        | "cost"
                        | "rows"
                        | "parallel"
                        | "set"
                        | "returns"
                        | "called"
                        | "begin"
                        | "return"
                        | "window"
                        | "leakproof"
                        | "external"
                )
            );
            if begins {
                return;
            }
            self.next();
        }
    }

    /// `(IN a int, OUT b text, …)`.
    pub(super) fn parameters(&mut self) -> Parsed<Vec<Parameter>> {
        self.open()?;
        if self.take(&TokenKind::RightParenthesis) {
            return Ok(Vec::new());
        }
        let list = self.comma_list(Parser::parameter)?;
        self.close()?;
        Ok(list)
    }

    /// A type, or `table.column%TYPE` (`gram.y` `func_type`).
    fn function_type(&mut self) -> Parsed<TypeName> {
        let mut parts = 1;
        while self.peek_ahead(2 * parts - 1) == Some(&TokenKind::Dot) {
            parts += 1;
        }
        let is_percent = |kind: &TokenKind| matches!(kind, TokenKind::Operator(o) if o == "%");
        if !self.peek_ahead(2 * parts - 1).is_some_and(is_percent) {
            return self.type_name();
        }
        let start = self.here();
        let mut names = Vec::new();
        for part in 0..parts {
            if part > 0 {
                self.skip(1);
            }
            names.push(self.ident()?);
        }
        self.skip(1);
        self.expect_word("type")?;
        let column = names.pop();
        let (Some(table), Some(column)) = (names.pop(), column) else { return Err(self.error()) };
        Ok(TypeName {
            name: QualifiedIdent { schema: names.pop(), name: table },
            modifiers: Vec::new(),
            dimensions: 0,
            of_column: Some(column),
            span: self.since(start),
        })
    }

    pub(super) fn parameter(&mut self) -> Parsed<Parameter> {
        let before = self.parameter_mode();
        // `name type`, or `type` alone: a name is followed by something that begins a type.
        let named = match (self.peek_kind(), self.peek_ahead(1)) {
            (Some(TokenKind::QuotedWord(_)), Some(TokenKind::Word(next))) => {
                keyword(next) != Keyword::Reserved
            }
            (Some(TokenKind::QuotedWord(_)), Some(next)) => begins_type(next),
            (Some(TokenKind::Word(word)), Some(next)) => {
                let name = !matches!(keyword(word), Keyword::Reserved | Keyword::ColumnName);
                let two_words = matches!(
                    (word.as_str(), next),
                    ("double", TokenKind::Word(next)) if next == "precision"
                ) || matches!(next, TokenKind::Word(next) if matches!(
                    next.as_str(),
                    "default" | "order" | "array" | "varying" | "with" | "without"
                ));
                name && !two_words && begins_type(next)
            }
            _ => false,
        };
        let name = if named { Some(self.type_ident()?) } else { None };
        let mode = before.or_else(|| if named { self.parameter_mode() } else { None });
        let type_name = self.function_type()?;
        let default = match self.word("default") || self.operator("=") {
            true => Some(self.expression(&[])?),
            false => None,
        };
        Ok(Parameter { mode: mode.unwrap_or(ParameterMode::In), name, type_name, default })
    }

    fn parameter_mode(&mut self) -> Option<ParameterMode> {
        if self.words(&["in", "out"]) || self.word("inout") {
            Some(ParameterMode::InOut)
        } else if self.word("in") {
            Some(ParameterMode::In)
        } else if self.word("out") {
            Some(ParameterMode::Out)
        } else if self.word("variadic") {
            Some(ParameterMode::Variadic)
        } else {
            None
        }
    }

    /// A function with its argument types, as `ALTER` and `DROP` write it.
    pub(super) fn function_signature(&mut self) -> Parsed<FunctionName> {
        let name: QualifiedIdent = self.function_name()?;
        let arguments = if self.is(&TokenKind::LeftParenthesis) {
            Some(self.aggregate_parameters_or_none()?)
        } else {
            None
        };
        Ok(FunctionName { name, arguments })
    }

    fn aggregate_parameters_or_none(&mut self) -> Parsed<Vec<Parameter>> {
        if self.peek_ahead(1) == Some(&TokenKind::RightParenthesis) {
            self.skip(2);
            return Ok(Vec::new());
        }
        self.aggregate_parameters(&mut None)
    }

    pub(super) fn alter_function(&mut self) -> Parsed<Ddl> {
        let function = self.function_signature()?;
        let action = if self.words(&["rename", "to"]) {
            AlterFunctionAction::Rename(self.type_ident()?)
        } else if self.words(&["set", "schema"]) {
            AlterFunctionAction::SetSchema(self.ident()?)
        } else {
            let words: Vec<_> = self.rest().iter().filter_map(|token| token.word()).collect();
            self.skip_rest();
            let strict = match () {
                () if words.contains(&"strict") => Some(true),
                () if words.windows(2).any(|two| two == ["returns", "null"]) => Some(true),
                () => words.contains(&"called").then_some(false),
            };
            let mut written = words.iter().copied();
            let written = written.find(|word| ["immutable", "stable", "volatile"].contains(word));
            AlterFunctionAction::Attributes { strict, volatility: written.map(volatility) }
        };
        Ok(Ddl::AlterFunction { function, action })
    }
}

fn volatility(word: &str) -> Volatility {
    match word {
        "immutable" => Volatility::Immutable,
        "stable" => Volatility::Stable,
        _ => Volatility::Volatile,
    }
}

/// `RETURN x` is `SELECT x` (`gram.y ReturnStmt`).
fn returned(mut statement: Fragment) -> Fragment {
    if let Some(first) = statement.tokens.first_mut()
        && first.is_word("return")
    {
        first.kind = TokenKind::Word("select".to_owned());
    }
    statement
}

fn begins_type(token: &TokenKind) -> bool {
    matches!(token, TokenKind::Word(_) | TokenKind::QuotedWord(_))
}

/// The types that the arguments of a signature have, those for results left out.
pub(crate) fn input_types(parameters: &[Parameter]) -> impl Iterator<Item = &TypeName> {
    let input = parameters.iter().filter(|parameter| parameter.mode != ParameterMode::Out);
    input.map(|parameter| &parameter.type_name)
}
