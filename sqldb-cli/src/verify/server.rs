//! A server that describes statements.

use std::collections::HashMap;

use sqldb_analyze::catalog::quote_identifier;
use tokio::runtime::Runtime;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::{Failure, target};

/// A connection.
pub(crate) struct Server {
    runtime: Runtime,
    client: Client,
    /// The names of types that have been asked for.
    names: HashMap<u32, String>,
}

/// What the server says of a statement; types by the names of `pg_type`.
pub(crate) struct Described {
    pub(crate) parameters: Vec<String>,
    /// Names and types.
    pub(crate) columns: Vec<(String, String)>,
}

/// The server's refusal.
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Server {
    /// Connects, and searches names where the engine does.
    ///
    /// # Errors
    ///
    /// What the system or the server says.
    pub(crate) fn connect(url: &str, search_path: &[String]) -> Result<Server, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let server = target::server(url, "`--database`")?;
        let client = runtime.block_on(target::connect(&server))?;
        let path: Vec<String> = search_path.iter().map(|schema| quote_identifier(schema)).collect();
        let path = if path.is_empty() { "''".to_owned() } else { path.join(", ") };
        runtime.block_on(client.batch_execute(&format!("SET search_path = {path}")))?;
        Ok(Server { runtime, client, names: HashMap::new() })
    }

    /// Lets the server parse and describe a statement.
    ///
    /// # Errors
    ///
    /// If the connection is lost; the server's refusal is an answer.
    pub(crate) fn describe(&mut self, sql: &str) -> Result<Result<Described, Refused>, Failure> {
        let statement = match self.runtime.block_on(self.client.prepare(sql)) {
            Ok(statement) => statement,
            Err(error) => match error.as_db_error() {
                Some(refused) => {
                    let code = refused.code().code().to_owned();
                    return Ok(Err(Refused { code, message: refused.message().to_owned() }));
                }
                None => return Err(error.into()),
            },
        };
        let mut described = Described { parameters: Vec::new(), columns: Vec::new() };
        for ty in statement.params() {
            described.parameters.push(self.name(ty)?);
        }
        for column in statement.columns() {
            described.columns.push((column.name().to_owned(), self.name(column.type_())?));
        }
        Ok(Ok(described))
    }

    fn name(&mut self, ty: &Type) -> Result<String, Failure> {
        if let Some(known) = self.names.get(&ty.oid()) {
            return Ok(known.clone());
        }
        let sql = "SELECT pg_catalog.pg_type_is_visible($1)";
        let row = self.runtime.block_on(self.client.query_one(sql, &[&ty.oid()]))?;
        let name = match row.try_get::<_, bool>(0)? {
            true => ty.name().to_owned(),
            false => format!("{}.{}", ty.schema(), ty.name()),
        };
        self.names.insert(ty.oid(), name.clone());
        Ok(name)
    }
}
