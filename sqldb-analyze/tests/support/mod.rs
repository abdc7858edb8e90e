//! A schema from its text, for tests.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

use sqldb_analyze::catalog::*;
use sqldb_analyze::lex::{Token, TokenKind, tokenize};
use sqldb_analyze::types::{TypeId, Typed};
use sqldb_analyze::{LineColumn, Origin, syntax};

pub(crate) fn catalog(sql: &str) -> Catalog {
    let mut catalog = Catalog::default();
    let tokens = tokenize(sql).unwrap();
    for statement in tokens.split(|t| t.kind == TokenKind::Semicolon) {
        if !statement.is_empty() {
            read(&mut catalog, statement);
        }
    }
    catalog
}
fn origin() -> Origin {
    Origin { file: "schema.sql".into(), place: LineColumn { line: 1, column: 1 } }
}
fn name(t: &Token) -> String {
    match &t.kind {
        TokenKind::Word(w) | TokenKind::QuotedWord(w) => w.clone(),
        other => panic!("{other:?}"),
    }
}
fn type_id(c: &mut Catalog) -> TypeId {
    let id = TypeId(c.next_type);
    c.next_type += 1;
    id
}
fn add_type(c: &mut Catalog, n: &str, kind: UserTypeKind) -> TypeId {
    let id = type_id(c);
    let array = type_id(c);
    c.types.push(UserType {
        id,
        name: QualifiedName::new("public", n),
        kind,
        array: Some(array),
        origin: origin(),
    });
    c.types.push(UserType {
        id: array,
        name: QualifiedName::new("public", format!("_{n}")),
        kind: UserTypeKind::Array(id),
        array: None,
        origin: origin(),
    });
    id
}
fn ty(c: &Catalog, tokens: &[Token]) -> (Typed, usize) {
    let (t, n) = syntax::type_name(tokens).unwrap();
    let schema = t.name.schema.as_ref().map(|s| s.name.as_str());
    let mut id = c.find_type(schema, &t.name.name.name).unwrap_or_else(|| panic!("{t:?}"));
    let typmod = match t.modifiers.as_slice() {
        [] => None,
        m => Some(sqldb_analyze::types::typmod::typmod_in(id, "x", m).unwrap()),
    };
    if t.dimensions > 0 {
        id = c.array_of(id).unwrap();
    }
    (Typed { id, typmod }, n)
}
fn items(tokens: &[Token]) -> Vec<Vec<Token>> {
    let mut out = vec![vec![]];
    let mut depth = 0;
    for t in tokens {
        match t.kind {
            TokenKind::LeftParenthesis => depth += 1,
            TokenKind::RightParenthesis => depth -= 1,
            _ => {}
        }
        if depth == 0 && t.kind == TokenKind::Comma {
            out.push(vec![])
        } else {
            out.last_mut().unwrap().push(t.clone())
        }
    }
    out
}
fn read(c: &mut Catalog, t: &[Token]) {
    if t[0].is_word("insert") {
        return;
    }
    assert!(t[0].is_word("create"));
    match t[1].word().unwrap() {
        "type" if t[4].is_word("enum") => {
            let labels = t
                .iter()
                .filter_map(|t| match &t.kind {
                    TokenKind::String(s) => Some(s.clone()),
                    _ => None,
                })
                .collect();
            add_type(c, &name(&t[2]), UserTypeKind::Enum(labels));
        }
        "type" => {
            let fields =
                items(&t[5..t.len() - 1]).iter().map(|f| (name(&f[0]), ty(c, &f[1..]).0)).collect();
            add_type(c, &name(&t[2]), UserTypeKind::Composite(fields));
        }
        "domain" => {
            let (base, _) = ty(c, &t[4..]);
            let not_null = t.windows(2).any(|w| w[0].is_word("not") && w[1].is_word("null"));
            let default = t.iter().any(|t| t.is_word("default"));
            add_type(c, &name(&t[2]), UserTypeKind::Domain { base, not_null, default });
        }
        "table" => {
            let n = name(&t[2]);
            let id = RelationId(c.next_relation);
            c.next_relation += 1;
            let row_type = add_type(c, &n, UserTypeKind::Row(id));
            let mut columns: Vec<Column> = vec![];
            let mut keys = vec![];
            let key = |kind, columns: Vec<String>, n: String| Key {
                name: n,
                kind,
                columns,
                expressions: vec![],
                partial: false,
                nulls_not_distinct: false,
                deferrable: false,
            };
            for item in items(&t[4..t.len() - 1]) {
                let first = item[0].word().unwrap_or("");
                if first == "primary" || first == "unique" {
                    let from =
                        item.iter().position(|t| t.kind == TokenKind::LeftParenthesis).unwrap();
                    let cols: Vec<String> = items(&item[from + 1..item.len() - 1])
                        .iter()
                        .map(|i| name(&i[0]))
                        .collect();
                    if first == "primary" {
                        for col in &mut columns {
                            if cols.contains(&col.name) {
                                col.not_null = NotNull::Enforced
                            }
                        }
                        keys.push(key(KeyKind::Primary, cols, format!("{n}_pkey")));
                    } else {
                        let k = format!("{n}_{}_key", cols.join("_"));
                        keys.push(key(KeyKind::Unique, cols, k));
                    }
                    continue;
                }
                let col = name(&item[0]);
                let (typed, used) = ty(c, &item[1..]);
                let rest = &item[1 + used..];
                let has = |w: &str| rest.iter().any(|t| t.is_word(w));
                let primary = has("primary");
                let identity = has("identity");
                let not_null = primary
                    || identity
                    || rest.windows(2).any(|w| w[0].is_word("not") && w[1].is_word("null"));
                let default = if identity {
                    Default::Identity(if has("always") {
                        Identity::Always
                    } else {
                        Identity::ByDefault
                    })
                } else if has("generated") {
                    Default::Generated(Generated::Stored)
                } else if has("default") {
                    Default::Expression
                } else {
                    Default::None
                };
                if primary {
                    keys.push(key(KeyKind::Primary, vec![col.clone()], format!("{n}_pkey")))
                }
                if has("unique") {
                    keys.push(key(KeyKind::Unique, vec![col.clone()], format!("{n}_{col}_key")))
                }
                columns.push(Column {
                    name: col,
                    ty: typed,
                    not_null: if not_null { NotNull::Enforced } else { NotNull::No },
                    default,
                    origin: origin(),
                });
            }
            c.relations.push(Relation {
                id,
                name: QualifiedName::new("public", n),
                kind: RelationKind::Table,
                columns,
                keys,
                row_type,
                parents: vec![],
                origin: origin(),
            });
        }
        other => panic!("{other}"),
    }
}
