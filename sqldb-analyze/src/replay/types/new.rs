//! `CREATE TYPE`.

use crate::catalog::{
    BaseType, By, CallNulls, Dependent, FunctionArgument, FunctionKind, Modifiers, Needed,
    QualifiedName, UserFunction, UserType, UserTypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::span;
use crate::replay::operator::class::BTREE;
use crate::replay::types::label_fits;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::{Attribute, CreateBaseType, CreateType, CreateTypeKind, Label};
use crate::tree::{QualifiedIdent, TypeName};
use crate::types::{Category, TypeId, Typed};

impl Replay<'_> {
    pub(in crate::replay) fn create_type(&mut self, create: &CreateType) -> Done {
        let done = self.make_written_type(create);
        if done.is_err() {
            self.unread_name(&create.name);
        }
        done
    }

    fn make_written_type(&mut self, create: &CreateType) -> Done {
        let schema = self.creation_schema(&create.name)?;
        let name = QualifiedName::new(schema, &create.name.name.name);
        let at = span(&create.name);
        let shell = self.shell(&name);
        let fills = matches!(create.kind, CreateTypeKind::Base(_) | CreateTypeKind::Range { .. });
        if (shell.is_none() || !fills)
            && let Err(stop) = self.type_is_new(&name, at)
        {
            // The type that is there stays usable: its users are not to blame.
            self.keep::<()>(Err(stop));
            return Ok(());
        }
        let kind = match &create.kind {
            CreateTypeKind::Enum(labels) => UserTypeKind::Enum(labels_of(labels)?),
            CreateTypeKind::Composite(attributes) => {
                UserTypeKind::Composite(self.fields(attributes)?)
            }
            CreateTypeKind::Range { subtype, multirange, difference, class, collation } => {
                let range = self.make_range(name, subtype.as_ref(), multirange.as_ref(), at)?;
                self.range_difference(range, difference.as_ref())?;
                return self.range_order(range, class.as_ref(), collation.as_ref());
            }
            CreateTypeKind::Base(base) => UserTypeKind::Base(self.base_type(base)?),
            CreateTypeKind::Shell => return self.make_shell(name, at),
        };
        if let UserTypeKind::Base(_) = kind
            && shell.is_none()
        {
            let message = format!("type `{}` does not exist", name.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, at, message)
                .help(format!("write `CREATE TYPE {}` alone first, then its functions", name.name))
                .into());
        }
        if matches!(kind, UserTypeKind::Composite(_)) {
            self.relation_is_new(&name, at)?;
        }
        let id = self.make_type(name, kind, at);
        if let CreateTypeKind::Composite(attributes) = &create.kind {
            for attribute in attributes {
                let done = self.note_field_collation(id, attribute);
                self.keep(done);
            }
        }
        Ok(())
    }

    /// A field has a collation, or that of its type.
    pub(in crate::replay) fn note_field_collation(
        &mut self,
        id: TypeId,
        attribute: &Attribute,
    ) -> Done {
        let collation = match &attribute.collation {
            Some(collation) => self.collation(collation)?,
            None => None,
        };
        let field = Dependent::Field(id, attribute.name.name.clone());
        self.set_needs(&field, collation.into_iter().collect());
        Ok(())
    }

    /// What a range compares values of its subtype by.
    fn range_order(
        &mut self,
        range: TypeId,
        class: Option<&QualifiedIdent>,
        collation: Option<&QualifiedIdent>,
    ) -> Done {
        let subtype = match self.catalog.user_type(range).map(|found| &found.kind) {
            Some(UserTypeKind::Range { subtype, .. }) => *subtype,
            _ => return Ok(()),
        };
        let mut needed = Vec::new();
        if let Some(class) = class {
            needed.extend(self.operator_class(BTREE, class, Some(subtype))?);
        } else {
            needed.extend(self.own_default_class(BTREE, subtype).map(Needed::Other));
        }
        if let Some(collation) = collation {
            needed.extend(self.collation(collation)?);
        }
        self.add_needs(&Dependent::Type(range), needed);
        Ok(())
    }

    /// A type of which only the name is there: the one without an array (`pg_type.c TypeShellMake`).
    pub(in crate::replay) fn shell(&self, name: &QualifiedName) -> Option<TypeId> {
        let shell = self.catalog.types.find_by(By::Name(&name.name), |found| {
            found.name == *name
                && found.array.is_none()
                && matches!(found.kind, UserTypeKind::Base(_))
        });
        shell.map(|found| found.id)
    }

    fn make_shell(&mut self, name: QualifiedName, at: Span) -> Done {
        let id = self.next_type();
        let origin = self.origin(at);
        let kind = UserTypeKind::Base(BaseType::plain());
        self.catalog.types.push(UserType { id, name, kind, array: None, origin });
        Ok(())
    }

    fn base_type(&self, written: &CreateBaseType) -> Done<BaseType> {
        let mut base = BaseType::plain();
        if let Some(like) = &written.like {
            // Only storage is taken from it (`typecmds.c DefineType`).
            self.typed(like)?;
        }
        base.category = written.category.map_or(Category::User, Category::of_letter);
        base.preferred = written.preferred;
        if written.modifiers {
            base.modifiers = Modifiers::Own;
        }
        if let Some(element) = &written.element {
            base.subscript = Some(self.typed(element)?.id);
        }
        Ok(base)
    }

    fn fields(&mut self, attributes: &[Attribute]) -> Done<Vec<(String, Typed)>> {
        let mut fields: Vec<(String, Typed)> = Vec::new();
        for attribute in attributes {
            let name = &attribute.name;
            if fields.iter().any(|(field, _)| *field == name.name) {
                let message = format!("column `{}` specified more than once", name.name);
                return Err(Diagnostic::new(SqlState::DUPLICATE_COLUMN, name.span, message).into());
            }
            fields.push((name.name.clone(), self.column_type(&attribute.type_name, name)?));
        }
        Ok(fields)
    }

    fn make_range(
        &mut self,
        name: QualifiedName,
        subtype: Option<&TypeName>,
        multirange: Option<&QualifiedIdent>,
        at: Span,
    ) -> Done<TypeId> {
        let Some(subtype) = subtype else {
            let message = "type attribute `subtype` is required";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, at, message).into());
        };
        let subtype = self.typed(subtype)?.id;
        // `makeMultirangeTypeName`: the last "range" becomes "multirange".
        let made = match name.name.rfind("range") {
            Some(found) => {
                let (before, rest) = name.name.split_at(found);
                format!("{before}multi{rest}")
            }
            None => format!("{}_multirange", name.name),
        };
        let multirange_name = match multirange {
            Some(written) => QualifiedName::new(self.creation_schema(written)?, &written.name.name),
            None => QualifiedName::new(&name.schema, made),
        };
        self.type_is_new(&multirange_name, at)?;
        let kind = UserTypeKind::Range { subtype, multirange: TypeId::UNKNOWN };
        let range = self.make_type(name.clone(), kind, at);
        let multirange_kind = UserTypeKind::Multirange(range);
        let multirange = self.make_type(multirange_name.clone(), multirange_kind, at);
        if let Some(mut found) = self.type_mut(range) {
            found.kind = UserTypeKind::Range { subtype, multirange };
        }
        self.constructor(&name, &[subtype, subtype], range, at);
        self.constructor(&name, &[subtype, subtype, TypeId::TEXT], range, at);
        let multirange_name = QualifiedName::new(name.schema, multirange_name.name);
        self.constructor(&multirange_name, &[], multirange, at);
        self.constructor(&multirange_name, &[range], multirange, at);
        if let Some(ranges) = self.catalog.user_type(range).and_then(|found| found.array) {
            self.constructor(&multirange_name, &[ranges], multirange, at);
        }
        Ok(range)
    }

    /// A range uses the function that says how far two values of its subtype are from each other.
    fn range_difference(&mut self, range: TypeId, function: Option<&QualifiedIdent>) -> Done {
        let subtype = match self.catalog.user_type(range).map(|found| &found.kind) {
            Some(UserTypeKind::Range { subtype, .. }) => *subtype,
            _ => return Ok(()),
        };
        let Some(name) = function else { return Ok(()) };
        let found = self.implementation(name, &[subtype, subtype])?;
        self.set_needs(&Dependent::Type(range), found.function.into_iter().collect());
        Ok(())
    }

    /// A function that makes ranges or multiranges (`typecmds.c makeRangeConstructors,
    /// makeMultirangeConstructors`): only the latter are strict, and only an array of ranges may be
    /// written as several arguments.
    fn constructor(
        &mut self,
        name: &QualifiedName,
        arguments: &[TypeId],
        result: TypeId,
        at: Span,
    ) {
        let is_range = matches!(
            self.catalog.user_type(result).map(|found| &found.kind),
            Some(UserTypeKind::Range { .. })
        );
        let variadic = match arguments {
            [only] => self.catalog.element_of(*only).is_some(),
            _ => false,
        };
        let arguments = arguments.iter().map(|ty| FunctionArgument { name: None, ty: *ty });
        let origin = self.origin(at);
        self.catalog.functions.push(UserFunction {
            name: name.clone(),
            kind: FunctionKind::Function,
            arguments: arguments.collect(),
            variadic,
            defaults: 0,
            result,
            columns: Vec::new(),
            call: Vec::new(),
            returns_set: false,
            strict: !is_range,
            nulls: if is_range { CallNulls::Never } else { CallNulls::Total },
            aggregate: None,
            body: None,
            origin,
        });
    }
}

fn labels_of(labels: &[Label]) -> Result<Vec<String>, Diagnostic> {
    let mut list: Vec<String> = Vec::new();
    for label in labels {
        label_fits(label)?;
        if list.contains(&label.text) {
            // PostgreSQL lets the unique index of `pg_enum` say so.
            let message = format!("enum label `{}` used more than once", label.text);
            return Err(Diagnostic::new(SqlState::UNIQUE_VIOLATION, label.span, message));
        }
        list.push(label.text.clone());
    }
    Ok(list)
}
