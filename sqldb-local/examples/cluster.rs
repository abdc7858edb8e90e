//! Starts or joins the cluster of the current directory and holds it until the standard input ends.
//! The argument, if there is one, is the major version.
//!
//! `cargo run -p sqldb-local --example cluster`, and in another terminal `psql` with the URL that is
//! printed. `SQLDB_POSTGRES_PROVIDER=download` shows what happens on a machine without PostgreSQL.

use std::io;
use std::time::Instant;

use sqldb_local::{Cluster, Error, Progress, Purpose, Request};

fn main() -> Result<(), Error> {
    let mut request = Request::new(".", Purpose::Run);
    request.progress = Progress::stderr();
    request.major = std::env::args().nth(1).and_then(|major| major.parse().ok());
    let start = Instant::now();
    let cluster = Cluster::ensure(&request)?;
    let took = start.elapsed();
    let creation = cluster.ensure_database("example")?;
    println!("PostgreSQL {} after {took:.1?}", cluster.server_version());
    println!("{} ({creation:?})", cluster.url("example", Cluster::SUPERUSER));
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
    Ok(())
}
