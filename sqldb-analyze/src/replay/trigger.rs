//! Triggers: rows that they may keep from being written, and the functions that they need.

use super::{Done, Replay};
use crate::catalog::{Dependent, RelationId, Trigger};
use crate::tree::ddl::CreateTrigger;
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) -> Done {
        let CreateTrigger { name, time, relation, function } = create;
        let id = self.relation(relation)?;
        let needed = function.as_ref().and_then(|function| {
            let schema = function.schema.as_ref().map(|schema| schema.name.as_str());
            let mut named = self.catalog.functions_named(schema, &function.name.name);
            let found =
                named.find_map(|(_, found)| found.user().filter(|f| f.arguments.is_empty()));
            found.map(|found| found.as_needed())
        });
        // `CREATE OR REPLACE`.
        self.remove_trigger(id, &name.name);
        let (name, origin) = (name.name.clone(), self.origin(name.span));
        self.set_needs(&Dependent::Trigger(id, name.clone()), needed.into_iter().collect());
        self.catalog.triggers.push(Trigger { name, relation: id, time: *time, origin });
        Ok(())
    }

    pub(super) fn rename_trigger(&mut self, name: &Ident, relation: &QualifiedIdent, to: &Ident) {
        let Some(id) = self.find_relation(relation) else { return };
        for found in &mut self.catalog.triggers {
            if found.relation == id && found.name == name.name {
                found.name.clone_from(&to.name);
            }
        }
        for need in &mut self.catalog.needs {
            if need.dependent == Dependent::Trigger(id, name.name.clone()) {
                need.dependent = Dependent::Trigger(id, to.name.clone());
            }
        }
    }

    pub(super) fn drop_trigger(&mut self, name: &Ident, relation: &QualifiedIdent) {
        if let Some(id) = self.find_relation(relation) {
            self.remove_trigger(id, &name.name);
        }
    }

    pub(super) fn remove_trigger(&mut self, id: RelationId, name: &str) {
        self.catalog.triggers.retain(|found| found.relation != id || found.name != name);
        self.set_needs(&Dependent::Trigger(id, name.to_owned()), Vec::new());
    }
}
