//! Types that are one number or a few bytes: `money`, `pg_lsn`, `xid8`, `macaddr`, `macaddr8`.

use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit};

/// Types that are sent as the number or the bytes that they hold.
macro_rules! plain {
    ($($(#[$doc:meta])* $rust:ident($inner:ty) => $marker:ident, $($ty:ident)|+;
        $encode:expr, $decode:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $rust(pub $inner);

        permit! { $rust => $marker; }

        impl Encode for $rust {
            fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                let bytes: fn($inner) -> _ = $encode;
                out.extend_from_slice(&bytes(self.0));
                Ok(())
            }
        }

        impl Decode for $rust {
            fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
                let bytes = bytes.try_into().map_err(|_| ValueError::length(ty, bytes.len()))?;
                let value: fn(_) -> $inner = $decode;
                Ok($rust(value(bytes)))
            }

            fn accepts(ty: &Type) -> bool {
                matches!(*pg::base(ty), $(Type::$ty)|+)
            }
        }
    )*};
}

plain! {
    /// `money`: the smallest unit of the server's currency, cents for dollars (`lc_monetary`).
    Money(i64) => money, MONEY; i64::to_be_bytes, i64::from_be_bytes;
    /// `pg_lsn`: a place in the write-ahead log.
    ///
    /// ```
    /// assert_eq!(sqldb::types::Lsn(0x16_B374_D848).to_string(), "16/B374D848");
    /// ```
    Lsn(u64) => pg_lsn, PG_LSN; u64::to_be_bytes, u64::from_be_bytes;
    /// `xid8`: the number of a transaction that never comes again.
    Xid8(u64) => xid8, XID8; u64::to_be_bytes, u64::from_be_bytes;
    /// `macaddr`: a hardware address of six bytes.
    ///
    /// ```
    /// let address = sqldb::types::Macaddr([8, 0, 43, 1, 2, 3]);
    /// assert_eq!(address.to_string(), "08:00:2b:01:02:03");
    /// ```
    Macaddr([u8; 6]) => macaddr, MACADDR; std::convert::identity, std::convert::identity;
    /// `macaddr8`: a hardware address of eight bytes.
    Macaddr8([u8; 8]) => macaddr8, MACADDR8; std::convert::identity, std::convert::identity;
}

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

impl fmt::Display for Macaddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hexadecimal(&self.0, f)
    }
}

impl fmt::Display for Macaddr8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hexadecimal(&self.0, f)
    }
}

fn hexadecimal(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, byte) in bytes.iter().enumerate() {
        let colon = if at > 0 { ":" } else { "" };
        write!(f, "{colon}{byte:02x}")?;
    }
    Ok(())
}
