//! Expressions by precedence (`gram.y` `a_expr`, `b_expr`).
//!
//! Start with [`Level`]: the grammar's `%left`, `%right` and `%nonassoc` lines.
//! What `IS`, `IN`, `LIKE` and their kin take is in `predicate`.

use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::span::Span;
use crate::stack;
use crate::tree::{Expr, ExprKind, Negation, OperatorName, ParameterPlace, Symmetry};

use super::failure;
use super::reader::{Names, Reader, Rule};
use super::type_name;

/// How tightly an operator binds; the later, the tighter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Below all operators.
    None,
    /// `%left OR`.
    Or,
    /// `%left AND`.
    And,
    /// `%right NOT`.
    Not,
    /// `%nonassoc IS ISNULL NOTNULL`.
    Is,
    /// `%nonassoc '<' '>' '=' LESS_EQUALS GREATER_EQUALS NOT_EQUALS`.
    Comparison,
    /// `%nonassoc BETWEEN IN_P LIKE ILIKE SIMILAR NOT_LA`.
    Like,
    /// `%nonassoc ESCAPE`.
    Escape,
    /// `%left Op OPERATOR`.
    Other,
    /// `%left '+' '-'`.
    Add,
    /// `%left '*' '/' '%'`.
    Multiply,
    /// `%left '^'`.
    Power,
    /// `%left AT`.
    At,
    /// `%left COLLATE`.
    Collate,
    /// `%right UMINUS`.
    Sign,
    /// `%left TYPECAST`.
    Cast,
}

impl Level {
    /// Whether two operators of the level may not stand side by side.
    fn is_nonassociative(self) -> bool {
        matches!(self, Level::Is | Level::Comparison | Level::Like)
    }
}

/// Which of the grammar's two kinds of expressions is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grammar {
    /// `a_expr`.
    Full,
    /// `b_expr`: without `AND`, `OR`, `NOT`, `IS NULL`, `IN`, `LIKE`, `BETWEEN`, `COLLATE`, `AT`.
    Restricted,
}

/// An infix or postfix operator that comes next.
enum Infix {
    And,
    Or,
    Operator,
    Is,
    IsNull(Negation, &'static str),
    Between(Negation),
    In(Negation),
    Like(Negation, &'static str),
    Similar(Negation),
    AtTimeZone,
    Collate,
    Cast,
}

/// Whether what stands behind an expression may be a further operator of its level: after a form
/// that ends in a token of its own, such as `IS NULL`, it may (the grammar reduces it at once).
pub(super) enum Built {
    Open(Expr),
    Closed(Expr),
}

/// More casts, subscripts, tests and their kin behind one operand would make a tree too deep to
/// walk.
const DEEPEST_CHAIN: u32 = 100;

/// More operators in one chain would make a tree too deep to drop.
const LONGEST_CHAIN: u32 = 1000;

impl Reader<'_> {
    /// `a_expr`.
    pub(super) fn expression(&mut self) -> Result<Expr, Diagnostic> {
        self.operators(Level::None, Grammar::Full)
    }

    /// `b_expr`.
    pub(super) fn restricted_expression(&mut self) -> Result<Expr, Diagnostic> {
        self.operators(Level::None, Grammar::Restricted)
    }

    /// `c_expr`, where the grammar takes no operator behind it.
    pub(super) fn operand(&mut self) -> Result<Expr, Diagnostic> {
        let operand = self.primary(Grammar::Restricted)?;
        Ok(without_operator(operand))
    }

    /// The expression just read, where the next word shows that it had to be a `c_expr`.
    pub(super) fn read_as_operand(&self, expr: Expr) -> Result<Expr, Diagnostic> {
        match self.rule() {
            Rule::Operand => Ok(without_operator(expr)),
            Rule::Operation => Err(self.unexpected()),
        }
    }

    /// Operators that bind at least as tightly as the one above `floor`.
    pub(super) fn operators(&mut self, floor: Level, grammar: Grammar) -> Result<Expr, Diagnostic> {
        let _descent = self.source.descend(self.at())?;
        let mut rule = self.rule_ahead(grammar);
        let mut left = self.prefix(grammar)?;
        let mut last = Level::None;
        let mut nested = 0;
        for _ in 0..LONGEST_CHAIN * stack::room() {
            let infix = self.infix(grammar).filter(|(_, level)| *level > floor);
            let Some((infix, level)) = infix else {
                self.read_by(rule);
                return Ok(left);
            };
            rule = Rule::Operation;
            if level == last && level.is_nonassociative() {
                return Err(self.nonassociative(level));
            }
            (left, last) = match self.continued(left, infix, level, grammar)? {
                Built::Open(expr) => (expr, level),
                Built::Closed(expr) => (expr, Level::None),
            };
            // The analysis walks these from the inside out, all others it goes down into.
            let flat =
                matches!(left.kind, ExprKind::Binary { .. } | ExprKind::And(..) | ExprKind::Or(..));
            nested += u32::from(!flat);
            if nested > DEEPEST_CHAIN * stack::room() {
                break;
            }
        }
        Err(failure::too_complex(left.span))
    }

    fn nonassociative(&self, level: Level) -> Diagnostic {
        let error = self.unexpected();
        match level {
            Level::Comparison => {
                error.help("comparisons do not chain; write `a < b AND b < c` or parentheses")
            }
            _ => error.help("put the left part into parentheses"),
        }
    }

    /// The rule of what begins here, as long as no operator follows it.
    fn rule_ahead(&self, grammar: Grammar) -> Rule {
        match self.kind() {
            Some(TokenKind::Operator(_)) => Rule::Operation,
            Some(TokenKind::Word(word)) if word == "not" && grammar == Grammar::Full => {
                Rule::Operation
            }
            Some(TokenKind::Word(word)) if word == "operator" && self.is_operator_call() => {
                Rule::Operation
            }
            _ => Rule::Operand,
        }
    }

    /// A prefix operator and its operand, or an operand.
    fn prefix(&mut self, grammar: Grammar) -> Result<Expr, Diagnostic> {
        let start = self.at();
        let (operator, level) = match self.kind() {
            Some(TokenKind::Operator(symbol)) => match level_of(symbol) {
                Some(Level::Add) => (self.operator()?, Level::Sign),
                Some(Level::Other) => (self.operator()?, Level::Other),
                _ => return Err(self.unexpected()),
            },
            Some(TokenKind::Word(word)) if word == "not" && grammar == Grammar::Full => {
                self.skip();
                // `%right`: a further `NOT` belongs to the operand, which is a prefix anyway.
                let operand = Box::new(self.operators(Level::Not, grammar)?);
                return Ok(self.built(start, ExprKind::Not(operand)));
            }
            Some(TokenKind::Word(word)) if word == "operator" && self.is_operator_call() => {
                (self.operator_call()?, Level::Other)
            }
            _ => return self.primary(grammar),
        };
        let operand = Box::new(self.operators(level, grammar)?);
        Ok(self.built(start, ExprKind::Prefix { operator, operand }))
    }

    fn is_operator_call(&self) -> bool {
        self.kind_at(1) == Some(&TokenKind::LeftParenthesis)
    }

    /// The next infix operator, not yet taken.
    fn infix(&self, grammar: Grammar) -> Option<(Infix, Level)> {
        let word = match self.kind()? {
            TokenKind::Operator(symbol) => return Some((Infix::Operator, level_of(symbol)?)),
            TokenKind::DoubleColon => return Some((Infix::Cast, Level::Cast)),
            TokenKind::Word(word) => word.as_str(),
            _ => return None,
        };
        match word {
            "operator" if self.is_operator_call() => return Some((Infix::Operator, Level::Other)),
            "is" => {
                let not = usize::from(self.word_at(1) == Some("not"));
                let distinct = matches!(self.word_at(1 + not), Some("distinct" | "document"));
                return (distinct || grammar == Grammar::Full).then_some((Infix::Is, Level::Is));
            }
            _ if grammar == Grammar::Restricted => return None,
            _ => {}
        }
        let (negation, word) = match word {
            "not" => (Negation::Not, self.word_at(1)?),
            word => (Negation::Plain, word),
        };
        Some(match (word, negation) {
            ("between", _) => (Infix::Between(negation), Level::Like),
            ("in", _) => (Infix::In(negation), Level::Like),
            ("like", Negation::Plain) => (Infix::Like(negation, "~~"), Level::Like),
            ("like", Negation::Not) => (Infix::Like(negation, "!~~"), Level::Like),
            ("ilike", Negation::Plain) => (Infix::Like(negation, "~~*"), Level::Like),
            ("ilike", Negation::Not) => (Infix::Like(negation, "!~~*"), Level::Like),
            ("similar", _) if self.is_similar_to(negation) => {
                (Infix::Similar(negation), Level::Like)
            }
            (_, Negation::Not) => return None,
            ("and", _) => (Infix::And, Level::And),
            ("or", _) => (Infix::Or, Level::Or),
            ("isnull", _) => (Infix::IsNull(Negation::Plain, "isnull"), Level::Is),
            ("notnull", _) => (Infix::IsNull(Negation::Not, "notnull"), Level::Is),
            ("at", _) => (Infix::AtTimeZone, Level::At),
            ("collate", _) => (Infix::Collate, Level::Collate),
            _ => return None,
        })
    }

    /// `SIMILAR` alone is a word of `SUBSTRING`.
    fn is_similar_to(&self, negation: Negation) -> bool {
        self.word_at(if negation == Negation::Not { 2 } else { 1 }) == Some("to")
    }

    /// `left`, the operator, and what belongs to it on the right.
    fn continued(
        &mut self,
        left: Expr,
        infix: Infix,
        level: Level,
        grammar: Grammar,
    ) -> Result<Built, Diagnostic> {
        let start = left.span;
        let left = Box::new(left);
        let kind = match infix {
            Infix::And => {
                self.skip();
                ExprKind::And(left, Box::new(self.operators(level, grammar)?))
            }
            Infix::Or => {
                self.skip();
                ExprKind::Or(left, Box::new(self.operators(level, grammar)?))
            }
            Infix::Operator => return self.binary(*left, level, grammar),
            Infix::Is => return self.is_predicate(*left, grammar),
            Infix::IsNull(negation, word) => {
                self.expect_word(word)?;
                let kind = ExprKind::IsNull { operand: left, negation };
                return Ok(Built::Closed(self.built_from(start, kind)));
            }
            Infix::Between(negation) => {
                self.skip_negated(negation);
                let symmetry = if self.take_word("symmetric") {
                    Symmetry::Symmetric
                } else {
                    self.take_word("asymmetric");
                    Symmetry::Asymmetric
                };
                let low = Box::new(self.restricted_expression()?);
                self.expect_word("and")?;
                let high = Box::new(self.operators(Level::Like, grammar)?);
                ExprKind::Between { operand: left, low, high, negation, symmetry }
            }
            Infix::In(negation) => {
                self.skip_negated(negation);
                let kind = self.in_list(left, negation)?;
                return Ok(Built::Closed(self.built_from(start, kind)));
            }
            Infix::Like(negation, symbol) => return self.like(*left, negation, symbol),
            Infix::Similar(negation) => return self.similar(*left, negation),
            Infix::AtTimeZone => {
                self.skip();
                // 17 and newer.
                if self.take_words(&["local"]) {
                    let at = self.span_from(self.at() - 2);
                    let span = start.to(at);
                    return Ok(Built::Open(self.system_call("timezone", at, vec![*left], span)));
                }
                if !self.take_words(&["time", "zone"]) {
                    return Err(self.unexpected());
                }
                let at = self.span_from(self.at() - 3);
                let zone = self.operators(Level::At, grammar)?;
                let span = start.to(zone.span);
                return Ok(Built::Open(self.system_call("timezone", at, vec![zone, *left], span)));
            }
            Infix::Collate => {
                let at = self.at();
                self.skip();
                let collation = self.qualified_name()?;
                ExprKind::Collate { operand: left, collation, clause: self.span_from(at) }
            }
            Infix::Cast => {
                self.skip();
                let tokens = self.source.tokens().get(self.at()..).unwrap_or_default();
                let (type_name, taken) = type_name::read(tokens)?;
                self.move_to(self.at() + taken);
                ExprKind::Cast { operand: left, type_name }
            }
        };
        Ok(Built::Open(self.built_from(start, kind)))
    }

    pub(super) fn skip_negated(&mut self, negation: Negation) {
        self.move_to(self.at() + if negation == Negation::Not { 2 } else { 1 });
    }

    /// `left op right`, `left op ANY (…)`.
    fn binary(&mut self, left: Expr, level: Level, grammar: Grammar) -> Result<Built, Diagnostic> {
        let start = left.span;
        let operator =
            if self.is_word("operator") { self.operator_call()? } else { self.operator()? };
        if let Some(quantifier) = self.quantifier().filter(|_| grammar == Grammar::Full) {
            return self.quantified(left, operator, quantifier);
        }
        let right = Box::new(self.operators(level, grammar)?);
        let kind = ExprKind::Binary { operator, left: Box::new(left), right };
        Ok(Built::Open(self.built_from(start, kind)))
    }

    /// The operator that the grammar writes for the words from token `from`.
    pub(super) fn invented_operator(&self, symbol: &str, from: usize) -> OperatorName {
        OperatorName { schema: None, symbol: symbol.to_owned(), span: self.span_from(from) }
    }

    /// The next token as an operator.
    pub(super) fn operator(&mut self) -> Result<OperatorName, Diagnostic> {
        let Some(TokenKind::Operator(symbol)) = self.kind() else { return Err(self.unexpected()) };
        let symbol = symbol.clone();
        self.skip();
        Ok(OperatorName { schema: None, symbol, span: self.span_from(self.at() - 1) })
    }

    /// An expression from token `start` to the token just taken.
    pub(super) fn built(&self, start: usize, kind: ExprKind) -> Expr {
        Expr { kind, span: self.span_from(start) }
    }

    /// An expression from the start of `first` to the token just taken.
    pub(super) fn built_from(&self, first: Span, kind: ExprKind) -> Expr {
        Expr { kind, span: first.to(self.span_from(self.at().saturating_sub(1))) }
    }

    /// Whether `name =>` or `name :=` comes next.
    pub(super) fn is_argument_name(&self) -> bool {
        let token = self.source.token(self.at());
        let named = match self.kind_at(1) {
            Some(TokenKind::ColonEquals) => true,
            Some(TokenKind::Operator(symbol)) => symbol == "=>",
            _ => false,
        };
        named && token.is_some_and(|t| super::reader::name_of(t, Names::TypeOrFunction).is_some())
    }

    /// An operator where the grammar takes any (`qual_all_Op`).
    pub(super) fn any_operator(&mut self) -> Result<OperatorName, Diagnostic> {
        if self.is_word("operator") { self.operator_call() } else { self.operator() }
    }
}

/// An operand behind which no operator may stand.
fn without_operator(operand: Expr) -> Expr {
    let Expr { kind, span } = operand;
    let kind = match kind {
        ExprKind::Parameter(index, _) => ExprKind::Parameter(index, ParameterPlace::Operand),
        kind => kind,
    };
    Expr { kind, span }
}

/// The level of an operator of these characters; none for `=>`, which is no operator.
fn level_of(symbol: &str) -> Option<Level> {
    Some(match symbol {
        "=>" => return None,
        "<" | ">" | "=" | "<=" | ">=" | "<>" => Level::Comparison,
        "+" | "-" => Level::Add,
        "*" | "/" | "%" => Level::Multiply,
        "^" => Level::Power,
        _ => Level::Other,
    })
}

/// A number, a string or a name that PostgreSQL refuses where it accepts another.
pub(super) fn out_of_place(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(SqlState::SYNTAX_ERROR, span, message)
}
