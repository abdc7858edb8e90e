//! PostGIS' `geometry` and `geography`: bytes of EWKB, which crates for geometry read and write.

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit};

/// A `geometry` or `geography` in the format EWKB: WKB with the number of its reference system.
///
/// With the feature `geo-types` it is made of geo-types' geometries and read as them, and those can be
/// fields and arguments themselves: `types("place.at" = geo_types::Point<f64>)` in the attribute.
///
/// ```
/// use sqldb::types::Ewkb;
///
/// // A point in system 4326, its two coordinates being 0.
/// let mut bytes = vec![1, 1, 0, 0, 0x20, 0xE6, 0x10, 0, 0];
/// bytes.extend([0; 16]);
/// assert_eq!(Ewkb(bytes).srid(), Some(4326));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ewkb(pub Vec<u8>);

/// The bit of the kind that says that a reference system follows (`lwgeom_log.h WKBSRIDFLAG`).
pub(super) const HAS_SRID: u32 = 0x2000_0000;

impl Ewkb {
    /// The number of the reference system, where there is one.
    pub fn srid(&self) -> Option<u32> {
        let number = |at: usize| {
            let bytes: [u8; 4] = self.0.get(at..at + 4)?.try_into().ok()?;
            match self.0.first()? {
                0 => Some(u32::from_be_bytes(bytes)),
                _ => Some(u32::from_le_bytes(bytes)),
            }
        };
        let kind = number(1)?;
        (kind & HAS_SRID != 0).then(|| number(5)).flatten()
    }
}

permit! { Ewkb => geometry, geography; }

impl Encode for Ewkb {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl Decode for Ewkb {
    fn decode(_: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        Ok(Ewkb(bytes.to_vec()))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(pg::base(ty).name(), "geometry" | "geography")
    }
}
