//! A private local PostgreSQL: found or fetched, started, shared, stopped.
