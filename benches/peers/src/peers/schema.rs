//! The tables as Diesel knows them: what `diesel print-schema` writes.

diesel::table! {
    todo_item (id) {
        id -> BigInt,
        title -> Text,
        note -> Nullable<Text>,
        weight -> Integer,
        done -> Bool,
        created -> Timestamptz,
    }
}

diesel::table! {
    account (id) {
        id -> BigInt,
        balance -> BigInt,
    }
}

diesel::table! {
    entry (id) {
        id -> BigInt,
        account -> BigInt,
        amount -> BigInt,
    }
}

diesel::table! {
    // It has no key, and Diesel wants one.
    bulk (id) {
        id -> BigInt,
        title -> Text,
        note -> Nullable<Text>,
        weight -> Integer,
        done -> Bool,
        created -> Timestamptz,
    }
}
