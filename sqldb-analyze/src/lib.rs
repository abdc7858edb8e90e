//! Static analysis of PostgreSQL SQL: placeholders, catalog from migrations, types, nullability, cardinality.
