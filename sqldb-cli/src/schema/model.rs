//! A schema as the server describes it.

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

use crate::Failure;

/// All that the migrations made.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Model {
    pub(super) database: String,
    pub(super) schemas: Vec<String>,
    pub(super) extensions: Vec<Extension>,
    pub(super) types: Vec<Type>,
    pub(super) sequences: Vec<Sequence>,
    pub(super) relations: Vec<Relation>,
    pub(super) functions: Vec<Function>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Extension {
    pub(super) name: String,
    pub(super) schema: String,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Type {
    pub(super) name: String,
    pub(super) comment: Option<String>,
    pub(super) kind: String,
    /// Of an enum.
    pub(super) labels: Option<Vec<String>>,
    /// What follows `CREATE TYPE … AS` or `CREATE DOMAIN … AS`.
    pub(super) definition: String,
}

/// A sequence, but for those of identity columns.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Sequence {
    pub(super) name: String,
    pub(super) definition: String,
    /// The column that it goes with.
    pub(super) owner: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) comment: Option<String>,
    pub(super) partition_key: Option<String>,
    pub(super) partition: Option<Partition>,
    pub(super) inherits: Vec<String>,
    /// Of a view.
    pub(super) query: Option<String>,
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    /// Those that are not behind constraints.
    pub(super) indexes: Vec<Index>,
    pub(super) triggers: Vec<String>,
    /// Whether policies hold.
    pub(super) security: bool,
    pub(super) policies: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Partition {
    pub(super) of: String,
    pub(super) bound: String,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Column {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: String,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    pub(super) generated: Option<String>,
    pub(super) identity: Option<String>,
    pub(super) collation: Option<String>,
    /// Whether the table itself declares it.
    pub(super) local: bool,
    pub(super) comment: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Constraint {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) definition: String,
    pub(super) columns: Vec<String>,
    /// The table that a foreign key refers to.
    pub(super) target: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) definition: String,
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) result: Option<String>,
    pub(super) comment: Option<String>,
    /// The whole statement; aggregates have none.
    pub(super) definition: Option<String>,
}

impl Model {
    /// Asks a server.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub(super) async fn read(client: &Client) -> Result<Model, Failure> {
        // Only the names of `public` come without their schema.
        client.batch_execute("SET search_path = public").await?;
        let row = client.query_one(include_str!("model.sql"), &[]).await?;
        Ok(serde_json::from_str(row.try_get(0)?)?)
    }
}

impl Relation {
    /// Whether a column is in the primary key.
    pub(super) fn is_key(&self, column: &str) -> bool {
        let primary = self.constraints.iter().find(|constraint| constraint.kind == "primary key");
        primary.is_some_and(|key| key.columns.iter().any(|name| name == column))
    }

    /// The foreign keys: the columns and the table that they refer to.
    pub(super) fn references(&self) -> impl Iterator<Item = (&Constraint, &str)> {
        self.constraints
            .iter()
            .filter_map(|constraint| Some((constraint, constraint.target.as_deref()?)))
    }
}
