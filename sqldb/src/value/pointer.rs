//! What points to a value is sent as the value.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::BytesMut;
use tokio_postgres::types::Type;

use super::{Encode, EncodeAs, EncodeEither, ValueError};

macro_rules! through {
    ($($pointer:ty $(where T: $also:ident)?;)*) => {$(
        impl<T: Encode $(+ $also)? + ?Sized> Encode for $pointer {
            fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                (**self).encode(ty, out)
            }

            fn is_null(&self) -> bool {
                (**self).is_null()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<P: ?Sized, T: EncodeAs<P> $(+ $also)? + ?Sized> EncodeAs<P> for $pointer {}
        #[diagnostic::do_not_recommend]
        impl<P: ?Sized, T: EncodeEither<P> $(+ $also)? + ?Sized> EncodeEither<P> for $pointer {}
    )*};
}

through! {
    &T;
    Box<T>;
    Arc<T> where T: Send;
}

impl<T: Encode + ToOwned<Owned: Sync> + ?Sized> Encode for Cow<'_, T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        (**self).encode(ty, out)
    }

    fn is_null(&self) -> bool {
        (**self).is_null()
    }
}

#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: EncodeAs<P> + ToOwned<Owned: Sync> + ?Sized> EncodeAs<P> for Cow<'_, T> {}
#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: EncodeEither<P> + ToOwned<Owned: Sync> + ?Sized> EncodeEither<P> for Cow<'_, T> {}
