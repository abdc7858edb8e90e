//! Whether a string is a value of the type it becomes.
//!
//! PostgreSQL turns a string literal into a value while it analyses the statement (`parse_coerce.c
//! coerce_type`), so a literal that the type's input function refuses is refused at prepare. Start
//! with [`check`]; each family of types has a file, and says what the database's own
//! major says. A literal is refused only if it is refused whatever `DateStyle`, `IntervalStyle` and
//! `TimeZone` are set to: where an answer hangs on such a setting, on time zone data or on a locale,
//! it is accepted.

mod array;
pub(crate) mod boolean;
mod bytes;
mod datetime;
mod decimal;
mod digits;
mod geometric;
mod integer;
mod interval;
mod json;
mod jsonpath;
mod label;
mod length;
mod mac;
mod network;
mod range;
mod record;
mod strtod;
mod uuid;

use crate::catalog::{Catalog, Major, TypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::is_blank;
use crate::span::Span;
use crate::types::{TypeId, Typed};

/// How deep arrays, records and ranges of each other are looked into.
const DEPTH: usize = 16;

/// What an input function says of a text.
type Outcome = Result<(), Refused>;

/// A literal that is no value of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refused {
    /// PostgreSQL's code.
    code: SqlState,
    /// PostgreSQL's sentence.
    message: String,
    /// PostgreSQL's second sentence, as the words under the carets.
    detail: Option<String>,
    /// What to write instead.
    help: Option<String>,
}

impl Refused {
    fn new(code: SqlState, message: impl Into<String>) -> Refused {
        Refused { code, message: message.into(), detail: None, help: None }
    }

    /// 22P02 in the words that most types share.
    fn syntax(type_name: &str, text: &str) -> Refused {
        Refused::new(
            SqlState::INVALID_TEXT_REPRESENTATION,
            format!("invalid input syntax for type {type_name}: `{text}`"),
        )
    }

    /// 22P02 of arrays, records, ranges and multiranges.
    fn malformed(what: &str, text: &str, detail: impl Into<String>) -> Refused {
        Refused::new(
            SqlState::INVALID_TEXT_REPRESENTATION,
            format!("malformed {what} literal: `{text}`"),
        )
        .detail(detail)
    }

    fn detail(mut self, detail: impl Into<String>) -> Refused {
        self.detail = Some(detail.into());
        self
    }

    fn help(mut self, help: impl Into<String>) -> Refused {
        self.help = Some(help.into());
        self
    }
}

/// Refuses a string that is no value of `target` (22P02 and its kin).
///
/// # Errors
///
/// What the type's input function says, with the labels of an enum in a note.
pub(crate) fn check(
    catalog: &Catalog,
    text: &str,
    target: Typed,
    span: Span,
) -> Result<(), Diagnostic> {
    let base = catalog.base_type(target);
    // Only an interval is read by its modifier (`coerce_type`: `inputTypeMod`).
    let typmod = base.typmod.filter(|_| base.id == TypeId::INTERVAL);
    let Err(refused) = check_within(catalog, text, Typed { typmod, ..base }, DEPTH) else {
        return Ok(());
    };
    let mut error = Diagnostic::new(refused.code, span, refused.message);
    if let Some(detail) = refused.detail {
        error = error.label(detail);
    }
    if let Some(help) = refused.help {
        error = error.help(help);
    }
    Err(label::noted(catalog, base.id, error))
}

/// The elements of a string that is an array.
pub(crate) fn elements(text: &str, major: Major) -> Vec<String> {
    array::elements(text, major)
}

/// [`check_within`] of a value that is stored with its modifier, in a record.
fn check_fitting(catalog: &Catalog, text: &str, target: Typed, depth: usize) -> Outcome {
    let base = catalog.base_type(target);
    let length = || length::check(text, base, catalog.major);
    let form = || check_within(catalog, text, target, depth);
    match base.id {
        // Of bits the number is looked at before the digits.
        TypeId::BIT | TypeId::VARBIT => length().and_then(|()| form()),
        _ => form().and_then(|()| length()),
    }
}

/// `InputFunctionCall`: a domain's checks come later, when the statement runs.
fn check_within(catalog: &Catalog, text: &str, target: Typed, depth: usize) -> Outcome {
    let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
    let target = catalog.base_type(target);
    let Some(info) = catalog.type_info(target.id) else { return Ok(()) };
    match info.kind {
        TypeKind::Enum => return label::check(catalog, target.id, text),
        // These two have an input function of their own.
        TypeKind::Array(_) if target.id == TypeId::INT2VECTOR => {
            return integer::check_int2vector(text);
        }
        TypeKind::Array(_) if target.id == TypeId::OIDVECTOR => {
            return integer::check_oidvector(text, catalog.major);
        }
        TypeKind::Array(element) => {
            return array::check(catalog, text, Typed { id: element, ..target }, depth);
        }
        TypeKind::Composite | TypeKind::Row(_) => {
            return record::check(catalog, text, target.id, depth);
        }
        TypeKind::Range { subtype, .. } => {
            return range::check_range(catalog, text, subtype, depth);
        }
        TypeKind::Multirange(range) => {
            return range::check_multirange(catalog, text, range, depth);
        }
        TypeKind::Pseudo if target.id == TypeId::RECORD => {
            return Err(Refused::new(
                SqlState::FEATURE_NOT_SUPPORTED,
                "input of anonymous composite types is not implemented",
            ));
        }
        // Their input functions refuse everything (`pseudotypes.c`).
        TypeKind::Pseudo
            if matches!(target.id, TypeId::TRIGGER | TypeId::EVENT_TRIGGER | TypeId::INTERNAL) =>
        {
            let name = catalog.format_type(target.id);
            let message = format!("cannot accept a value of type {name}");
            return Err(Refused::new(SqlState::FEATURE_NOT_SUPPORTED, message));
        }
        TypeKind::Domain(_) | TypeKind::Pseudo => return Ok(()),
        TypeKind::Base => {}
    }
    let major = catalog.major;
    match target.id {
        TypeId::BOOL => boolean::check(text),
        TypeId::INT2 => integer::check(text, &integer::SMALLINT, major),
        TypeId::INT4 => integer::check(text, &integer::INTEGER, major),
        TypeId::INT8 => integer::check(text, &integer::BIGINT, major),
        TypeId::OID => integer::check_unsigned(text, "oid", major),
        // Before 16, what is no number was zero.
        TypeId::XID if major >= Major::V16 => integer::check_unsigned(text, "xid", major),
        TypeId::CID if major >= Major::V16 => integer::check_unsigned(text, "cid", major),
        TypeId::TID => integer::check_tid(text),
        TypeId::NUMERIC => decimal::check_numeric(text, major),
        TypeId::FLOAT4 => decimal::check_float(text, decimal::Float::Real),
        TypeId::FLOAT8 => decimal::check_float(text, decimal::Float::Double),
        TypeId::UUID => uuid::check(text),
        TypeId::BYTEA => bytes::check_bytea(text),
        TypeId::BIT | TypeId::VARBIT => bytes::check_bits(text),
        TypeId::JSON => json::check(text, json::Unicode::AsWritten),
        TypeId::JSONB => json::check(text, json::Unicode::Decoded),
        TypeId::JSONPATH => jsonpath::check(text, major),
        TypeId::DATE => datetime::check_date(text, major),
        TypeId::TIMESTAMP => datetime::check_timestamp(text, major),
        TypeId::TIMESTAMPTZ => datetime::check_timestamptz(text, major),
        TypeId::TIME => datetime::check_time(text, "time", major),
        TypeId::TIMETZ => datetime::check_time(text, "time with time zone", major),
        TypeId::INTERVAL => interval::check(text, target.typmod, major),
        TypeId::INET => network::check_inet(text),
        TypeId::CIDR => network::check_cidr(text),
        TypeId::MACADDR => mac::check_macaddr(text),
        TypeId::MACADDR8 => mac::check_macaddr8(text),
        TypeId::PG_LSN => bytes::check_lsn(text),
        TypeId::POINT => geometric::check_point(text),
        TypeId::LSEG => geometric::check_lseg(text),
        TypeId::BOX => geometric::check_box(text),
        TypeId::PATH => geometric::check_path(text),
        TypeId::POLYGON => geometric::check_polygon(text),
        TypeId::LINE => geometric::check_line(text),
        TypeId::CIRCLE => geometric::check_circle(text),
        // Text has no other form; `money` reads its locale's; the rest is looked up at run time or
        // has a grammar of its own (`tsquery`, `xml`).
        _ => Ok(()),
    }
}

/// [`is_blank`] of a byte.
fn is_space(byte: u8) -> bool {
    is_blank(char::from(byte))
}

/// Without the blanks around that most input functions skip.
fn trimmed(text: &str) -> &str {
    text.trim_matches(is_blank)
}
