//! The methods of what can do nothing else meanwhile: streams, copies, transactions.

/// The inherent methods that borrow their executor exclusively, of a type that has
/// `async fn incoming(&mut self, Command, &[Argument]) -> Result<Incoming<'_>>`,
/// `async fn open(&mut self, TransactionOptions) -> Result<Transaction<'_>>` and
/// `async fn copying(&mut self) -> Result<Copying<'_>>`.
macro_rules! exclusive_methods {
    () => {
        /// Runs a query and returns a stream of its rows, during which this is borrowed.
        ///
        /// ```no_run
        /// # struct Row; use sqldb::{Query, rows};
        /// # async fn f(tx: &mut sqldb::Transaction<'_>, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
        /// let mut items = tx.query(items).await?;
        /// while let Some(item) = items.try_next().await? {}
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, or the connection fails.
        pub fn query<'s, R, C: $crate::rows::Returns, const N: usize>(
            &'s mut self,
            query: $crate::Query<'_, R, C, N>,
        ) -> $crate::rows::IfReturns<
            C,
            impl Future<Output = $crate::Result<$crate::Rows<'s, R>>> + Send,
        > {
            <C as $crate::rows::Returns>::future(async move {
                let (command, decode) = $crate::methods::parts(&query);
                Ok($crate::Rows::new(self.incoming(command, query.arguments()).await?, decode))
            })
        }

        /// Runs text that is known only at run time, and returns a stream of its rows.
        ///
        /// ```no_run
        /// # async fn f(tx: &mut sqldb::Transaction<'_>) -> sqldb::Result<()> {
        /// let mut rows = tx.raw_query("SELECT generate_series(1, 1000000)", &[]).await?;
        /// while let Some(row) = rows.try_next().await? {}
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, an argument is of another type, or the connection fails.
        pub async fn raw_query(
            &mut self,
            text: &str,
            arguments: &[&(dyn $crate::types::ToSql + Sync)],
        ) -> $crate::Result<$crate::RawRows<'_>> {
            let arguments = $crate::methods::dynamic(arguments);
            let command = $crate::session::Command::Text(text);
            Ok($crate::RawRows::new(self.incoming(command, &arguments).await?))
        }

        /// Copies rows into a table in `COPY`'s binary form, and returns how many.
        ///
        /// All of them are stored, or none. They are sent in large pieces, so that memory is bounded
        /// whatever the iterator makes; [`begin_copy_in`](crate::Database::begin_copy_in) takes rows
        /// that have to be waited for.
        ///
        /// ```no_run
        /// # async fn f(tx: &mut sqldb::Transaction<'_>, copy: sqldb::CopyIn<(&str, bool)>) -> sqldb::Result<()> {
        /// // let copy = sql!("COPY todo_item (title, done) FROM STDIN");
        /// tx.copy_in(copy, [("milk", false), ("bread", true)]).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// A value has no representation in its column's type, the server refuses a row, or the
        /// connection fails.
        pub async fn copy_in<R, I: IntoIterator<Item = R>>(
            &mut self,
            copy: $crate::CopyIn<R>,
            rows: I,
        ) -> $crate::Result<u64> {
            $crate::copy::write_all(self.begin_copy_in(copy).await?, rows).await
        }

        /// Begins to copy rows into a table, which are written one by one.
        ///
        /// # Errors
        /// The server refuses, or the connection fails.
        pub async fn begin_copy_in<R>(
            &mut self,
            copy: $crate::CopyIn<R>,
        ) -> $crate::Result<$crate::CopyInWriter<'_, R>> {
            let copying = self.copying().await.map_err(|error| copy.blame(error))?;
            $crate::CopyInWriter::begin(copying, copy).await
        }

        /// Copies the rows of a query out in `COPY`'s binary form: a stream of them.
        ///
        /// ```no_run
        /// # struct Row;
        /// # async fn f(tx: &mut sqldb::Transaction<'_>, copy: sqldb::CopyOut<Row>) -> sqldb::Result<()> {
        /// // let copy = sql!("COPY (SELECT id, title FROM todo_item) TO STDOUT");
        /// let mut rows = tx.copy_out(copy).await?;
        /// while let Some(row) = rows.try_next().await? {}
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, or the connection fails.
        pub async fn copy_out<R>(
            &mut self,
            copy: $crate::CopyOut<R>,
        ) -> $crate::Result<$crate::CopyOutRows<'_, R>> {
            let copying = self.copying().await.map_err(|error| copy.blame(error))?;
            $crate::CopyOutRows::begin(copying, copy).await
        }

        /// Begins a transaction; within one, sets a savepoint, to which dropping or `rollback` goes
        /// back, and which `commit` releases.
        ///
        /// ```no_run
        /// # async fn f(tx: &mut sqldb::Transaction<'_>) -> sqldb::Result<()> {
        /// let savepoint = tx.begin().await?;
        /// match savepoint.raw_exec("INSERT INTO todo_item (title) VALUES ('milk')", &[]).await {
        ///     Ok(_) => savepoint.commit().await?,
        ///     Err(_) => savepoint.rollback().await?, // and `tx` goes on
        /// }
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The connection fails.
        pub async fn begin(&mut self) -> $crate::Result<$crate::Transaction<'_>> {
            self.open($crate::TransactionOptions::new()).await
        }

        /// `begin` with an isolation level, time-outs and so on.
        ///
        /// # Errors
        /// The connection fails; or there is a transaction already, whose isolation level and modes
        /// a savepoint cannot change.
        pub async fn begin_with(
            &mut self,
            options: $crate::TransactionOptions,
        ) -> $crate::Result<$crate::Transaction<'_>> {
            self.open(options).await
        }

        /// Runs `body` in a transaction, or in a savepoint of the one there is: commits when it
        /// returns `Ok`, rolls back when it returns `Err`. See
        /// [`Database::transaction`](crate::Database::transaction).
        ///
        /// # Errors
        /// Those of `body`, of `BEGIN` and of `COMMIT`.
        pub async fn transaction<T, E, F, Fut>(&mut self, body: F) -> Result<T, E>
        where
            F: FnMut($crate::Attempt) -> Fut,
            Fut: Future<Output = Result<T, E>>,
            E: From<$crate::Error>,
        {
            self.transaction_with($crate::TransactionOptions::new(), body).await
        }

        /// `transaction` with an isolation level, time-outs and so on.
        ///
        /// # Errors
        /// Those of `body`, of `BEGIN` and of `COMMIT`.
        pub async fn transaction_with<T, E, F, Fut>(
            &mut self,
            options: $crate::TransactionOptions,
            body: F,
        ) -> Result<T, E>
        where
            F: FnMut($crate::Attempt) -> Fut,
            Fut: Future<Output = Result<T, E>>,
            E: From<$crate::Error>,
        {
            let begun = self.open(options).await?.into_begun();
            let between = $crate::attempt::Between::Held;
            $crate::attempt::run(begun, between, options, body).await
        }
    };
}
pub(crate) use exclusive_methods;
