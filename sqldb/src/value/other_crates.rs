//! Types of other crates, by what postgres-types knows of them: each crate is a feature.

#[cfg(any(
    feature = "chrono",
    feature = "time",
    feature = "cidr",
    feature = "eui48",
    feature = "bit-vec",
    feature = "geo-types"
))]
macro_rules! by_postgres_types {
    ($($rust:ty => $($marker:ident),+;)*) => {
        $(
            impl crate::value::Encode for $rust {
                fn encode(
                    &self,
                    ty: &tokio_postgres::types::Type,
                    out: &mut bytes::BytesMut,
                ) -> Result<(), crate::value::ValueError> {
                    tokio_postgres::types::ToSql::to_sql(self, crate::pg::base(ty), out)
                        .map(|_| ())
                        .map_err(|error| crate::value::ValueError::new(error.to_string()))
                }
            }

            impl crate::value::Decode for $rust {
                fn decode(
                    ty: &tokio_postgres::types::Type,
                    bytes: &[u8],
                ) -> Result<Self, crate::value::ValueError> {
                    tokio_postgres::types::FromSql::from_sql(crate::pg::base(ty), bytes)
                        .map_err(|error| crate::value::ValueError::new(error.to_string()))
                }

                fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                    <$rust as tokio_postgres::types::FromSql<'_>>::accepts(crate::pg::base(ty))
                }
            }
        )*
        crate::value::permit! { $($rust => $($marker),+;)* }
    };
}

#[cfg(feature = "chrono")]
by_postgres_types! {
    ::chrono::NaiveDate => date;
    ::chrono::NaiveTime => time;
    ::chrono::NaiveDateTime => timestamp;
    ::chrono::DateTime<::chrono::Utc> => timestamptz;
    ::chrono::DateTime<::chrono::FixedOffset> => timestamptz;
}

#[cfg(feature = "time")]
by_postgres_types! {
    ::time::Date => date;
    ::time::Time => time;
    ::time::PrimitiveDateTime => timestamp;
    ::time::OffsetDateTime => timestamptz;
}

#[cfg(feature = "cidr")]
by_postgres_types! {
    ::cidr::IpCidr => cidr;
    ::cidr::IpInet => inet;
}

#[cfg(feature = "eui48")]
by_postgres_types! { ::eui48::MacAddress => macaddr; }

#[cfg(feature = "bit-vec")]
by_postgres_types! { ::bit_vec::BitVec => bit, varbit; }

#[cfg(feature = "geo-types")]
by_postgres_types! {
    ::geo_types::Rect<f64> => r#box;
}
