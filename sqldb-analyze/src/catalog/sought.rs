//! What each kind of thing of a catalog is looked for by.

use super::{
    Changes, Constraint, ConstraintKind, Dependent, Index, Need, OtherObject, OwnedSequence,
    PartitionKey, Policy, Relation, RelationId, Rule, Trigger, Use, UserFunction, UserOperator,
    UserType, UserTypeKind, ViewBody,
};
use crate::span::Origin;
use crate::types::TypeId;

use super::listed::{By, Sought};

impl Sought for Relation {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Name(&self.name.name));
        found(By::Schema(&self.name.schema));
        found(By::Relation(self.id));
        self.keys.iter().for_each(|key| found(By::Constraint(&key.name)));
        self.parents.iter().for_each(|parent| found(By::Target(*parent)));
        used_types(self.columns.iter().map(|column| column.ty.id), found);
    }
}

impl Sought for UserType {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Name(&self.name.name));
        found(By::Schema(&self.name.schema));
        found(By::Type(self.id));
        match &self.kind {
            UserTypeKind::Domain { base, constraints, default: _ } => {
                used_types([base.id], found);
                constraints.iter().for_each(|own| found(By::Constraint(&own.name)));
            }
            UserTypeKind::Composite(fields) => {
                used_types(fields.iter().map(|(_, ty)| ty.id), found);
            }
            UserTypeKind::Range { subtype, multirange } => {
                used_types([*subtype, *multirange], found);
            }
            UserTypeKind::Multirange(range) => used_types([*range], found),
            UserTypeKind::Array(element) => used_types([*element], found),
            UserTypeKind::Base(base) => {
                found(By::BaseType);
                used_types(base.subscript, found);
            }
            UserTypeKind::Enum(_) | UserTypeKind::Row(_) => {}
        }
    }
}

impl Sought for UserFunction {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Name(&self.name.name));
        found(By::Schema(&self.name.schema));
        found(By::Made(&self.origin));
        if let Some(body) = &self.body {
            if body.mentions.changes == Changes::Perhaps {
                found(By::MayChange);
            }
            if body.mentions.may_delete() {
                found(By::MayDelete);
            }
        }
        let columns = self.arguments.iter().chain(&self.columns).map(|argument| argument.ty);
        used_types(columns.chain([self.result]).chain(self.call.iter().copied()), found);
    }
}

impl Sought for UserOperator {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Name(&self.name.name));
        found(By::Schema(&self.name.schema));
        used_types(self.left.into_iter().chain([self.right, self.result]), found);
    }
}

impl Sought for OtherObject {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Name(&self.name.name));
        found(By::Schema(&self.name.schema));
        found(By::Other(self.id));
        if let Some(whole) = self.part_of {
            found(By::PartOf(whole));
        }
        if let Some((relation, _)) = &self.about {
            found(By::Relation(*relation));
        }
        used_types(self.default_for, found);
    }
}

impl Sought for Constraint {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Name(&self.name));
        found(By::Relation(self.relation));
        if let ConstraintKind::ForeignKey { target, .. } = &self.kind {
            found(By::Target(*target));
        }
    }
}

impl Sought for Index {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Name(&self.name.name));
        found(By::Schema(&self.name.schema));
        found(By::Relation(self.relation));
        if let Some(index) = &self.attached_to {
            found(By::Attached(&index.name));
        }
    }
}

impl Sought for OwnedSequence {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.table));
        found(By::Target(self.sequence));
    }
}

impl Sought for Use {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Dependent(&self.dependent));
        part_of(&self.dependent, found);
        found(By::Target(self.relation));
    }
}

impl Sought for Need {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Dependent(&self.dependent));
        part_of(&self.dependent, found);
        found(By::Needed(&self.on));
    }
}

impl Sought for ViewBody {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.view));
    }
}

impl Sought for Trigger {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.relation));
    }
}

impl Sought for Policy {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.relation));
    }
}

impl Sought for Rule {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.relation));
        if self.mentions.may_delete() {
            found(By::MayDelete);
        }
    }
}

impl Sought for PartitionKey {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.relation));
    }
}

/// A column of a relation.
impl Sought for (RelationId, String) {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.0));
    }
}

/// What a migration does with a relation, and where.
impl Sought for (RelationId, Origin) {
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>)) {
        found(By::Relation(self.0));
    }
}

/// What a definition is of.
fn part_of(dependent: &Dependent, found: &mut dyn FnMut(By<'_>)) {
    dependent.relation().into_iter().for_each(|relation| found(By::Relation(relation)));
    match dependent {
        Dependent::Type(ty) | Dependent::Field(ty, _) | Dependent::DomainConstraint(ty, _) => {
            found(By::Type(*ty));
        }
        Dependent::Published(publication, _) => found(By::Other(*publication)),
        _ => {}
    }
}

/// PostgreSQL's own types cannot be dropped, so that nobody asks who uses them.
fn used_types(types: impl IntoIterator<Item = TypeId>, found: &mut dyn FnMut(By<'_>)) {
    let own = types.into_iter().filter(|ty| *ty >= TypeId::FIRST_USER);
    own.for_each(|ty| found(By::UsedType(ty)));
}
