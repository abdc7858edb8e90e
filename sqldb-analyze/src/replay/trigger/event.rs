//! Event triggers (`event_trigger.c`).

use crate::catalog::{Dependent, EventTrigger, GoneThing, Major};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::with_suggestion;
use crate::replay::{Done, Replay, unreadable};
use crate::span::Span;
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    /// `CREATE EVENT TRIGGER`: its function runs with every statement that comes.
    pub(in crate::replay) fn create_event_trigger(
        &mut self,
        name: &Ident,
        event: &Ident,
        function: &QualifiedIdent,
        at: Span,
    ) -> Done {
        let done = self.make_event_trigger(name, event, function, at);
        if done.is_err() {
            self.unread_event_trigger(name);
        }
        done
    }

    fn make_event_trigger(
        &mut self,
        name: &Ident,
        event: &Ident,
        function: &QualifiedIdent,
        at: Span,
    ) -> Done {
        self.is_event(event)?;
        self.event_trigger_is_free(name)?;
        let needed = self.trigger_function(function, "event_trigger")?;
        let body = needed.as_ref().and_then(|needed| self.needed_body(needed));
        let dependent = Dependent::EventTrigger(name.name.clone());
        self.set_needs(&dependent, needed.into_iter().collect());
        let origin = self.origin(name.span);
        self.catalog.event_triggers.push(EventTrigger { name: name.name.clone(), origin });
        let Some((function, body)) = body else { return Ok(()) };
        let mut looked = self.doubted.clone();
        match self.may_change(&body, at, &mut looked) {
            true => Err(unreadable(at, &format!("`{function}`, which runs from now on,")).into()),
            false => Ok(()),
        }
    }

    fn is_event(&self, event: &Ident) -> Done {
        let known = match event.name.as_str() {
            "ddl_command_start" | "ddl_command_end" | "sql_drop" | "table_rewrite" => true,
            "login" => self.catalog.major >= Major::V17,
            _ => false,
        };
        if known {
            return Ok(());
        }
        let message = format!("unrecognized event name `{}`", event.name);
        Err(Diagnostic::new(SqlState::SYNTAX_ERROR, event.span, message).into())
    }

    /// `ALTER EVENT TRIGGER`.
    pub(in crate::replay) fn alter_event_trigger(
        &mut self,
        name: &Ident,
        to: Option<&Ident>,
    ) -> Done {
        self.event_trigger_exists(name)?;
        let Some(to) = to else { return Ok(()) };
        self.event_trigger_is_free(to)?;
        for found in &mut self.catalog.event_triggers {
            if found.name == name.name {
                found.name.clone_from(&to.name);
            }
        }
        let of = |name: &Ident| Dependent::EventTrigger(name.name.clone());
        self.rename_dependent(&of(name), &of(to));
        Ok(())
    }

    /// `DROP EVENT TRIGGER`.
    pub(in crate::replay) fn drop_event_triggers(
        &mut self,
        names: &[Ident],
        if_exists: bool,
    ) -> Done {
        for name in names {
            if !if_exists {
                self.event_trigger_exists(name)?;
            }
            self.remove_event_trigger(&name.name);
            let unread = GoneThing::EventTrigger(name.name.clone());
            self.catalog.unread.retain(|thing| *thing != unread);
        }
        Ok(())
    }

    /// Takes an event trigger out.
    pub(in crate::replay) fn remove_event_trigger(&mut self, name: &str) {
        self.catalog.event_triggers.retain(|found| found.name != name);
        self.forget(&Dependent::EventTrigger(name.to_owned()));
    }

    /// Remembers an event trigger of which nobody knows whether it is there.
    pub(in crate::replay) fn unread_event_trigger(&mut self, name: &Ident) {
        self.catalog.unread.push(GoneThing::EventTrigger(name.name.clone()));
    }

    fn event_trigger_is_free(&self, name: &Ident) -> Done {
        let known = self.catalog.event_triggers.iter().find(|found| found.name == name.name);
        let Some(known) = known else { return Ok(()) };
        if self.catalog.unread.contains(&GoneThing::EventTrigger(name.name.clone())) {
            return Ok(());
        }
        let message = format!("event trigger `{}` already exists", name.name);
        Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message)
            .note(format!("`{}` is created here", name.name), Some(known.origin.clone()))
            .into())
    }

    fn event_trigger_exists(&self, name: &Ident) -> Done {
        let triggers = &self.catalog.event_triggers;
        if triggers.iter().any(|found| found.name == name.name)
            || self.catalog.unread.contains(&GoneThing::EventTrigger(name.name.clone()))
            || !self.knows_all()
        {
            return Ok(());
        }
        let message = format!("event trigger `{}` does not exist", name.name);
        let diagnostic = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
        let names = triggers.iter().map(|found| found.name.as_str());
        Err(with_suggestion(diagnostic, &name.name, names).into())
    }
}
