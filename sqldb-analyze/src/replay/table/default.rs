//! Defaults of columns: whether they are of its type, and what they use.

use crate::catalog::{By, Dependent, Needed, RelationId};
use crate::infer::{self, Definition};
use crate::replay::{Done, Replay};
use crate::tree::ddl::Fragment;
use crate::types::{TypeId, Typed};

/// Whether a column's default is of the column's type, before any cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replay) enum OwnDefault {
    /// It is.
    OfType,
    /// It is not, or there is none, or nobody knows.
    Cast,
}

impl Replay<'_> {
    /// Refuses a default that is no value of its column, and says what it uses.
    pub(in crate::replay) fn checked_default(
        &self,
        name: &str,
        ty: Typed,
        expression: &Fragment,
    ) -> Done<(OwnDefault, Vec<Needed>)> {
        let definition = Definition::Default(infer::Column { name, ty });
        Ok(match self.defines(None, expression, definition)? {
            Some((own, reads)) => {
                let own = if own.id == ty.id { OwnDefault::OfType } else { OwnDefault::Cast };
                (own, reads.needed().to_vec())
            }
            None => (OwnDefault::Cast, Vec::new()),
        })
    }

    /// Refuses a default that is no value of its column, and notes what it uses.
    pub(in crate::replay) fn default_uses(
        &mut self,
        id: RelationId,
        column: &str,
        expression: &Fragment,
    ) -> Done {
        let Some((_, found)) = self.get(id)?.column(column) else { return Ok(()) };
        let (own, needed) = self.checked_default(column, found.ty, expression)?;
        self.note_default(id, column, own, needed);
        Ok(())
    }

    /// Notes of which type a column's default is, and what it uses.
    pub(in crate::replay) fn note_default(
        &mut self,
        id: RelationId,
        column: &str,
        own: OwnDefault,
        needed: Vec<Needed>,
    ) {
        self.set_needs(&Dependent::Default(id, column.to_owned()), needed);
        let is = |known: &(RelationId, String)| known.0 == id && known.1 == column;
        self.catalog.own_defaults.retain_by(By::Relation(id), |known| !is(known));
        if own == OwnDefault::OfType {
            self.catalog.own_defaults.push((id, column.to_owned()));
        }
    }

    /// Whether a domain says DEFAULT, itself or one it is over.
    pub(in crate::replay) fn domain_default(&self, id: TypeId) -> bool {
        let mut id = id;
        for _ in 0..64 {
            match self.catalog.user_type(id).map(|found| &found.kind) {
                Some(crate::catalog::UserTypeKind::Domain { default: true, .. }) => return true,
                Some(crate::catalog::UserTypeKind::Domain { base, .. }) => id = base.id,
                _ => return false,
            }
        }
        false
    }

    /// Whether a default is a NULL that PostgreSQL does not keep: where it is cast to a length or to
    /// a domain, it is an expression (`heap.c AddRelationNewConstraints`).
    pub(in crate::replay) fn is_no_default(&self, expression: &Fragment, ty: Typed) -> bool {
        let base = self.catalog.base_type(ty);
        let cast = base.typmod.is_some() && base.id != TypeId::INTERVAL || base.id != ty.id;
        is_null(expression) && !cast
    }
}

/// Whether an expression is the bare `NULL`.
pub(in crate::replay) fn is_null(expression: &Fragment) -> bool {
    matches!(expression.tokens.as_slice(), [token] if token.is_word("null"))
}
