//! `proxy`: a port of this machine that leads to the databases of an environment.
//!
//! Clients need neither its passwords nor TLS: the proxy logs in to the server for them, as the role
//! that was asked for, and from then on hands bytes to and fro. Start with [`proxy`]; `client` speaks
//! with the client until it is let in, `dial` with the server, and `tap` keeps what the server said
//! meanwhile.

mod client;
mod dial;
mod tap;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::rc::Rc;

use tokio::net::{TcpListener, TcpStream};
use tokio_postgres::CancelToken;

use crate::Failure;
use crate::access;
use crate::environment::Environments;
use crate::json::Json;
use crate::target::{self, Place, Target};
use crate::workspace::Workspace;
use client::{Opening, Startup};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The port; without it, one that is free
    #[arg(short, long, value_name = "N", default_value = "0")]
    port: u16,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    access: access::Flags,
}

/// The user whom clients name. The role is the proxy's to choose.
const USER: &str = "sqldb";

/// Listens until it is interrupted.
///
/// # Errors
///
/// The port is taken, or the workspace is not found.
pub(crate) fn proxy(options: &Options, json: Json) -> Result<(), Failure> {
    let workspace = Workspace::here()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(&runtime, listen(options, workspace, json))
}

async fn listen(options: &Options, workspace: Workspace, json: Json) -> Result<(), Failure> {
    let place = options.place.resolved();
    let databases = known(&workspace, &place, options.access.access())?;
    let listener = TcpListener::bind(("127.0.0.1", options.port)).await.map_err(|error| {
        format!("port {} cannot be listened on: {error}; choose another", options.port)
    })?;
    let port = listener.local_addr()?.port();
    // Every user of this machine can connect to the port, so it asks for a word that only ours knows.
    let password = password()?;
    for name in databases {
        let url = format!("postgresql://{USER}:{password}@127.0.0.1:{port}/{name}");
        match json {
            Json::Yes => println!("{}", serde_json::json!({ "name": name, "url": url })),
            Json::No => println!("{url}"),
        }
    }
    if json == Json::No && std::io::stderr().is_terminal() {
        eprintln!("sqldb: clients of this machine come in by these, until Ctrl-C");
    }
    let proxy = Rc::new(Proxy {
        workspace,
        place,
        access: options.access.access(),
        password,
        targets: RefCell::default(),
        cancels: RefCell::default(),
    });
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted?,
            interrupted = tokio::signal::ctrl_c() => return Ok(interrupted?),
        };
        let proxy = Rc::clone(&proxy);
        tokio::task::spawn_local(async move {
            // What ends one connection does not concern the others, and its client was told.
            if let Err(failure) = proxy.serve(stream).await {
                anstream::eprintln!("sqldb: {failure}");
            }
        });
    }
}

/// The names of the databases of which the place is known.
///
/// # Errors
///
/// There is none of which it is.
fn known(
    workspace: &Workspace,
    place: &target::Where,
    access: access::Access,
) -> Result<Vec<String>, Failure> {
    let names = workspace.databases.iter().map(|database| database.name.clone());
    let target::Where::Environment(environment) = place else { return Ok(names.collect()) };
    let environments = Environments::read(&workspace.root)?;
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for name in names {
        match environments.url(environment, &name, access) {
            Ok(_) => known.push(name),
            Err(failure) => unknown.push(failure),
        }
    }
    if known.is_empty() && !unknown.is_empty() {
        return Err(unknown.swap_remove(0));
    }
    for failure in unknown {
        anstream::eprintln!("sqldb: {failure}");
    }
    Ok(known)
}

fn password() -> Result<String, Failure> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom").and_then(|mut random| random.read_exact(&mut bytes))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

struct Proxy {
    workspace: Workspace,
    place: target::Where,
    access: access::Access,
    password: String,
    /// The databases that were connected to, whose local PostgreSQL goes on as long as the proxy.
    targets: RefCell<BTreeMap<String, Rc<Target>>>,
    /// How the statements of open connections are canceled, by what their clients were told.
    cancels: RefCell<BTreeMap<(i32, i32), Cancel>>,
}

type Cancel = (CancelToken, Rc<Target>);

impl Proxy {
    async fn serve(&self, mut stream: TcpStream) -> Result<(), Failure> {
        stream.set_nodelay(true)?;
        let startup = match client::open(&mut stream).await? {
            Opening::Startup(startup) => startup,
            Opening::Cancel { process, secret } => return self.cancel(process, secret).await,
            Opening::Gone => return Ok(()),
        };
        if !client::authenticate(&mut stream, USER, &self.password, &startup).await? {
            return Ok(());
        }
        let target = match self.target(&startup).await {
            Ok(target) => target,
            Err(failure) => return client::refuse(&mut stream, "3D000", &failure).await,
        };
        let dialed = match dial::dial(&target, &startup).await {
            Ok(dialed) => dialed,
            Err(failure) => return client::refuse(&mut stream, "08006", &failure).await,
        };
        let dial::Dialed { stream: mut server, greeting, key, cancel } = dialed;
        self.cancels.borrow_mut().insert(key, (cancel, target));
        let greeted = client::greet(&mut stream, &startup, &greeting).await;
        if greeted.is_ok() {
            // How it ends is the two sides' business: either may just hang up.
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut server).await;
        }
        self.cancels.borrow_mut().remove(&key);
        greeted
    }

    /// The database that a client names.
    async fn target(&self, startup: &Startup) -> Result<Rc<Target>, Failure> {
        let name = startup.database();
        if let Some(target) = self.targets.borrow().get(name) {
            return Ok(Rc::clone(target));
        }
        let database = self.workspace.database(Some(name))?.clone();
        let (root, place, access) = (self.workspace.root.clone(), self.place.clone(), self.access);
        // A local PostgreSQL may have to be started, and a role to be looked at.
        let found = tokio::task::spawn_blocking(move || {
            target::ready(&root, &database, &place, access).map_err(|failure| failure.to_string())
        });
        let target = Rc::new(found.await??);
        self.targets.borrow_mut().insert(name.to_owned(), Rc::clone(&target));
        Ok(target)
    }

    async fn cancel(&self, process: i32, secret: i32) -> Result<(), Failure> {
        let found = self.cancels.borrow().get(&(process, secret)).cloned();
        match found {
            Some((token, target)) => dial::cancel(&target, &token).await,
            // As the server, say nothing.
            None => Ok(()),
        }
    }
}
