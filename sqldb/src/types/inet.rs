//! `inet` and `cidr`: an address and the length of its network's prefix (`network_send`).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, EncodeAs, EncodeEither, ValueError, permit};

/// `inet` or `cidr`: an address with the length of its network's prefix.
///
/// ```
/// use sqldb::types::Inet;
///
/// let host = Inet::from(std::net::IpAddr::from([10, 0, 0, 1]));
/// assert_eq!(host.prefix, 32);
/// assert_eq!(host.to_string(), "10.0.0.1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Inet {
    /// The address.
    pub address: IpAddr,
    /// Bits of the network: up to 32, or up to 128 for IPv6.
    pub prefix: u8,
}

impl From<IpAddr> for Inet {
    /// The address of one host: the prefix is the whole length.
    fn from(address: IpAddr) -> Inet {
        Inet { address, prefix: bits(address) }
    }
}

impl fmt::Display for Inet {
    /// As PostgreSQL prints an `inet`: without the prefix when it is the whole length.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.prefix == bits(self.address) {
            true => write!(f, "{}", self.address),
            false => write!(f, "{}/{}", self.address, self.prefix),
        }
    }
}

fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

permit! {
    Inet => inet, cidr;
}

#[diagnostic::do_not_recommend]
impl EncodeAs<pg::inet> for IpAddr {}
#[diagnostic::do_not_recommend]
impl EncodeAs<pg::cidr> for IpAddr {}
#[diagnostic::do_not_recommend]
impl EncodeEither<pg::inet> for IpAddr {}
#[diagnostic::do_not_recommend]
impl EncodeEither<pg::cidr> for IpAddr {}

/// `PGSQL_AF_INET` of utils/inet.h; the server takes its own constant on every platform.
const FAMILY_V4: u8 = 2;
/// `PGSQL_AF_INET6`.
const FAMILY_V6: u8 = 3;

impl Encode for Inet {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let is_cidr = u8::from(*pg::base(ty) == Type::CIDR);
        match self.address {
            IpAddr::V4(address) => {
                out.extend_from_slice(&[FAMILY_V4, self.prefix, is_cidr, 4]);
                out.extend_from_slice(&address.octets());
            }
            IpAddr::V6(address) => {
                out.extend_from_slice(&[FAMILY_V6, self.prefix, is_cidr, 16]);
                out.extend_from_slice(&address.octets());
            }
        }
        Ok(())
    }
}

impl Encode for IpAddr {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        Inet::from(*self).encode(ty, out)
    }
}

impl Decode for Inet {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let wrong = || ValueError::length(ty, bytes.len());
        let [family, prefix, _is_cidr, _length, octets @ ..] = bytes else {
            return Err(wrong());
        };
        let address = match *family {
            FAMILY_V4 => {
                IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(octets).map_err(|_| wrong())?))
            }
            FAMILY_V6 => {
                IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(octets).map_err(|_| wrong())?))
            }
            _ => return Err(ValueError::new("the address is neither IPv4 nor IPv6")),
        };
        Ok(Inet { address, prefix: *prefix })
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*pg::base(ty), Type::INET | Type::CIDR)
    }
}
