//! sqlparser's tree of a statement, taken apart.
//!
//! Every field is named: a clause that nobody has looked at does not compile. What stands for an
//! expression there is a place in our tokens ([`Lower::item`]).

mod from;
mod modify;
mod query;
mod select;

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::{Assigned, Expr, Ident, QualifiedIdent, Statement};

use super::mend;
use super::reader::{Names, name_of};
use super::source::{Item, Source};

/// The statement that sqlparser has read from token `start` on.
pub(super) fn statement(
    source: &Source,
    query: ast::Query,
    start: usize,
) -> Result<Statement, Diagnostic> {
    Lower { source, start, reach: start }.statement(query)
}

/// `DEFAULT` where no column is assigned to.
pub(super) fn default_out_of_place(span: Span) -> Diagnostic {
    Diagnostic::new(SqlState::SYNTAX_ERROR, span, "`DEFAULT` is not allowed in this context")
}

/// Takes the tree apart in the order of the text.
struct Lower<'s> {
    source: &'s Source,
    /// The statement's first token.
    start: usize,
    /// The last token that has been seen.
    reach: usize,
}

impl Lower<'_> {
    fn see(&mut self, at: usize) {
        self.reach = self.reach.max(at);
    }

    /// From token `start` to the last one seen.
    fn span_from(&self, start: usize) -> Span {
        self.source.span(start, self.reach)
    }

    /// The token at sqlparser's `span`.
    fn place(&mut self, span: sqlparser::tokenizer::Span) -> usize {
        let at = mend::index(span).unwrap_or(self.start);
        self.see(at);
        at
    }

    /// Where an expression begins.
    fn place_of(&self, expr: &ast::Expr) -> Result<usize, Diagnostic> {
        match expr {
            ast::Expr::Value(ast::ValueWithSpan { value: _, span }) => {
                mend::index(*span).ok_or_else(|| self.unreadable())
            }
            _ => Err(self.unreadable()),
        }
    }

    fn item(&mut self, expr: &ast::Expr) -> Result<Item, Diagnostic> {
        let (item, end) = self.source.item(self.place_of(expr)?)?;
        self.see(end.saturating_sub(1));
        Ok(item)
    }

    fn expr(&mut self, expr: &ast::Expr) -> Result<Expr, Diagnostic> {
        match self.item(expr)? {
            Item::Expr(expr) => Ok(expr),
            Item::Default(span) => Err(default_out_of_place(span)),
            Item::Elsewhere(at) => Err(self.source.unexpected(at)),
        }
    }

    fn optional(&mut self, expr: Option<&ast::Expr>) -> Result<Option<Expr>, Diagnostic> {
        expr.map(|expr| self.expr(expr)).transpose()
    }

    fn assigned(&mut self, expr: &ast::Expr) -> Result<Assigned, Diagnostic> {
        match self.item(expr)? {
            Item::Expr(expr) => Ok(Assigned::Expr(expr)),
            Item::Default(span) => Ok(Assigned::Default(span)),
            Item::Elsewhere(at) => Err(self.source.unexpected(at)),
        }
    }

    fn ident(&mut self, ident: &ast::Ident, allowed: Names) -> Result<Ident, Diagnostic> {
        let ast::Ident { value: _, quote_style: _, span } = ident;
        let at = self.place(*span);
        let name = self.source.token(at).and_then(|token| name_of(token, allowed));
        name.ok_or_else(|| self.source.unexpected(at))
    }

    /// Where a name begins.
    fn place_of_name(&mut self, name: &ast::ObjectName) -> Result<usize, Diagnostic> {
        let ast::ObjectName(parts) = name;
        match parts.first() {
            Some(ast::ObjectNamePart::Identifier(ident)) => Ok(self.place(ident.span)),
            Some(ast::ObjectNamePart::Function(_)) | None => Err(self.unreadable()),
        }
    }

    /// `[schema.]name`, read from our tokens.
    fn qualified_name(&mut self, name: &ast::ObjectName) -> Result<QualifiedIdent, Diagnostic> {
        let mut reader = self.source.reader(self.place_of_name(name)?);
        let name = reader.qualified_name()?;
        self.see(reader.at().saturating_sub(1));
        Ok(name)
    }

    /// A name of one part.
    fn simple_name(&mut self, name: &ast::ObjectName) -> Result<Ident, Diagnostic> {
        let name = self.qualified_name(name)?;
        match name.schema {
            None => Ok(name.name),
            Some(_) => Err(self.source.unexpected(self.reach.saturating_sub(1))),
        }
    }

    /// A syntax error behind the last token seen.
    fn unexpected_next(&self) -> Diagnostic {
        self.source.unexpected(self.reach + 1)
    }

    /// Refuses a clause of another database's.
    fn refuse(&self, present: bool) -> Result<(), Diagnostic> {
        if present { Err(self.unexpected_next()) } else { Ok(()) }
    }

    /// A form that the tokens handed to sqlparser cannot have made.
    fn unreadable(&self) -> Diagnostic {
        Diagnostic::unsupported(self.source.span(self.reach, self.reach), "this form of statement")
    }

    fn next_is(&self, word: &str) -> bool {
        self.source.is_word(self.reach + 1, word)
    }
}
