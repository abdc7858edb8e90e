//! `CREATE DOMAIN`, `ALTER DOMAIN` (`typecmds.c DefineDomain, AlterDomainAddConstraint` and its kin).

use crate::catalog::{
    By, Dependent, DomainConstraint, DomainConstraintKind, Major, Need, Needed, QualifiedName,
    TypeKind, UserTypeKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::{span, spelled};
use crate::replay::name::constraint_name;
use crate::replay::table::default::is_null;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::{
    AlterDomainAction, ColumnConstraint, ColumnConstraintKind, CreateDomain, Fragment,
};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::{TypeId, Typed};

/// A domain under construction.
struct Draft {
    base: Typed,
    null: Option<bool>,
    default: bool,
    /// What the default uses.
    needed: Vec<Needed>,
    /// The collation, where that is none of PostgreSQL's own.
    collation: Vec<Needed>,
    constraints: Vec<DomainConstraint>,
    /// What checks use, by their names.
    checks: Vec<(String, Vec<Needed>)>,
}

impl Replay<'_> {
    pub(in crate::replay) fn create_domain(&mut self, create: &CreateDomain) -> Done {
        let done = self.make_domain(create);
        if done.is_err() {
            self.unread_name(&create.name);
        }
        done
    }

    fn make_domain(&mut self, create: &CreateDomain) -> Done {
        let schema = self.creation_schema(&create.name)?;
        let name = QualifiedName::new(schema, &create.name.name.name);
        let at = span(&create.name);
        self.type_is_new(&name, at)?;
        let base = self.typed(&create.base)?;
        let info = self.catalog.type_info(base.id);
        if info.is_some_and(|info| matches!(info.kind, TypeKind::Pseudo)) {
            let message =
                format!("`{}` is not a valid base type for a domain", create.base.name.name.name);
            let code = SqlState::DATATYPE_MISMATCH;
            return Err(Diagnostic::new(code, create.base.span, message).into());
        }
        let mut draft = Draft {
            base,
            null: None,
            default: false,
            needed: Vec::new(),
            collation: Vec::new(),
            constraints: Vec::new(),
            checks: Vec::new(),
        };
        for constraint in &create.constraints {
            self.domain_element(&name, constraint, &mut draft)?;
        }
        let Draft { base, default, constraints, needed, collation, checks, null: _ } = draft;
        let id = self.make_type(name, UserTypeKind::Domain { base, default, constraints }, at);
        self.set_needs(&Dependent::Type(id), needed);
        self.add_needs(&Dependent::Type(id), collation);
        for (check, needed) in checks {
            self.set_needs(&Dependent::DomainConstraint(id, check), needed);
        }
        Ok(())
    }

    fn domain_element(
        &mut self,
        domain: &QualifiedName,
        written: &ColumnConstraint,
        draft: &mut Draft,
    ) -> Done {
        let at = written.span;
        let twice = |message: &str| Diagnostic::new(SqlState::SYNTAX_ERROR, at, message.to_owned());
        match &written.kind {
            ColumnConstraintKind::NotNull | ColumnConstraintKind::Null => {
                let not_null = matches!(written.kind, ColumnConstraintKind::NotNull);
                if draft.null.is_some_and(|before| before != not_null) {
                    return Err(twice("conflicting NULL/NOT NULL constraints").into());
                }
                if draft.null.replace(not_null) == Some(true) {
                    if self.catalog.major < Major::V18 {
                        return Ok(());
                    }
                    let message = "redundant NOT NULL constraint definition";
                    let code = SqlState::INVALID_OBJECT_DEFINITION;
                    return Err(Diagnostic::new(code, at, message).into());
                }
                if not_null {
                    let kind = DomainConstraintKind::NotNull;
                    let written = written.name.as_ref();
                    let own = &draft.constraints;
                    let name = self.domain_constraint_name(domain, kind, written, own)?;
                    draft.constraints.push(DomainConstraint { name, kind });
                }
            }
            ColumnConstraintKind::Default(expression) => {
                if draft.default {
                    return Err(twice("multiple default expressions").into());
                }
                self.changes_nothing_by_calls(expression);
                draft.default = !is_null(expression);
                let (_, needed) = self.checked_default(&domain.name, draft.base, expression)?;
                draft.needed = needed;
            }
            ColumnConstraintKind::Check(expression) => {
                self.changes_nothing_by_calls(expression);
                let needed = self.domain_check(draft.base, expression)?;
                let kind = DomainConstraintKind::Check;
                let written = written.name.as_ref();
                let own = &draft.constraints;
                let name = self.domain_constraint_name(domain, kind, written, own)?;
                draft.checks.push((name.clone(), needed));
                draft.constraints.push(DomainConstraint { name, kind });
            }
            ColumnConstraintKind::Collate(collation) => {
                self.collatable(draft.base.id, collation)?;
                let collation = self.collation(collation)?;
                draft.collation.extend(collation);
            }
            ColumnConstraintKind::Storage => {}
            ColumnConstraintKind::Primary => return Err(no_domain(at, "primary key constraints")),
            ColumnConstraintKind::Unique { .. } => {
                return Err(no_domain(at, "unique constraints"));
            }
            ColumnConstraintKind::References(_) => {
                return Err(no_domain(at, "foreign key constraints"));
            }
            ColumnConstraintKind::Generated(..) | ColumnConstraintKind::Identity(..) => {
                let message = "specifying GENERATED is not supported for domains";
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, at, message).into());
            }
        }
        Ok(())
    }

    /// The name of a new constraint: the one that is written must be free among the domain's own.
    fn domain_constraint_name(
        &self,
        domain: &QualifiedName,
        kind: DomainConstraintKind,
        written: Option<&Ident>,
        own: &[DomainConstraint],
    ) -> Done<String> {
        let not_null = kind == DomainConstraintKind::NotNull;
        if not_null && self.catalog.major < Major::V17 {
            return Ok(String::new());
        }
        let Some(name) = written else {
            let label = if not_null { "not_null" } else { "check" };
            let mut name = constraint_name(self.catalog, &domain.schema, &domain.name, None, label);
            // Those of the same statement are not in the catalog yet.
            let mut pass = 0_u32;
            while own.iter().any(|known| known.name == name) {
                pass += 1;
                let label = format!("{label}{pass}");
                name = constraint_name(self.catalog, &domain.schema, &domain.name, None, &label);
            }
            return Ok(name);
        };
        if own.iter().any(|known| known.name == name.name) {
            let message =
                format!("constraint `{}` for domain `{}` already exists", name.name, domain.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message).into());
        }
        Ok(name.name.clone())
    }

    /// What `CHECK` of a domain uses.
    fn domain_check(&self, base: Typed, expression: &Fragment) -> Done<Vec<Needed>> {
        let read =
            crate::syntax::expression(&expression.tokens).and_then(
                |(expr, taken)| match expression.tokens.get(taken) {
                    None => crate::infer::domain_check(self.catalog, base, &expr),
                    Some(token) => {
                        let shown = token.span.text(self.places.text());
                        let message = format!("syntax error at or near `{shown}`");
                        Err(Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message))
                    }
                },
            );
        match read {
            Ok(reads) => Ok(reads.needed().to_vec()),
            Err(diagnostic) => self.refuses(diagnostic, None, expression).map(|_| Vec::new()),
        }
    }

    pub(in crate::replay) fn alter_domain(
        &mut self,
        name: &QualifiedIdent,
        action: &AlterDomainAction,
    ) -> Done {
        let at = self.user_type_at(name)?;
        let Some(found) = self.catalog.types.get(at) else { return Ok(()) };
        let (id, domain) = (found.id, found.name.clone());
        let UserTypeKind::Domain { base, constraints, .. } = &found.kind else {
            let message = format!("`{}` is not a domain", name.name.name);
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message).into());
        };
        let (base, not_null) = (*base, found.kind.says_not_null());
        match action {
            AlterDomainAction::SetDefault(expression) => {
                let (_, needed) = self.checked_default(&domain.name, base, expression)?;
                self.set_domain_default(id, !is_null(expression), needed);
            }
            AlterDomainAction::DropDefault => self.set_domain_default(id, false, Vec::new()),
            AlterDomainAction::SetNotNull if not_null => {}
            AlterDomainAction::SetNotNull => {
                let kind = DomainConstraintKind::NotNull;
                let name = self.domain_constraint_name(&domain, kind, None, constraints)?;
                self.push_domain_constraint(id, name, kind);
            }
            AlterDomainAction::DropNotNull => {
                self.retain_domain_constraints(id, |found| {
                    found.kind != DomainConstraintKind::NotNull
                });
            }
            AlterDomainAction::AddConstraint(written) => {
                let not_null_is = matches!(written.kind, ColumnConstraintKind::NotNull);
                if not_null_is && self.catalog.major < Major::V17 {
                    return Err(self.since(Major::V17, "`ADD … NOT NULL`", written.span).into());
                }
                if not_null_is && not_null {
                    return Ok(());
                }
                let own = constraints.clone();
                let (kind, needed) = match &written.kind {
                    ColumnConstraintKind::Check(expression) => {
                        self.changes_nothing_by_calls(expression);
                        let needed = self.domain_check(base, expression)?;
                        (DomainConstraintKind::Check, needed)
                    }
                    _ => (DomainConstraintKind::NotNull, Vec::new()),
                };
                let name = written.name.as_ref();
                let name = self.domain_constraint_name(&domain, kind, name, &own)?;
                self.set_needs(&Dependent::DomainConstraint(id, name.clone()), needed);
                self.push_domain_constraint(id, name, kind);
            }
            AlterDomainAction::DropConstraint { name: constraint, if_exists } => {
                match self.domain_constraint(id, constraint, name) {
                    Ok(_) => self.remove_domain_constraint(id, &constraint.name),
                    Err(_) if *if_exists => {}
                    Err(stop) => return Err(stop),
                }
            }
            AlterDomainAction::ValidateConstraint(constraint) => {
                if self.domain_constraint(id, constraint, name)? == DomainConstraintKind::NotNull {
                    let message = format!(
                        "constraint `{}` of domain `{}` is not a check constraint",
                        constraint.name,
                        spelled(name)
                    );
                    let code = SqlState::WRONG_OBJECT_TYPE;
                    return Err(Diagnostic::new(code, constraint.span, message).into());
                }
            }
            AlterDomainAction::RenameConstraint(from, to) => {
                self.domain_constraint(id, from, name)?;
                if self.domain_constraint(id, to, name).is_ok() {
                    let message = format!(
                        "constraint `{}` for domain `{}` already exists",
                        to.name,
                        spelled(name)
                    );
                    let code = SqlState::DUPLICATE_OBJECT;
                    return Err(Diagnostic::new(code, to.span, message).into());
                }
                self.rename_domain_constraint(id, &from.name, &to.name);
            }
            AlterDomainAction::Rename(to) => return self.rename_user_type(at, to),
            AlterDomainAction::SetSchema(schema) => return self.move_type(at, schema),
            AlterDomainAction::Nothing => {}
        }
        Ok(())
    }

    fn set_domain_default(&mut self, id: TypeId, says: bool, needed: Vec<Needed>) {
        let of = Dependent::Type(id);
        // Its collation stays.
        let stays = |need: &Need| need.dependent != of || matches!(need.on, Needed::Other(_));
        self.catalog.needs.retain_by(By::Dependent(&of), stays);
        self.add_needs(&of, needed);
        if let Some(mut found) = self.type_mut(id)
            && let UserTypeKind::Domain { default, .. } = &mut found.kind
        {
            *default = says;
        }
        // Columns without a default of their own follow it.
        if !says {
            return;
        }
        self.catalog.relations.change_by(By::UsedType(id), |relation| {
            for column in relation.columns.iter_mut().filter(|column| column.ty.id == id) {
                if column.default == crate::catalog::Default::None {
                    column.default = crate::catalog::Default::Expression;
                }
            }
        });
    }

    fn change_constraints(&mut self, id: TypeId, change: impl FnOnce(&mut Vec<DomainConstraint>)) {
        if let Some(mut found) = self.type_mut(id)
            && let UserTypeKind::Domain { constraints, .. } = &mut found.kind
        {
            change(constraints);
        }
    }

    fn push_domain_constraint(&mut self, id: TypeId, name: String, kind: DomainConstraintKind) {
        self.change_constraints(id, |own| own.push(DomainConstraint { name, kind }));
    }

    fn retain_domain_constraints(&mut self, id: TypeId, stays: impl Fn(&DomainConstraint) -> bool) {
        self.change_constraints(id, |own| own.retain(stays));
    }

    pub(in crate::replay) fn remove_domain_constraint(&mut self, id: TypeId, name: &str) {
        self.retain_domain_constraints(id, |found| found.name != name);
        self.set_needs(&Dependent::DomainConstraint(id, name.to_owned()), Vec::new());
    }

    fn rename_domain_constraint(&mut self, id: TypeId, from: &str, to: &str) {
        self.change_constraints(id, |own| {
            for found in own.iter_mut().filter(|found| found.name == from) {
                to.clone_into(&mut found.name);
            }
        });
        let before = Dependent::DomainConstraint(id, from.to_owned());
        self.rename_dependent(&before, &Dependent::DomainConstraint(id, to.to_owned()));
    }

    /// A constraint of a domain that must exist. Those of an extension's domain nobody knows.
    fn domain_constraint(
        &self,
        id: TypeId,
        name: &Ident,
        domain: &QualifiedIdent,
    ) -> Done<DomainConstraintKind> {
        let found = self.catalog.user_type(id);
        if let Some(UserTypeKind::Domain { constraints, .. }) = found.map(|found| &found.kind)
            && let Some(found) = constraints.iter().find(|found| found.name == name.name)
        {
            return Ok(found.kind);
        }
        if !self.knows_all() {
            return Ok(DomainConstraintKind::Check);
        }
        let message =
            format!("constraint `{}` of domain `{}` does not exist", name.name, spelled(domain));
        Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message).into())
    }
}

fn no_domain(at: Span, what: &str) -> crate::replay::Stop {
    let message = format!("{what} not possible for domains");
    Diagnostic::new(SqlState::SYNTAX_ERROR, at, message).into()
}
