//! Addresses: `network.c`, `inet_net_pton.c`, `mac.c`.

use super::{Outcome, Refused, is_space};
use crate::diagnostic::SqlState;

/// `inet_in`.
pub(super) fn check_inet(text: &str) -> Outcome {
    let address = if text.contains(':') { ipv6(text) } else { inet_ipv4(text) };
    match address {
        Some(_) => Ok(()),
        None => Err(Refused::syntax("inet", text)),
    }
}

/// `cidr_in`: nothing may be set behind the prefix.
pub(super) fn check_cidr(text: &str) -> Outcome {
    let address = if text.contains(':') { ipv6(text) } else { cidr_ipv4(text) };
    let Some(Address { bits, prefix, width }) = address else {
        return Err(Refused::syntax("cidr", text));
    };
    let host = width.saturating_sub(prefix);
    let mask = u128::MAX.checked_shl(host).unwrap_or(0);
    match bits & !mask == 0 {
        true => Ok(()),
        false => Err(Refused::new(
            SqlState::INVALID_TEXT_REPRESENTATION,
            format!("invalid cidr value: `{text}`"),
        )
        .detail("value has bits set to right of mask")),
    }
}

/// An address with the length of its prefix.
struct Address {
    bits: u128,
    prefix: u32,
    width: u32,
}

/// `inet_net_pton_ipv4`: fewer than four numbers need a prefix no longer than they are.
fn inet_ipv4(text: &str) -> Option<Address> {
    let (numbers, prefix) = with_prefix(text, 32)?;
    // A point may end the numbers before the prefix begins.
    let numbers = numbers.strip_suffix('.').unwrap_or(numbers);
    let octets = octets(numbers)?;
    let prefix = match prefix {
        Some(prefix) => prefix,
        None if octets.len() == 4 => 32,
        None => return None,
    };
    let fits = usize::try_from(prefix / 8).is_ok_and(|whole| whole <= octets.len());
    fits.then(|| Address { bits: ipv4_bits(&octets), prefix, width: 32 })
}

/// `inet_cidr_pton_ipv4`: missing numbers are zero, a missing prefix follows from the class.
fn cidr_ipv4(text: &str) -> Option<Address> {
    let (numbers, prefix) = with_prefix(text, 32)?;
    if numbers.starts_with("0x") || numbers.starts_with("0X") {
        // The forms in hexadecimal are accepted unread.
        return Some(Address { bits: 0, prefix: 0, width: 32 });
    }
    let octets = octets(numbers)?;
    // Without a prefix, the imputed one covers all that is written.
    let prefix = prefix.unwrap_or(32);
    Some(Address { bits: ipv4_bits(&octets), prefix, width: 32 })
}

fn ipv4_bits(octets: &[u8]) -> u128 {
    let bits = octets.iter().fold(0u128, |bits, octet| (bits << 8) | u128::from(*octet));
    let missing = 4usize.saturating_sub(octets.len());
    (0..missing).fold(bits, |bits, _| bits << 8)
}

/// One to four numbers below 256, points between.
fn octets(numbers: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    for number in numbers.split('.') {
        if number.is_empty() || !number.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        // Leading zeros are decimal, however many.
        let digits = number.trim_start_matches('0');
        octets.push(if digits.is_empty() { 0 } else { digits.parse().ok()? });
    }
    (octets.len() <= 4).then_some(octets)
}

/// The text before `/`, and the number behind it.
fn with_prefix(text: &str, most: u32) -> Option<(&str, Option<u32>)> {
    let Some((address, prefix)) = text.split_once('/') else { return Some((text, None)) };
    if prefix.is_empty() || !prefix.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits = prefix.trim_start_matches('0');
    let prefix = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    (prefix <= most).then_some((address, Some(prefix)))
}

/// `inet_cidr_pton_ipv6`: at most eight groups, `::` once, IPv4 at the end.
fn ipv6(text: &str) -> Option<Address> {
    let (address, prefix) = with_prefix(text, 128)?;
    // Before a prefix, a colon too many is passed over.
    let address = match prefix {
        Some(_) if !address.ends_with("::") => address.strip_suffix(':').unwrap_or(address),
        _ => address,
    };
    let (head, tail) = match address.split_once("::") {
        Some((head, tail)) => (groups(head, Quad::None)?, Some(groups(tail, Quad::Last)?)),
        None => (groups(address, Quad::Last)?, None),
    };
    let given = head.len() + tail.as_ref().map_or(0, Vec::len);
    let zeros = match &tail {
        // `::` stands for at least one group.
        Some(_) => 8usize.checked_sub(given).filter(|zeros| *zeros > 0)?,
        None if given == 8 => 0,
        None => return None,
    };
    let all = head.into_iter().chain(std::iter::repeat_n(0, zeros)).chain(tail.unwrap_or_default());
    let bits = all.fold(0u128, |bits, group| (bits << 16) | u128::from(group));
    Some(Address { bits, prefix: prefix.unwrap_or(128), width: 128 })
}

/// Whether the last group may be an IPv4 address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quad {
    None,
    Last,
}

fn groups(text: &str, quad: Quad) -> Option<Vec<u16>> {
    let mut groups = Vec::new();
    if text.is_empty() {
        return Some(groups);
    }
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next() {
        if part.contains('.') && parts.peek().is_none() && quad == Quad::Last {
            let bits = embedded_ipv4(part)?;
            groups.extend([(bits >> 16) as u16, (bits & 0xFFFF) as u16]);
        } else if (1..=4).contains(&part.len()) {
            groups.push(u16::from_str_radix(part, 16).ok().filter(|_| !part.starts_with('+'))?);
        } else {
            return None;
        }
    }
    Some(groups)
}

/// `getv4`: up to four numbers, of which any may be left out.
fn embedded_ipv4(text: &str) -> Option<u32> {
    let mut octets = Vec::new();
    for number in text.split('.') {
        if !number.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        octets.push(if number.is_empty() { 0 } else { number.parse::<u8>().ok()? });
    }
    let bits = octets.iter().fold(0u32, |bits, octet| (bits << 8) | u32::from(*octet));
    let missing = 4usize.checked_sub(octets.len())?;
    Some((0..missing).fold(bits, |bits, _| bits << 8))
}

/// `macaddr_in`: seven patterns of `sscanf()`, whose `%x` reads blanks, signs and `0x`, too; where
/// these are written, the text is accepted unread.
pub(super) fn check_macaddr(text: &str) -> Outcome {
    let body = super::trimmed(text);
    let readable =
        |byte: u8| is_space(byte) || byte.is_ascii_hexdigit() || b":-.+xX".contains(&byte);
    let signed = |byte: u8| is_space(byte) || b"-+xX".contains(&byte);
    let groups: Vec<&str> = body.split([':', '-', '.']).collect();
    let fits = |count: usize, most: usize| {
        // `%2x` is content with one digit at the end of a group.
        groups.len() == count && groups.iter().all(|group| (most - 1..=most).contains(&group.len()))
    };
    let six = groups.len() == 6 && groups.iter().all(|group| !group.is_empty());
    let plain = six || fits(2, 6) || fits(3, 4) || fits(1, 12);
    match body.bytes().all(readable) && (plain || body.bytes().any(signed)) {
        true => Ok(()),
        false => Err(Refused::syntax("macaddr", text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole_or_have_a_prefix() {
        for text in
            ["1.2.3.4", "10/8", "10.1/16", "1.2.3.4/0", "::1", "fe80::1/64", "::ffff:1.2.3.4"]
        {
            assert!(check_inet(text).is_ok(), "{text}");
        }
        for text in
            ["", "1.2.3", "1.2.3.256", "1.2.3.4/33", "10/16", "1.2.3.4.5", "::1::", "1:2", "a"]
        {
            assert!(check_inet(text).is_err(), "{text}");
        }
        for text in ["10", "10.1", "192.168.0.0/24", "::/0"] {
            assert!(check_cidr(text).is_ok(), "{text}");
        }
        for text in ["192.168.0.1/24", "1.2.3.4/33", "::1/64"] {
            assert!(check_cidr(text).is_err(), "{text}");
        }
    }

    #[test]
    fn hardware_addresses_have_six_bytes() {
        let valid = ["08:00:2b:01:02:03", "08-00-2b-01-02-03", "08002b:010203", "0800.2b01.0203"];
        assert!(valid.iter().all(|text| check_macaddr(text).is_ok()));
        let invalid = ["08:00:2b:01:02", "not", "", "08:00:2b:01:02:0g", "08002b0102"];
        assert!(invalid.iter().all(|text| check_macaddr(text).is_err()));
    }
}
