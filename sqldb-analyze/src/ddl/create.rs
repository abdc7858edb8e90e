//! `CREATE`: which of its statements this is, and the small ones.

use super::index::Uniqueness;
use super::parser::{Parsed, Parser, is_outside_catalog};
use super::table::TableWord;
use crate::catalog::{FunctionKind, OWN_SCHEMA, RelationKind};
use crate::lex::TokenKind;
use crate::tree::Ident;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{
    CreateExtension, CreateSequence, Ddl, DdlStatement, SequenceOptions, SequenceSetting,
};

impl Parser<'_> {
    pub(super) fn create(&mut self) -> Parsed<Ddl> {
        self.expect_word("create")?;
        let or_replace = self.words(&["or", "replace"]);
        let temporary = self.word("global") | self.word("local");
        let temporary = self.word("temp") || self.word("temporary") || temporary;
        self.word("unlogged");
        let table = if temporary { TableWord::Temporary } else { TableWord::Plain };
        let Some(word) = self.peek_word(0) else { return Err(self.error()) };
        match word {
            "policy" => return self.create_policy(),
            "event" => return self.create_event_trigger(),
            "default" if self.peek_word(1) == Some("conversion") => self.skip(1),
            "trusted" => self.skip(1),
            _ => {}
        }
        if self.words(&["operator", "class"]) {
            return self.create_operator_class();
        }
        if self.word("statistics") {
            return self.create_statistics();
        }
        if let Some(form) = self.other_word() {
            return self.create_other(&form, or_replace);
        }
        if is_outside_catalog(word) {
            return Ok(self.skipped());
        }
        match word {
            "trigger" | "constraint" => self.create_trigger(or_replace),
            "rule" => self.create_rule(or_replace),
            "table" => {
                self.next();
                self.create_table(table)
            }
            "view" | "recursive" => {
                let recursive = self.word("recursive");
                self.expect_word("view")?;
                self.create_view(or_replace, temporary, recursive)
            }
            "materialized" => {
                self.next();
                self.expect_word("view")?;
                self.create_materialized_view()
            }
            "foreign" if self.peek_word(1) == Some("table") => {
                self.skip(2);
                self.create_table(TableWord::Foreign)
            }
            "unique" => {
                self.next();
                self.expect_word("index")?;
                self.create_index(Uniqueness::Unique)
            }
            "index" => {
                self.next();
                self.create_index(Uniqueness::Plain)
            }
            "sequence" => {
                self.next();
                self.create_sequence(temporary)
            }
            "schema" => {
                self.next();
                self.create_schema()
            }
            "type" => {
                self.next();
                self.create_type()
            }
            "domain" => {
                self.next();
                self.create_domain()
            }
            "function" => {
                self.next();
                self.create_function(FunctionKind::Function, or_replace)
            }
            "procedure" => {
                self.next();
                self.create_function(FunctionKind::Procedure, or_replace)
            }
            "aggregate" => {
                self.next();
                self.create_aggregate(or_replace)
            }
            "extension" => {
                self.next();
                self.create_extension()
            }
            "cast" => {
                self.next();
                self.create_cast()
            }
            "operator" => {
                self.next();
                self.create_operator()
            }
            _ => Err(self.error()),
        }
    }

    fn create_extension(&mut self) -> Parsed<Ddl> {
        let if_not_exists = self.if_not_exists();
        let name = match self.peek_kind() {
            Some(TokenKind::String(_)) => {
                let (name, span) = self.string()?;
                Ident { name, span }
            }
            _ => self.ident()?,
        };
        self.word("with");
        let mut create = CreateExtension { name, if_not_exists, schema: None, cascade: false };
        loop {
            if self.word("schema") {
                create.schema = Some(self.ident()?);
            } else if self.word("version") || self.word("from") {
                self.next();
            } else if self.word("cascade") {
                create.cascade = true;
            } else {
                return Ok(Ddl::CreateExtension(create));
            }
        }
    }

    fn create_schema(&mut self) -> Parsed<Ddl> {
        let if_not_exists = self.if_not_exists();
        let written =
            if self.peek_word(0) == Some("authorization") { None } else { Some(self.ident()?) };
        let role = match self.word("authorization") {
            // Who that is only a database knows.
            true if ["current_user", "current_role", "session_user"]
                .iter()
                .any(|w| self.peek_word(0) == Some(w)) =>
            {
                let span = self.here();
                self.skip(1);
                Some(Ident { name: OWN_SCHEMA.to_owned(), span })
            }
            true => Some(self.ident()?),
            false => None,
        };
        let Some(name) = written.or(role) else { return Err(self.error()) };
        let mut elements = Vec::new();
        while !self.done() {
            // The statements inside stand side by side: each ends where the next `CREATE` or `GRANT`
            // begins.
            let rest = self.rest();
            let next = rest.iter().skip(1).position(|t| t.is_word("create") || t.is_word("grant"));
            let length = next.map_or(rest.len(), |at| at + 1);
            let tokens = rest.get(..length).unwrap_or_default();
            let mut inner = Parser::new(self.text(), tokens);
            let span = inner.here();
            let kind = if inner.peek_word(0) == Some("grant") {
                inner.grant()?
            } else {
                inner.create()?
            };
            inner.end()?;
            elements.push(DdlStatement { kind, span: inner.since(span) });
            self.skip(length);
        }
        Ok(Ddl::CreateSchema { name, if_not_exists, elements })
    }

    fn create_sequence(&mut self, temporary: bool) -> Parsed<Ddl> {
        let if_not_exists = self.if_not_exists();
        let name = self.qualified()?;
        let options = self.sequence_options()?;
        Ok(Ddl::CreateSequence(CreateSequence { name, if_not_exists, temporary, options }))
    }

    /// `(START WITH 1 …)`.
    pub(super) fn sequence_parentheses(&mut self) -> Parsed<SequenceOptions> {
        self.open()?;
        let options = self.sequence_options()?;
        self.close()?;
        Ok(options)
    }

    pub(super) fn sequence_options(&mut self) -> Parsed<SequenceOptions> {
        let mut options = SequenceOptions::default();
        loop {
            match self.peek_word(0) {
                Some("as") => {
                    self.next();
                    options.type_name = Some(self.type_name()?);
                }
                Some(
                    word @ ("increment" | "start" | "restart" | "minvalue" | "maxvalue" | "cache"),
                ) => {
                    let start = self.here();
                    self.next();
                    if !self.word("by") {
                        self.word("with");
                    }
                    let number = self.sequence_number();
                    let setting = match (word, number) {
                        ("increment", Some(number)) => SequenceSetting::Increment(number),
                        ("start", Some(number)) => SequenceSetting::Start(number),
                        ("minvalue", Some(number)) => SequenceSetting::Minimum(Some(number)),
                        ("maxvalue", Some(number)) => SequenceSetting::Maximum(Some(number)),
                        ("cache", Some(number)) => SequenceSetting::Cache(number),
                        ("restart", number) => SequenceSetting::Restart(number),
                        _ => continue,
                    };
                    options.settings.push((setting, self.since(start)));
                }
                Some("no") => {
                    let start = self.here();
                    let setting = match self.peek_word(1) {
                        Some("minvalue") => Some(SequenceSetting::Minimum(None)),
                        Some("maxvalue") => Some(SequenceSetting::Maximum(None)),
                        Some("cycle") => Some(SequenceSetting::Cycle),
                        _ => None,
                    };
                    self.skip(2);
                    let span = self.since(start);
                    options.settings.extend(setting.map(|setting| (setting, span)));
                }
                Some("cycle") => {
                    options.settings.push((SequenceSetting::Cycle, self.here()));
                    self.skip(1);
                }
                Some("logged" | "unlogged") => self.skip(1),
                Some("sequence") => {
                    self.next();
                    self.expect_word("name")?;
                    options.sequence_name = Some(self.qualified()?);
                }
                Some("owned") => {
                    self.next();
                    self.expect_word("by")?;
                    options.owned_by = Some(self.owner_column()?);
                }
                _ => return Ok(options),
            }
        }
    }

    /// A number with its sign; [`None`] where it has a fraction, or is left out.
    fn sequence_number(&mut self) -> Option<i128> {
        let negative = self.operator("-");
        if !negative {
            self.operator("+");
        }
        let number = match self.peek_kind() {
            Some(TokenKind::Integer(number)) => Some(i128::from(*number)),
            Some(TokenKind::Numeric(text)) => text.parse().ok(),
            _ => return None,
        };
        self.next();
        number.map(|number: i128| if negative { -number } else { number })
    }

    /// `table.column`, or `NONE`.
    fn owner_column(&mut self) -> Parsed<Option<(QualifiedIdent, Ident)>> {
        if self.word("none") {
            return Ok(None);
        }
        let mut parts = vec![self.ident()?];
        while self.take(&TokenKind::Dot) {
            parts.push(self.label()?);
        }
        let column = parts.pop();
        let table = parts.pop();
        match (table, column) {
            (Some(name), Some(column)) => {
                Ok(Some((QualifiedIdent { schema: parts.pop(), name }, column)))
            }
            _ => Err(self.error().help("`OWNED BY` takes `table.column` or `NONE`")),
        }
    }

    pub(super) fn create_view_of(
        &mut self,
        kind: RelationKind,
        name: QualifiedIdent,
    ) -> crate::tree::ddl::CreateView {
        crate::tree::ddl::CreateView {
            name,
            kind,
            or_replace: false,
            if_not_exists: false,
            temporary: false,
            drops_on_commit: false,
            method: None,
            executes: None,
            columns: Vec::new(),
            query: crate::tree::ddl::Fragment { tokens: Vec::new(), span: self.here() },
        }
    }
}
