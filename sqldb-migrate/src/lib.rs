//! Migration directories: reading, checking, embedding, applying.
