//! White space, of which PostgreSQL has three lists: all others read by this one.

/// `isspace()` of the C locale, which most input functions ask. So do `scan.l` and what reads names
/// out of strings (`scansup.c scanner_isspace`) since 17; before, a vertical tab was none for these
/// two, which nobody writes.
///
/// JSON has fewer (`jsonapi.c json_lex`), and so have paths into it (`jsonpath_scan.l`).
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}
