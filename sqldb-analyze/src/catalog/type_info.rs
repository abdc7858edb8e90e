//! What the catalog knows of a type, built-in or of the migrations.
//!
//! Start with [`Catalog::type_info`] and [`Catalog::find_type`].

use super::{By, Catalog, Major, Modifiers, RelationId, UserType, UserTypeKind, builtin};
use crate::types::{Category, TypeId, Typed};

/// A type, wherever it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypeInfo<'c> {
    /// Its identity.
    pub id: TypeId,
    /// Its schema.
    pub schema: &'c str,
    /// Its name in `pg_type`: `int4`, `_text`, `todo_status`.
    pub name: &'c str,
    /// What it is.
    pub kind: TypeKind,
    /// Its category; a domain has its base type's.
    pub category: Category,
    /// Whether it is preferred in its category.
    pub preferred: bool,
    /// What `x[1]` yields, besides a true array's element: `jsonb` for `jsonb`, `float8` for `point`.
    pub subscript: Option<TypeId>,
    /// The array over it.
    pub array: Option<TypeId>,
}

/// `pg_type.typtype`, and the types that a type is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TypeKind {
    /// A base type that is no array.
    Base,
    /// A true array over an element, `int2vector` and `oidvector` included (`IsTrueArrayType`).
    Array(TypeId),
    /// An enum; its labels are in [`UserTypeKind::Enum`].
    Enum,
    /// A domain over a type, which may be a domain again.
    Domain(Typed),
    /// A composite type; its fields are in [`UserTypeKind::Composite`].
    Composite,
    /// The row type of a relation.
    Row(RelationId),
    /// A range.
    Range {
        /// What it is over.
        subtype: TypeId,
        /// Its multirange.
        multirange: TypeId,
    },
    /// A multirange over a range.
    Multirange(TypeId),
    /// A pseudo-type, such as `record`, `void`, `anyelement`, `unknown`.
    Pseudo,
}

/// How values of a type compare, by its default operator classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Not at all: `ORDER BY` says "could not identify an ordering operator for type json" (42883),
    /// `DISTINCT`, `GROUP BY` and `UNION` "could not identify an equality operator for type json".
    None,
    /// Equal ones are found, but they do not sort: `xid`.
    Equal,
    /// They sort.
    Sorted,
}

impl Catalog {
    /// How values of a type compare: arrays as their elements, composites as the least of their
    /// fields (`typcache.c lookup_type_cache`).
    pub fn order(&self, id: TypeId) -> Order {
        self.order_within(id, 32)
    }

    fn order_within(&self, id: TypeId, depth: usize) -> Order {
        let base = self.base_type(id).id;
        if let Some(row) = builtin::type_row(base, self.major) {
            return row.8;
        }
        let Some(depth) = depth.checked_sub(1) else { return Order::None };
        let least = |types: &mut dyn Iterator<Item = TypeId>| {
            types.map(|ty| self.order_within(ty, depth)).min().unwrap_or(Order::Sorted)
        };
        match self.type_info(base).map(|info| info.kind) {
            Some(TypeKind::Array(element)) => return self.order_within(element, depth),
            Some(TypeKind::Row(relation)) => {
                let columns = self.relation(relation).map_or(&[][..], |found| &found.columns);
                return least(&mut columns.iter().map(|column| column.ty.id));
            }
            _ => {}
        }
        match self.user_type(base).map(|user| &user.kind) {
            None => Order::None,
            Some(UserTypeKind::Base(base)) => base.order,
            Some(UserTypeKind::Composite(fields)) => least(&mut fields.iter().map(|f| f.1.id)),
            Some(_) => Order::Sorted,
        }
    }

    /// What is known of a type; [`None`] for an id that neither PostgreSQL nor this catalog gave out.
    pub fn type_info(&self, id: TypeId) -> Option<TypeInfo<'_>> {
        if id < TypeId::FIRST_USER {
            return match builtin::type_row(id, self.major) {
                Some(row) => builtin_type(row, self.major),
                None => builtin::system::type_info(id),
            };
        }
        let user_type = self.user_type(id)?;
        Some(self.user_type_info(user_type))
    }

    /// The type that a name means, as `pg_type` has it (`int4`, not `integer`): in its schema where
    /// one is written, else along the search path (`namespace.c TypenameGetTypid`).
    pub fn find_type(&self, schema: Option<&str>, name: &str) -> Option<TypeId> {
        let in_schema = |schema: &str| {
            if schema == "pg_catalog" || schema == "information_schema" {
                let row = builtin::type_of_name(name, self.major);
                let base = row.filter(|_| schema == "pg_catalog");
                let own = base
                    .map(|row| TypeId(u32::from(row.0)))
                    .or_else(|| builtin::system::type_of_name(schema, name, self.major));
                if own.is_some() {
                    return own;
                }
            }
            let found = self.types.find_by(By::Name(name), |ty| ty.name.is(schema, name));
            found.map(|user_type| user_type.id)
        };
        match schema {
            Some(schema) => in_schema(schema),
            None => self.search_schemas().find_map(in_schema),
        }
    }

    /// The schemas in which unqualified names are looked up: `pg_catalog` comes first unless the
    /// search path names it elsewhere, and temporary tables before it (`namespace.c
    /// recomputeNamespacePath`).
    pub fn search_schemas(&self) -> impl Iterator<Item = &str> {
        let named = self.search_path.iter().any(|schema| schema == "pg_catalog");
        let implicit = if named { None } else { Some("pg_catalog") };
        let (temporary, rest) = match self.search_path.split_first() {
            Some((first, rest)) if first == "pg_temp" => (Some(first.as_str()), rest),
            _ => (None, self.search_path.as_slice()),
        };
        temporary.into_iter().chain(implicit).chain(rest.iter().map(String::as_str))
    }

    /// The schema in which new things go where none is written: the first of the search path that
    /// exists (`namespace.c recomputeNamespacePath`).
    pub fn creation_schema(&self) -> Option<&str> {
        let own = |schema: &str| matches!(schema, "pg_catalog" | "information_schema");
        let mut path = self.search_path.iter();
        path.find(|schema| *schema != "pg_temp" && (self.schemas.contains(schema) || own(schema)))
            .map(String::as_str)
    }

    /// Whether a type reads the modifiers behind its name by a function of its own: `vector(3)`.
    pub fn has_own_modifiers(&self, id: TypeId) -> bool {
        let kind = self.user_type(id).map(|user| &user.kind);
        matches!(kind, Some(UserTypeKind::Base(base)) if base.modifiers == Modifiers::Own)
    }

    /// The array over a type (`get_array_type`).
    pub fn array_of(&self, id: TypeId) -> Option<TypeId> {
        self.type_info(id)?.array
    }

    /// The element of a true array (`get_element_type`); a domain over an array has none.
    pub fn element_of(&self, id: TypeId) -> Option<TypeId> {
        match self.type_info(id)?.kind {
            TypeKind::Array(element) => Some(element),
            _ => None,
        }
    }

    /// The type behind a domain, however deep, with the modifier that the domain gives it; any
    /// other type is returned as it is (`lsyscache.c getBaseTypeAndTypmod`).
    pub fn base_type(&self, ty: impl Into<Typed>) -> Typed {
        let mut ty = ty.into();
        // A domain cannot contain itself; the bound is for a catalog that says so nevertheless.
        for _ in 0..64 {
            let Some(TypeInfo { kind: TypeKind::Domain(base), .. }) = self.type_info(ty.id) else {
                break;
            };
            ty = base;
        }
        ty
    }

    /// The subtype of a range (`get_range_subtype`).
    pub fn range_subtype(&self, id: TypeId) -> Option<TypeId> {
        match self.type_info(id)?.kind {
            TypeKind::Range { subtype, .. } => Some(subtype),
            _ => None,
        }
    }

    /// The multirange over a range (`get_range_multirange`).
    pub fn multirange_of(&self, id: TypeId) -> Option<TypeId> {
        match self.type_info(id)?.kind {
            TypeKind::Range { multirange, .. } => Some(multirange),
            _ => None,
        }
    }

    /// The range of a multirange (`get_multirange_range`).
    pub fn range_of_multirange(&self, id: TypeId) -> Option<TypeId> {
        match self.type_info(id)?.kind {
            TypeKind::Multirange(range) => Some(range),
            _ => None,
        }
    }

    /// Whether a type is a row or composite type, or a domain over one (`ISCOMPLEX`).
    pub fn is_composite(&self, id: TypeId) -> bool {
        let base = self.base_type(id).id;
        let info = self.type_info(base);
        info.is_some_and(|info| matches!(info.kind, TypeKind::Composite | TypeKind::Row(_)))
    }

    fn user_type_info<'c>(&'c self, user_type: &'c UserType) -> TypeInfo<'c> {
        let mut subscript = None;
        let mut preferred = false;
        let (kind, category) = match &user_type.kind {
            UserTypeKind::Base(base) => {
                (subscript, preferred) = (base.subscript, base.preferred);
                (TypeKind::Base, base.category)
            }
            UserTypeKind::Enum(_) => (TypeKind::Enum, Category::Enum),
            UserTypeKind::Domain { base, .. } => {
                let info = self.type_info(self.base_type(*base).id);
                // CREATE DOMAIN copies the category, and never the preference.
                (TypeKind::Domain(*base), info.map_or(Category::User, |info| info.category))
            }
            UserTypeKind::Composite(_) => (TypeKind::Composite, Category::Composite),
            UserTypeKind::Row(relation) => (TypeKind::Row(*relation), Category::Composite),
            UserTypeKind::Range { subtype, multirange } => {
                let (subtype, multirange) = (*subtype, *multirange);
                (TypeKind::Range { subtype, multirange }, Category::Range)
            }
            UserTypeKind::Multirange(range) => (TypeKind::Multirange(*range), Category::Range),
            UserTypeKind::Array(element) => {
                subscript = Some(*element);
                (TypeKind::Array(*element), Category::Array)
            }
        };
        TypeInfo {
            id: user_type.id,
            schema: &user_type.name.schema,
            name: &user_type.name.name,
            kind,
            category,
            preferred,
            subscript,
            array: user_type.array,
        }
    }
}

fn builtin_type(row: &'static builtin::rows::TypeRow, major: Major) -> Option<TypeInfo<'static>> {
    let builtin::rows::TypeRow(
        oid,
        name,
        kind,
        category,
        preferred,
        element,
        subscript,
        array,
        _,
        _,
    ) = *row;
    let id = TypeId(u32::from(oid));
    let kind = match kind {
        b'b' if element != 0 => TypeKind::Array(TypeId(u32::from(element))),
        b'b' => TypeKind::Base,
        b'p' => TypeKind::Pseudo,
        _ => {
            let range = builtin::range_row(id, major)?;
            if range.0 == oid {
                let subtype = TypeId(u32::from(range.1));
                TypeKind::Range { subtype, multirange: TypeId(u32::from(range.2)) }
            } else {
                TypeKind::Multirange(TypeId(u32::from(range.0)))
            }
        }
    };
    // `_record` is a pseudo-type by its kind, yet a true array by its handler.
    let kind = match kind {
        TypeKind::Pseudo if element != 0 => TypeKind::Array(TypeId(u32::from(element))),
        kind => kind,
    };
    Some(TypeInfo {
        id,
        schema: "pg_catalog",
        name,
        kind,
        category: Category::of_letter(category),
        preferred,
        subscript: (subscript != 0).then_some(TypeId(u32::from(subscript))),
        array: (array != 0).then_some(TypeId(u32::from(array))),
    })
}
