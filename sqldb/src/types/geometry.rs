//! PostGIS' geometries as the types of geo-types: EWKB read and written (PostGIS, "Well-Known Binary").
//!
//! geo-types has two coordinates and no reference system. What has more is an error when it is read, and
//! an [`Ewkb`] takes it; what is written has system 0, or that which [`Ewkb::new`] is given.

use ::geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Type;

use super::Ewkb;
use super::ewkb::HAS_SRID;
use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit};

/// The bits of the kind for a third and a fourth coordinate (`lwgeom_log.h`).
const HAS_MORE: u32 = 0x8000_0000 | 0x4000_0000;
/// Collections within collections.
const DEPTH: u32 = 32;

impl Ewkb {
    /// A geometry of geo-types (feature `geo-types`), in a reference system: what a column of
    /// `geometry(Point, 4326)` takes.
    ///
    /// ```
    /// use geo_types::Point;
    /// use sqldb::types::Ewkb;
    ///
    /// let place = Ewkb::new(Point::new(8.55, 47.37), Some(4326));
    /// assert_eq!(place.geometry().unwrap(), Point::new(8.55, 47.37).into());
    /// ```
    pub fn new(geometry: impl Into<Geometry<f64>>, srid: Option<u32>) -> Ewkb {
        let mut bytes = BytesMut::new();
        write(&geometry.into(), srid, &mut bytes);
        Ewkb(bytes.into())
    }

    /// The geometry, without its reference system.
    ///
    /// # Errors
    /// It has more than two coordinates, is a curve or an empty point, or the bytes are no EWKB.
    pub fn geometry(&self) -> Result<Geometry<f64>, ValueError> {
        read(&self.0)
    }
}

macro_rules! geometries {
    ($($rust:ty => $whole:expr;)*) => {$(
        impl Encode for $rust {
            fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                write(&$whole(self.clone()), None, out);
                Ok(())
            }
        }

        impl Decode for $rust {
            fn decode(_: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
                only(read(bytes)?)
            }

            fn accepts(ty: &Type) -> bool {
                is_postgis(ty)
            }
        }

        permit! { $rust => geometry, geography; }
    )*};
}

geometries! {
    Geometry<f64> => std::convert::identity;
    Polygon<f64> => Geometry::Polygon;
    MultiPoint<f64> => Geometry::MultiPoint;
    MultiLineString<f64> => Geometry::MultiLineString;
    MultiPolygon<f64> => Geometry::MultiPolygon;
    GeometryCollection<f64> => Geometry::GeometryCollection;
}

/// PostgreSQL has points and paths of its own, which are these types as well.
macro_rules! both {
    ($($rust:ty => $marker:ident;)*) => {$(
        impl Encode for $rust {
            fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                if is_postgis(ty) {
                    write(&Geometry::from(self.clone()), None, out);
                    return Ok(());
                }
                tokio_postgres::types::ToSql::to_sql(self, pg::base(ty), out)
                    .map(|_| ())
                    .map_err(|error| ValueError::new(error.to_string()))
            }
        }

        impl Decode for $rust {
            fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
                if is_postgis(ty) {
                    return only(read(bytes)?);
                }
                tokio_postgres::types::FromSql::from_sql(pg::base(ty), bytes)
                    .map_err(|error| ValueError::new(error.to_string()))
            }

            fn accepts(ty: &Type) -> bool {
                is_postgis(ty)
                    || <$rust as tokio_postgres::types::FromSql<'_>>::accepts(pg::base(ty))
            }
        }

        permit! { $rust => $marker, geometry, geography; }
    )*};
}

both! {
    Point<f64> => point;
    LineString<f64> => path;
}

fn is_postgis(ty: &Type) -> bool {
    matches!(pg::base(ty).name(), "geometry" | "geography")
}

/// The geometry as one kind of it.
fn only<G: TryFrom<Geometry<f64>, Error: std::fmt::Display>>(
    geometry: Geometry<f64>,
) -> Result<G, ValueError> {
    G::try_from(geometry).map_err(|error| ValueError::new(error.to_string()))
}

fn read(bytes: &[u8]) -> Result<Geometry<f64>, ValueError> {
    let mut reader = Reader { bytes, order: Order::Little };
    let geometry = reader.geometry(DEPTH)?;
    match reader.bytes {
        [] => Ok(geometry),
        _ => Err(ValueError::new("there are bytes behind the geometry")),
    }
}

#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

/// Takes from the front of the bytes.
struct Reader<'a> {
    bytes: &'a [u8],
    order: Order,
}

impl Reader<'_> {
    fn geometry(&mut self, depth: u32) -> Result<Geometry<f64>, ValueError> {
        let [order] = self.take()?;
        self.order = match order {
            0 => Order::Big,
            1 => Order::Little,
            _ => return Err(ValueError::new("it is no EWKB")),
        };
        let kind = self.number()?;
        if kind & HAS_MORE != 0 {
            return Err(ValueError::new(
                "it has more than two coordinates, which geo-types does not take; read an \
                 `sqldb::types::Ewkb`, or select `ST_Force2D(…)`",
            ));
        }
        if kind & HAS_SRID != 0 {
            self.number()?;
        }
        Ok(match kind & !HAS_SRID {
            1 => Geometry::Point(self.point()?),
            2 => Geometry::LineString(self.line()?),
            3 => Geometry::Polygon(self.polygon()?),
            4 => Geometry::MultiPoint(MultiPoint(self.parts(depth)?)),
            5 => Geometry::MultiLineString(MultiLineString(self.parts(depth)?)),
            6 => Geometry::MultiPolygon(MultiPolygon(self.parts(depth)?)),
            7 => Geometry::GeometryCollection(GeometryCollection(self.parts(depth)?)),
            kind => {
                return Err(ValueError::new(format!(
                    "it is of the kind {kind} of EWKB, which geo-types does not have; read an \
                     `sqldb::types::Ewkb`"
                )));
            }
        })
    }

    fn point(&mut self) -> Result<Point<f64>, ValueError> {
        let point = Point(self.coordinate()?);
        // PostGIS' form of an empty one.
        match point.x().is_nan() && point.y().is_nan() {
            true => Err(ValueError::new("it is an empty point, which geo-types does not have")),
            false => Ok(point),
        }
    }

    fn line(&mut self) -> Result<LineString<f64>, ValueError> {
        self.list(Reader::coordinate).map(LineString)
    }

    fn polygon(&mut self) -> Result<Polygon<f64>, ValueError> {
        let mut rings = self.list(Reader::line)?.into_iter();
        let exterior = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Ok(Polygon::new(exterior, rings.collect()))
    }

    /// Geometries that each have a head of their own.
    fn parts<G: TryFrom<Geometry<f64>, Error: std::fmt::Display>>(
        &mut self,
        depth: u32,
    ) -> Result<Vec<G>, ValueError> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(ValueError::new("there are too many collections within each other"));
        };
        self.list(|reader| only(reader.geometry(depth)?))
    }

    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, ValueError>,
    ) -> Result<Vec<T>, ValueError> {
        let count = self.number()?;
        // No place is made for more than there can be.
        let mut list = Vec::with_capacity((count as usize).min(self.bytes.len() / 8));
        for _ in 0..count {
            list.push(item(self)?);
        }
        Ok(list)
    }

    fn coordinate(&mut self) -> Result<Coord<f64>, ValueError> {
        let mut float = || {
            let bytes = self.take()?;
            Ok::<f64, ValueError>(match self.order {
                Order::Big => f64::from_be_bytes(bytes),
                Order::Little => f64::from_le_bytes(bytes),
            })
        };
        Ok(Coord { x: float()?, y: float()? })
    }

    fn number(&mut self) -> Result<u32, ValueError> {
        let bytes = self.take()?;
        Ok(match self.order {
            Order::Big => u32::from_be_bytes(bytes),
            Order::Little => u32::from_le_bytes(bytes),
        })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], ValueError> {
        let (head, tail) = self.bytes.split_first_chunk().ok_or_else(ValueError::truncated)?;
        self.bytes = tail;
        Ok(*head)
    }
}

/// Writes a geometry, with a reference system where it is the outermost.
fn write(geometry: &Geometry<f64>, srid: Option<u32>, out: &mut BytesMut) {
    let mut head = |kind: u32| {
        out.put_u8(1);
        out.put_u32_le(kind | if srid.is_some() { HAS_SRID } else { 0 });
        if let Some(srid) = srid {
            out.put_u32_le(srid);
        }
    };
    match geometry {
        Geometry::Point(point) => {
            head(1);
            put_coordinate(point.0, out);
        }
        Geometry::Line(line) => {
            head(2);
            put_line(&LineString(vec![line.start, line.end]), out);
        }
        Geometry::LineString(line) => {
            head(2);
            put_line(line, out);
        }
        Geometry::Polygon(polygon) => {
            head(3);
            put_polygon(polygon, out);
        }
        Geometry::Rect(rectangle) => {
            head(3);
            put_polygon(&rectangle.to_polygon(), out);
        }
        Geometry::Triangle(triangle) => {
            head(3);
            put_polygon(&triangle.to_polygon(), out);
        }
        Geometry::MultiPoint(points) => {
            head(4);
            put_parts(points.0.iter().map(|point| Geometry::from(*point)), out);
        }
        Geometry::MultiLineString(lines) => {
            head(5);
            put_parts(lines.0.iter().cloned().map(Geometry::from), out);
        }
        Geometry::MultiPolygon(polygons) => {
            head(6);
            put_parts(polygons.0.iter().cloned().map(Geometry::from), out);
        }
        Geometry::GeometryCollection(collection) => {
            head(7);
            put_parts(collection.0.iter().cloned(), out);
        }
    }
}

fn put_parts(parts: impl ExactSizeIterator<Item = Geometry<f64>>, out: &mut BytesMut) {
    put_count(parts.len(), out);
    for part in parts {
        write(&part, None, out);
    }
}

fn put_polygon(polygon: &Polygon<f64>, out: &mut BytesMut) {
    if polygon.exterior().0.is_empty() {
        return put_count(0, out);
    }
    put_count(1 + polygon.interiors().len(), out);
    put_line(polygon.exterior(), out);
    for ring in polygon.interiors() {
        put_line(ring, out);
    }
}

fn put_line(line: &LineString<f64>, out: &mut BytesMut) {
    put_count(line.0.len(), out);
    for coordinate in &line.0 {
        put_coordinate(*coordinate, out);
    }
}

fn put_coordinate(Coord { x, y }: Coord<f64>, out: &mut BytesMut) {
    out.put_f64_le(x);
    out.put_f64_le(y);
}

/// INVARIANT: a value has less than a gigabyte, and so fewer parts than `u32` counts.
fn put_count(count: usize, out: &mut BytesMut) {
    out.put_u32_le(u32::try_from(count).unwrap_or(u32::MAX));
}
