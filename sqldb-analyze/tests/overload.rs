//! Calls and operators on types: what PostgreSQL 15 chooses, or says.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use expect_test::{Expect, expect};
use sqldb_analyze::catalog::{
    BaseType, CallNulls, CastMethod, Catalog, QualifiedName, UserCast, UserOperator, UserType,
    UserTypeKind,
};
use sqldb_analyze::overload::{
    CallShape, Decoration, FirstArgument, resolve_function, resolve_operator,
};
use sqldb_analyze::types::{Category, CoercionContext, TypeId, Typed, Typmod};
use sqldb_analyze::{LineColumn, Origin};

/// `public.mood` (an enum), `public.email` (a domain over `text`), `other.color` (an enum);
/// `public.tag`, a base type with `=`, which is taken for `text` as it is; operators over integers
/// that yield `text`: `+` in both schemas, `===` in `public`.
fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    let origin = Origin { file: "1_types.up.sql".into(), place: LineColumn { line: 1, column: 1 } };
    let mut make = |schema: &str, name: &str, kind| {
        let id = TypeId(catalog.next_type);
        let array = TypeId(catalog.next_type + 1);
        catalog.next_type += 2;
        for (id, name, kind, array) in [
            (id, name.to_owned(), kind, Some(array)),
            (array, format!("_{name}"), UserTypeKind::Array(id), None),
        ] {
            let name = QualifiedName::new(schema, name);
            catalog.types.push(UserType { id, name, kind, array, origin: origin.clone() });
        }
    };
    make("public", "mood", UserTypeKind::Enum(vec!["sad".to_owned()]));
    let base = Typed::from(TypeId::TEXT);
    make("public", "email", UserTypeKind::Domain { base, default: false, constraints: Vec::new() });
    make("other", "color", UserTypeKind::Enum(Vec::new()));
    let base = BaseType { category: Category::String, ..BaseType::plain() };
    make("public", "tag", UserTypeKind::Base(base));
    let (tag, int4, text) = (ty(&catalog, "tag"), TypeId::INT4, TypeId::TEXT);
    let mut operator = |schema: &str, symbol: &str, operand, result| {
        catalog.operators.push(UserOperator {
            name: QualifiedName::new(schema, symbol),
            left: Some(operand),
            right: operand,
            result,
            strict: true,
            nulls: CallNulls::Maybe,
            origin: origin.clone(),
        });
    };
    operator("public", "=", tag, TypeId::BOOL);
    operator("public", "+", int4, text);
    operator("other", "+", int4, text);
    operator("public", "===", int4, text);
    catalog.casts.push(UserCast {
        source: tag,
        target: text,
        context: CoercionContext::Implicit,
        method: CastMethod::Binary,
        origin,
    });
    catalog
}

fn ty(catalog: &Catalog, name: &str) -> TypeId {
    let (schema, name) = name.split_once('.').map_or((None, name), |(s, name)| (Some(s), name));
    let name = name.strip_suffix("[]").map_or(name.to_owned(), |name| format!("_{name}"));
    catalog.find_type(schema, &name).unwrap_or_else(|| panic!("no type {name}"))
}

/// Each line is `left symbol right`, `symbol right`, or `name(types)`.
#[track_caller]
fn check(lines: &str, expected: Expect) {
    check_along(&["public"], lines, expected);
}

#[track_caller]
fn check_along(path: &[&str], lines: &str, expected: Expect) {
    let mut catalog = catalog();
    catalog.search_path = path.iter().map(|schema| (*schema).to_owned()).collect();
    let mut text = String::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        text.push_str(&format!("{line}: {}\n", answer(&catalog, line)));
    }
    expected.assert_eq(&text);
}

fn answer(catalog: &Catalog, line: &str) -> String {
    let show = |ty: TypeId| catalog.format_type(ty);
    let words: Vec<&str> = line.split(' ').collect();
    let operator = match words.as_slice() {
        [left, symbol, right] if !left.contains('(') => Some((Some(*left), *symbol, *right)),
        [symbol, right] if !symbol.contains('(') => Some((None, *symbol, *right)),
        _ => None,
    };
    if let Some((left, symbol, right)) = operator {
        let left = left.map(|left| ty(catalog, left));
        let (schema, symbol) =
            symbol.split_once('.').map_or((None, symbol), |(s, symbol)| (Some(s), symbol));
        return match resolve_operator(catalog, schema, symbol, left, ty(catalog, right)) {
            Ok(call) => {
                let left = call.left.map_or(String::new(), |left| format!("{} ", show(left)));
                format!("{left}{symbol} {} -> {}", show(call.right), show(call.result))
            }
            Err(error) => format!("{} {}", error.code.code(), error.message),
        };
    }
    let (name, rest) = line.split_once('(').unwrap();
    let (arguments, decorations) = rest.split_once(')').unwrap();
    let mut types = Vec::new();
    let mut names = Vec::new();
    for argument in arguments.split(", ").filter(|argument| !argument.is_empty()) {
        let (name, argument) =
            argument.split_once(" => ").map_or((None, argument), |(n, a)| (Some(n), a));
        names.extend(name);
        types.push(ty(catalog, argument));
    }
    let decorations: Vec<Decoration> = decorations
        .split_whitespace()
        .map(|word| match word {
            "over" => Decoration::Over,
            "distinct" => Decoration::Distinct,
            "star" => Decoration::Star,
            "within" => Decoration::WithinGroup(1),
            word => panic!("{word}"),
        })
        .collect();
    let call = CallShape {
        arguments: &types,
        names: &names,
        first: FirstArgument::Literal,
        decorations: &decorations,
        ..CallShape::default()
    };
    match resolve_function(catalog, None, name, &call) {
        Ok(call) => {
            let arguments: Vec<String> = call.arguments.iter().map(|ty| show(*ty)).collect();
            format!("({}) -> {}", arguments.join(", "), show(call.result))
        }
        Err(error) => format!("{} {}", error.code.code(), error.message),
    }
}

#[test]
fn operators() {
    check(
        "int4 + int8
        int2 + unknown
        unknown + unknown
        date + unknown
        timestamptz - unknown
        unknown * interval
        text = int4
        email = unknown
        mood = unknown
        mood = text
        int4[] || int4
        int4[] @> unknown
        unknown || text
        jsonb -> unknown
        numeric < float8
        - unknown
        - int2
        ! int4",
        expect![[r#"
            int4 + int8: integer + bigint -> bigint
            int2 + unknown: smallint + smallint -> smallint
            unknown + unknown: 42725 operator is not unique: `unknown + unknown`
            date + unknown: 42725 operator is not unique: `date + unknown`
            timestamptz - unknown: timestamp with time zone - timestamp with time zone -> interval
            unknown * interval: double precision * interval -> interval
            text = int4: 42883 operator does not exist: `text = integer`
            email = unknown: text = text -> boolean
            mood = unknown: mood = mood -> boolean
            mood = text: 42883 operator does not exist: `mood = text`
            int4[] || int4: integer[] || integer -> integer[]
            int4[] @> unknown: integer[] @> integer[] -> boolean
            unknown || text: text || text -> text
            jsonb -> unknown: jsonb -> text -> jsonb
            numeric < float8: double precision < double precision -> boolean
            - unknown: 42725 operator is not unique: `- unknown`
            - int2: - smallint -> smallint
            ! int4: 42883 operator does not exist: `! integer`
        "#]],
    );
}

#[test]
fn operators_of_users() {
    check(
        "tag = tag
        tag = unknown
        tag = text
        tag || tag
        int4 + int4
        int4 public.+ int4
        int4 other.+ int4
        int4 === int4
        int2 === unknown
        int4 other.=== int4",
        expect![[r#"
            tag = tag: tag = tag -> boolean
            tag = unknown: tag = tag -> boolean
            tag = text: text = text -> boolean
            tag || tag: text || text -> text
            int4 + int4: integer + integer -> integer
            int4 public.+ int4: integer + integer -> text
            int4 other.+ int4: integer + integer -> text
            int4 === int4: integer === integer -> text
            int2 === unknown: integer === integer -> text
            int4 other.=== int4: 42883 operator does not exist: `integer other.=== integer`
        "#]],
    );
    let plus = "int4 + int4
        int2 + int2
        int2 + unknown";
    check_along(
        &["public", "pg_catalog"],
        plus,
        expect![[r#"
        int4 + int4: integer + integer -> text
        int2 + int2: smallint + smallint -> smallint
        int2 + unknown: smallint + smallint -> smallint
    "#]],
    );
    check_along(
        &["other", "public"],
        plus,
        expect![[r#"
        int4 + int4: integer + integer -> integer
        int2 + int2: smallint + smallint -> smallint
        int2 + unknown: smallint + smallint -> smallint
    "#]],
    );
    check(
        "upper(tag)",
        expect![[r#"
        upper(tag): (text) -> text
    "#]],
    );
}

#[test]
fn functions() {
    check(
        "lower(int4)
        lower(unknown)
        abs(unknown)
        concat(int4, unknown)
        coalesce_not(int4)
        date(unknown)
        text(int4)
        text(email)
        now()
        make_interval(days => int4)
        make_interval(dayz => int4)
        unnest(int4[])
        unnest(unknown)
        array_append(int4[], unknown)
        array_append(unknown, int8)
        enum_first(mood)
        enum_first(int4)
        generate_series(int4, int8)
        jsonb_build_object(unknown, int4)
        num_nulls(int4, text)
        nextval(unknown)
        round(float8, int4)
        substring(unknown, unknown, unknown)
        json_extract_path(json, unknown, unknown)
        int4range(int4, unknown)
        percentile_cont(unknown, int4) within
        percentile_cont(unknown, int4)
        rank(unknown, int4) within
        rank() over
        rank()
        count() star
        count()
        max(unknown)
        max(mood)
        sum(int4) distinct over
        lower(text) distinct
        lag(int4, int4, unknown) over
        pg_typeof(unknown)
        width_bucket(int4, int4[])
        upper(other.color)",
        expect![[r#"
            lower(int4): 42883 function `lower(integer)` does not exist
            lower(unknown): (text) -> text
            abs(unknown): (double precision) -> double precision
            concat(int4, unknown): (integer, unknown) -> text
            coalesce_not(int4): 42883 function `coalesce_not(integer)` does not exist
            date(unknown): (date) -> date
            text(int4): (text) -> text
            text(email): (text) -> text
            now(): () -> timestamp with time zone
            make_interval(days => int4): (integer) -> interval
            make_interval(dayz => int4): 42883 function `make_interval(dayz => integer)` does not exist
            unnest(int4[]): (integer[]) -> integer
            unnest(unknown): 42725 function `unnest(unknown)` is not unique
            array_append(int4[], unknown): (integer[], integer) -> integer[]
            array_append(unknown, int8): (bigint[], bigint) -> bigint[]
            enum_first(mood): (mood) -> mood
            enum_first(int4): 42883 function `enum_first(integer)` does not exist
            generate_series(int4, int8): (bigint, bigint) -> bigint
            jsonb_build_object(unknown, int4): (unknown, integer) -> jsonb
            num_nulls(int4, text): (integer, text) -> integer
            nextval(unknown): (regclass) -> bigint
            round(float8, int4): 42883 function `round(double precision, integer)` does not exist
            substring(unknown, unknown, unknown): (text, text, text) -> text
            json_extract_path(json, unknown, unknown): (json, text, text) -> json
            int4range(int4, unknown): (integer, integer) -> int4range
            percentile_cont(unknown, int4) within: (double precision, double precision) -> double precision
            percentile_cont(unknown, int4): 42809 WITHIN GROUP is required for ordered-set aggregate `percentile_cont`
            rank(unknown, int4) within: (integer, integer) -> bigint
            rank() over: () -> bigint
            rank(): 42809 window function `rank` requires an OVER clause
            count() star: () -> bigint
            count(): 42809 `count(*)` must be used to call a parameterless aggregate function
            max(unknown): (text) -> text
            max(mood): (mood) -> mood
            sum(int4) distinct over: 0A000 DISTINCT is not implemented for window functions
            lower(text) distinct: 42809 DISTINCT specified, but `lower` is not an aggregate function
            lag(int4, int4, unknown) over: (integer, integer, integer) -> integer
            pg_typeof(unknown): (unknown) -> regtype
            width_bucket(int4, int4[]): (integer, integer[]) -> integer
            upper(other.color): 42883 function `upper(other.color)` does not exist
        "#]],
    );
}

#[test]
fn types_are_named_as_postgresql_names_them() {
    let catalog = catalog();
    let name = |ty: &str, typmod: Option<i32>| {
        let id = self::ty(&catalog, ty);
        catalog.format_type(Typed { id, typmod: typmod.map(Typmod) })
    };
    assert_eq!(name("int4", None), "integer");
    assert_eq!(name("int4[]", None), "integer[]");
    assert_eq!(name("varchar", Some(24)), "character varying(20)");
    assert_eq!(name("numeric", Some(655_366)), "numeric(10,2)");
    assert_eq!(name("numeric[]", Some(655_366)), "numeric(10,2)[]");
    assert_eq!(name("timestamptz", Some(3)), "timestamp(3) with time zone");
    assert_eq!(name("char", None), "\"char\"");
    assert_eq!(name("int2vector", None), "int2vector");
    assert_eq!(name("mood", None), "mood");
    assert_eq!(name("other.color[]", None), "other.color[]");
}
