//! Addresses: `network.c`, `inet_net_pton.c`.

use super::{Outcome, Refused};
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
    let hexadecimal = numbers.strip_prefix("0x").or(numbers.strip_prefix("0X"));
    let octets =
        match hexadecimal.filter(|digits| digits.starts_with(|c: char| c.is_ascii_hexdigit())) {
            Some(digits) => nibbles(digits)?,
            None => octets(numbers)?,
        };
    // Without a prefix, the imputed one covers all that is written.
    let prefix = prefix.unwrap_or(32);
    Some(Address { bits: ipv4_bits(&octets), prefix, width: 32 })
}

/// Two digits are a byte, and one at the end is its first half.
fn nibbles(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = digits
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    let bytes = digits.chunks(2).map(|pair| match pair {
        [first, second] => first << 4 | second,
        [first] => first << 4,
        _ => 0,
    });
    (digits.len() <= 8).then(|| bytes.collect())
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

/// `inet_cidr_pton_ipv6`: eight groups, `::` once, IPv4 at the end.
fn ipv6(text: &str) -> Option<Address> {
    let mut groups: Vec<u16> = Vec::new();
    let mut gap = None;
    let mut prefix = 128;
    let mut rest = match text.strip_prefix(':') {
        Some(rest) if rest.starts_with(':') => rest,
        Some(_) => return None,
        None => text,
    };
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let (group, after) = rest.split_at_checked(digits)?;
        if digits > 4 {
            return None;
        }
        let group = u16::from_str_radix(group, 16).ok();
        match after.chars().next() {
            Some(':') => {
                let after = after.get(1..)?;
                match group {
                    Some(_) if after.is_empty() || groups.len() >= 8 => return None,
                    Some(group) => groups.push(group),
                    None if gap.is_some() => return None,
                    None => gap = Some(groups.len()),
                }
                rest = after;
            }
            // What has been read of the group is read again, in decimal.
            Some('.') if groups.len() <= 6 => {
                let (bits, behind) = embedded_ipv4(rest)?;
                groups.extend([(bits >> 16) as u16, (bits & 0xFFFF) as u16]);
                prefix = behind.unwrap_or(prefix);
                break;
            }
            None | Some('/') => {
                if let Some(behind) = after.strip_prefix('/') {
                    prefix = prefix_length(behind)?;
                }
                if let Some(group) = group {
                    groups.push(group);
                }
                break;
            }
            Some(_) => return None,
        }
    }
    let missing = 8_usize.checked_sub(groups.len())?;
    match gap {
        // `::` stands for at least one group.
        Some(at) if missing > 0 => drop(groups.splice(at..at, std::iter::repeat_n(0, missing))),
        None if missing == 0 => {}
        _ => return None,
    }
    let bits = groups.into_iter().fold(0u128, |bits, group| (bits << 16) | u128::from(group));
    Some(Address { bits, prefix, width: 128 })
}

/// `getbits`: up to 128, without zeros before.
fn prefix_length(text: &str) -> Option<u32> {
    let number = decimal(text)?;
    (!text.is_empty() && number <= 128).then_some(number)
}

/// Digits, of which the first is no zero unless it is the only one; none are zero.
fn decimal(text: &str) -> Option<u32> {
    let leading_zero = text.len() > 1 && text.starts_with('0');
    match text.is_empty() {
        true => Some(0),
        false if leading_zero || !text.bytes().all(|digit| digit.is_ascii_digit()) => None,
        false => text.parse().ok(),
    }
}

/// `getv4`: up to four numbers, of which any but the last may be left out, and a prefix.
fn embedded_ipv4(text: &str) -> Option<(u32, Option<u32>)> {
    let (numbers, prefix) = match text.split_once('/') {
        Some((numbers, prefix)) => (numbers, Some(prefix_length(prefix)?)),
        None => (text, None),
    };
    if prefix.is_none() && numbers.ends_with('.') {
        return None;
    }
    let octets: Option<Vec<u32>> = numbers.split('.').map(decimal).collect();
    let octets = octets.filter(|octets| octets.iter().all(|octet| *octet <= 255))?;
    let missing = 4usize.checked_sub(octets.len())?;
    let octets = octets.into_iter().chain(std::iter::repeat_n(0, missing));
    Some((octets.fold(0u32, |bits, octet| (bits << 8) | octet), prefix))
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
}
