//! Messages as these tests write and read them, and a stream that takes and gives a piece at a time.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use expect_test::expect;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::super::{Wire, frame};

/// A stream that takes and gives a piece at a time.
#[derive(Default)]
pub(super) struct Ends {
    pub(super) sent: Vec<u8>,
    /// What the server sends, in the pieces in which it comes.
    pub(super) answers: Vec<Vec<u8>>,
    /// How much is taken at once.
    pub(super) takes: Option<usize>,
}

impl AsyncRead for Ends {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.answers.is_empty() {
            return Poll::Pending;
        }
        let mut piece = self.answers.remove(0);
        if piece.len() > out.remaining() {
            let rest = piece.split_off(out.remaining());
            self.answers.insert(0, rest);
        }
        out.put_slice(&piece);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Ends {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let length = bytes.len().min(self.takes.unwrap_or(bytes.len()));
        self.sent.extend_from_slice(&bytes[..length]);
        Poll::Ready(Ok(length))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

pub(super) fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    frame::put(tag, body, &mut out);
    out
}

/// Messages as they are written in these tests: `Q(BEGIN)`, `P(s1,SELECT~1;)`, `B(s1)`, `E`, `S`,
/// `D(a,b)`, `C(SELECT~1)`, `Z`; `~` is a blank.
pub(super) fn messages(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let (tag, inner) = match word.split_once('(') {
            Some((tag, inner)) => (tag, inner.trim_end_matches(')').replace('~', " ")),
            None => (word, String::new()),
        };
        let body = match tag {
            "Q" => [inner.as_bytes(), b"\0"].concat(),
            "P" => {
                let (name, text) = inner.split_once(',').unwrap();
                [name.as_bytes(), b"\0", text.as_bytes(), b"\0\0\0"].concat()
            }
            "B" => [b"\0", inner.as_bytes(), b"\0\0\0\0\0\0\0"].concat(),
            "E" => vec![0; 5],
            "Describe" => [b"S", inner.as_bytes(), b"\0"].concat(),
            "T" if inner.contains(':') => description(&inner),
            "Close" => [b"S", inner.as_bytes(), b"\0"].concat(),
            "D" => row(&inner),
            "C" => [inner.as_bytes(), b"\0"].concat(),
            "Error" => [b"SERROR\0C", inner.as_bytes(), b"\0\0"].concat(),
            "Z" => b"I".to_vec(),
            _ => inner.into_bytes(),
        };
        let tag = match tag {
            "Close" => b'C',
            "Describe" => b'D',
            "Error" => b'E',
            tag => tag.as_bytes()[0],
        };
        out.extend(message(tag, &body));
    }
    out
}

/// Columns such as `a:23,b:25`.
fn description(columns: &str) -> Vec<u8> {
    let columns: Vec<_> =
        columns.split(',').map(|column| column.split_once(':').unwrap()).collect();
    let mut out = u16::try_from(columns.len()).unwrap().to_be_bytes().to_vec();
    for (name, ty) in columns {
        out.extend(name.as_bytes());
        out.extend([0; 7]);
        out.extend(ty.parse::<u32>().unwrap().to_be_bytes());
        out.extend([0; 8]);
    }
    out
}

fn row(fields: &str) -> Vec<u8> {
    let fields: Vec<&str> = fields.split(',').filter(|field| !field.is_empty()).collect();
    let mut out = u16::try_from(fields.len()).unwrap().to_be_bytes().to_vec();
    for field in fields {
        match field {
            "NULL" => out.extend((-1i32).to_be_bytes()),
            field => {
                out.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
                out.extend(field.as_bytes());
            }
        }
    }
    out
}

/// Messages for the eye; `rows` within a row are those of a run.
pub(super) fn shown(mut bytes: &[u8], server: bool) -> String {
    let mut words = Vec::new();
    while let [tag, a, b, c, d, rest @ ..] = bytes {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize - 4;
        let body = rest.get(..length).unwrap_or(rest);
        bytes = rest.get(length..).unwrap_or_default();
        let text = String::from_utf8_lossy(body);
        words.push(match (tag, server) {
            (b'D', true) => shown_row(body),
            (b'Q', _) => format!("Q({})", text.trim_end_matches('\0')),
            (b'P', false) => format!("P({})", text.trim_end_matches('\0').replace('\0', ",")),
            (b'B', false) => format!("B({})", text.trim_matches('\0')),
            (b'C', true) => format!("C({})", text.trim_end_matches('\0')),
            (b'E', true) => {
                format!("Error({})", text.split_once("\0C").unwrap().1.split('\0').next().unwrap())
            }
            (b'S', true) => format!("S({})", text.trim_end_matches('\0').replace('\0', "=")),
            (b'Z', true) => format!("Z({text})"),
            (tag, _) => char::from(*tag).to_string(),
        });
    }
    if !bytes.is_empty() {
        words.push(format!("… and {} bytes", bytes.len()));
    }
    words.join(" ")
}

fn shown_row(body: &[u8]) -> String {
    let (count, mut rest) = body.split_first_chunk::<2>().unwrap();
    let mut fields = Vec::new();
    for _ in 0..u16::from_be_bytes(*count) {
        let (length, tail) = rest.split_first_chunk::<4>().unwrap();
        let length = i32::from_be_bytes(*length);
        if length < 0 {
            fields.push("NULL".to_owned());
            rest = tail;
            continue;
        }
        let (field, tail) = tail.split_at(usize::try_from(length).unwrap());
        rest = tail;
        fields.push(match field {
            [b'D', 0, ..] => format!("[{}]", shown(field, true)),
            field => String::from_utf8_lossy(field).into_owned(),
        });
    }
    format!("D({})", fields.join(","))
}

/// A wire on which the startup is behind.
pub(super) fn started() -> Wire<Ends> {
    welcomed(4711)
}

/// One whose process, 4711, is said to have this number.
pub(super) fn welcomed(process: u32) -> Wire<Ends> {
    let mut wire = let_in(process);
    send(&mut wire, &messages("Q(SET~a~=~1)"));
    expect!["Q(SELECT pg_catalog.pg_backend_pid()) Q(SET a = 1)"]
        .assert_eq(&shown(&wire.stream.sent, false));
    wire.stream.answers = vec![messages("T D(4711) C(SELECT~1) Z C(SET) Z")];
    expect!["C(SET) Z(I)"].assert_eq(&shown(&receive(&mut wire), true));
    wire.stream.sent.clear();
    wire
}

/// One on which nothing was asked.
pub(super) fn let_in(process: u32) -> Wire<Ends> {
    let mut wire = Wire::new(Ends::default());
    send(&mut wire, &[0, 0, 0, 8, 0, 3, 0, 0]);
    send(&mut wire, &messages("p(word)"));
    assert_eq!(wire.stream.sent.len(), 8 + 9);
    let key = [process.to_be_bytes(), [7; 4]].concat();
    wire.stream.answers = [messages("R"), message(b'K', &key), messages("Z")]
        .concat()
        .chunks(3)
        .map(<[u8]>::to_vec)
        .collect();
    let handed = receive(&mut wire);
    assert_eq!(shown(&handed, true), "R K S(sqldb.wire=on) Z(I)");
    wire.stream.sent.clear();
    wire
}

pub(super) fn send(wire: &mut Wire<Ends>, mut bytes: &[u8]) {
    let mut context = Context::from_waker(Waker::noop());
    while !bytes.is_empty() {
        match Pin::new(&mut *wire).poll_write(&mut context, bytes) {
            Poll::Ready(Ok(length)) => bytes = &bytes[length..],
            other => panic!("{other:?}"),
        }
    }
    assert!(Pin::new(wire).poll_flush(&mut context).is_ready());
}

/// All that is handed out, by readers with little room and with much.
pub(super) fn receive(wire: &mut Wire<Ends>) -> Vec<u8> {
    let mut context = Context::from_waker(Waker::noop());
    let mut all = Vec::new();
    for room in [7, 1, 64, 8192].into_iter().cycle() {
        let mut place = vec![0; room];
        let mut out = ReadBuf::new(&mut place);
        match Pin::new(&mut *wire).poll_read(&mut context, &mut out) {
            Poll::Ready(Ok(())) if !out.filled().is_empty() => all.extend(out.filled()),
            Poll::Ready(Ok(())) | Poll::Pending => return all,
            Poll::Ready(Err(error)) => panic!("{error}"),
        }
    }
    all
}
