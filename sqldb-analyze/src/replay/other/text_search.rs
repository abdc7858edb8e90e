//! Which dictionaries a text search configuration looks tokens up in (`tsearchcmds.c`).

use crate::catalog::{By, Dependent, Need, Needed, OtherId, OtherKind, TextSearchMapping};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::{Done, Replay};
use crate::tree::ddl::{OtherName, OtherWord};
use crate::tree::{Ident, QualifiedIdent};

/// The types of the tokens that PostgreSQL's own parser finds (`wparser_def.c`).
const TOKENS: [&str; 23] = [
    "asciiword",
    "word",
    "numword",
    "email",
    "url",
    "host",
    "sfloat",
    "version",
    "hword_numpart",
    "hword_part",
    "hword_asciipart",
    "blank",
    "tag",
    "protocol",
    "numhword",
    "asciihword",
    "hword",
    "url_path",
    "file",
    "float",
    "int",
    "uint",
    "entity",
];

impl Replay<'_> {
    /// A configuration that is a copy has the dictionaries of its original.
    pub(in crate::replay) fn copy_mappings(&mut self, source: OtherId, id: OtherId) {
        let of = self.catalog.text_search_mappings.iter();
        let of = of.filter(|found| found.configuration == source);
        let copied: Vec<TextSearchMapping> =
            of.map(|found| TextSearchMapping { configuration: id, ..found.clone() }).collect();
        self.catalog.text_search_mappings.extend(copied);
    }

    /// `ADD MAPPING FOR tokens WITH dictionaries`.
    pub(in crate::replay) fn map_tokens(
        &mut self,
        id: OtherId,
        tokens: &[Ident],
        dictionaries: &[QualifiedIdent],
    ) -> Done {
        let needs = Dependent::Other(id);
        let parser = |need: &Need| self.catalog.is_other(&need.on, &OtherKind::TextSearchParser);
        let of_own_parser = !self.catalog.needs.by(By::Dependent(&needs)).any(parser);
        let unknown = |token: &&Ident| !TOKENS.contains(&token.name.as_str());
        if let Some(token) = tokens.iter().find(unknown).filter(|_| of_own_parser) {
            let message = format!("token type `{}` does not exist", token.name);
            let code = SqlState::INVALID_PARAMETER_VALUE;
            return Err(Diagnostic::new(code, token.span, message).into());
        }
        let mut found = Vec::new();
        for name in dictionaries {
            found.extend(self.dictionary(name)?);
        }
        for token in tokens {
            for needed in &found {
                if let Needed::Other(dictionary) = needed {
                    self.catalog.text_search_mappings.push(TextSearchMapping {
                        configuration: id,
                        token: token.name.clone(),
                        dictionary: *dictionary,
                    });
                }
            }
        }
        self.note_dictionaries(id);
        // Those of extensions are not told apart by tokens.
        let extensions = found.into_iter().filter(|on| matches!(on, Needed::Extension(_)));
        self.add_needs(&Dependent::Other(id), extensions.collect());
        Ok(())
    }

    /// `DROP MAPPING FOR tokens`.
    pub(in crate::replay) fn unmap_tokens(&mut self, id: OtherId, tokens: &[Ident]) {
        self.catalog.text_search_mappings.retain(|found| {
            found.configuration != id || !tokens.iter().any(|token| token.name == found.token)
        });
        self.note_dictionaries(id);
    }

    /// `ALTER MAPPING [FOR tokens] REPLACE before WITH after`.
    pub(in crate::replay) fn replace_dictionary(
        &mut self,
        id: OtherId,
        tokens: &[Ident],
        before: &QualifiedIdent,
        after: &QualifiedIdent,
    ) -> Done {
        let before = self.dictionary(before)?;
        let after = self.dictionary(after)?;
        let is = |found: &TextSearchMapping| {
            found.configuration == id
                && before == Some(Needed::Other(found.dictionary))
                && (tokens.is_empty() || tokens.iter().any(|token| token.name == found.token))
        };
        match (&before, &after) {
            (Some(Needed::Other(_)), Some(Needed::Other(after))) => {
                for found in self.catalog.text_search_mappings.iter_mut().filter(|found| is(found))
                {
                    found.dictionary = *after;
                }
            }
            (Some(Needed::Other(_)), _) => {
                self.catalog.text_search_mappings.retain(|found| !is(found));
            }
            // For which tokens PostgreSQL's own stood is not kept: it is some.
            (_, Some(Needed::Other(after))) => {
                let (token, dictionary) = (String::new(), *after);
                let mapping = TextSearchMapping { configuration: id, token, dictionary };
                self.catalog.text_search_mappings.push(mapping);
            }
            _ => return Ok(()),
        }
        self.note_dictionaries(id);
        Ok(())
    }

    fn dictionary(&self, name: &QualifiedIdent) -> Done<Option<Needed>> {
        let kind = OtherWord::TextSearchDictionary;
        self.needed_other(&OtherName { kind, name: name.clone() })
    }

    /// A configuration cannot go without its dictionaries.
    fn note_dictionaries(&mut self, id: OtherId) {
        let mappings = self.catalog.text_search_mappings.iter();
        let mappings = mappings.filter(|found| found.configuration == id);
        let mut used: Vec<OtherId> = mappings.map(|found| found.dictionary).collect();
        used.sort_unstable();
        used.dedup();
        let used = used.into_iter().map(Needed::Other).collect();
        self.set_needs_of_kind(&Dependent::Other(id), &OtherKind::TextSearchDictionary, used);
    }
}
