//! PostgreSQL's geometric types (`geo_ops.c`): coordinates as `float8`, one after the other.

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit, take_i32};

/// `point`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// The first coordinate.
    pub x: f64,
    /// The second.
    pub y: f64,
}

/// `line`: the points for which `ax + by + c = 0`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The factor of x.
    pub a: f64,
    /// The factor of y.
    pub b: f64,
    /// The constant.
    pub c: f64,
}

/// `lseg`: a line between two points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment(pub Point, pub Point);

/// `box`: two opposite corners; PostgreSQL keeps the upper right one first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle(pub Point, pub Point);

/// `circle`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Its centre.
    pub center: Point,
    /// Its radius.
    pub radius: f64,
}

/// `path`: points with lines between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Whether a line leads from the last point to the first.
    pub closed: bool,
    /// The points.
    pub points: Vec<Point>,
}

/// `polygon`: a closed path and what is inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Polygon(pub Vec<Point>);

permit! {
    Point => point;
    Line => line;
    Segment => lseg;
    Rectangle => r#box;
    Circle => circle;
    Path => path;
    Polygon => polygon;
}

fn put(numbers: &[f64], out: &mut BytesMut) {
    for number in numbers {
        out.extend_from_slice(&number.to_be_bytes());
    }
}

fn put_points(points: &[Point], out: &mut BytesMut) -> Result<(), ValueError> {
    let count =
        i32::try_from(points.len()).map_err(|_| ValueError::new("there are too many points"))?;
    out.extend_from_slice(&count.to_be_bytes());
    points.iter().for_each(|point| put(&[point.x, point.y], out));
    Ok(())
}

fn take<const N: usize>(ty: &Type, bytes: &[u8]) -> Result<[f64; N], ValueError> {
    let (chunks, []) = bytes.as_chunks::<8>() else {
        return Err(ValueError::length(ty, bytes.len()));
    };
    let numbers: Vec<f64> = chunks.iter().map(|chunk| f64::from_be_bytes(*chunk)).collect();
    numbers.try_into().map_err(|_| ValueError::length(ty, bytes.len()))
}

fn take_points(ty: &Type, mut bytes: &[u8]) -> Result<Vec<Point>, ValueError> {
    let count = usize::try_from(take_i32(&mut bytes)?);
    let (chunks, []) = bytes.as_chunks::<16>() else {
        return Err(ValueError::length(ty, bytes.len()));
    };
    if count != Ok(chunks.len()) {
        return Err(ValueError::length(ty, bytes.len()));
    }
    chunks.iter().map(|chunk| take(ty, chunk).map(|[x, y]| Point { x, y })).collect()
}

macro_rules! of_numbers {
    ($($rust:ident, $ty:ident: $value:pat => [$($number:expr),*], $read:pat => $built:expr;)*) => {$(
        impl Encode for $rust {
            fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                let $value = self;
                put(&[$($number),*], out);
                Ok(())
            }
        }

        impl Decode for $rust {
            fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
                take(ty, bytes).map(|$read| $built)
            }

            fn accepts(ty: &Type) -> bool {
                *pg::base(ty) == Type::$ty
            }
        }
    )*};
}

of_numbers! {
    Point, POINT: Point { x, y } => [*x, *y], [x, y] => Point { x, y };
    Line, LINE: Line { a, b, c } => [*a, *b, *c], [a, b, c] => Line { a, b, c };
    Segment, LSEG: Segment(one, other) => [one.x, one.y, other.x, other.y],
        [x, y, other_x, other_y] => Segment(Point { x, y }, Point { x: other_x, y: other_y });
    Rectangle, BOX: Rectangle(one, other) => [one.x, one.y, other.x, other.y],
        [x, y, other_x, other_y] => Rectangle(Point { x, y }, Point { x: other_x, y: other_y });
    Circle, CIRCLE: Circle { center, radius } => [center.x, center.y, *radius],
        [x, y, radius] => Circle { center: Point { x, y }, radius };
}

impl Encode for Path {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(&[u8::from(self.closed)]);
        put_points(&self.points, out)
    }
}

impl Decode for Path {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let (closed, points) = bytes.split_first().ok_or_else(ValueError::truncated)?;
        Ok(Path { closed: *closed != 0, points: take_points(ty, points)? })
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::PATH
    }
}

impl Encode for Polygon {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        put_points(&self.0, out)
    }
}

impl Decode for Polygon {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        take_points(ty, bytes).map(Polygon)
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::POLYGON
    }
}
