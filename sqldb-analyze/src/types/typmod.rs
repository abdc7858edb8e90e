//! The modifiers of types: what `numeric(10, 2)` stores, and how it is written.
//!
//! Start with [`typmod_in`]; `spelled` goes the other way.

use super::{TypeId, Typmod};

/// What a header costs in the modifiers of lengths and precisions: PostgreSQL's `VARHDRSZ`.
const HEADER: i32 = 4;

/// A type's modifier is wrong, as PostgreSQL says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypmodError {
    /// PostgreSQL's code.
    pub code: crate::SqlState,
    /// PostgreSQL's sentence.
    pub message: String,
}

/// The fields of an interval's modifier, by their bits (`timestamp.h INTERVAL_MASK`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntervalFields(pub i32);

impl IntervalFields {
    /// All of them: `interval` without fields.
    pub const FULL: IntervalFields = IntervalFields(0x7FFF);
    /// `YEAR`.
    pub const YEAR: IntervalFields = IntervalFields(1 << 2);
    /// `MONTH`.
    pub const MONTH: IntervalFields = IntervalFields(1 << 1);
    /// `DAY`.
    pub const DAY: IntervalFields = IntervalFields(1 << 3);
    /// `HOUR`.
    pub const HOUR: IntervalFields = IntervalFields(1 << 10);
    /// `MINUTE`.
    pub const MINUTE: IntervalFields = IntervalFields(1 << 11);
    /// `SECOND`.
    pub const SECOND: IntervalFields = IntervalFields(1 << 12);
}

/// The modifier of an interval type: its fields, and the digits of its seconds where given.
pub fn interval_typmod(fields: IntervalFields, precision: Option<i32>) -> Typmod {
    Typmod((fields.0 << 16) | precision.map_or(0xFFFF, |precision| precision.clamp(0, 6)))
}

/// The modifier that the numbers in parentheses behind a type's name stand for (`typmodin`).
/// An array takes its element's.
///
/// # Errors
///
/// PostgreSQL's sentence, where the type takes no modifier, or not these numbers.
pub fn typmod_in(ty: TypeId, name: &str, numbers: &[i32]) -> Result<Typmod, TypmodError> {
    let error = |message: String| {
        Err(TypmodError { code: crate::SqlState::INVALID_PARAMETER_VALUE, message })
    };
    match (ty, numbers) {
        (TypeId::NUMERIC, [precision, rest @ ..]) if rest.len() < 2 => {
            let scale = rest.first().copied();
            if !(1..=1000).contains(precision) {
                return error(format!("NUMERIC precision {precision} must be between 1 and 1000"));
            }
            // Scales may be negative or above the precision since 15.
            if let Some(scale) = scale.filter(|scale| !(-1000..=1000).contains(scale)) {
                return error(format!("NUMERIC scale {scale} must be between -1000 and 1000"));
            }
            Ok(Typmod(((precision << 16) | (scale.unwrap_or(0) & 0x7FF)) + HEADER))
        }
        (TypeId::NUMERIC, _) => error("invalid NUMERIC type modifier".to_owned()),
        (TypeId::VARCHAR | TypeId::BPCHAR | TypeId::BIT | TypeId::VARBIT, [length]) => {
            let (shown, most, header) = match ty {
                TypeId::VARCHAR => ("varchar", 10_485_760, HEADER),
                TypeId::BPCHAR => ("char", 10_485_760, HEADER),
                TypeId::BIT => ("bit", 83_886_080, 0),
                _ => ("varbit", 83_886_080, 0),
            };
            if *length < 1 {
                return error(format!("length for type {shown} must be at least 1"));
            }
            if *length > most {
                return error(format!("length for type {shown} cannot exceed {most}"));
            }
            Ok(Typmod(length + header))
        }
        (TypeId::TIME | TypeId::TIMETZ | TypeId::TIMESTAMP | TypeId::TIMESTAMPTZ, [precision]) => {
            let (shown, zone) = match ty {
                TypeId::TIME => ("TIME", ""),
                TypeId::TIMETZ => ("TIME", " WITH TIME ZONE"),
                TypeId::TIMESTAMP => ("TIMESTAMP", ""),
                _ => ("TIMESTAMP", " WITH TIME ZONE"),
            };
            if *precision < 0 {
                return error(format!("{shown}({precision}){zone} precision must not be negative"));
            }
            // A larger precision is only a warning.
            Ok(Typmod((*precision).min(6)))
        }
        (TypeId::INTERVAL, [precision]) => {
            if *precision < 0 {
                return error(format!("INTERVAL({precision}) precision must not be negative"));
            }
            Ok(interval_typmod(IntervalFields::FULL, Some(*precision)))
        }
        (
            TypeId::VARCHAR
            | TypeId::BPCHAR
            | TypeId::BIT
            | TypeId::VARBIT
            | TypeId::TIME
            | TypeId::TIMETZ
            | TypeId::TIMESTAMP
            | TypeId::TIMESTAMPTZ
            | TypeId::INTERVAL,
            _,
        ) => error("invalid type modifier".to_owned()),
        _ => Err(TypmodError {
            code: crate::SqlState::SYNTAX_ERROR,
            message: format!("type modifier is not allowed for type \"{name}\""),
        }),
    }
}

/// The SQL spelling of a type that has one of its own (`format_type_extended`).
pub(crate) fn spelled(ty: TypeId, typmod: Option<Typmod>) -> Option<String> {
    let typmod = typmod.map(|typmod| typmod.0);
    let length = |name: &str, header: i32| match typmod {
        Some(typmod) => format!("{name}({})", typmod - header),
        None => name.to_owned(),
    };
    let precision = |name: &str, zone: &str| match typmod {
        Some(typmod) => format!("{name}({typmod}) {zone}"),
        None => format!("{name} {zone}"),
    };
    Some(match ty {
        TypeId::BIT => length("bit", 0),
        TypeId::VARBIT => length("bit varying", 0),
        TypeId::BOOL => "boolean".to_owned(),
        // A keyword since 16, yet without quotes.
        TypeId::JSON => "json".to_owned(),
        TypeId::BPCHAR => length("character", HEADER),
        TypeId::VARCHAR => length("character varying", HEADER),
        TypeId::FLOAT4 => "real".to_owned(),
        TypeId::FLOAT8 => "double precision".to_owned(),
        TypeId::INT2 => "smallint".to_owned(),
        TypeId::INT4 => "integer".to_owned(),
        TypeId::INT8 => "bigint".to_owned(),
        TypeId::NUMERIC => match typmod {
            Some(typmod) => {
                let (precision, scale) = numeric_parts(typmod);
                format!("numeric({precision},{scale})")
            }
            None => "numeric".to_owned(),
        },
        TypeId::INTERVAL => interval(typmod),
        TypeId::TIME => precision("time", "without time zone"),
        TypeId::TIMETZ => precision("time", "with time zone"),
        TypeId::TIMESTAMP => precision("timestamp", "without time zone"),
        TypeId::TIMESTAMPTZ => precision("timestamp", "with time zone"),
        _ => return None,
    })
}

/// Precision and scale of `numeric` (`numeric.c numeric_typmod_scale`: 11 bits, signed).
fn numeric_parts(typmod: i32) -> (i32, i32) {
    let packed = typmod - HEADER;
    ((packed >> 16) & 0xFFFF, ((packed & 0x7FF) ^ 1024) - 1024)
}

fn interval(typmod: Option<i32>) -> String {
    let Some(typmod) = typmod else { return "interval".to_owned() };
    let (fields, precision) = ((typmod >> 16) & 0x7FFF, typmod & 0xFFFF);
    let parts = [
        ("year", IntervalFields::YEAR),
        ("month", IntervalFields::MONTH),
        ("day", IntervalFields::DAY),
        ("hour", IntervalFields::HOUR),
        ("minute", IntervalFields::MINUTE),
        ("second", IntervalFields::SECOND),
    ];
    let mut text = "interval".to_owned();
    if fields != IntervalFields::FULL.0 {
        let mut named = parts.iter().filter(|part| fields & part.1.0 != 0).map(|part| part.0);
        if let Some(first) = named.next() {
            text.push_str(&format!(" {first}"));
        }
        if let Some(last) = named.next_back() {
            text.push_str(&format!(" to {last}"));
        }
    }
    if precision != 0xFFFF {
        text.push_str(&format!("({precision})"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number that PostgreSQL 15 stores, and the type as `format_type` prints it.
    #[track_caller]
    fn check(ty: TypeId, numbers: &[i32], stored: i32, text: &str) {
        let typmod = typmod_in(ty, "", numbers).unwrap();
        assert_eq!(typmod, Typmod(stored));
        assert_eq!(spelled(ty, Some(typmod)).as_deref(), Some(text));
    }

    #[test]
    fn modifiers_are_postgresqls_own_numbers() {
        check(TypeId::NUMERIC, &[10, 2], 655_366, "numeric(10,2)");
        check(TypeId::NUMERIC, &[5], 327_684, "numeric(5,0)");
        check(TypeId::NUMERIC, &[3, -2], 198_658, "numeric(3,-2)");
        check(TypeId::NUMERIC, &[2, 5], 131_081, "numeric(2,5)");
        check(TypeId::VARCHAR, &[20], 24, "character varying(20)");
        check(TypeId::BPCHAR, &[3], 7, "character(3)");
        check(TypeId::TIMESTAMP, &[3], 3, "timestamp(3) without time zone");
        check(TypeId::TIMESTAMPTZ, &[7], 6, "timestamp(6) with time zone");
        check(TypeId::TIMETZ, &[2], 2, "time(2) with time zone");
        check(TypeId::BIT, &[8], 8, "bit(8)");
        check(TypeId::VARBIT, &[9], 9, "bit varying(9)");
        check(TypeId::INTERVAL, &[3], 2_147_418_115, "interval(3)");
    }

    #[test]
    fn intervals_have_fields() {
        let check = |fields: &[IntervalFields], precision, stored, text: &str| {
            let fields = fields.iter().fold(0, |all, field| all | field.0);
            let typmod = interval_typmod(IntervalFields(fields), precision);
            assert_eq!(typmod, Typmod(stored));
            assert_eq!(spelled(TypeId::INTERVAL, Some(typmod)).as_deref(), Some(text));
        };
        use IntervalFields as F;
        check(&[F::YEAR, F::MONTH], None, 458_751, "interval year to month");
        let day_to_second = [F::DAY, F::HOUR, F::MINUTE, F::SECOND];
        check(&day_to_second, Some(2), 470_286_338, "interval day to second(2)");
        check(&[F::MINUTE], None, 134_283_263, "interval minute");
    }

    #[test]
    fn wrong_modifiers_are_refused_in_postgresqls_words() {
        let check = |ty, name, numbers: &[i32], expected: &str| {
            let error = typmod_in(ty, name, numbers).unwrap_err();
            assert_eq!(format!("{} {}", error.code.code(), error.message), expected);
        };
        let numeric = TypeId::NUMERIC;
        check(numeric, "numeric", &[0], "22023 NUMERIC precision 0 must be between 1 and 1000");
        check(
            numeric,
            "numeric",
            &[10, 1001],
            "22023 NUMERIC scale 1001 must be between -1000 and 1000",
        );
        check(numeric, "numeric", &[1, 2, 3], "22023 invalid NUMERIC type modifier");
        check(TypeId::VARCHAR, "varchar", &[0], "22023 length for type varchar must be at least 1");
        check(
            TypeId::BPCHAR,
            "bpchar",
            &[10_485_761],
            "22023 length for type char cannot exceed 10485760",
        );
        check(TypeId::INT4, "int4", &[3], "42601 type modifier is not allowed for type \"int4\"");
    }
}
