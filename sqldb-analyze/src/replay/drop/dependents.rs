//! What depends on relations, columns and keys: it is in the way of a `DROP`, or goes along
//! (`dependency.c performDeletion`).

use crate::catalog::{By, ConstraintKind, Dependent, Need, Needed, OwnedSequence, RelationId, Use};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::drop::kind_word;
use crate::replay::lookup::{span, spelled};
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::DropBehavior;
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    /// Refuses, or drops, what depends on a relation: views, references, inheriting tables, columns
    /// of its row type.
    pub(in crate::replay) fn relation_dependents(
        &mut self,
        id: RelationId,
        at: Span,
        behavior: DropBehavior,
        together: &[RelationId],
    ) -> Done {
        let name = self.get(id)?.name.name.clone();
        let ident = QualifiedIdent::alone(Ident { name, span: at });
        let word = kind_word(self.get(id)?.kind);
        let partitions = self.partitions(id);
        for child in self.children(id) {
            // One that inherits in two ways is gone with the first.
            let gone = self.get(child).is_err();
            if gone || together.contains(&child) && !partitions.contains(&child) {
                continue;
            }
            // A partition goes along, but what uses it does not.
            if partitions.contains(&child) {
                let with_this: Vec<RelationId> = together.iter().copied().chain([id]).collect();
                self.relation_dependents(child, at, behavior, &with_this)?;
                continue;
            }
            if behavior == DropBehavior::Restrict {
                let child = self.get(child)?;
                let dependent = format!("table `{}`", child.name.name);
                let origin = Some(child.origin.clone());
                return Err(self.depends_on(word, &ident, &dependent, origin).into());
            }
            self.relation_dependents(child, at, behavior, together)?;
            self.remove_relation(child, at);
        }
        // `OR REPLACE` can make views that read each other.
        let with_this: Vec<RelationId> = together.iter().copied().chain([id]).collect();
        for reader in self.readers(id, None) {
            match reader {
                Dependent::View(view) if !with_this.contains(&view) => {
                    self.drop_view(view, word, &ident, behavior, &with_this)?;
                }
                // What is a part of something that goes, goes with it.
                reader if reader.relation().is_some_and(|own| with_this.contains(&own)) => {}
                reader => self.goes_along(&reader, word, &ident, behavior)?,
            }
        }
        self.named_dependents(id, word, &ident, behavior, &with_this)?;
        let own = self.with_partitions(id);
        let refers = self.catalog.constraints.find_by(By::Target(id), |found| {
            found.target() == Some(id)
                && !own.contains(&found.relation)
                && !together.contains(&found.relation)
        });
        if let Some(found) = refers
            && behavior == DropBehavior::Restrict
        {
            let table = &self.get(found.relation)?.name.name;
            let dependent = format!("constraint `{}` on table `{table}`", found.name);
            let origin = Some(found.origin.clone());
            return Err(self.depends_on(word, &ident, &dependent, origin).into());
        }
        let row_type = self.get(id)?.row_type;
        self.type_dependents(row_type, word, &ident, behavior, &with_this)
    }

    /// Refuses, or drops, what reads a sequence, or names it by a constant.
    pub(in crate::replay) fn sequence_dependents(
        &mut self,
        id: RelationId,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
        together: &[RelationId],
    ) -> Done {
        for reader in self.readers(id, None) {
            if reader.relation().is_none_or(|own| !together.contains(&own)) {
                self.goes_along(&reader, word, ident, behavior)?;
            }
        }
        self.needed_dependents(&Needed::Relation(id), word, ident, behavior)
    }

    /// Refuses, or drops, what names a relation by a constant, or a sequence that belongs to one of its
    /// columns.
    fn named_dependents(
        &mut self,
        id: RelationId,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
        together: &[RelationId],
    ) -> Done {
        let owned = self.catalog.owned_sequences.by(By::Relation(id));
        let sequences: Vec<RelationId> = owned.map(|owned| owned.sequence).collect();
        let goes = |dependent: &Dependent| {
            dependent.relation().is_some_and(|relation| together.contains(&relation))
        };
        for named in std::iter::once(id).chain(sequences.iter().copied()) {
            let named = Needed::Relation(named);
            let stays = |need: &Need| need.on != named || !goes(&need.dependent);
            self.catalog.needs.retain_by(By::Needed(&named), stays);
        }
        // Who reads the relation itself is asked before.
        self.needed_dependents(&Needed::Relation(id), word, ident, behavior)?;
        for sequence in sequences {
            self.sequence_dependents(sequence, word, ident, behavior, together)?;
        }
        Ok(())
    }

    /// Refuses, or drops, what depends on a column and does not go silently.
    pub(in crate::replay) fn column_dependents(
        &mut self,
        id: RelationId,
        name: &Ident,
        behavior: DropBehavior,
    ) -> Done {
        let ident = QualifiedIdent::alone(name.clone());
        for reader in self.readers(id, Some(&name.name)) {
            self.goes_along(&reader, "column", &ident, behavior)?;
        }
        let own = |owned: &&OwnedSequence| owned.column == name.name;
        let owned: Vec<OwnedSequence> =
            self.catalog.owned_sequences.by(By::Relation(id)).filter(own).cloned().collect();
        for owned in owned {
            let sequence = Needed::Relation(owned.sequence);
            let own = Dependent::Default(id, owned.column);
            let stays = |need: &Need| need.on != sequence || need.dependent != own;
            self.catalog.needs.retain_by(By::Needed(&sequence), stays);
            self.sequence_dependents(owned.sequence, "column", &ident, behavior, &[])?;
        }
        let keys: Vec<String> = self
            .get(id)?
            .keys
            .iter()
            .filter(|key| key.columns.contains(&name.name))
            .map(|key| key.name.clone())
            .collect();
        for key in keys {
            self.key_dependents(id, &key, "column", &ident, behavior)?;
        }
        Ok(())
    }

    /// Refuses, or drops, the references that need a key.
    pub(in crate::replay) fn key_dependents(
        &mut self,
        id: RelationId,
        key_name: &str,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let needs = |found: &crate::catalog::Constraint| {
            matches!(&found.kind, ConstraintKind::ForeignKey { target, key, .. }
                if *target == id && key == key_name)
        };
        let own = |found: &crate::catalog::Constraint| {
            // A reference of the same table that loses its column goes silently.
            word == "column" && found.relation == id && found.columns().contains(&ident.name.name)
        };
        let grouped = Needed::Key(id, key_name.to_owned());
        self.needed_dependents(&grouped, word, ident, behavior)?;
        let by = By::Target(id);
        let found = self.catalog.constraints.find_by(by, |found| needs(found) && !own(found));
        if let Some(found) = found
            && behavior == DropBehavior::Restrict
        {
            let table = &self.get(found.relation)?.name.name;
            let dependent = format!("constraint `{}` on table `{table}`", found.name);
            let origin = Some(found.origin.clone());
            return Err(self.depends_on(word, ident, &dependent, origin).into());
        }
        self.catalog.constraints.retain_by(By::Target(id), |found| !needs(found));
        Ok(())
    }

    pub(in crate::replay) fn drop_view(
        &mut self,
        view: RelationId,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
        together: &[RelationId],
    ) -> Done {
        let Ok(relation) = self.get(view) else { return Ok(()) };
        if behavior == DropBehavior::Restrict {
            let dependent = format!("view `{}`", relation.name.name);
            let origin = Some(relation.origin.clone());
            return Err(self.depends_on(word, ident, &dependent, origin).into());
        }
        let at = ident.name.span;
        self.relation_dependents(view, at, behavior, together)?;
        self.remove_relation(view, at);
        Ok(())
    }

    /// What reads a relation, or one column of it.
    pub(in crate::replay) fn readers(
        &self,
        id: RelationId,
        column: Option<&str>,
    ) -> Vec<Dependent> {
        let reads = |found: &&Use| {
            found.relation == id
                && column.is_none_or(|name| found.columns.iter().any(|column| column == name))
        };
        self.catalog
            .uses
            .by(By::Target(id))
            .filter(reads)
            .map(|found| found.dependent.clone())
            .collect()
    }

    pub(in crate::replay) fn depends_on(
        &self,
        word: &str,
        name: &QualifiedIdent,
        dependent: &str,
        origin: Option<crate::span::Origin>,
    ) -> Diagnostic {
        let shown = spelled(name);
        let message = format!("cannot drop {word} `{shown}` because other objects depend on it");
        Diagnostic::new(SqlState::DEPENDENT_OBJECTS_STILL_EXIST, span(name), message)
            .note(format!("{dependent} depends on {word} `{shown}`"), origin)
            .help("use `DROP … CASCADE` to drop the dependent objects too")
    }

    pub(in crate::replay) fn depends(
        &self,
        message: String,
        at: Span,
        note: Option<String>,
    ) -> Diagnostic {
        let diagnostic = Diagnostic::new(SqlState::DEPENDENT_OBJECTS_STILL_EXIST, at, message);
        match note {
            Some(note) => diagnostic.note(note, None),
            None => diagnostic,
        }
    }
}
