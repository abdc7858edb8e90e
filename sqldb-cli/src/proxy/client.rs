//! The client's side: what it sends before it is let in (protocol 3, "Start-up").

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Failure;

/// How a client begins.
pub(super) enum Opening {
    /// It wants a session.
    Startup(Startup),
    /// It wants a statement of another session canceled.
    Cancel { process: i32, secret: i32 },
    /// It went away, or speaks something else.
    Gone,
}

/// What it wants the session to be.
pub(super) struct Startup {
    minor: u16,
    parameters: Vec<(String, String)>,
}

/// No client says more than this before it is let in (`MAX_STARTUP_PACKET_LENGTH`).
const LONGEST: u32 = 10_000;

const CANCEL: u32 = 80_877_102;
const TLS: u32 = 80_877_103;
const GSS: u32 = 80_877_104;

impl Startup {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The database; by default it is named as the user.
    pub(super) fn database(&self) -> &str {
        self.parameter("database").or_else(|| self.parameter("user")).unwrap_or_default()
    }

    /// All settings as `options`, behind those of the server's own URL.
    pub(super) fn options(&self, before: Option<&str>) -> String {
        let mut options: Vec<String> = before.map(str::to_owned).into_iter().collect();
        for (key, value) in &self.parameters {
            match key.as_str() {
                // Said otherwise, or not at all: the driver speaks UTF-8, as all drivers do by now.
                "user" | "database" | "application_name" | "client_encoding" | "replication" => {}
                "options" => options.push(value.clone()),
                key if key.starts_with("_pq_.") => {}
                key => {
                    let value = value.replace('\\', "\\\\").replace(' ', "\\ ");
                    options.push(format!("-c {key}={value}"));
                }
            }
        }
        options.join(" ")
    }
}

/// Reads the first message of a session.
pub(super) async fn open(stream: &mut TcpStream) -> Result<Opening, Failure> {
    loop {
        let Ok(length) = stream.read_u32().await else { return Ok(Opening::Gone) };
        if !(8..=LONGEST).contains(&length) {
            return Ok(Opening::Gone);
        }
        let code = stream.read_u32().await?;
        let mut body = vec![0; usize::try_from(length - 8)?];
        stream.read_exact(&mut body).await?;
        match code {
            // Nobody else hears what is said on this machine.
            TLS | GSS => stream.write_all(b"N").await?,
            CANCEL => {
                let number = |bytes: Option<&[u8]>| {
                    bytes.and_then(|bytes| bytes.try_into().ok()).map(i32::from_be_bytes)
                };
                return Ok(match (number(body.get(..4)), number(body.get(4..8))) {
                    (Some(process), Some(secret)) => Opening::Cancel { process, secret },
                    _ => Opening::Gone,
                });
            }
            _ if code >> 16 == 3 => {
                let text = String::from_utf8_lossy(&body).into_owned();
                let mut words = text.split('\0').map(str::to_owned);
                let mut parameters = Vec::new();
                while let (Some(key), Some(value)) = (words.next(), words.next()) {
                    if key.is_empty() {
                        break;
                    }
                    parameters.push((key, value));
                }
                let minor = u16::try_from(code & 0xffff)?;
                return Ok(Opening::Startup(Startup { minor, parameters }));
            }
            _ => return Ok(Opening::Gone),
        }
    }
}

/// Asks for the password; `false` if the client was told that it is wrong.
pub(super) async fn authenticate(
    stream: &mut TcpStream,
    user: &str,
    password: &str,
    startup: &Startup,
) -> Result<bool, Failure> {
    if startup.parameter("replication").is_some_and(|value| value != "false") {
        refuse(stream, "0A000", &"replication does not go through the proxy".into()).await?;
        return Ok(false);
    }
    // AuthenticationCleartextPassword
    stream.write_all(b"R\0\0\0\x08\0\0\0\x03").await?;
    // psql hangs up here, to ask its user, and comes again.
    let Ok(kind) = stream.read_u8().await else { return Ok(false) };
    let length = stream.read_u32().await?;
    if kind != b'p' || !(4..=LONGEST).contains(&length) {
        return Ok(false);
    }
    let mut body = vec![0; usize::try_from(length - 4)?];
    stream.read_exact(&mut body).await?;
    let right = body.strip_suffix(b"\0") == Some(password.as_bytes());
    if !right || startup.parameter("user") != Some(user) {
        let sentence =
            format!("the proxy knows only the user `{user}`, with the password it printed");
        refuse(stream, "28P01", &sentence.into()).await?;
        return Ok(false);
    }
    Ok(true)
}

/// Lets the client in with the words of the server.
pub(super) async fn greet(
    stream: &mut TcpStream,
    startup: &Startup,
    greeting: &[u8],
) -> Result<(), Failure> {
    if startup.minor > 0 {
        // NegotiateProtocolVersion: 3.0, and no extension of it.
        stream.write_all(b"v\0\0\0\x0c\0\x03\0\0\0\0\0\0").await?;
    }
    stream.write_all(greeting).await?;
    Ok(())
}

/// Tells the client why not.
pub(super) async fn refuse(
    stream: &mut TcpStream,
    code: &str,
    failure: &Failure,
) -> Result<(), Failure> {
    let body = format!("SFATAL\0VFATAL\0C{code}\0M{failure}\0\0");
    let length = u32::try_from(body.len() + 4)?;
    let message = [b"E".as_slice(), &length.to_be_bytes(), body.as_bytes()].concat();
    stream.write_all(&message).await?;
    stream.shutdown().await?;
    Ok(())
}
