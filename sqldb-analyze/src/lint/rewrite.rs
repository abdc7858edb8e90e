//! Which changes of columns make PostgreSQL write the table anew.

use crate::catalog::{CastMethod, Catalog};
use crate::lex::TokenKind;
use crate::tree::ddl::{ColumnConstraintKind, ColumnDef, Fragment};
use crate::types::{TypeId, Typed, Typmod};

/// Functions of PostgreSQL's own that give each row another value (`pg_proc.provolatile`), as far as
/// anybody writes them in a default.
const VOLATILE: [&str; 12] = [
    "clock_timestamp",
    "currval",
    "gen_random_uuid",
    "lastval",
    "nextval",
    "random",
    "random_normal",
    "setval",
    "timeofday",
    "uuidv4",
    "uuidv7",
    "uuid_generate_v4",
];

/// Why a new column has a value of its own for each row (`tablecmds.c ATExecAddColumn`: a default that is
/// not volatile is stored once).
pub(super) fn value_for_each_row(catalog: &Catalog, column: &ColumnDef) -> Option<&'static str> {
    let serial = column.type_name.as_ref().is_some_and(|name| {
        let name = name.name.name.name.as_str();
        let sizes = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];
        sizes.contains(&name)
    });
    if serial {
        return Some("a serial column has a number for each row");
    }
    if let Some(name) = &column.type_name
        && name.dimensions == 0
        && let Some(ty) = catalog.find_type(name.name.schema_name(), &name.name.name.name)
        && catalog.has_conditions(ty)
    {
        return Some("a domain's conditions are asked of each row, of NULL too");
    }
    column.constraints.iter().find_map(|constraint| match &constraint.kind {
        ColumnConstraintKind::Identity(..) => Some("an identity column has a number for each row"),
        ColumnConstraintKind::Generated(crate::catalog::Generated::Stored, _) => {
            Some("a stored generated column is computed for each row")
        }
        ColumnConstraintKind::Default(expression) if is_volatile(catalog, expression) => {
            Some("the default may have another value for each row")
        }
        _ => None,
    })
}

/// Whether an expression calls what may be volatile. Of the functions of migrations nobody says it.
fn is_volatile(catalog: &Catalog, expression: &Fragment) -> bool {
    let tokens = &expression.tokens;
    tokens.iter().enumerate().any(|(at, token)| {
        let calls = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
        match &token.kind {
            TokenKind::Word(name) | TokenKind::QuotedWord(name) if calls => {
                VOLATILE.contains(&name.as_str())
                    || catalog.functions_named(None, name).any(|(_, found)| found.user().is_some())
            }
            _ => false,
        }
    })
}

/// Whether values of a column have another form afterwards (`tablecmds.c
/// ATColumnChangeRequiresRewrite`).
pub(super) fn changes_values(catalog: &Catalog, before: Typed, after: Typed) -> bool {
    // A value of a domain is one of its base type, but for what the new domain asks of it.
    if before.id != after.id && catalog.has_conditions(after.id) {
        return true;
    }
    let (before, after) = (catalog.base_type(before), catalog.base_type(after));
    if before.id != after.id {
        let binary = matches!(catalog.cast(before.id, after.id), Some((_, CastMethod::Binary)))
            || (before.id, after.id) == (TypeId::TEXT, TypeId::VARCHAR)
            || (before.id, after.id) == (TypeId::CIDR, TypeId::INET);
        return !binary || after.typmod.is_some();
    }
    let (Some(Typmod(old)), Some(Typmod(new))) = (before.typmod, after.typmod) else {
        // Without a limit all values fit; a new limit makes PostgreSQL look at each.
        return after.typmod.is_some() && before.typmod != after.typmod;
    };
    match after.id {
        TypeId::VARCHAR
        | TypeId::VARBIT
        | TypeId::TIMESTAMP
        | TypeId::TIMESTAMPTZ
        | TypeId::TIME
        | TypeId::TIMETZ => new < old,
        // The precision is in the upper half, the scale in the lower 11 bits.
        TypeId::NUMERIC => {
            let parts = |typmod: i32| ((typmod - 4) >> 16, (typmod - 4) & 0x7ff);
            let ((old_precision, old_scale), (precision, scale)) = (parts(old), parts(new));
            old_scale != scale || precision < old_precision
        }
        _ => old != new,
    }
}
