//! How columns and tables are stored: `STORAGE`, `COMPRESSION`, `WITH (…)`.

use super::parser::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::TokenKind;
use crate::tree::ddl::StorageParameter;

impl Parser<'_> {
    /// What follows `STORAGE` (`tablecmds.c GetAttributeStorage`); `DEFAULT` since 16.
    pub(super) fn storage(&mut self) -> Parsed<()> {
        const KINDS: [&str; 5] = ["plain", "external", "extended", "main", "default"];
        let kind = self.label()?;
        if KINDS.contains(&kind.name.to_lowercase().as_str()) {
            return Ok(());
        }
        let message = format!("invalid storage type `{}`", kind.name);
        Err(Diagnostic::new(SqlState::INVALID_PARAMETER_VALUE, kind.span, message)
            .help("write `PLAIN`, `EXTERNAL`, `EXTENDED` or `MAIN`"))
    }

    /// What follows `COMPRESSION` (`tablecmds.c GetAttributeCompression`).
    pub(super) fn compression(&mut self) -> Parsed<()> {
        let method = self.label()?;
        if matches!(method.name.as_str(), "pglz" | "lz4" | "default") {
            return Ok(());
        }
        let message = format!("invalid compression method `{}`", method.name);
        Err(Diagnostic::new(SqlState::INVALID_PARAMETER_VALUE, method.span, message)
            .help("write `pglz` or `lz4`"))
    }

    /// `(name = value, namespace.name = value, name)`.
    pub(super) fn storage_parameters(&mut self) -> Parsed<Vec<StorageParameter>> {
        self.open()?;
        let list = self.comma_list(|parser| {
            let first = parser.label()?;
            let parameter = match parser.take(&TokenKind::Dot) {
                true => StorageParameter { namespace: Some(first), name: parser.label()? },
                false => StorageParameter { namespace: None, name: first },
            };
            while !matches!(
                parser.peek_kind(),
                None | Some(TokenKind::Comma | TokenKind::RightParenthesis)
            ) {
                parser.skip(1);
            }
            Ok(parameter)
        })?;
        self.close()?;
        Ok(list)
    }
}
