//! Collations, operator classes, text search, foreign servers and their kin: their names, and what
//! `ALTER`, `DROP` and `COMMENT` say of them.

use std::mem::discriminant;

use super::parser::{Parsed, Parser, fragment};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::Ident;
use crate::tree::ddl::{
    AlterOther, AlterOtherAction, Ddl, DropBehavior, DropOther, OtherName, OtherWord,
    WrapperFunction,
};

impl Parser<'_> {
    /// The words of a kind, such as `TEXT SEARCH PARSER`, and what makes of a name the object's; nothing
    /// is taken where they are no such words.
    pub(super) fn other_word(&mut self) -> Option<OtherForm> {
        let forms: [(&[&str], OtherForm); 17] = [
            (&["access", "method"], OtherForm::Global(OtherWord::AccessMethod)),
            (&["collation"], OtherForm::Qualified(OtherWord::Collation)),
            (&["conversion"], OtherForm::Qualified(OtherWord::Conversion)),
            (&["foreign", "data", "wrapper"], OtherForm::Global(OtherWord::ForeignDataWrapper)),
            (&["language"], OtherForm::Global(OtherWord::Language)),
            (&["procedural", "language"], OtherForm::Global(OtherWord::Language)),
            (&["operator", "class"], OtherForm::UsingMethod(OtherWord::OperatorClass)),
            (&["operator", "family"], OtherForm::UsingMethod(OtherWord::OperatorFamily)),
            (&["publication"], OtherForm::Global(OtherWord::Publication)),
            (&["server"], OtherForm::Global(OtherWord::Server)),
            (&["statistics"], OtherForm::Qualified(OtherWord::Statistics)),
            (&["subscription"], OtherForm::Global(OtherWord::Subscription)),
            (&["text", "search", "configuration"], OtherForm::Qualified(CONFIGURATION)),
            (&["text", "search", "dictionary"], OtherForm::Qualified(DICTIONARY)),
            (&["text", "search", "parser"], OtherForm::Qualified(OtherWord::TextSearchParser)),
            (&["text", "search", "template"], OtherForm::Qualified(OtherWord::TextSearchTemplate)),
            (&["transform"], OtherForm::Transform),
        ];
        if self.words(&["user", "mapping"]) {
            return Some(OtherForm::UserMapping);
        }
        forms.into_iter().find(|(words, _)| self.words(words)).map(|(_, form)| form)
    }

    /// The name behind the words of a kind.
    pub(super) fn other_name(&mut self, form: &OtherForm) -> Parsed<OtherName> {
        Ok(match form {
            OtherForm::Global(kind) => OtherName::alone(kind.clone(), self.word_or_name()?),
            OtherForm::Qualified(kind) => OtherName { kind: kind.clone(), name: self.qualified()? },
            OtherForm::UsingMethod(kind) => {
                let name = self.qualified()?;
                self.expect_word("using")?;
                OtherName { kind: kind(self.ident()?), name }
            }
            OtherForm::Transform => {
                self.expect_word("for")?;
                let type_name = Box::new(self.type_name()?);
                self.expect_word("language")?;
                OtherName::alone(OtherWord::Transform(type_name), self.word_or_name()?)
            }
            OtherForm::UserMapping => {
                self.expect_word("for")?;
                let user = self.user()?;
                self.expect_word("server")?;
                OtherName::alone(OtherWord::UserMapping(self.ident()?), user)
            }
        })
    }

    /// `auth_ident`: all of the words that mean who runs the statement are one.
    fn user(&mut self) -> Parsed<Ident> {
        let user = self.label()?;
        let own = ["user", "current_role", "current_user"];
        match own.contains(&user.name.as_str()) {
            true => Ok(Ident { name: "current_user".to_owned(), span: user.span }),
            false => Ok(user),
        }
    }

    /// `NonReservedWord_or_Sconst`.
    fn word_or_name(&mut self) -> Parsed<Ident> {
        match self.string() {
            Ok((name, span)) => Ok(Ident { name, span }),
            Err(_) => self.ident(),
        }
    }

    /// What follows `DROP` and the words of a kind.
    pub(super) fn drop_other(&mut self, form: &OtherForm) -> Parsed<Ddl> {
        let if_exists = self.if_exists();
        let start = self.here();
        let objects = match form {
            OtherForm::UsingMethod(_) | OtherForm::Transform | OtherForm::UserMapping => {
                vec![self.other_name(form)?]
            }
            OtherForm::Global(_) | OtherForm::Qualified(_) => {
                self.comma_list(|parser| parser.other_name(form))?
            }
        };
        let span = self.since(start);
        let behavior = match form {
            OtherForm::UserMapping => DropBehavior::Restrict,
            _ => self.behavior(),
        };
        Ok(Ddl::DropOther(DropOther { objects, if_exists, behavior, span }))
    }

    /// What follows `ALTER` and the words of a kind.
    pub(super) fn alter_other(&mut self, form: &OtherForm) -> Parsed<Ddl> {
        let statistics = matches!(form, OtherForm::Qualified(OtherWord::Statistics));
        let if_exists = statistics && self.if_exists();
        let object = self.other_name(form)?;
        let action = match () {
            () if self.words(&["rename", "to"]) => AlterOtherAction::Rename(self.ident()?),
            () if self.words(&["set", "schema"]) => AlterOtherAction::SetSchema(self.ident()?),
            () => match object.kind {
                OtherWord::Publication => self.alter_publication()?,
                OtherWord::TextSearchConfiguration => self.alter_mapping()?,
                OtherWord::ForeignDataWrapper => {
                    AlterOtherAction::SetFunctions(self.wrapper_functions()?)
                }
                _ => {
                    self.skip_rest();
                    AlterOtherAction::Nothing
                }
            },
        };
        Ok(Ddl::AlterOther(Box::new(AlterOther { object, if_exists, action })))
    }

    fn alter_publication(&mut self) -> Parsed<AlterOtherAction> {
        let action = match self.peek_word(0) {
            Some("add") => AlterOtherAction::AddPublished,
            Some("drop") => AlterOtherAction::DropPublished,
            Some("set") if matches!(self.peek_word(1), Some("table" | "tables")) => {
                AlterOtherAction::SetPublished
            }
            _ => {
                self.skip_rest();
                return Ok(AlterOtherAction::Nothing);
            }
        };
        self.skip(1);
        self.published().map(action)
    }

    /// `{ADD | ALTER | DROP} MAPPING …` of a text search configuration.
    fn alter_mapping(&mut self) -> Parsed<AlterOtherAction> {
        let add = self.words(&["add", "mapping"]);
        if add || self.words(&["alter", "mapping"]) {
            let mut tokens = Vec::new();
            if self.word("for") {
                tokens = self.comma_list(Parser::ident)?;
            }
            if !add && self.word("replace") {
                let before = self.qualified()?;
                self.expect_word("with")?;
                let after = self.qualified()?;
                return Ok(AlterOtherAction::ReplaceMapping(tokens, before, after));
            }
            self.expect_word("with")?;
            let dictionaries = self.comma_list(Parser::qualified)?;
            return Ok(match add {
                true => AlterOtherAction::AddMapping(tokens, dictionaries),
                false => AlterOtherAction::SetMapping(tokens, dictionaries),
            });
        }
        if self.words(&["drop", "mapping"]) {
            self.if_exists();
            self.expect_word("for")?;
            return Ok(AlterOtherAction::DropMapping(self.comma_list(Parser::ident)?));
        }
        self.skip_rest();
        Ok(AlterOtherAction::Nothing)
    }

    /// `HANDLER`, `VALIDATOR` and `OPTIONS` of a foreign-data wrapper (`foreigncmds.c
    /// parse_func_options`).
    pub(super) fn wrapper_functions(&mut self) -> Parsed<Vec<WrapperFunction>> {
        let mut functions: Vec<WrapperFunction> = Vec::new();
        while !self.done() {
            let start = self.here();
            if self.words(&["owner", "to"]) {
                self.label()?;
                continue;
            }
            if self.word("options") {
                self.parenthesised()?;
                continue;
            }
            let no = self.word("no");
            let function: fn(_) -> _ = match () {
                () if self.word("handler") => WrapperFunction::Handler,
                () if self.word("validator") => WrapperFunction::Validator,
                () => return Err(self.error()),
            };
            let function = function(if no { None } else { Some(self.qualified()?) });
            let same = |known: &WrapperFunction| discriminant(known) == discriminant(&function);
            if functions.iter().any(same) {
                let message = "conflicting or redundant options";
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, self.since(start), message));
            }
            functions.push(function);
        }
        Ok(functions)
    }

    /// What stands between here and one of some words.
    pub(super) fn up_to_word(&mut self, stops: &[&str]) -> crate::tree::ddl::Fragment {
        let start = self.position();
        let stop = |parser: &Self| parser.peek_word(0).is_some_and(|word| stops.contains(&word));
        while !self.done() && !stop(self) {
            self.skip(1);
        }
        let end = self.position();
        self.return_to(start);
        let tokens = self.rest().iter().take(end.saturating_sub(start)).cloned().collect();
        self.return_to(end);
        fragment(tokens)
    }
}

const CONFIGURATION: OtherWord = OtherWord::TextSearchConfiguration;
const DICTIONARY: OtherWord = OtherWord::TextSearchDictionary;

/// How the name of a kind of object is written.
#[derive(Clone)]
pub(super) enum OtherForm {
    /// `name`.
    Global(OtherWord),
    /// `schema.name`.
    Qualified(OtherWord),
    /// `schema.name USING method`.
    UsingMethod(fn(Ident) -> OtherWord),
    /// `FOR type LANGUAGE name`.
    Transform,
    /// `FOR user SERVER server`.
    UserMapping,
}
