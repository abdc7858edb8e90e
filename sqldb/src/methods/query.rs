//! The methods of what runs queries one after another, or at once.

/// The inherent methods of a type that has
/// `async fn drive(&self, Command, &[Argument], Sink) -> Result<u64>`.
macro_rules! query_methods {
    () => {
        /// Runs a query and returns all of its rows.
        ///
        /// ```no_run
        /// # struct Row; use sqldb::{Query, rows};
        /// # async fn f(db: &sqldb::Database, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
        /// let items: Vec<Row> = db.query_all(items).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, a row cannot be read, or the connection fails.
        pub fn query_all<R: Send, C: $crate::rows::Returns, const N: usize>(
            &self,
            query: $crate::Query<'_, R, C, N>,
        ) -> $crate::rows::IfReturns<C, impl Future<Output = $crate::Result<Vec<R>>> + Send> {
            <C as $crate::rows::Returns>::future(async move {
                let (command, decode) = $crate::methods::parts(&query);
                let mut rows = Vec::new();
                $crate::observe::run(
                    command,
                    ::std::pin::pin!(self.drive(command, query.arguments(), &mut |row| {
                        rows.push(decode(row)?);
                        Ok(())
                    })),
                )
                .await?;
                Ok(rows)
            })
        }

        /// Runs a query and hands each of its rows to `each`, which may look at text and bytes where
        /// they were received: for structs with a lifetime, `sql!(Item<'_>, "…")`.
        ///
        /// Returns the number of rows.
        ///
        /// ```no_run
        /// # use sqldb::{BorrowedRow, Query, rows};
        /// # async fn f<R: BorrowedRow>(db: &sqldb::Database, items: Query<'_, R, rows::Many, 0>) -> sqldb::Result<()> {
        /// db.for_each(items, |item| drop(item)).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, a row cannot be read, or the connection fails.
        pub fn for_each<R: $crate::BorrowedRow, C: $crate::rows::Returns, const N: usize>(
            &self,
            query: $crate::Query<'_, R, C, N>,
            mut each: impl for<'r> FnMut(R::Row<'r>) + Send,
        ) -> $crate::rows::IfReturns<C, impl Future<Output = $crate::Result<u64>> + Send> {
            <C as $crate::rows::Returns>::future(async move {
                let (command, _) = $crate::methods::parts(&query);
                let mut sink = |row: &$crate::RawRow<'_>| {
                    each(R::read(row)?);
                    Ok(())
                };
                let driven = ::std::pin::pin!(self.drive(command, query.arguments(), &mut sink));
                $crate::observe::run(command, driven).await
            })
        }

        /// Runs a query that returns one row at most, and returns that.
        ///
        /// ```no_run
        /// # struct Row; use sqldb::{Query, rows};
        /// # async fn f(db: &sqldb::Database, item: Query<'_, Row, rows::AtMostOne, 1>) -> sqldb::Result<()> {
        /// let item: Option<Row> = db.query_row(item).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, the row cannot be read, or the connection fails.
        pub fn query_row<R: Send, C: $crate::rows::AtMostOneRow, const N: usize>(
            &self,
            query: $crate::Query<'_, R, C, N>,
        ) -> $crate::rows::IfAtMostOneRow<C, impl Future<Output = $crate::Result<Option<R>>> + Send>
        {
            <C as $crate::rows::AtMostOneRow>::future(async move {
                let (command, decode) = $crate::methods::parts(&query);
                let mut only = None;
                $crate::observe::run(
                    command,
                    ::std::pin::pin!(self.drive(command, query.arguments(), &mut |row| {
                        $crate::methods::put(&mut only, row, decode)
                    })),
                )
                .await?;
                Ok(only)
            })
        }

        /// Runs a query that always returns exactly one row, and returns that.
        ///
        /// ```no_run
        /// # struct Row; use sqldb::{Query, rows};
        /// # async fn f(db: &sqldb::Database, count: Query<'_, Row, rows::ExactlyOne, 0>) -> sqldb::Result<()> {
        /// let count: Row = db.query_one(count).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, the row cannot be read, or the connection fails.
        pub fn query_one<R: Send, C: $crate::rows::One, const N: usize>(
            &self,
            query: $crate::Query<'_, R, C, N>,
        ) -> $crate::rows::IfOne<C, impl Future<Output = $crate::Result<R>> + Send> {
            <C as $crate::rows::One>::future(async move {
                let source = query.plan.source;
                match self.query_row(query).await? {
                    Some(row) => Ok(row),
                    None => Err($crate::Error::not_found().at(source)),
                }
            })
        }

        /// Runs a query and returns the number of rows it inserted, updated, deleted or selected.
        ///
        /// ```no_run
        /// # use sqldb::{Query, rows};
        /// # async fn f(db: &sqldb::Database, delete: Query<'_, (), rows::None, 1>) -> sqldb::Result<()> {
        /// let deleted: u64 = db.exec(delete).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, or the connection fails.
        pub async fn exec<R, C, const N: usize>(
            &self,
            query: $crate::Query<'_, R, C, N>,
        ) -> $crate::Result<u64> {
            let (command, _) = $crate::methods::parts(&query);
            let mut no_rows = |_: &$crate::RawRow<'_>| Ok(());
            let driven = ::std::pin::pin!(self.drive(command, query.arguments(), &mut no_rows));
            $crate::observe::run(command, driven).await
        }

        /// Sends a notification to those who listen on `channel`; within a transaction, when it
        /// commits.
        ///
        /// ```no_run
        /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
        /// db.notify("todo_changed", "42").await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The channel is no name, the payload has 8000 bytes or more, or the connection fails.
        pub async fn notify(&self, channel: &str, payload: &str) -> $crate::Result<()> {
            self.raw_exec("SELECT pg_notify($1, $2)", &[&channel, &payload]).await.map(|_| ())
        }

        /// Runs text that is known only at run time, and returns all of its rows.
        ///
        /// The text is checked by nobody but the server, and never a place for values: write `$1`.
        ///
        /// ```no_run
        /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
        /// for row in db.raw_query_all("SELECT id FROM todo_item WHERE done = $1", &[&true]).await? {
        ///     println!("{}", row.get::<i64>("id")?);
        /// }
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, an argument is of another type, or the connection fails.
        pub async fn raw_query_all(
            &self,
            text: &str,
            arguments: &[&(dyn $crate::types::ToSql + Sync)],
        ) -> $crate::Result<Vec<$crate::DynamicRow>> {
            let arguments = $crate::methods::dynamic(arguments);
            let mut rows = Vec::new();
            let command = $crate::session::Command::Text(text);
            $crate::observe::run(
                command,
                ::std::pin::pin!(self.drive(command, &arguments, &mut |row| {
                    rows.extend(row.to_owned_row().map($crate::DynamicRow::new));
                    Ok(())
                })),
            )
            .await?;
            Ok(rows)
        }

        /// Runs text that is known only at run time, and returns its row, if there is one.
        ///
        /// ```no_run
        /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
        /// let row = db.raw_query_row("SELECT version()", &[]).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// There is more than one row, the server refuses, an argument is of another type, or the
        /// connection fails.
        pub async fn raw_query_row(
            &self,
            text: &str,
            arguments: &[&(dyn $crate::types::ToSql + Sync)],
        ) -> $crate::Result<Option<$crate::DynamicRow>> {
            let mut rows = self.raw_query_all(text, arguments).await?.into_iter();
            match (rows.next(), rows.next()) {
                (row, None) => Ok(row),
                (_, Some(_)) => Err($crate::Error::too_many_rows()),
            }
        }

        /// Runs text that is known only at run time, and returns the number of rows affected.
        ///
        /// ```no_run
        /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
        /// db.raw_exec("ANALYZE todo_item", &[]).await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses, an argument is of another type, or the connection fails.
        pub async fn raw_exec(
            &self,
            text: &str,
            arguments: &[&(dyn $crate::types::ToSql + Sync)],
        ) -> $crate::Result<u64> {
            let arguments = $crate::methods::dynamic(arguments);
            let command = $crate::session::Command::Text(text);
            let mut no_rows = |_: &$crate::RawRow<'_>| Ok(());
            let driven = ::std::pin::pin!(self.drive(command, &arguments, &mut no_rows));
            $crate::observe::run(command, driven).await
        }

        /// Runs several statements in one text, for fixtures: all of them are executed, or, outside of a
        /// transaction too, none, unless they say `COMMIT` themselves. Rows are thrown away, and what
        /// they leave with the connection (`SET`) is undone.
        ///
        /// ```no_run
        /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
        /// db.raw_script("INSERT INTO author (name) VALUES ('Ada'); INSERT INTO book (title) VALUES ('Notes')")
        ///     .await?;
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        /// The server refuses one of them, or the connection fails.
        pub async fn raw_script(&self, text: &str) -> $crate::Result<()> {
            let command = $crate::session::Command::Script(text);
            let mut no_rows = |_: &$crate::RawRow<'_>| Ok(());
            let driven = ::std::pin::pin!(self.drive(command, &[], &mut no_rows));
            $crate::observe::run(command, driven).await?;
            Ok(())
        }
    };
}
pub(crate) use query_methods;
