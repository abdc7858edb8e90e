//! Names of things in strings that become `regclass`, `regproc` and their kin: `regproc.c`.
//!
//! The string is read while the statement is analysed, so that a name of nothing is an error then.
//! What migrations do not tell is not asked: roles, collations of the operating system, indexes of
//! PostgreSQL's own.

use super::other_name::other_in;
use super::{Analyzer, rules};
use crate::catalog::{GoneThing, Major, Needed, OtherKind, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{identifiers, is_blank, tokenize};
use crate::span::Span;
use crate::tree::{Ident, QualifiedIdent};
use crate::types::TypeId;

/// The types whose values are written as names.
const REGISTERED: [TypeId; 11] = [
    TypeId::REGCLASS,
    TypeId::REGTYPE,
    TypeId::REGPROC,
    TypeId::REGPROCEDURE,
    TypeId::REGOPER,
    TypeId::REGOPERATOR,
    TypeId::REGNAMESPACE,
    TypeId::REGCONFIG,
    TypeId::REGDICTIONARY,
    TypeId::REGCOLLATION,
    TypeId::REGROLE,
];

fn is_operator(target: TypeId) -> bool {
    matches!(target, TypeId::REGOPER | TypeId::REGOPERATOR)
}

impl Analyzer<'_> {
    /// Finds what a string names that becomes a value of a type, and notes that it is used.
    ///
    /// # Errors
    ///
    /// PostgreSQL's, if that has not the form of a name, or nothing has it.
    pub(super) fn needs_registered(
        &mut self,
        target: TypeId,
        written: &str,
        span: Span,
    ) -> Result<(), Diagnostic> {
        // The string is read as a value of the type below a domain.
        let target = self.catalog.base_type(target).id;
        match target {
            // For operators, `-` is one.
            target if REGISTERED.contains(&target) && !is_operator(target) => {
                if written == "-" {
                    return Ok(());
                }
            }
            target if is_operator(target) => {}
            _ => match self.catalog.element_of(target).map(|it| self.catalog.base_type(it).id) {
                Some(element) if REGISTERED.contains(&element) => {
                    let elements = crate::literal::elements(written, self.catalog.major);
                    let mut elements = elements.iter();
                    return elements.try_for_each(|it| self.needs_registered(element, it, span));
                }
                _ => return Ok(()),
            },
        }
        if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
            return crate::literal::check(self.catalog, written, TypeId::OID.into(), span);
        }
        match target {
            TypeId::REGTYPE => self.argument_type(written, span).map(|_| ()),
            TypeId::REGPROCEDURE => self.needs_named_procedure(written, span),
            TypeId::REGOPERATOR => self.needs_named_operator(written, span),
            _ => self.needs_name(target, written, span),
        }
    }

    fn needs_name(&mut self, target: TypeId, written: &str, span: Span) -> Result<(), Diagnostic> {
        let names = identifiers(written).ok_or_else(|| invalid_name(span))?;
        let alone = matches!(target, TypeId::REGNAMESPACE | TypeId::REGROLE);
        if alone && names.len() != 1 {
            return Err(invalid_name(span));
        }
        let Some((schema, name)) = qualified(&names, written, span)? else { return Ok(()) };
        let nothing = |code, message: String| Err(Diagnostic::new(code, span, message));
        let knows_all = self.catalog.knows_all();
        self.expect_schema(schema, span)?;
        match target {
            TypeId::REGCLASS => return self.needs_relation(schema, name, span),
            TypeId::REGNAMESPACE => return self.find_schema(name, span),
            TypeId::REGPROC => {
                let mut signatures = Vec::new();
                let mut user = None;
                for (_, found) in self.catalog.functions_named(schema, name) {
                    if !signatures.contains(&found.arguments()) {
                        signatures.push(found.arguments());
                        user = found.user();
                    }
                }
                if signatures.len() > 1 {
                    let message = format!("more than one function named `{written}`");
                    return Err(Diagnostic::new(SqlState::AMBIGUOUS_FUNCTION, span, message)
                        .help("name its arguments, too: `'name(int)'::regprocedure`"));
                }
                if let Some(user) = user {
                    self.needs(Needed::Function(user.id()));
                }
                if signatures.is_empty() && knows_all && !self.may_be_function(name) {
                    let message = format!("function `{written}` does not exist");
                    return nothing(SqlState::UNDEFINED_FUNCTION, message);
                }
            }
            TypeId::REGOPER => {
                let mut signatures = Vec::new();
                let mut user = None;
                for (_, found) in self.catalog.operators_named(schema, name) {
                    let signature = (found.left(), found.right());
                    if !signatures.contains(&signature) {
                        signatures.push(signature);
                        user = found.user();
                    }
                }
                if signatures.len() > 1 {
                    let message = format!("more than one operator named {written}");
                    return Err(Diagnostic::new(SqlState::AMBIGUOUS_FUNCTION, span, message)
                        .help("name its operands, too: `'+(int,int)'::regoperator`"));
                }
                if let Some(user) = user {
                    self.needs(Needed::Operator(user.name.name.clone(), user.left, user.right));
                }
                if signatures.is_empty() && knows_all {
                    let message = format!("operator does not exist: {written}");
                    return nothing(SqlState::UNDEFINED_FUNCTION, message);
                }
            }
            TypeId::REGCONFIG | TypeId::REGDICTIONARY | TypeId::REGCOLLATION => {
                let kind = match target {
                    TypeId::REGCONFIG => OtherKind::TextSearchConfiguration,
                    TypeId::REGDICTIONARY => OtherKind::TextSearchDictionary,
                    _ => OtherKind::Collation,
                };
                let needed = other_in(self.catalog, &kind, schema, name, span)?;
                needed.into_iter().for_each(|needed| self.needs(needed));
            }
            // Roles are the server's.
            _ => {}
        }
        Ok(())
    }

    /// 15 looks for the schema first; later majors find nothing in one that is not there.
    fn expect_schema(&self, schema: Option<&str>, span: Span) -> Result<(), Diagnostic> {
        match schema.filter(|_| self.catalog.major < Major::V16) {
            Some(schema) => self.find_schema(schema, span),
            None => Ok(()),
        }
    }

    fn find_schema(&self, name: &str, span: Span) -> Result<(), Diagnostic> {
        let schema = Ident { name: name.to_owned(), span };
        rules::missing_schema(self.catalog, Some(&schema)).map_or(Ok(()), Err)
    }

    fn needs_relation(
        &mut self,
        schema: Option<&str>,
        name: &str,
        span: Span,
    ) -> Result<(), Diagnostic> {
        match self.catalog.find_relation(schema, name) {
            Some(found) if self.catalog.is_system(found.id) => Ok(()),
            Some(found) => {
                self.needs(Needed::Relation(found.id));
                Ok(())
            }
            None if self.catalog.may_have_relation(schema, name) => Ok(()),
            None => {
                let name = QualifiedIdent {
                    schema: schema.map(|schema| Ident { name: schema.to_owned(), span }),
                    name: Ident { name: name.to_owned(), span },
                };
                super::from::find_relation(self.catalog, &name).map(|_| ())
            }
        }
    }

    /// Whether a function may have a name that the catalog does not know.
    fn may_be_function(&self, name: &str) -> bool {
        let unread =
            |thing: &GoneThing| matches!(thing, GoneThing::Function(found) if found.name == name);
        self.catalog.unread.iter().any(unread) || builtin::takes_internal(name, self.catalog.major)
    }

    fn needs_named_procedure(&mut self, written: &str, span: Span) -> Result<(), Diagnostic> {
        let (names, arguments) = self.name_and_arguments(written, Nothing::Refused, span)?;
        let Some((schema, name)) = qualified(&names, written, span)? else { return Ok(()) };
        self.expect_schema(schema, span)?;
        let arguments: Vec<TypeId> = arguments.into_iter().flatten().collect();
        let mut functions = self.catalog.functions_named(schema, name);
        let found = functions.find(|(_, found)| found.arguments() == arguments);
        if let Some((_, found)) = found {
            if let Some(user) = found.user() {
                self.needs(Needed::Function(user.id()));
            }
            return Ok(());
        }
        let unknown = !self.catalog.knows_all()
            || arguments.contains(&TypeId::INTERNAL) && self.may_be_function(name)
            || arguments.contains(&TypeId::UNKNOWN)
            || self.may_be_function(name) && !builtin::takes_internal(name, self.catalog.major);
        match unknown {
            true => Ok(()),
            false => Err(Diagnostic::new(
                SqlState::UNDEFINED_FUNCTION,
                span,
                format!("function `{written}` does not exist"),
            )),
        }
    }

    fn needs_named_operator(&mut self, written: &str, span: Span) -> Result<(), Diagnostic> {
        let (names, operands) = self.name_and_arguments(written, Nothing::Allowed, span)?;
        let (left, right) = match operands.as_slice() {
            [left, right] => (*left, *right),
            [_] => {
                return Err(Diagnostic::new(
                    SqlState::UNDEFINED_PARAMETER,
                    span,
                    "missing argument",
                )
                .help("write `NONE` for the operand that a unary operator does not have"));
            }
            _ => {
                return Err(Diagnostic::new(
                    SqlState::TOO_MANY_ARGUMENTS,
                    span,
                    "too many arguments",
                )
                .help("an operator has two operands"));
            }
        };
        let Some((schema, name)) = qualified(&names, written, span)? else { return Ok(()) };
        self.expect_schema(schema, span)?;
        let mut operators = self.catalog.operators_named(schema, name);
        let found =
            operators.find(|(_, found)| (found.left(), Some(found.right())) == (left, right));
        if let Some((_, found)) = found {
            if let Some(user) = found.user() {
                self.needs(Needed::Operator(user.name.name.clone(), user.left, user.right));
            }
            return Ok(());
        }
        match self.catalog.knows_all() && !operands.contains(&Some(TypeId::UNKNOWN)) {
            false => Ok(()),
            true => Err(Diagnostic::new(
                SqlState::UNDEFINED_FUNCTION,
                span,
                format!("operator does not exist: {written}"),
            )),
        }
    }

    /// `parseNameAndArgTypes`: a name, and types in parentheses; [`None`] for the word `none`.
    fn name_and_arguments(
        &mut self,
        written: &str,
        nothing: Nothing,
        span: Span,
    ) -> Result<(Vec<String>, Vec<Option<TypeId>>), Diagnostic> {
        let refused = |message: &str| {
            Err(Diagnostic::new(SqlState::INVALID_TEXT_REPRESENTATION, span, message))
        };
        let mut quoted = false;
        let open = written.find(|character| {
            quoted ^= character == '"';
            character == '(' && !quoted
        });
        let Some((name, arguments)) = open.and_then(|at| written.split_at_checked(at)) else {
            return refused("expected a left parenthesis");
        };
        let names = identifiers(name).ok_or_else(|| invalid_name(span))?;
        let inside = arguments.get(1..).unwrap_or_default().trim_end_matches(is_blank);
        let Some(mut rest) = inside.strip_suffix(')') else {
            return refused("expected a right parenthesis");
        };
        let mut types = Vec::new();
        let mut comma = false;
        loop {
            rest = rest.trim_start_matches(is_blank);
            if rest.is_empty() {
                if comma {
                    return refused("expected a type name");
                }
                return Ok((names, types));
            }
            let Some(length) = type_length(rest) else { return refused("improper type name") };
            let (ty, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            comma = after.starts_with(',');
            rest = after.get(1..).unwrap_or_default();
            let ty = ty.trim_end_matches(is_blank);
            let is_nothing = nothing == Nothing::Allowed && ty.eq_ignore_ascii_case("none");
            types.push(match is_nothing {
                true => None,
                false => Some(self.argument_type(ty, span)?),
            });
        }
    }

    /// `parseTypeString`; `unknown` for one that may be there.
    fn argument_type(&mut self, written: &str, span: Span) -> Result<TypeId, Diagnostic> {
        let syntax = || {
            let message = format!("invalid type name `{written}`");
            Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message))
        };
        let Ok(tokens) = tokenize(written) else { return syntax() };
        let Ok((ty, length)) = crate::syntax::type_name(&tokens) else { return syntax() };
        if length < tokens.len() {
            return syntax();
        }
        let name = &ty.name.name.name;
        let unread = |thing: &GoneThing| match thing {
            GoneThing::Type(found) | GoneThing::Relation(found) => found.name == *name,
            _ => false,
        };
        match rules::type_name(self.catalog, &ty) {
            Ok(found) => {
                self.needs_type(found.id);
                Ok(found.id)
            }
            Err(_) if !self.catalog.knows_all() || self.catalog.unread.iter().any(unread) => {
                Ok(TypeId::UNKNOWN)
            }
            // The message is about the string, not about the text within it.
            Err(error) => Err(Diagnostic { span, ..error }),
        }
    }
}

/// Whether an operand may be missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nothing {
    Allowed,
    Refused,
}

/// The schema and the name; [`None`] where another database may be named.
fn qualified<'n>(
    names: &'n [String],
    written: &str,
    span: Span,
) -> Result<Option<(Option<&'n str>, &'n str)>, Diagnostic> {
    match names {
        [name] => Ok(Some((None, name))),
        [schema, name] => Ok(Some((Some(schema), name))),
        [_, _, _] => Ok(None),
        _ => Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            span,
            format!("improper qualified name (too many dotted names): {written}"),
        )),
    }
}

fn invalid_name(span: Span) -> Diagnostic {
    Diagnostic::new(SqlState::INVALID_NAME, span, "invalid name syntax")
}

/// How long the type is, up to a comma outside of brackets and quotes; [`None`] where these are open.
fn type_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut depth = 0;
    let mut length = text.len();
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            _ if quoted => {}
            ',' if depth == 0 => {
                length = at;
                break;
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    (!quoted && depth == 0).then_some(length)
}
