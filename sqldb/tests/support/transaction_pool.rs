//! A pool before the server that gives each transaction another connection of it, as PgBouncer does in
//! transaction mode; with prepared statements as PgBouncer has them from 1.21 on, or without, as before.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, UnixStream, tcp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::message::message;

/// Whether statements that a client has prepared are there on whatever connection it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statements {
    Kept,
    Unknown,
}

/// The number of the first client, which looks like that of a process. One of a process of the server must not be
/// the same, or the client takes the pool for the server: Linux has none from here on (`PID_MAX_LIMIT`).
const FIRST_CLIENT: u32 = 4_194_304;

struct Pool {
    socket: String,
    statements: Statements,
    /// How many connections there are to each database at most.
    most: usize,
    databases: Mutex<HashMap<String, Arc<Database>>>,
    /// The numbers of texts and their types of parameters.
    texts: Mutex<HashMap<Vec<u8>, u64>>,
    /// By what a client was told, what its server has told.
    cancels: Mutex<HashMap<[u8; 8], [u8; 8]>>,
    clients: AtomicU32,
}

struct Database {
    places: Arc<Semaphore>,
    free: Mutex<Vec<Server>>,
    /// What one of them said of itself, which all clients are told.
    greeting: Mutex<Option<Vec<u8>>>,
}

/// A connection of the server.
struct Server {
    answers: Messages<OwnedReadHalf>,
    questions: OwnedWriteHalf,
    key: [u8; 8],
    prepared: HashSet<u64>,
}

/// One that a client has until its transaction is over.
struct Linked {
    server: Server,
    _place: OwnedSemaphorePermit,
    awaited: VecDeque<Awaited>,
    copies_in: bool,
}

/// What is to be answered, in its order.
#[derive(Debug, PartialEq, Eq)]
enum Awaited {
    /// By the server; of a statement that the client has not prepared just now, it is told nothing.
    Prepared(Option<u64>, Told),
    Bound,
    Described,
    Executed,
    Closed,
    Ready,
    /// By us.
    Ours(u8),
    /// Not at all.
    CopyEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Yes,
    No,
}

/// Starts it before the server whose Unix socket is at `socket`, of which it has `most` connections to each
/// database; returns its port.
pub(crate) fn start(socket: &str, statements: Statements, most: usize) -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let pool = Arc::new(Pool {
        socket: socket.to_owned(),
        statements,
        most,
        databases: Mutex::default(),
        texts: Mutex::default(),
        cancels: Mutex::default(),
        clients: AtomicU32::new(FIRST_CLIENT),
    });
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, pool.clone()));
            }
        });
    });
    port
}

/// Messages as they come; nothing is lost of one that is waited for when that is given up.
struct Messages<R> {
    from: R,
    read: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Messages<R> {
    fn new(from: R) -> Messages<R> {
        Messages { from, read: Vec::new() }
    }

    async fn fill(&mut self) -> Option<()> {
        let mut piece = [0; 16 * 1024];
        let length = self.from.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        self.read.extend_from_slice(piece.get(..length)?);
        Some(())
    }

    /// The tag and the body of the next one; none when there is none any more.
    async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let [tag, length @ ..] = &*self.read
                && let Some(length) = length.first_chunk::<4>()
            {
                let (tag, end) = (*tag, u32::from_be_bytes(*length) as usize + 1);
                if self.read.len() >= end {
                    let body = self.read.drain(..end).skip(5).collect();
                    return Some((tag, body));
                }
            }
            self.fill().await?;
        }
    }

    /// A message without a tag, as the first one of a client is.
    async fn first(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(length) = self.read.first_chunk::<4>() {
                let end = u32::from_be_bytes(*length) as usize;
                if self.read.len() >= end {
                    return Some(self.read.drain(..end).skip(4).collect());
                }
            }
            self.fill().await?;
        }
    }
}

async fn serve(client: TcpStream, pool: Arc<Pool>) -> Option<()> {
    const CANCEL: u32 = 80_877_102;
    const SSL: u32 = 80_877_103;
    const GSS: u32 = 80_877_104;
    client.set_nodelay(true).ok()?;
    let (questions, mut answers) = client.into_split();
    let mut questions = Messages::new(questions);
    let startup = loop {
        let first = questions.first().await?;
        let (code, rest) = first.split_first_chunk::<4>()?;
        match u32::from_be_bytes(*code) {
            SSL | GSS => answers.write_all(b"N").await.ok()?,
            CANCEL => return pool.cancel(rest.first_chunk::<8>()?).await,
            _ => break rest.to_vec(),
        }
    };
    let mut words = startup.split(|byte| *byte == 0);
    let mut name = String::new();
    while let (Some(key), Some(value)) = (words.next(), words.next()) {
        if key == b"database" {
            name = String::from_utf8(value.to_vec()).ok()?;
        }
    }
    let database = pool.database(&name);
    let known = database.greeting.lock().unwrap().clone();
    let greeting = match known {
        Some(greeting) => greeting,
        None => match pool.link(&database, &name).await {
            Ok(linked) => {
                database.free.lock().unwrap().push(linked.server);
                database.greeting.lock().unwrap().clone()?
            }
            Err(refusal) => return answers.write_all(&refusal).await.ok(),
        },
    };
    // It looks like a process.
    let process = pool.clients.fetch_add(1, Ordering::SeqCst).to_be_bytes();
    let key: [u8; 8] = [process, *b"key!"].concat().try_into().unwrap();
    let hello = [message(b'R', &[0; 4]), greeting, message(b'K', &key), message(b'Z', b"I")];
    answers.write_all(&hello.concat()).await.ok()?;
    let client = Client { pool: &pool, key, names: HashMap::new(), answers };
    let ended = client.serve(questions, &database, &name).await;
    pool.cancels.lock().unwrap().remove(&key);
    ended
}

impl Pool {
    fn database(&self, name: &str) -> Arc<Database> {
        let make = || {
            let places = Arc::new(Semaphore::new(self.most));
            Arc::new(Database { places, free: Mutex::default(), greeting: Mutex::default() })
        };
        self.databases.lock().unwrap().entry(name.to_owned()).or_insert_with(make).clone()
    }

    /// A connection that nobody has; the error is what the server answers.
    async fn link(&self, database: &Database, name: &str) -> Result<Linked, Vec<u8>> {
        let place = database.places.clone().acquire_owned().await.unwrap();
        // The one that was used longest ago, so that each transaction has another one.
        let free = {
            let mut free = database.free.lock().unwrap();
            (!free.is_empty()).then(|| free.remove(0))
        };
        let server = match free {
            Some(server) => server,
            None => self.connect(database, name).await?,
        };
        Ok(Linked { server, _place: place, awaited: VecDeque::new(), copies_in: false })
    }

    async fn connect(&self, database: &Database, name: &str) -> Result<Server, Vec<u8>> {
        let stream = UnixStream::connect(&self.socket).await.map_err(|_| Vec::new())?;
        let (answers, mut questions) = stream.into_split();
        let startup = [&[0, 3, 0, 0], &b"user\0postgres\0database\0"[..], name.as_bytes(), b"\0\0"];
        let startup = startup.concat();
        let length = u32::try_from(startup.len() + 4).unwrap().to_be_bytes();
        let asked = questions.write_all(&[&length[..], &startup].concat()).await;
        asked.map_err(|_| Vec::new())?;
        let mut answers = Messages::new(answers);
        let (mut greeting, mut key) = (Vec::new(), [0; 8]);
        while let Some((tag, body)) = answers.next().await {
            match tag {
                b'S' => greeting.extend(message(tag, &body)),
                b'K' => key = body.try_into().unwrap(),
                b'E' => return Err(message(tag, &body)),
                b'Z' => {
                    let prepared = HashSet::new();
                    *database.greeting.lock().unwrap() = Some(greeting);
                    return Ok(Server { answers, questions, key, prepared });
                }
                _ => {}
            }
        }
        Err(Vec::new())
    }

    async fn cancel(&self, key: &[u8; 8]) -> Option<()> {
        let key = *self.cancels.lock().unwrap().get(key)?;
        let mut stream = UnixStream::connect(&self.socket).await.ok()?;
        let request = [&16u32.to_be_bytes()[..], &80_877_102u32.to_be_bytes(), &key].concat();
        stream.write_all(&request).await.ok()?;
        // It is done when the server has hung up.
        stream.read(&mut [0]).await.ok().map(drop)
    }
}

struct Client<'p> {
    pool: &'p Pool,
    key: [u8; 8],
    /// What it has prepared.
    names: HashMap<Vec<u8>, (u64, Vec<u8>)>,
    answers: tcp::OwnedWriteHalf,
}

impl Client<'_> {
    /// Serves it until it ends; with what it then has of the server, nobody can do anything.
    async fn serve(
        mut self,
        mut questions: Messages<tcp::OwnedReadHalf>,
        database: &Database,
        name: &str,
    ) -> Option<()> {
        let mut linked: Option<Linked> = None;
        loop {
            let Some(mut link) = linked.take() else {
                let question = questions.next().await.filter(|(tag, _)| *tag != b'X')?;
                let mut link = match self.pool.link(database, name).await {
                    Ok(link) => link,
                    Err(refusal) => return self.answers.write_all(&refusal).await.ok(),
                };
                self.pool.cancels.lock().unwrap().insert(self.key, link.server.key);
                self.ask(question, &mut link).await?;
                linked = Some(link);
                continue;
            };
            tokio::select! {
                question = questions.next() => {
                    let question = question.filter(|(tag, _)| *tag != b'X')?;
                    self.ask(question, &mut link).await?;
                }
                answer = link.server.answers.next() => {
                    if self.answer(answer?, &mut link).await? == Over::Yes {
                        self.pool.cancels.lock().unwrap().remove(&self.key);
                        database.free.lock().unwrap().push(link.server);
                        continue;
                    }
                }
            }
            linked = Some(link);
        }
    }

    async fn ask(&mut self, (tag, body): (u8, Vec<u8>), link: &mut Linked) -> Option<()> {
        let kept = self.pool.statements == Statements::Kept;
        let mut sent = Vec::new();
        match tag {
            b'P' if kept && body.first() != Some(&0) => {
                let (name, text) = cut(&body)?;
                let count = self.pool.texts.lock().unwrap().len() as u64;
                let number = *self.pool.texts.lock().unwrap().entry(text.to_vec()).or_insert(count);
                self.names.insert(name.to_vec(), (number, text.to_vec()));
                match link.server.prepared.contains(&number) {
                    true => link.awaited.push_back(Awaited::Ours(b'1')),
                    false => link.prepare(number, text, Told::Yes, &mut sent),
                }
            }
            b'B' if kept => {
                let (portal, rest) = cut(&body)?;
                let (name, arguments) = cut(rest)?;
                let name = self.prepared(name, link, &mut sent);
                let body = [portal, b"\0", &name, b"\0", arguments].concat();
                sent.extend(message(tag, &body));
                link.awaited.push_back(Awaited::Bound);
            }
            b'D' if kept && body.first() == Some(&b'S') => {
                let (name, _) = cut(body.get(1..)?)?;
                let name = self.prepared(name, link, &mut sent);
                sent.extend(message(tag, &[b"S", &*name, b"\0"].concat()));
                link.awaited.push_back(Awaited::Described);
            }
            b'C' if kept && body.first() == Some(&b'S') => {
                self.names.remove(cut(body.get(1..)?)?.0);
                link.awaited.push_back(Awaited::Ours(b'3'));
            }
            _ => {
                sent = message(tag, &body);
                match tag {
                    b'P' => link.awaited.push_back(Awaited::Prepared(None, Told::Yes)),
                    b'B' => link.awaited.push_back(Awaited::Bound),
                    b'D' => link.awaited.push_back(Awaited::Described),
                    b'C' => link.awaited.push_back(Awaited::Closed),
                    b'E' => link.awaited.push_back(Awaited::Executed),
                    b'S' if link.copies_in => {}
                    b'S' | b'Q' => link.awaited.push_back(Awaited::Ready),
                    b'c' | b'f' => {
                        link.copies_in = false;
                        link.awaited.push_back(Awaited::CopyEnd);
                    }
                    _ => {}
                }
            }
        }
        link.server.questions.write_all(&sent).await.ok()?;
        self.answer_ourselves(link).await
    }

    /// The name that a statement has on the server, where it is prepared if it is not yet.
    fn prepared(&self, name: &[u8], link: &mut Linked, sent: &mut Vec<u8>) -> Vec<u8> {
        let Some((number, text)) = self.names.get(name) else { return name.to_vec() };
        if !link.server.prepared.contains(number) {
            link.prepare(*number, text, Told::No, sent);
        }
        named(*number)
    }

    async fn answer(&mut self, (tag, body): (u8, Vec<u8>), link: &mut Linked) -> Option<Over> {
        let Linked { awaited, copies_in, server, .. } = link;
        let mut told = Told::Yes;
        match (tag, awaited.front()) {
            (b'1', Some(Awaited::Prepared(_, prepared))) => {
                told = *prepared;
                awaited.pop_front();
            }
            (b'2', Some(Awaited::Bound))
            | (b'3', Some(Awaited::Closed))
            | (b'T' | b'n', Some(Awaited::Described))
            | (b'C' | b'I' | b's', Some(Awaited::Executed)) => drop(awaited.pop_front()),
            (b'G', Some(Awaited::Executed)) => {
                // The server ignores each `Sync` until the end of the rows.
                let end = awaited.iter().position(|awaited| *awaited == Awaited::CopyEnd);
                *copies_in = end.is_none();
                let mut at = 0;
                awaited.retain(|awaited| {
                    at += 1;
                    *awaited != Awaited::Ready || end.is_some_and(|end| at > end)
                });
            }
            (b'E', _) => {
                // It skips all up to the next `Sync`.
                *copies_in = false;
                while awaited.front().is_some_and(|awaited| *awaited != Awaited::Ready) {
                    if let Some(Awaited::Prepared(Some(number), _)) = awaited.pop_front() {
                        server.prepared.remove(&number);
                    }
                }
            }
            (b'Z', _) => {
                while awaited.pop_front().is_some_and(|awaited| awaited != Awaited::Ready) {}
            }
            _ => {}
        }
        if told == Told::Yes {
            self.answers.write_all(&message(tag, &body)).await.ok()?;
        }
        self.answer_ourselves(link).await?;
        let is_over = tag == b'Z' && body == b"I" && link.awaited.is_empty();
        Some(if is_over { Over::Yes } else { Over::No })
    }

    /// What is next is for us to answer.
    async fn answer_ourselves(&mut self, link: &mut Linked) -> Option<()> {
        while let Some(Awaited::Ours(tag)) = link.awaited.front() {
            self.answers.write_all(&message(*tag, &[])).await.ok()?;
            link.awaited.pop_front();
        }
        // The end of a copy is answered by what is before it.
        while link.awaited.front() == Some(&Awaited::CopyEnd) {
            link.awaited.pop_front();
        }
        Some(())
    }
}

impl Linked {
    fn prepare(&mut self, number: u64, text: &[u8], told: Told, sent: &mut Vec<u8>) {
        sent.extend(message(b'P', &[&named(number), &b"\0"[..], text].concat()));
        self.server.prepared.insert(number);
        self.awaited.push_back(Awaited::Prepared(Some(number), told));
    }
}

/// Whether the transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Yes,
    No,
}

fn named(number: u64) -> Vec<u8> {
    format!("pool_{number}").into_bytes()
}

/// A text up to its zero, and what is behind it.
fn cut(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = body.iter().position(|byte| *byte == 0)?;
    Some((body.get(..end)?, body.get(end + 1..)?))
}
