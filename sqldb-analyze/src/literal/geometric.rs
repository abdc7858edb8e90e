//! Points and what is made of them: `geo_ops.c`.

use super::strtod::Leading;
use super::{Outcome, Refused};
use crate::diagnostic::SqlState;
use crate::lex::is_blank;

/// `EPSILON`: coordinates that differ by no more are the same.
const EPSILON: f64 = 1.0e-6;

/// `point_in`.
pub(super) fn check_point(text: &str) -> Outcome {
    let mut reader = Reader::new(text, "point");
    reader.pair()?;
    reader.end()
}

/// `lseg_in`: two points, in square brackets or round ones.
pub(super) fn check_lseg(text: &str) -> Outcome {
    let mut reader = Reader::new(text, "lseg");
    reader.path(Brackets::SquareOrRound, 2)?;
    reader.end()
}

/// `box_in`: two points.
pub(super) fn check_box(text: &str) -> Outcome {
    let mut reader = Reader::new(text, "box");
    reader.path(Brackets::Round, 2)?;
    reader.end()
}

/// `path_in`: as many points as the commas say.
pub(super) fn check_path(text: &str) -> Outcome {
    let mut reader = Reader::new(text, "path");
    let count = reader.points()?;
    reader.blanks();
    let outer = reader.rest.starts_with('(') && reader.rest.rfind('(') == Some(0);
    if outer {
        reader.skip();
    }
    reader.path(Brackets::SquareOrRound, count)?;
    if outer {
        reader.expect(')')?;
        reader.blanks();
    }
    reader.end()
}

/// `poly_in`.
pub(super) fn check_polygon(text: &str) -> Outcome {
    let mut reader = Reader::new(text, "polygon");
    let count = reader.points()?;
    reader.path(Brackets::Round, count)?;
    reader.end()
}

/// `line_in`: the three numbers of an equation, or two points.
pub(super) fn check_line(text: &str) -> Outcome {
    let mut reader = Reader::new(text, "line");
    let refused = |why: &str| {
        let message = format!("invalid line specification: {why}");
        Err(Refused::new(SqlState::INVALID_TEXT_REPRESENTATION, message))
    };
    reader.blanks();
    if reader.rest.starts_with('{') {
        reader.skip();
        let a = reader.number()?;
        reader.expect(',')?;
        let b = reader.number()?;
        reader.expect(',')?;
        reader.number()?;
        reader.expect('}')?;
        reader.blanks();
        reader.end()?;
        return match a.abs() <= EPSILON && b.abs() <= EPSILON {
            false => Ok(()),
            true => refused("A and B cannot both be zero"),
        };
    }
    let points = reader.path(Brackets::SquareOrRound, 2)?;
    reader.end()?;
    match points.as_slice() {
        [first, second] if first.is(second) => refused("must be two distinct points"),
        [first, second] => check_slope(first, second),
        _ => Ok(()),
    }
}

/// `circle_in`: a point and a radius.
pub(super) fn check_circle(text: &str) -> Outcome {
    let mut reader = Reader::new(text, "circle");
    reader.blanks();
    let outer = if reader.rest.starts_with('<') {
        reader.skip();
        true
    } else {
        reader.skip_first_of_two()
    };
    reader.pair()?;
    reader.skip_comma();
    let radius = reader.number()?;
    if radius < 0.0 {
        return Err(reader.syntax());
    }
    if outer {
        if !reader.rest.starts_with([')', '>']) {
            return Err(reader.syntax());
        }
        reader.skip();
        reader.blanks();
    }
    reader.end()
}

/// `lseg_sl`, `line_construct`: what is infinite or nothing though its parts are not, is an error.
fn check_slope(first: &Point, second: &Point) -> Outcome {
    if nearly(first.x, second.x) || nearly(first.y, second.y) {
        return Ok(());
    }
    let difference = |a: f64, b: f64| {
        let value = a - b;
        overflow(value.is_infinite() && a.is_finite() && b.is_finite()).map(|()| value)
    };
    let (y, x) = (difference(first.y, second.y)?, difference(first.x, second.x)?);
    if x == 0.0 && !y.is_nan() {
        return Err(Refused::new(SqlState::DIVISION_BY_ZERO, "division by zero"));
    }
    let slope = y / x;
    overflow(slope.is_infinite() && y.is_finite())?;
    underflow(slope == 0.0 && y != 0.0 && x.is_finite())?;
    if slope.is_infinite() || slope == 0.0 {
        return Ok(());
    }
    let product = slope * first.x;
    overflow(product.is_infinite() && slope.is_finite() && first.x.is_finite())?;
    underflow(product == 0.0 && slope != 0.0 && first.x != 0.0)?;
    difference(first.y, product).map(|_| ())
}

fn overflow(is: bool) -> Outcome {
    out_of_range(is, "overflow")
}

fn underflow(is: bool) -> Outcome {
    out_of_range(is, "underflow")
}

fn out_of_range(is: bool, what: &str) -> Outcome {
    match is {
        false => Ok(()),
        true => Err(Refused::new(
            SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
            format!("value out of range: {what}"),
        )),
    }
}

struct Point {
    x: f64,
    y: f64,
}

impl Point {
    /// `point_eq_point`.
    fn is(&self, other: &Point) -> bool {
        let coordinates = [self.x, self.y, other.x, other.y];
        match coordinates.iter().any(|coordinate| coordinate.is_nan()) {
            true => {
                let same = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
                same(self.x, other.x) && same(self.y, other.y)
            }
            false => nearly(self.x, other.x) && nearly(self.y, other.y),
        }
    }
}

/// `FPeq`.
fn nearly(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= EPSILON
}

/// Which brackets may be around all points.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    Round,
    SquareOrRound,
}

struct Reader<'t> {
    whole: &'t str,
    rest: &'t str,
    name: &'static str,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, name: &'static str) -> Reader<'t> {
        Reader { whole: text, rest: text, name }
    }

    fn syntax(&self) -> Refused {
        Refused::syntax(self.name, self.whole)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_blank);
    }

    /// Over a byte that was looked at.
    fn skip(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    fn skip_comma(&mut self) {
        self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
    }

    /// Of `((` the first; whether it was there.
    fn skip_first_of_two(&mut self) -> bool {
        let Some(inner) = self.rest.strip_prefix('(') else { return false };
        let mut inner = Reader { rest: inner, ..*self };
        inner.blanks();
        if !inner.rest.starts_with('(') {
            return false;
        }
        self.rest = inner.rest;
        true
    }

    fn expect(&mut self, delimiter: char) -> Outcome {
        match self.rest.strip_prefix(delimiter) {
            Some(rest) => self.rest = rest,
            None => return Err(self.syntax()),
        }
        Ok(())
    }

    fn end(&self) -> Outcome {
        if self.rest.is_empty() { Ok(()) } else { Err(self.syntax()) }
    }

    /// `single_decode`: a number with blanks around.
    fn number(&mut self) -> Result<f64, Refused> {
        self.blanks();
        let Some(number) = Leading::read(self.rest) else { return Err(self.syntax()) };
        let value = number.double();
        if number.is_out_of_range(value) {
            return Err(Refused::new(
                SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
                format!("`{}` is out of range for type double precision", number.text),
            ));
        }
        self.rest = number.rest;
        self.blanks();
        Ok(value)
    }

    /// `pair_decode`: two numbers, in parentheses or not.
    fn pair(&mut self) -> Result<Point, Refused> {
        self.blanks();
        let bracketed = self.rest.starts_with('(');
        if bracketed {
            self.skip();
        }
        let x = self.number()?;
        self.expect(',')?;
        let y = self.number()?;
        if bracketed {
            self.expect(')')?;
            self.blanks();
        }
        Ok(Point { x, y })
    }

    /// `pair_count`: how many points there are by the commas, which must be odd.
    fn points(&self) -> Result<usize, Refused> {
        let commas = self.whole.matches(',').count();
        if commas % 2 == 1 { Ok(commas.div_ceil(2)) } else { Err(self.syntax()) }
    }

    /// `path_decode`: points, commas between or none, brackets around all of them or none.
    fn path(&mut self, brackets: Brackets, count: usize) -> Result<Vec<Point>, Refused> {
        self.blanks();
        let square = self.rest.starts_with('[');
        let outer = if square {
            if brackets == Brackets::Round {
                return Err(self.syntax());
            }
            self.skip();
            true
        } else if self.skip_first_of_two() {
            true
        } else if self.rest.starts_with('(') && self.rest.rfind('(') == Some(0) {
            self.skip();
            self.blanks();
            true
        } else {
            false
        };
        let mut points = Vec::new();
        for _ in 0..count {
            points.push(self.pair()?);
            self.skip_comma();
        }
        if outer {
            let closed = self.rest.starts_with(')') || square && self.rest.starts_with(']');
            if !closed {
                return Err(self.syntax());
            }
            self.skip();
            self.blanks();
        }
        Ok(points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(check: fn(&str) -> Outcome, valid: &[&str], invalid: &[&str]) {
        for text in valid {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in invalid {
            assert!(check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shapes_are_bracketed_as_postgresql_reads_them() {
        check(
            check_point,
            &["(1,2)", "1,2", " ( 1 , 2 ) ", "(1e3,-inf)", "(nan,0x1)"],
            &["", "(1,2", "1", "(a,b)", "(1,2,3)", "(1,2))", "(1e999,0)", "((1,2))"],
        );
        check(
            check_box,
            &["((1,2),(3,4))", "(1,2),(3,4)", "1,2,3,4", "(1,2,3,4)", "(1,2)(3,4)"],
            &["((1,2),(3))", "[(1,2),(3,4)]", "((1,2),(3,4)", "(1,2),(3,4))"],
        );
        check(
            check_lseg,
            &["[(1,2),(3,4)]", "[1,2,3,4]", "1,2-3,4"],
            &["[(1,2),(3,4)", "[(1,2]", "1,2,3"],
        );
        check(
            check_path,
            &["[(1,2),(3,4),(5,6)]", "((1,2),(3,4))", "(1,2,3,4)", "1,2,3,4", "(1,2)"],
            &["", "[(1,2),(3,4)", "(1,2,3)", "((1,2),(3,4)", "[(1,2),(3,4)]]"],
        );
        check(check_polygon, &["((1,2),(3,4),(5,6))", "(1,2),(3,4)"], &["[(1,2),(3,4)]", "(1,2"]);
        check(
            check_circle,
            &["<(1,2),3>", "((1,2),3)", "(1,2),3", "1,2,3", "<1,2,3)", "(1,2)3"],
            &["<(1,2)>", "<(1,2),-3>", "((1,2),3>x", "(1,2,3)"],
        );
        check(
            check_line,
            &["{1,2,3}", "[(1,2),(3,4)]", "1,2,3,4", "(0,0),(0,1)"],
            &["{1,2}", "{0,0,1}", "(1,2),(1,2)", "{1,2,3", "(0,0),(1e-300,1e300)x"],
        );
    }
}
