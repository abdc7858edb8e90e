//! The types that are executors: each method of the trait is the inherent one of its name.

use super::{Boxed, DynExecutor, Executor, sealed};
use crate::argument::Argument;
use crate::attempt::Attempt;
use crate::connection::Connection;
use crate::copy::{CopyIn, CopyInWriter, CopyOut, CopyOutRows, Copying};
use crate::database::Database;
use crate::dynamic::{DynamicRow, RawRows};
use crate::error::{Error, Result};
use crate::options::TransactionOptions;
use crate::rows::{AtMostOneRow, IfAtMostOneRow, IfOne, IfReturns, Incoming, One, Returns, Rows};
use crate::session::{Command, Sink};
use crate::statement::Query;
use crate::transaction::Transaction;
use crate::types::ToSql;

/// Makes a type an executor that has the methods already, or refers to one that has.
macro_rules! executor {
    ([$($generics:tt)*] $executor:ty, $this:ident => $inner:expr) => {
        impl<$($generics)*> sealed::Sealed for $executor {}

        impl<$($generics)*> Executor for $executor {
            fn query_all<R: Send, C: Returns, const N: usize>(
                &$this,
                query: Query<'_, R, C, N>,
            ) -> IfReturns<C, impl Future<Output = Result<Vec<R>>> + Send> {
                $inner.query_all(query)
            }

            fn query_row<R: Send, C: AtMostOneRow, const N: usize>(
                &$this,
                query: Query<'_, R, C, N>,
            ) -> IfAtMostOneRow<C, impl Future<Output = Result<Option<R>>> + Send> {
                $inner.query_row(query)
            }

            fn query_one<R: Send, C: One, const N: usize>(
                &$this,
                query: Query<'_, R, C, N>,
            ) -> IfOne<C, impl Future<Output = Result<R>> + Send> {
                $inner.query_one(query)
            }

            fn exec<R, C, const N: usize>(
                &$this,
                query: Query<'_, R, C, N>,
            ) -> impl Future<Output = Result<u64>> + Send {
                $inner.exec(query)
            }

            fn query<'s, R: Send, C: Returns, const N: usize>(
                &'s mut $this,
                query: Query<'_, R, C, N>,
            ) -> IfReturns<C, impl Future<Output = Result<Rows<'s, R>>> + Send> {
                <C as Returns>::future(async move { $inner.query(query).await })
            }

            fn notify(
                &$this,
                channel: &str,
                payload: &str,
            ) -> impl Future<Output = Result<()>> + Send {
                $inner.notify(channel, payload)
            }

            fn raw_query_all(
                &$this,
                text: &str,
                arguments: &[&(dyn ToSql + Sync)],
            ) -> impl Future<Output = Result<Vec<DynamicRow>>> + Send {
                $inner.raw_query_all(text, arguments)
            }

            fn raw_query_row(
                &$this,
                text: &str,
                arguments: &[&(dyn ToSql + Sync)],
            ) -> impl Future<Output = Result<Option<DynamicRow>>> + Send {
                $inner.raw_query_row(text, arguments)
            }

            fn raw_exec(
                &$this,
                text: &str,
                arguments: &[&(dyn ToSql + Sync)],
            ) -> impl Future<Output = Result<u64>> + Send {
                $inner.raw_exec(text, arguments)
            }

            fn raw_script(&$this, text: &str) -> impl Future<Output = Result<()>> + Send {
                $inner.raw_script(text)
            }

            async fn raw_query(
                &mut $this,
                text: &str,
                arguments: &[&(dyn ToSql + Sync)],
            ) -> Result<RawRows<'_>> {
                $inner.raw_query(text, arguments).await
            }

            fn copy_in<'a, R, I>(&'a mut $this, copy: CopyIn<R>, rows: I) -> Boxed<'a, u64>
            where
                R: Send + 'a,
                I: IntoIterator<Item = R, IntoIter: Send> + Send + 'a,
            {
                Box::pin($inner.copy_in(copy, rows))
            }

            async fn begin_copy_in<R: Send>(
                &mut $this,
                copy: CopyIn<R>,
            ) -> Result<CopyInWriter<'_, R>> {
                $inner.begin_copy_in(copy).await
            }

            async fn copy_out<R: Send>(&mut $this, copy: CopyOut<R>) -> Result<CopyOutRows<'_, R>> {
                $inner.copy_out(copy).await
            }

            async fn begin_with(
                &mut $this,
                options: TransactionOptions,
            ) -> Result<Transaction<'_>> {
                $inner.begin_with(options).await
            }

            fn transaction_with<'a, T, E, F, Fut>(
                &'a mut $this,
                options: TransactionOptions,
                body: F,
            ) -> Boxed<'a, T, E>
            where
                F: FnMut(Attempt) -> Fut + Send + 'a,
                Fut: Future<Output = Result<T, E>> + Send + 'a,
                T: Send + 'a,
                E: From<Error> + Send + 'a,
            {
                Box::pin($inner.transaction_with(options, body))
            }
        }
    };
}

/// The dynamic form of a type with the private methods that the others are made of.
macro_rules! drive {
    ([$($generics:tt)*] $executor:ty) => {
        #[allow(private_interfaces, reason = "the trait cannot be named outside of this crate")]
        impl<$($generics)*> sealed::Drive for $executor {
            fn drive_boxed<'a>(
                &'a self,
                command: Command<'a>,
                arguments: &'a [Argument<'a>],
                sink: Sink<'a>,
            ) -> Boxed<'a, u64> {
                Box::pin(self.drive(command, arguments, sink))
            }

            fn incoming_boxed<'s: 'a, 'a>(
                &'s mut self,
                command: Command<'a>,
                arguments: &'a [Argument<'a>],
            ) -> Boxed<'a, Incoming<'s>> {
                Box::pin(async move { self.incoming(command, arguments).await })
            }

            fn open_boxed(&mut self, options: TransactionOptions) -> Boxed<'_, Transaction<'_>> {
                Box::pin(async move { self.open(options).await })
            }

            fn copying_boxed(&mut self) -> Boxed<'_, Copying<'_>> {
                Box::pin(async move { self.copying().await })
            }
        }
    };
}

executor!([] Database, self => shared(self));
executor!([] &Database, self => shared(self));
executor!([] Connection, self => self);
executor!(['t] Transaction<'t>, self => self);
executor!([] Attempt, self => self);
executor!([X: Executor + ?Sized] &mut X, self => (**self));
executor!(['t] dyn DynExecutor + 't, self => self);
drive!([] Database);
drive!([] & Database);
drive!([] Connection);
drive!(['t] Transaction<'t>);
drive!([] Attempt);

/// The database itself, whose own methods do not borrow it exclusively.
fn shared(database: &Database) -> &Database {
    database
}
