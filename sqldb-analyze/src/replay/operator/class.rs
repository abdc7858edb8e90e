//! Access methods and operator classes: whether values of a type can be indexed as it is written.
//!
//! `indexcmds.c DefineIndex, ResolveOpClass, GetDefaultOpClass`.

use crate::catalog::{By, Needed, Order, OtherId, OtherKind, UserTypeKind, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::{Access, CreateOther, OperatorClass, OtherName, OtherUse, OtherWord};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::{TypeId, is_binary_coercible};

/// The access method where none is written.
pub(in crate::replay) const BTREE: &str = "btree";

/// Whether an index takes each value once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::replay) enum Entries {
    /// `UNIQUE`.
    Unique,
    /// As many as there are rows.
    Any,
}

impl Replay<'_> {
    /// Refuses an access method that does not exist or cannot do what is asked of it, and elements
    /// that it has no operator class for; says which classes and collations of others it uses.
    pub(in crate::replay) fn can_be_indexed(
        &self,
        access: &Access,
        types: &[Option<(TypeId, Span)>],
        entries: Entries,
    ) -> Done<Vec<Needed>> {
        let mut needed = Vec::new();
        let method = match &access.method {
            Some(method) => {
                needed.extend(self.access_method(method, types.len(), entries)?);
                method.name.as_str()
            }
            None => BTREE,
        };
        for collation in access.collations.iter().flatten() {
            needed.extend(self.collation(collation)?);
        }
        let none = std::iter::repeat(&None);
        for (found, class) in types.iter().zip(access.classes.iter().chain(none)) {
            match (class, *found) {
                (Some(class), found) => {
                    needed.extend(self.operator_class(method, class, found.map(|(ty, _)| ty))?);
                }
                (None, Some((ty, span))) => {
                    needed.extend(self.default_operator_class(method, ty, span)?);
                }
                (None, None) => {}
            }
        }
        Ok(needed)
    }

    /// A collation that is written.
    pub(in crate::replay) fn collation(&self, written: &QualifiedIdent) -> Done<Option<Needed>> {
        self.needed_other(&OtherName { kind: OtherWord::Collation, name: written.clone() })
    }

    fn access_method(
        &self,
        method: &Ident,
        elements: usize,
        entries: Entries,
    ) -> Done<Option<Needed>> {
        let name = method.name.as_str();
        if builtin::operator_classes(name, self.catalog.major).next().is_none() {
            let method = OtherName::alone(OtherWord::AccessMethod, method.clone());
            // What is of it, its operator classes say.
            return Ok(match self.needed_other(&method)? {
                Some(Needed::Other(_)) => None,
                needed => needed,
            });
        }
        let cannot = |what: &str| {
            let message = format!("access method `{name}` does not support {what}");
            Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, method.span, message)
        };
        if entries == Entries::Unique && name != BTREE {
            return Err(cannot("unique indexes").help("leave out the method").into());
        }
        if elements > 1 && matches!(name, "hash" | "spgist") {
            return Err(cannot("multicolumn indexes").into());
        }
        Ok(None)
    }

    /// A class that is written: it must exist, and take the type.
    pub(in crate::replay) fn operator_class(
        &self,
        method: &str,
        class: &QualifiedIdent,
        ty: Option<TypeId>,
    ) -> Done<Option<Needed>> {
        let (name, span) = (class.name.name.as_str(), class.name.span);
        let mut named = builtin::operator_classes(method, self.catalog.major)
            .filter(|row| row.1 == name)
            .peekable();
        let written = Ident { name: method.to_owned(), span };
        let kind = OtherWord::OperatorClass(written);
        let needed = self.needed_other(&OtherName { kind, name: class.clone() })?;
        if needed.is_some() || named.peek().is_none() {
            return Ok(needed);
        }
        let Some(ty) = ty else { return Ok(None) };
        let takes = |input: u16| is_binary_coercible(self.catalog, ty, TypeId(u32::from(input)));
        if named.any(|row| takes(row.2)) || self.may_have_own_classes() {
            return Ok(None);
        }
        let shown = self.catalog.format_type(ty);
        let message = format!("operator class `{name}` does not accept data type {shown}");
        Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message).into())
    }

    /// The class of a type where none is written.
    pub(in crate::replay) fn default_operator_class(
        &self,
        method: &str,
        ty: TypeId,
        span: Span,
    ) -> Done<Option<Needed>> {
        let base = self.catalog.base_type(ty).id;
        if let Some(class) = self.own_default_class(method, base) {
            return Ok(Some(Needed::Other(class)));
        }
        // What an extension's method takes, it says itself.
        if builtin::operator_classes(method, self.catalog.major).next().is_none() {
            return Ok(None);
        }
        let own = self
            .catalog
            .user_type(base)
            .is_some_and(|found| matches!(found.kind, crate::catalog::UserTypeKind::Base(_)));
        let installed = |name: &str| self.catalog.extensions.iter().any(|found| found == name);
        let by_extension = match method {
            "gin" => installed("btree_gin"),
            "gist" => installed("btree_gist"),
            _ => false,
        };
        let takes = |input: u16| is_binary_coercible(self.catalog, base, TypeId(u32::from(input)));
        let mut classes = builtin::operator_classes(method, self.catalog.major);
        if own || by_extension || self.has_own_classes() || classes.any(|row| row.3 && takes(row.2))
        {
            return Ok(None);
        }
        let shown = self.catalog.format_type(ty);
        let message =
            format!("data type {shown} has no default operator class for access method `{method}`");
        let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, span, message);
        let sorted =
            builtin::operator_classes(BTREE, self.catalog.major).any(|row| row.3 && takes(row.2));
        let text = [TypeId::TEXT, TypeId::VARCHAR, TypeId::BPCHAR].contains(&base);
        let help = match method {
            "gin" if text => Some(
                "write `CREATE EXTENSION pg_trgm` in a migration before, and `gin_trgm_ops` behind \
                 the column; or index `to_tsvector('english', …)`",
            ),
            "gin" if sorted => Some("write `CREATE EXTENSION btree_gin` in a migration before"),
            "gist" if sorted => Some("write `CREATE EXTENSION btree_gist` in a migration before"),
            _ if base == TypeId::JSON => {
                Some("make the column `jsonb`, or index a text of it: `(data ->> 'key')`")
            }
            BTREE | "hash" => Some("write `USING gist` or `USING gin`, whichever has the type"),
            _ => None,
        };
        Err(match help {
            Some(help) => error.help(help),
            None => error,
        }
        .into())
    }

    /// Whether a migration makes classes or access methods, or an extension of the user's may.
    fn has_own_classes(&self) -> bool {
        self.catalog.own_operator_classes || !self.catalog.extension_scripts.is_empty()
    }

    /// Whether there may be classes that are not PostgreSQL's: not all of extensions are known here.
    fn may_have_own_classes(&self) -> bool {
        let classes = |extension: &String| extension != "plpgsql";
        self.has_own_classes() || self.catalog.extensions.iter().any(classes)
    }

    /// `CREATE OPERATOR CLASS` (`opclasscmds.c DefineOpClass`).
    pub(in crate::replay) fn create_operator_class(&mut self, class: &OperatorClass) -> Done {
        self.catalog.own_operator_classes = true;
        let OperatorClass { default, type_name, family, create } = class;
        let id = self.typed(type_name)?.id;
        let OtherWord::OperatorClass(method) = &create.object.kind else { return Ok(()) };
        if *default {
            self.is_only_default(method, id, &create.object)?;
        }
        let Some(made) = self.make_class(class, method, family.as_ref())? else { return Ok(()) };
        if !default {
            return Ok(());
        }
        if let Some(mut found) = self.catalog.others.change_first(By::Other(made)) {
            found.default_for = Some(id);
        }
        // A default class of a base type makes its values equal or sortable.
        let order = match method.name.as_str() {
            BTREE => Order::Sorted,
            "hash" => Order::Equal,
            _ => return Ok(()),
        };
        if let Some(mut found) = self.type_mut(id)
            && let UserTypeKind::Base(base) = &mut found.kind
        {
            base.order = base.order.max(order);
        }
        Ok(())
    }

    /// Makes a class, and a family of its name where none is written and none is there.
    fn make_class(
        &mut self,
        class: &OperatorClass,
        method: &Ident,
        family: Option<&QualifiedIdent>,
    ) -> Done<Option<OtherId>> {
        let object = &class.create.object;
        let written = family.unwrap_or(&object.name);
        let kind = OtherWord::OperatorFamily(method.clone());
        let name = OtherName { kind, name: written.clone() };
        let known = match family {
            Some(_) => self.other(&name)?,
            None => {
                let kind = OtherKind::OperatorFamily(method.name.clone());
                let schema = self.creation_schema(written)?;
                let found = self.catalog.find_other(&kind, Some(&schema), &written.name.name);
                found.map(|found| found.id)
            }
        };
        let Some(made) = self.make_other(&class.create)? else { return Ok(None) };
        let part_of = match (known, family) {
            (None, None) => {
                let method = OtherName::alone(OtherWord::AccessMethod, method.clone());
                self.make_other(&CreateOther {
                    object: name,
                    if_not_exists: false,
                    or_replace: false,
                    uses: vec![OtherUse::PartOf(method)],
                })?
            }
            (known, _) => known,
        };
        if let Some(mut found) = self.catalog.others.change_first(By::Other(made)) {
            found.part_of = part_of;
        }
        Ok(Some(made))
    }

    /// A type has one default class of a method.
    fn is_only_default(&self, method: &Ident, ty: TypeId, object: &OtherName) -> Done {
        let mut own = builtin::operator_classes(&method.name, self.catalog.major);
        let builtin = own.any(|row| row.3 && TypeId(u32::from(row.2)) == ty);
        if !builtin && self.own_default_class(&method.name, ty).is_none() {
            return Ok(());
        }
        let (name, shown) = (&object.name.name, self.catalog.format_type(ty));
        let message =
            format!("could not make operator class `{}` be default for type {shown}", name.name);
        Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message).into())
    }
}
