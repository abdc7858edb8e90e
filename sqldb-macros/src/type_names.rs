//! The Rust names of what a catalog holds: one per table, view, enum and composite type.
//!
//! What lives in `public` is named in the database's module; what lives in another schema, in a
//! module of the schema's name in it: `todo::auth::Role`. So names of different schemas never
//! clash, and a new table never renames another one's struct.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::{Catalog, QualifiedName, RelationId, RelationKind, UserTypeKind};
use sqldb_analyze::types::TypeId;

use crate::{constraints, names};

/// The Rust names of relations and types.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeNames {
    relations: BTreeMap<RelationId, RustName>,
    types: BTreeMap<TypeId, RustName>,
}

/// Where a generated type is: in the database's module, or in the module of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RustName {
    /// The module of the schema; [`None`] for `public`.
    pub(crate) schema: Option<String>,
    /// The name there.
    pub(crate) name: String,
}

impl RustName {
    /// The name as a path behind `module`.
    pub(crate) fn path(&self, module: &TokenStream, span: Span) -> TokenStream {
        let name = names::ident(&self.name, span);
        match &self.schema {
            None => quote!(#module::#name),
            Some(schema) => {
                let schema = names::ident(schema, span);
                quote!(#module::#schema::#name)
            }
        }
    }
}

impl TypeNames {
    /// Names all that `catalog` holds, in its order: of two that would be the same, the younger
    /// one gets a number.
    pub(crate) fn new(catalog: &Catalog) -> TypeNames {
        let mut taken = Taken { modules: vec![constraints::MODULE.to_owned()], ..Taken::default() };
        let mut names = TypeNames::default();
        for relation in &catalog.relations {
            if relation.kind != RelationKind::Sequence {
                names.relations.insert(relation.id, taken.name(&relation.name));
            }
        }
        for user_type in &catalog.types {
            if matches!(user_type.kind, UserTypeKind::Enum(_) | UserTypeKind::Composite(_)) {
                names.types.insert(user_type.id, taken.name(&user_type.name));
            }
        }
        names
    }

    /// The name of a relation's struct.
    pub(crate) fn relation(&self, id: RelationId) -> Option<&RustName> {
        self.relations.get(&id)
    }

    /// The name of an enum or a composite type.
    pub(crate) fn user_type(&self, id: TypeId) -> Option<&RustName> {
        self.types.get(&id)
    }
}

/// The names given so far, by schema.
#[derive(Default)]
struct Taken {
    schemas: BTreeMap<String, String>,
    modules: Vec<String>,
    names: BTreeMap<String, Vec<String>>,
}

impl Taken {
    fn name(&mut self, name: &QualifiedName) -> RustName {
        let taken = self.names.entry(name.schema.clone()).or_default();
        let rust = names::type_name(&name.name, taken);
        let schema = (name.schema != "public").then(|| {
            let module = self.schemas.entry(name.schema.clone());
            module.or_insert_with(|| names::field_name(&name.schema, &mut self.modules)).clone()
        });
        RustName { schema, name: rust }
    }
}
