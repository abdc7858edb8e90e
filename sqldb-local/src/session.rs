//! The least of PostgreSQL's protocol 3.0 that the life cycle needs: trust, one socket, plain text.
//!
//! A driver would bring a runtime with it, and this crate must be callable from anywhere: from
//! `spawn_blocking`, from a plain `#[test]` and from a command. Start reading at [`Session::connect`].

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Kind};

/// The port of every cluster; it is no more than a part of the socket's name.
pub(crate) const PORT: u16 = 5432;

/// The longest silence of the server, while it copies a template for instance.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection to a server of ours.
#[derive(Debug)]
pub(crate) struct Session {
    stream: UnixStream,
}

impl Session {
    /// Connects and waits until the server is ready for a query.
    pub(crate) fn connect(sockets: &Path, user: &str, database: &str) -> Result<Session, Error> {
        let socket = sockets.join(format!(".s.PGSQL.{PORT}"));
        let stream = UnixStream::connect(&socket).map_err(Error::file("connect to", &socket))?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(disconnected)?;
        stream.set_write_timeout(Some(PATIENCE)).map_err(disconnected)?;
        let mut session = Session { stream };
        let mut body = Vec::from(196_608_u32.to_be_bytes());
        for (name, value) in
            [("user", user), ("database", database), ("application_name", "sqldb-local")]
        {
            push_string(&mut body, name)?;
            push_string(&mut body, value)?;
        }
        body.push(0);
        session.send(None, &body)?;
        session.read_until_ready("connect").map(|_| session)
    }

    /// Runs statements with the simple protocol and returns the text of all rows.
    pub(crate) fn query(&mut self, statements: &str) -> Result<Vec<Vec<Option<String>>>, Error> {
        let mut body = Vec::new();
        push_string(&mut body, statements)?;
        self.send(Some(b'Q'), &body)?;
        self.read_until_ready(statements)
    }

    fn read_until_ready(&mut self, statement: &str) -> Result<Vec<Vec<Option<String>>>, Error> {
        let mut rows = Vec::new();
        let mut refused = None;
        loop {
            let (kind, body) = match self.receive() {
                Ok(message) => message,
                // After a FATAL error the server closes instead of becoming ready.
                Err(error) => return Err(refused.unwrap_or(error)),
            };
            match kind {
                b'Z' => return refused.map_or(Ok(rows), Err),
                b'E' => refused = Some(server_error(statement, &body)),
                b'D' => rows.push(row(&body).ok_or_else(malformed)?),
                b'R' if body != [0; 4] => {
                    return Err(Error::new(Kind::Connection(
                        "the server asks for a password, but a local cluster trusts its socket"
                            .into(),
                    )));
                }
                _ => {}
            }
        }
    }

    fn send(&mut self, kind: Option<u8>, body: &[u8]) -> Result<(), Error> {
        let length = u32::try_from(body.len() + 4).map_err(|_| malformed())?;
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend_from_slice(&length.to_be_bytes());
        message.extend_from_slice(body);
        self.stream.write_all(&message).map_err(disconnected)
    }

    fn receive(&mut self) -> Result<(u8, Vec<u8>), Error> {
        let mut header = [0; 5];
        self.stream.read_exact(&mut header).map_err(disconnected)?;
        let [kind, length @ ..] = header;
        let length = u32::from_be_bytes(length).checked_sub(4).ok_or_else(malformed)?;
        let mut body = Vec::new();
        let read =
            (&self.stream).take(length.into()).read_to_end(&mut body).map_err(disconnected)?;
        if u32::try_from(read) != Ok(length) {
            return Err(disconnected(ErrorKind::UnexpectedEof.into()));
        }
        Ok((kind, body))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // `Terminate`, so that the server's log does not speak of a lost client.
        let _ = self.send(Some(b'X'), &[]);
    }
}

fn push_string(body: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    if text.contains('\0') {
        return Err(Error::refused("a name or statement contains the character NUL"));
    }
    body.extend_from_slice(text.as_bytes());
    body.push(0);
    Ok(())
}

fn row(body: &[u8]) -> Option<Vec<Option<String>>> {
    let (count, mut rest) = body.split_first_chunk::<2>()?;
    (0..u16::from_be_bytes(*count))
        .map(|_| {
            let (length, after) = rest.split_first_chunk::<4>()?;
            // Minus one is NULL.
            let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
                rest = after;
                return Some(None);
            };
            let (value, after) = after.split_at_checked(length)?;
            rest = after;
            Some(Some(String::from_utf8_lossy(value).into_owned()))
        })
        .collect()
}

fn server_error(statement: &str, body: &[u8]) -> Error {
    let field = |kind: u8| {
        let mut fields = body.split(|byte| *byte == 0);
        let found = fields.find_map(|field| field.strip_prefix(&[kind]));
        String::from_utf8_lossy(found.unwrap_or_default()).into_owned()
    };
    Error::new(Kind::Server {
        statement: statement.to_owned(),
        code: field(b'C'),
        message: field(b'M'),
    })
}

fn disconnected(error: std::io::Error) -> Error {
    Error::new(Kind::Connection(error.to_string()))
}

fn malformed() -> Error {
    Error::new(Kind::Connection("a message is malformed".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_text_and_nulls() {
        let body = [0, 2, 0, 0, 0, 2, b'h', b'i', 0xff, 0xff, 0xff, 0xff];
        assert_eq!(row(&body), Some(vec![Some("hi".to_owned()), None]));
        assert_eq!(row(&body[..7]), None);
    }

    #[test]
    fn an_error_has_its_code_and_message() {
        let error = server_error("SELECT", b"SERROR\0C42P04\0Mdatabase \"x\" already exists\0\0");
        assert_eq!(error.code(), Some("42P04"));
        let text = "database \"x\" already exists (SQLSTATE 42P04) in `SELECT`";
        assert_eq!(error.to_string(), text);
    }
}
