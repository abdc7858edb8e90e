//! C's `strtod()`: how far a text is a floating-point number, and which.

/// The number at the beginning of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leading<'t> {
    /// Its text, with its sign.
    pub(super) text: &'t str,
    /// What follows.
    pub(super) rest: &'t str,
}

impl Leading<'_> {
    /// The longest number that a text begins with; [`None`] where it begins with none. Blanks are
    /// the caller's affair.
    pub(super) fn read(text: &str) -> Option<Leading<'_>> {
        let sign = usize::from(text.starts_with(['-', '+']));
        let unsigned = text.get(sign..)?;
        let length = word(unsigned).or_else(|| hexadecimal(unsigned)).or_else(|| decimal(unsigned));
        let (text, rest) = text.split_at_checked(sign + length?)?;
        Some(Leading { text, rest })
    }

    /// Its value as a `double`: infinite where it is too large, zero where it is too small.
    pub(super) fn double(&self) -> f64 {
        // What `parse` does not read is hexadecimal, or `nan(…)`.
        self.text.parse().unwrap_or_else(|_| hexadecimal_value(self.text))
    }

    /// Its value as a `float`.
    pub(super) fn single(&self) -> f32 {
        let parsed = self.text.parse();
        parsed.unwrap_or_else(|_| hexadecimal_value(self.text) as f32)
    }

    /// Whether it is written in digits, not as a word.
    pub(super) fn has_digits(&self) -> bool {
        self.text
            .trim_start_matches(['-', '+'])
            .starts_with(|c: char| c.is_ascii_digit() || c == '.')
    }

    /// Whether no digit but zero is written.
    fn is_written_zero(&self) -> bool {
        let unsigned = self.text.trim_start_matches(['-', '+']).to_ascii_lowercase();
        let digits = match unsigned.strip_prefix("0x") {
            Some(digits) => digits.split('p').next().unwrap_or_default(),
            None => unsigned.split('e').next().unwrap_or_default(),
        };
        digits.bytes().all(|digit| matches!(digit, b'0' | b'.'))
    }

    /// Whether its value is said to be out of range (`float8in_internal`): infinite or zero though
    /// written otherwise.
    pub(super) fn is_out_of_range(&self, value: f64) -> bool {
        self.has_digits() && (value.is_infinite() || value == 0.0 && !self.is_written_zero())
    }
}

/// `infinity`, `inf`, `nan`, `nan(…)`.
fn word(unsigned: &str) -> Option<usize> {
    let starts = |word: &str| {
        unsigned.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    if starts("nan(") {
        let inside = unsigned.get(4..)?;
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let closed = end.filter(|end| inside.get(*end..).is_some_and(|rest| rest.starts_with(')')));
        return Some(closed.map_or(3, |end| end + 5));
    }
    ["infinity", "inf", "nan"].into_iter().find(|word| starts(word)).map(str::len)
}

fn hexadecimal(unsigned: &str) -> Option<usize> {
    let digits = unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X"))?;
    let length = mantissa(digits, |byte| byte.is_ascii_hexdigit())?;
    Some(2 + length + exponent(digits.get(length..)?, ['p', 'P']))
}

fn decimal(unsigned: &str) -> Option<usize> {
    let length = mantissa(unsigned, |byte| byte.is_ascii_digit())?;
    Some(length + exponent(unsigned.get(length..)?, ['e', 'E']))
}

/// Digits with a point among them; [`None`] where there is no digit.
fn mantissa(text: &str, is_digit: fn(&u8) -> bool) -> Option<usize> {
    let count = |from: usize| text.bytes().skip(from).take_while(&is_digit).count();
    let whole = count(0);
    let fraction = match text.as_bytes().get(whole) {
        Some(b'.') => Some(count(whole + 1)),
        _ => None,
    };
    match (whole, fraction) {
        (0, None | Some(0)) => None,
        (_, fraction) => Some(whole + fraction.map_or(0, |digits| digits + 1)),
    }
}

/// How long the exponent is, which may be missing.
fn exponent(text: &str, marks: [char; 2]) -> usize {
    let Some(behind) = text.strip_prefix(marks) else { return 0 };
    let digits = behind.strip_prefix(['-', '+']).unwrap_or(behind);
    match digits.bytes().take_while(u8::is_ascii_digit).count() {
        0 => 0,
        count => 1 + (behind.len() - digits.len()) + count,
    }
}

/// `0x1.8p3`; the digits that a `double` cannot hold are dropped one by one, not rounded.
fn hexadecimal_value(text: &str) -> f64 {
    let unsigned = text.trim_start_matches(['-', '+']).to_ascii_lowercase();
    // A number that is none has no such digits.
    let Some(digits) = unsigned.strip_prefix("0x") else { return f64::NAN };
    let (mantissa, exponent) = digits.split_once('p').unwrap_or((digits, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut value = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 16.0 + f64::from(digit.to_digit(16).unwrap_or(0));
    }
    // What has no place in an `i32` is beyond all values.
    let beyond = if exponent.starts_with('-') { i32::MIN / 2 } else { i32::MAX / 2 };
    let exponent = exponent.parse().unwrap_or(beyond);
    let places = i32::try_from(fraction.len()).unwrap_or(i32::MAX).saturating_mul(4);
    let value = value * f64::from(exponent.saturating_sub(places)).exp2();
    if text.starts_with('-') { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_number_is_read() {
        let cases = [
            ("1.5e3x", "1.5e3"),
            ("1e", "1"),
            ("1e+", "1"),
            (".5.", ".5"),
            ("5.,", "5."),
            ("-Infinityx", "-Infinity"),
            ("infi", "inf"),
            ("nan(12)3", "nan(12)"),
            ("nan(1 2)", "nan"),
            ("0x1Fg", "0x1F"),
            ("0x1.8p3.", "0x1.8p3"),
            ("0xg", "0"),
        ];
        for (text, number) in cases {
            assert_eq!(Leading::read(text).unwrap().text, number, "{text}");
        }
        for text in ["", "-", ".", "e5", "x", "- 1"] {
            assert!(Leading::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn numbers_have_their_values() {
        let value = |text| Leading::read(text).unwrap().double();
        assert_eq!(value("0x1.8p3"), 12.0);
        assert_eq!(value("-0x10"), -16.0);
        assert_eq!(value("-1.5e3"), -1500.0);
        assert!(value("nan(12)").is_nan());
        let is_out_of_range = |text| {
            let number = Leading::read(text).unwrap();
            number.is_out_of_range(number.double())
        };
        assert!(is_out_of_range("1e999") && is_out_of_range("1e-999"));
        assert!(!is_out_of_range("0e999") && !is_out_of_range("inf") && !is_out_of_range("0.0"));
    }
}
