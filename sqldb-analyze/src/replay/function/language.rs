//! The language of a function, and what it makes of the body (`functioncmds.c CreateFunction`).

use super::sql_body;
use crate::catalog::{Needed, OtherKind, UserFunction};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Reads;
use crate::replay::{Done, Replay};
use crate::tree::ddl::{CreateFunction, FunctionBody, OtherName, OtherWord};

/// The languages of every database.
const OWN: [&str; 4] = ["internal", "c", "sql", "plpgsql"];

impl Replay<'_> {
    /// A language that must exist. Others than PostgreSQL's own come with extensions, whose names
    /// begin with `pl`: those may be there from the start.
    pub(in crate::replay) fn language_exists(&self, create: &CreateFunction) -> Done {
        let Some(language) = &create.language else { return Ok(()) };
        let name = language.name.to_lowercase();
        let diagnostic = Diagnostic::new(
            SqlState::UNDEFINED_OBJECT,
            language.span,
            format!("language `{}` does not exist", language.name),
        );
        let names = OWN.iter().copied().filter(|own| own.len() > 1);
        let diagnostic = crate::replay::lookup::with_suggestion(diagnostic, &name, names);
        let of_extension = name.starts_with("pl") && diagnostic.help.is_none()
            || matches!(name.as_str(), "java" | "javau");
        let own = self.catalog.find_other(&OtherKind::Language, None, &name).is_some();
        if own || OWN.contains(&name.as_str()) || of_extension || !self.knows_all() {
            return Ok(());
        }
        Err(diagnostic.into())
    }

    /// The language of a function, where a migration has made it.
    pub(in crate::replay) fn language(&self, create: &CreateFunction) -> Option<Needed> {
        let name = create.language.as_ref()?.name.to_lowercase();
        let found = self.catalog.find_other(&OtherKind::Language, None, &name)?;
        Some(Needed::Other(found.id))
    }

    /// What makes of a function's arguments what its language has for them.
    pub(in crate::replay) fn transforms(&self, create: &CreateFunction) -> Done<Vec<Needed>> {
        let Some(language) = &create.language else { return Ok(Vec::new()) };
        let mut needed = Vec::new();
        for type_name in &create.transforms {
            let kind = OtherWord::Transform(Box::new(type_name.clone()));
            needed.extend(self.needed_other(&OtherName::alone(kind, language.clone()))?);
        }
        Ok(needed)
    }

    /// Reads a body as PostgreSQL does when the function is made, and says what it uses of what
    /// cannot go without it: only a body that is no text keeps that.
    pub(in crate::replay) fn check_body(
        &self,
        create: &CreateFunction,
        function: &UserFunction,
    ) -> Done<Vec<Reads>> {
        if !sql_body::is_checked(create, self.catalog.unchecked_bodies) {
            return Ok(Vec::new());
        }
        let read = match create.language.as_ref().map(|language| language.name.as_str()) {
            None | Some("sql") => self.check_sql_body(create, function)?,
            Some("plpgsql") => {
                self.check_plpgsql_body(create, function)?;
                Vec::new()
            }
            Some(_) => Vec::new(),
        };
        match create.body {
            Some(FunctionBody::Atomic(_)) => Ok(read),
            _ => Ok(Vec::new()),
        }
    }
}
