//! `CREATE TABLE` and `CREATE FOREIGN TABLE`.

use super::column::Typed;
use super::parser::{Parsed, Parser, fragment};
use crate::catalog::RelationKind;
use crate::lex::TokenKind;
use crate::tree::ddl::{
    BoundForm, CreateTable, CreateView, Ddl, Fragment, IndexElement, LikeClause, PartitionBound,
    PartitionBy, TableElement,
};
use crate::tree::{Ident, QualifiedIdent};

impl Parser<'_> {
    /// What follows `CREATE … TABLE`.
    pub(super) fn create_table(&mut self, kind: TableWord) -> Parsed<Ddl> {
        let if_not_exists = self.if_not_exists();
        let name = self.qualified()?;
        let mut table = CreateTable {
            name,
            if_not_exists,
            temporary: kind == TableWord::Temporary,
            foreign: kind == TableWord::Foreign,
            elements: Vec::new(),
            inherits: Vec::new(),
            partition_of: None,
            bound: None,
            of_type: None,
            partition_by: None,
            drops_on_commit: false,
            storage: Vec::new(),
            method: None,
            server: None,
        };
        if self.words(&["partition", "of"]) {
            table.partition_of = Some(self.qualified()?);
            table.elements = self.optional_typed_elements()?;
            table.bound = Some(self.partition_bound()?);
        } else if self.word("of") {
            table.of_type = Some(self.qualified()?);
            table.elements = self.optional_typed_elements()?;
        } else if let Some(columns) = self.as_columns()? {
            return self.table_as(table, columns);
        } else {
            self.open()?;
            if !self.is(&TokenKind::RightParenthesis) {
                table.elements = self.comma_list(Parser::table_element)?;
            }
            self.close()?;
            if self.word("inherits") {
                self.open()?;
                table.inherits = self.comma_list(Parser::qualified)?;
                self.close()?;
            }
        }
        self.table_options(&mut table)?;
        Ok(Ddl::CreateTable(Box::new(table)))
    }

    /// For `CREATE TABLE t [(a, b)] [options] AS`: the column names. Nothing is taken otherwise.
    fn as_columns(&mut self) -> Parsed<Option<Vec<Ident>>> {
        // A list of bare names is followed by a comma or the parenthesis; a column has a type.
        let mut ahead = 0;
        if self.is(&TokenKind::LeftParenthesis) {
            ahead = 1;
            loop {
                let name = matches!(
                    self.peek_ahead(ahead),
                    Some(TokenKind::Word(_) | TokenKind::QuotedWord(_))
                );
                match self.peek_ahead(ahead + 1) {
                    Some(TokenKind::Comma) if name => ahead += 2,
                    Some(TokenKind::RightParenthesis) if name => break ahead += 2,
                    _ => return Ok(None),
                }
            }
        }
        let follows = matches!(
            self.peek_word(ahead),
            Some("as" | "using" | "with" | "without" | "on" | "tablespace")
        );
        if !follows {
            return Ok(None);
        }
        if ahead == 0 { Ok(Some(Vec::new())) } else { self.ident_list().map(Some) }
    }

    fn table_as(&mut self, mut table: CreateTable, columns: Vec<Ident>) -> Parsed<Ddl> {
        self.table_options(&mut table)?;
        self.expect_word("as")?;
        let (query, executes) = match self.word("execute") {
            true => {
                let executes = self.executed()?;
                if self.word("with") {
                    self.word("no");
                    self.expect_word("data")?;
                }
                (fragment(Vec::new()), Some(executes))
            }
            false => (self.query_with_data()?, None),
        };
        Ok(Ddl::CreateView(Box::new(CreateView {
            name: table.name,
            kind: RelationKind::Table,
            or_replace: false,
            if_not_exists: table.if_not_exists,
            temporary: table.temporary,
            drops_on_commit: table.drops_on_commit,
            method: table.method,
            columns,
            query,
            executes,
        })))
    }

    fn table_element(&mut self) -> Parsed<TableElement> {
        if self.word("like") {
            return Ok(TableElement::Like(self.like()?));
        }
        if self.at_table_constraint() {
            return Ok(TableElement::Constraint(self.table_constraint()?));
        }
        Ok(TableElement::Column(self.column_def(Typed::Written)?))
    }

    fn optional_typed_elements(&mut self) -> Parsed<Vec<TableElement>> {
        if !self.take(&TokenKind::LeftParenthesis) {
            return Ok(Vec::new());
        }
        let elements = self.comma_list(|parser| {
            if parser.at_table_constraint() {
                return Ok(TableElement::Constraint(parser.table_constraint()?));
            }
            Ok(TableElement::Column(parser.column_def(Typed::Known)?))
        })?;
        self.close()?;
        Ok(elements)
    }

    /// `LIKE source { INCLUDING | EXCLUDING } …`.
    fn like(&mut self) -> Parsed<LikeClause> {
        let mut like = LikeClause {
            source: self.qualified()?,
            constraints: false,
            defaults: false,
            generated: false,
            identity: false,
            indexes: false,
        };
        loop {
            let including = self.word("including");
            if !including && !self.word("excluding") {
                return Ok(like);
            }
            match self.peek_word(0) {
                Some("all") => {
                    like.constraints = including;
                    like.defaults = including;
                    like.generated = including;
                    like.identity = including;
                    like.indexes = including;
                }
                Some("constraints") => like.constraints = including,
                Some("defaults") => like.defaults = including,
                Some("generated") => like.generated = including,
                Some("identity") => like.identity = including,
                Some("indexes") => like.indexes = including,
                Some("comments" | "compression" | "statistics" | "storage") => {}
                _ => return Err(self.expected("`ALL`, `DEFAULTS`, `CONSTRAINTS`, `INDEXES` …")),
            }
            self.next();
        }
    }

    /// `FOR VALUES …` or `DEFAULT`.
    pub(super) fn partition_bound(&mut self) -> Parsed<PartitionBound> {
        let start = self.here();
        let form = if self.word("default") {
            BoundForm::Default
        } else {
            self.expect_word("for")?;
            self.expect_word("values")?;
            if self.word("in") {
                self.parenthesised()?;
                BoundForm::In
            } else if self.word("with") {
                self.parenthesised()?;
                BoundForm::With
            } else {
                self.expect_word("from")?;
                let from = values(&self.parenthesised()?);
                self.expect_word("to")?;
                BoundForm::FromTo(from, values(&self.parenthesised()?))
            }
        };
        Ok(PartitionBound { form, span: self.since(start) })
    }

    /// What stands behind the columns: `PARTITION BY`, `USING`, `WITH`, `ON COMMIT`, `TABLESPACE`.
    fn table_options(&mut self, table: &mut CreateTable) -> Parsed<()> {
        let mut heap = true;
        loop {
            if self.words(&["partition", "by"]) {
                let strategy = self.ident()?;
                self.open()?;
                let written = self.comma_list(Parser::partition_element)?;
                self.close()?;
                let mut key = PartitionBy {
                    strategy,
                    elements: Vec::new(),
                    classes: Vec::new(),
                    collations: Vec::new(),
                };
                for (element, class, collation) in written {
                    key.elements.push(element);
                    key.classes.push(class);
                    key.collations.push(collation);
                }
                table.partition_by = Some(key);
            } else if self.word("using") {
                let method = self.ident()?;
                heap = method.name == "heap";
                table.method = Some(method);
            } else if self.peek_word(0) == Some("with")
                && self.peek_ahead(1) == Some(&TokenKind::LeftParenthesis)
            {
                self.next();
                let list = self.storage_parameters()?;
                if heap && table.partition_by.is_none() && !table.foreign {
                    table.storage = list;
                }
            } else if self.words(&["without", "oids"]) {
            } else if self.words(&["on", "commit"]) {
                table.drops_on_commit = self.word("drop");
                let known = table.drops_on_commit
                    || self.words(&["preserve", "rows"])
                    || self.words(&["delete", "rows"]);
                if !known {
                    return Err(self.error());
                }
            } else if self.word("tablespace") {
                self.ident()?;
            } else if table.foreign && self.word("server") {
                table.server = Some(self.ident()?);
            } else if table.foreign && self.word("options") {
                self.parenthesised()?;
            } else {
                return Ok(());
            }
        }
    }

    /// An element, its operator class and its collation.
    fn partition_element(&mut self) -> Parsed<PartitionElement> {
        let element = self.index_key()?;
        let collation = if self.word("collate") { Some(self.qualified()?) } else { None };
        let class = if self.peek_word(0).is_some() { Some(self.qualified()?) } else { None };
        Ok((element, class, collation))
    }
}

type PartitionElement = (IndexElement, Option<QualifiedIdent>, Option<QualifiedIdent>);

/// The words before `TABLE`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TableWord {
    /// `TABLE`, `UNLOGGED TABLE`.
    Plain,
    /// `TEMP TABLE`.
    Temporary,
    /// `FOREIGN TABLE`.
    Foreign,
}

/// How many expressions a list in parentheses has.
fn values(list: &Fragment) -> usize {
    let mut depth = 0_i32;
    let commas = list.tokens.iter().filter(|token| {
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket => depth += 1,
            TokenKind::RightParenthesis | TokenKind::RightBracket => depth -= 1,
            _ => {}
        }
        depth == 0 && token.kind == TokenKind::Comma
    });
    commas.count() + 1
}
