//! Constants of a type that is written before them: `date '2024-01-01'` (`gram.y` `AexprConst`).

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::tree::{Expr, ExprKind, Ident, Literal, QualifiedIdent, TypeName};

use super::failure;
use super::reader::Reader;
use super::type_name;

impl Reader<'_> {
    /// `timestamp with time zone '…'`, `interval '1' year`: a type that is a keyword, and a string.
    pub(super) fn typed_literal(&mut self) -> Result<Option<Expr>, Diagnostic> {
        let start = self.at();
        if !self.word().is_some_and(type_name::is_keyword) {
            return Ok(None);
        }
        let tokens = self.source.tokens().get(start..).unwrap_or_default();
        // Where it does not read as a type it is a column, such as `time`.
        let Ok((mut type_name, taken)) = type_name::read_constant(tokens) else {
            return Ok(None);
        };
        let Some(TokenKind::String(text)) = self.kind_at(taken) else { return Ok(None) };
        // The grammar's types carry a schema; `double 'x'` is a type of another name.
        if type_name.name.schema.is_none() {
            return Ok(None);
        }
        // Fields come behind the string, `interval '1' year`, not before it.
        let fields = matches!(tokens.get(taken.saturating_sub(1)).map(|token| &token.kind),
            Some(TokenKind::Word(word)) if word != "interval");
        if type_name.name.name.name == "interval" && fields {
            self.move_to(start + 1);
            return Err(self.unexpected());
        }
        let operand = self.string(start + taken, text);
        // Without a length these have none, where a column's would be 1 (`ConstCharacter`, `ConstBit`).
        let lengths = tokens.get(..taken).unwrap_or_default();
        if matches!(type_name.name.name.name.as_str(), "bpchar" | "bit")
            && !lengths.iter().any(|token| token.kind == TokenKind::LeftParenthesis)
        {
            type_name.modifiers = Vec::new();
        }
        if type_name.name.name.name == "interval" && type_name.modifiers.is_empty() {
            let tokens = self.source.tokens().get(self.at()..).unwrap_or_default();
            let (modifiers, taken) = type_name::read_interval_fields(tokens)?;
            type_name.modifiers = modifiers;
            self.move_to(self.at() + taken);
        }
        Ok(Some(self.built(start, ExprKind::Cast { operand: Box::new(operand), type_name })))
    }

    /// `mytype 'x'`, `myschema.mytype 'x'`, whose string is next.
    pub(super) fn named_literal(
        &mut self,
        names: Vec<Ident>,
        start: usize,
    ) -> Result<Expr, Diagnostic> {
        let Some(TokenKind::String(text)) = self.kind() else { return Err(self.unexpected()) };
        let span = self.span_from(start);
        let mut names = names.into_iter();
        let name = match (names.next(), names.next(), names.next()) {
            (Some(name), None, None) => QualifiedIdent::alone(name),
            (Some(schema), Some(name), None) => QualifiedIdent { schema: Some(schema), name },
            _ => return Err(failure::unsupported(span, "database.schema.type")),
        };
        let modifiers = Vec::new();
        let type_name = TypeName { name, modifiers, dimensions: 0, of_column: None, span };
        let operand = Box::new(self.string(self.at(), text));
        Ok(self.built(start, ExprKind::Cast { operand, type_name }))
    }

    /// `mytype(1) 'x'`, which begins at token `start`, and whose string is next.
    pub(super) fn modified_literal(&mut self, start: usize) -> Result<Expr, Diagnostic> {
        let tokens = self.source.tokens().get(start..).unwrap_or_default();
        let (type_name, taken) = type_name::read_constant(tokens)?;
        match self.kind() {
            Some(TokenKind::String(text)) if start + taken == self.at() => {
                let operand = Box::new(self.string(self.at(), text));
                Ok(self.built(start, ExprKind::Cast { operand, type_name }))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn string(&mut self, at: usize, text: &str) -> Expr {
        self.move_to(at + 1);
        self.built(at, ExprKind::Literal(Literal::String(text.to_owned())))
    }
}
