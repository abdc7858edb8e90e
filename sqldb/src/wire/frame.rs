//! A message of the protocol: a byte that says what it is, its length, and its body.

/// The length of a [`Header`].
pub(super) const HEADER: usize = 5;

/// The longest that a message can be: a length is an `int32` (`pqcomm.c pq_getmessage`).
const LONGEST: u32 = i32::MAX as u32;

/// The beginning of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) tag: u8,
    /// The length of the whole message, which may be more than is there.
    pub(super) length: usize,
}

/// What is at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looked {
    Message(Header),
    /// Too little is there.
    TooShort,
    /// No message: nothing that follows can be told apart.
    Malformed,
}

impl Header {
    #[inline]
    pub(super) fn at(bytes: &[u8]) -> Looked {
        let [tag, a, b, c, d, ..] = *bytes else { return Looked::TooShort };
        match u32::from_be_bytes([a, b, c, d]) {
            // The length counts itself, and not the tag.
            length @ 4..=LONGEST => Looked::Message(Header { tag, length: length as usize + 1 }),
            _ => Looked::Malformed,
        }
    }

    /// What is there of its body, in the bytes that it was found at.
    #[inline]
    pub(super) fn body(self, bytes: &[u8]) -> &[u8] {
        let bytes = bytes.get(..self.length).unwrap_or(bytes);
        bytes.get(HEADER..).unwrap_or_default()
    }
}

/// Takes a text that ends with a zero from the front of `body`.
pub(super) fn take_text<'a>(body: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = body.iter().position(|byte| *byte == 0)?;
    let (text, rest) = body.split_at_checked(end)?;
    *body = rest.get(1..)?;
    Some(text)
}

/// Appends a message.
pub(super) fn put(tag: u8, body: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(body.len() + 4).unwrap_or(LONGEST);
    out.push(tag);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(body);
}
