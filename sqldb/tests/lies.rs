//! A server that lies: of types, of lengths, of numbers of columns. There is an error, never a panic, a
//! wrong value or a wait without end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Duration;

use sqldb::__private::query;
use sqldb::{Config, Database, RawRow, Result};
use support::message::message;
use support::statement;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// As long as no answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

const INT8: u32 = 20;
const TEXT: u32 = 25;

/// What the server says of `SELECT … AS n`, an `int8` as it was compiled.
#[derive(Clone)]
struct Lie {
    name: &'static str,
    ty: u32,
    /// The fields of the only row; [`None`] is NULL.
    row: Vec<Option<Vec<u8>>>,
    /// What is written into the row instead of the number of its fields.
    fields: Option<i16>,
    /// What stands behind the fields of the row.
    behind_row: Vec<u8>,
    /// What stands before the end of the answer.
    before_end: Vec<u8>,
}

impl Lie {
    fn description(&self) -> Vec<u8> {
        let mut body = 1i16.to_be_bytes().to_vec();
        body.extend_from_slice(self.name.as_bytes());
        body.extend_from_slice(&[0; 7]);
        body.extend_from_slice(&self.ty.to_be_bytes());
        body.extend_from_slice(&8i16.to_be_bytes());
        body.extend_from_slice(&(-1i32).to_be_bytes());
        body.extend_from_slice(&1i16.to_be_bytes());
        message(b'T', &body)
    }

    fn row(&self) -> Vec<u8> {
        let mut body = self.fields.unwrap_or(self.row.len() as i16).to_be_bytes().to_vec();
        for field in &self.row {
            match field {
                None => body.extend_from_slice(&(-1i32).to_be_bytes()),
                Some(field) => {
                    body.extend_from_slice(&(field.len() as i32).to_be_bytes());
                    body.extend_from_slice(field);
                }
            }
        }
        body.extend_from_slice(&self.behind_row);
        message(b'D', &body)
    }
}

/// Answers as a server does, to who asks in the extended protocol.
async fn serve(mut client: TcpStream, lie: Lie) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut length = [0; 4];
    client.read_exact(&mut length).await?;
    let mut startup = vec![0; u32::from_be_bytes(length) as usize - 4];
    client.read_exact(&mut startup).await?;
    let ready = message(b'Z', b"I");
    let mut hello = message(b'R', &0u32.to_be_bytes());
    hello.extend(message(b'K', &[0; 8]));
    hello.extend(&ready);
    client.write_all(&hello).await?;
    loop {
        let mut head = [0; 5];
        client.read_exact(&mut head).await?;
        let [tag, length @ ..] = head;
        let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
        client.read_exact(&mut body).await?;
        let answer = match tag {
            b'P' => message(b'1', &[]),
            b'B' => message(b'2', &[]),
            b'C' => message(b'3', &[]),
            b'D' => {
                let mut answer = message(b't', &0i16.to_be_bytes());
                answer.extend(lie.description());
                answer
            }
            b'E' => {
                let mut answer = lie.row();
                answer.extend(&lie.before_end);
                answer.extend(message(b'C', b"SELECT 1\0"));
                answer
            }
            b'S' => ready.clone(),
            b'Q' if body.starts_with(b"SELECT pg_catalog.pg_backend_pid()") => {
                // It is the one that it has said it is.
                let mut answer = message(b'T', &0u16.to_be_bytes());
                answer.extend(message(b'D', b"\0\x01\0\0\0\x010"));
                answer.extend(message(b'C', b"SELECT 1\0"));
                answer.extend(&ready);
                answer
            }
            b'Q' => {
                let mut answer = message(b'C', b"SELECT 0\0");
                answer.extend(&ready);
                answer
            }
            _ => return Ok(()),
        };
        client.write_all(&answer).await?;
    }
}

fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

/// What comes of asking a server that lies so, by each way to ask.
async fn ask(lie: Lie) -> Vec<Result<Vec<i64>, String>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(serve(client, lie.clone()));
        }
    });
    let one = statement!(number, i64, ExactlyOne, "SELECT 7::int8 AS n", [], ["n" => "int8"]);
    let many = statement!(number, i64, Many, "SELECT 7::int8 AS n", [], ["n" => "int8"]);
    let mut answers = Vec::new();
    for statements in ["named", "unnamed"] {
        let db = Database::new(&support::DEFINITION);
        let url = format!(
            "postgresql://u@127.0.0.1:{port}/d?sslmode=disable&pool_max=1&statements={statements}"
        );
        db.configure(Config::url(url)).unwrap();
        for _ in 0..3 {
            let one = timeout(PATIENCE, db.query_all(query(one, []))).await.unwrap();
            let many = timeout(PATIENCE, db.query_all(query(many, []))).await.unwrap();
            answers.extend([one, many]);
        }
        let streamed = async {
            let mut rows = db.query(query(many, [])).await?;
            let mut all = Vec::new();
            while let Some(row) = rows.try_next().await? {
                all.push(row);
            }
            Ok::<_, sqldb::Error>(all)
        };
        answers.push(timeout(PATIENCE, streamed).await.unwrap());
    }
    answers.into_iter().map(|answer| answer.map_err(|error| error.to_string())).collect()
}

#[tokio::test]
async fn lies_are_errors() {
    let seven = Some(7i64.to_be_bytes().to_vec());
    let honest = Lie {
        name: "n",
        ty: INT8,
        row: vec![seven],
        fields: None,
        behind_row: Vec::new(),
        before_end: Vec::new(),
    };
    for answer in ask(honest.clone()).await {
        assert_eq!(answer, Ok(vec![7]));
    }
    let lies = [
        (
            "another type",
            Lie { ty: TEXT, ..honest.clone() },
            "column `n` is `text` there, `int8` was compiled",
        ),
        (
            "another name",
            Lie { name: "m", ..honest.clone() },
            "a column is called `m` there, `n` was compiled",
        ),
        (
            "too short",
            Lie { row: vec![Some(vec![0; 4])], ..honest.clone() },
            "column `n` cannot be read",
        ),
        (
            "too long",
            Lie { row: vec![Some(vec![0; 9])], ..honest.clone() },
            "column `n` cannot be read",
        ),
        (
            "empty",
            Lie { row: vec![Some(Vec::new())], ..honest.clone() },
            "column `n` cannot be read",
        ),
        (
            "NULL",
            Lie { row: vec![None], ..honest.clone() },
            "column `n` cannot be read: it is NULL",
        ),
        ("no fields", Lie { row: Vec::new(), ..honest.clone() }, ""),
        ("more fields than there are", Lie { fields: Some(3), ..honest.clone() }, ""),
        (
            "a row that goes on behind its fields",
            Lie { behind_row: vec![0; 2], ..honest.clone() },
            "",
        ),
        ("a row of no length", Lie { before_end: message(b'D', &[]), ..honest.clone() }, ""),
        (
            "half of the number of fields",
            Lie { before_end: message(b'D', &[0]), ..honest.clone() },
            "",
        ),
        ("unknown message", Lie { before_end: message(b'?', b"?"), ..honest.clone() }, ""),
        ("a message within an answer", Lie { before_end: message(b'1', &[]), ..honest }, ""),
    ];
    for (what, lie, words) in lies {
        for answer in ask(lie).await {
            let error = match answer {
                Err(error) => error,
                Ok(rows) => panic!("{what}: {rows:?}"),
            };
            assert!(error.contains(words), "{what}: {error}");
        }
    }
}
