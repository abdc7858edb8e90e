//! What `sql!` compiles to: a static [`Statement`], and with its arguments a [`Query`].
//!
//! Everything that is known at compile time is in the static, so that running a query looks
//! nothing up but the prepared statement of its connection.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqldb_migrate::session_state::Leaves;

use crate::argument::Argument;
use crate::error::Result;
use crate::pace::Pace;
use crate::row::{FromRow, RawRow};
use crate::rows::sealed::Cardinality;
use crate::session::Command;
use crate::value::row_list::RowList;

/// A PostgreSQL type by the names of `pg_namespace` and `pg_type`; an array's name starts with `_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ty {
    /// `pg_catalog` for what PostgreSQL brings.
    pub schema: &'static str,
    /// `pg_type.typname`, such as `int8`, `_int8`, `todo_status`.
    pub name: &'static str,
}

/// A result column as it was typed at compile time.
///
/// A column of a domain is described by the server as the domain's base type, and so it is here.
#[derive(Debug, Clone, Copy)]
pub struct ColumnTy {
    /// The column's name, without `!`, `?` and `: Type`.
    pub name: &'static str,
    /// The column's type.
    pub ty: Ty,
}

/// Where in the program a query is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The file, as the compiler was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// Whether the server's description of the result is compared with the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Typed at compile time: any difference is an error.
    Compiled(&'static [ColumnTy]),
    /// Named by the program: each must be there and be readable.
    Declared(&'static [Declared]),
}

/// A column of `sql_unchecked!`.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// The name that the program gave.
    pub name: &'static str,
    /// `<T as Decode>::accepts`.
    pub accepts: fn(&tokio_postgres::types::Type) -> bool,
    /// The Rust type, for the message.
    pub rust: &'static str,
}

impl PartialEq for ColumnTy {
    fn eq(&self, other: &ColumnTy) -> bool {
        self.name == other.name && self.ty == other.ty
    }
}

impl Eq for ColumnTy {}

impl PartialEq for Declared {
    fn eq(&self, other: &Declared) -> bool {
        self.name == other.name && self.rust == other.rust
    }
}

impl Eq for Declared {}

/// The part of a statement that does not depend on the type of its rows.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) text: &'static str,
    pub(crate) parameters: &'static [Ty],
    pub(crate) columns: Columns,
    pub(crate) source: Source,
    /// What [`Statement::placed`] was given.
    pub(crate) places: &'static [u8],
    /// What [`Statement::summed_up`] was given.
    pub(crate) summary: &'static str,
    pub(crate) slot: Slot,
    pub(crate) repetition: Repetition,
    pub(crate) first_use: FirstUse,
    pub(crate) leaves: Leaves,
    pub(crate) pace: Pace,
}

/// How a statement is sent that a connection has not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstUse {
    /// With its arguments in one piece; what the server says of its columns is compared when they
    /// come, which for one that writes would be too late.
    OneFlight,
    /// Prepared before.
    Prepared,
}

/// What happens when a statement is executed once more than it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repetition {
    /// It only reads.
    Harmless,
    /// Perhaps something is written twice.
    Unknown,
}

impl Plan {
    const fn new(
        text: &'static str,
        parameters: &'static [Ty],
        columns: Columns,
        source: Source,
    ) -> Plan {
        Plan {
            text,
            parameters,
            columns,
            source,
            places: &[],
            summary: "",
            slot: Slot::new(),
            repetition: Repetition::Unknown,
            first_use: FirstUse::Prepared,
            leaves: Leaves::Nothing,
            pace: Pace::new(),
        }
    }
}

/// A number that is the same for the same text in every process (FNV-1a), in hexadecimal.
#[cfg(feature = "tracing")]
pub(crate) fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The place of a statement among those of a connection: given at its first use, the same on all
/// connections. So nothing is hashed to find what is prepared.
#[derive(Debug)]
pub(crate) struct Slot(AtomicUsize);

impl Slot {
    /// Without a place yet.
    const fn new() -> Slot {
        Slot(AtomicUsize::new(0))
    }

    /// The index, from 0.
    pub(crate) fn index(&self) -> usize {
        match self.0.load(Ordering::Relaxed) {
            0 => self.assign(),
            place => place - 1,
        }
    }

    #[cold]
    fn assign(&self) -> usize {
        static PLACES: AtomicUsize = AtomicUsize::new(0);
        let place = PLACES.fetch_add(1, Ordering::Relaxed) + 1;
        match self.0.compare_exchange(0, place, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => place - 1,
            // Another thread was first; the place that was taken here stays empty.
            Err(place) => place - 1,
        }
    }
}

/// A query without its arguments, known at compile time.
pub struct Statement<R, C> {
    pub(crate) plan: Plan,
    pub(crate) decode: fn(&RawRow<'_>) -> Result<R>,
    cardinality: PhantomData<fn() -> C>,
}

impl<R, C: Cardinality> Statement<R, C> {
    /// The statement only reads, so that it does no harm to execute it once more than it was asked
    /// for: it may be sent behind others on a connection, and again elsewhere if those are slow.
    #[must_use]
    pub const fn only_reads(mut self) -> Statement<R, C> {
        self.plan.repetition = Repetition::Harmless;
        if C::AT_MOST_ONE {
            self.plan.first_use = FirstUse::OneFlight;
        }
        self
    }
}

impl<R: FromRow, C> Statement<R, C> {
    /// A statement whose rows are read by [`FromRow`].
    pub const fn new(
        text: &'static str,
        parameters: &'static [Ty],
        columns: &'static [ColumnTy],
        source: Source,
    ) -> Statement<R, C> {
        Statement::new_with(R::from_row, text, parameters, columns, source)
    }
}

impl<R, C> Statement<R, C> {
    /// A statement whose rows are read by `decode`.
    pub const fn new_with(
        decode: fn(&RawRow<'_>) -> Result<R>,
        text: &'static str,
        parameters: &'static [Ty],
        columns: &'static [ColumnTy],
        source: Source,
    ) -> Statement<R, C> {
        let plan = Plan::new(text, parameters, Columns::Compiled(columns), source);
        Statement { plan, decode, cardinality: PhantomData }
    }

    /// Says where the pieces of the text are in the source: for each the offset in the text, the line
    /// and the column, four bytes each, the lowest first. The highest bit of the column says that the
    /// piece as a whole is there.
    #[must_use]
    pub const fn placed(mut self, places: &'static [u8]) -> Statement<R, C> {
        self.plan.places = places;
        self
    }

    /// Says what it does to which tables, as OpenTelemetry sums queries up: `SELECT todo_item`.
    #[must_use]
    pub const fn summed_up(mut self, summary: &'static str) -> Statement<R, C> {
        self.plan.summary = summary;
        self
    }

    /// What the statement leaves with its connection, such as a setting.
    #[must_use]
    pub const fn leaves(mut self, leaves: Leaves) -> Statement<R, C> {
        self.plan.leaves = leaves;
        self
    }

    /// A statement that the compiler did not check: `sql_unchecked!`.
    pub const fn new_unchecked(
        decode: fn(&RawRow<'_>) -> Result<R>,
        text: &'static str,
        columns: &'static [Declared],
        source: Source,
    ) -> Statement<R, C> {
        let plan = Plan::new(text, &[], Columns::Declared(columns), source);
        Statement { plan, decode, cardinality: PhantomData }
    }
}

/// A query with its arguments: what `sql!` returns. It does nothing until it is run by a
/// [`Database`](crate::Database), a [`Connection`](crate::Connection) or a
/// [`Transaction`](crate::Transaction).
///
/// `R` is the type of its rows, `C` how many there can be (see [`rows`](crate::rows)).
#[must_use = "a query does nothing until `query`, `query_all`, `query_row`, `query_one` or `exec` runs it"]
pub struct Query<'a, R: 'static, C: 'static, const N: usize> {
    pub(crate) plan: &'static Plan,
    pub(crate) decode: fn(&RawRow<'_>) -> Result<R>,
    cardinality: PhantomData<fn() -> C>,
    arguments: [Argument<'a>; N],
    /// How many of the arguments the statement has: those of missing parts stand behind them.
    count: usize,
    sharing: Sharing,
}

/// Whether a query may share its connection with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sharing {
    Shared,
    Alone,
}

impl<R, C, const N: usize> Clone for Query<'_, R, C, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, C, const N: usize> Copy for Query<'_, R, C, N> {}

impl<'a, R, C, const N: usize> Query<'a, R, C, N> {
    /// The arguments, one for each `$n` of the statement.
    pub(crate) fn arguments(&self) -> &[Argument<'a>] {
        self.arguments.get(..self.count).unwrap_or(&self.arguments)
    }

    /// The same query, to be run on a connection on which nothing else is on the way meanwhile: for
    /// one that is known to take long, so that nobody waits behind it even the first time.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(db: &sqldb::Database, totals: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let totals = db.query_all(totals.alone()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn alone(self) -> Query<'a, R, C, N> {
        Query { sharing: Sharing::Alone, ..self }
    }

    pub(crate) fn command(&self) -> Command<'static> {
        match self.sharing {
            Sharing::Shared => Command::Plan(self.plan),
            Sharing::Alone => Command::Alone(self.plan),
        }
    }

    /// The text that is sent, with parameters `$1`, `$2` and so on.
    ///
    /// ```no_run
    /// # async fn f(query: sqldb::Query<'_, (), sqldb::rows::None, 0>) {
    /// println!("{}", query.text());
    /// # }
    /// ```
    pub fn text(&self) -> &'static str {
        self.plan.text
    }
}

impl<R, C, const N: usize> std::fmt::Debug for Query<'_, R, C, N> {
    /// The text and the place; never the arguments.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Plan { text, source, .. } = self.plan;
        write!(f, "Query({text:?} at {}:{})", source.file, source.line)
    }
}

/// Joins a statement and its arguments, one for each `$n`.
pub fn query<'a, R, C, const N: usize>(
    statement: &'static Statement<R, C>,
    arguments: [Argument<'a>; N],
) -> Query<'a, R, C, N> {
    chosen(statement, statement.decode, arguments, N)
}

/// [`query`], with a type of rows that the static cannot name.
pub fn query_as<'a, R, C, const N: usize>(
    statement: &'static Statement<(), C>,
    decode: fn(&RawRow<'_>) -> Result<R>,
    arguments: [Argument<'a>; N],
) -> Query<'a, R, C, N> {
    chosen(statement, decode, arguments, N)
}

fn chosen<'a, S, R, C, const N: usize>(
    statement: &'static Statement<S, C>,
    decode: fn(&RawRow<'_>) -> Result<R>,
    arguments: [Argument<'a>; N],
    count: usize,
) -> Query<'a, R, C, N> {
    let Statement { plan, .. } = statement;
    Query { plan, decode, cardinality: PhantomData, arguments, count, sharing: Sharing::Shared }
}

/// All arguments where lists of rows follow the `VALUES` others, each as many arguments as it has
/// columns.
pub fn with_rows<'a, const VALUES: usize, const N: usize>(
    values: [Argument<'a>; VALUES],
    lists: &[(&'a dyn RowList, usize)],
) -> [Argument<'a>; N] {
    let columns = lists
        .iter()
        .flat_map(|(rows, columns)| (0..*columns).map(|column| Argument::column(*rows, column)));
    let mut arguments = values.into_iter().chain(columns);
    // INVARIANT: N is VALUES and all columns; the rest is for the types' sake.
    [(); N].map(|()| arguments.next().unwrap_or(Argument::NULL))
}

/// A query with optional parts: a statement for each choice of them.
pub struct Variants<R: 'static, C: 'static> {
    /// Which arguments decide about the parts of each group: they are sent if none is NULL.
    pub groups: &'static [&'static [usize]],
    /// The statement with all parts.
    pub whole: Variant<R, C>,
    /// Those that lack some, sorted by their masks.
    pub others: &'static [Variant<R, C>],
}

/// A choice of optional parts.
pub struct Variant<R: 'static, C: 'static> {
    /// Bit *n* for the parts of group *n*.
    pub mask: u32,
    /// The positions of its arguments among all.
    pub arguments: &'static [usize],
    /// The statement with these parts.
    pub statement: Statement<R, C>,
}

/// Chooses the statement whose parts all have their arguments.
pub fn query_of_parts<'a, R, C, const N: usize>(
    variants: &'static Variants<R, C>,
    arguments: [Argument<'a>; N],
) -> Query<'a, R, C, N> {
    let (Variant { arguments: positions, statement, .. }, arguments) = choose(variants, arguments);
    chosen(statement, statement.decode, arguments, positions.len())
}

/// [`query_of_parts`], with a type of rows that the static cannot name.
pub fn query_of_parts_as<'a, R, C, const N: usize>(
    variants: &'static Variants<(), C>,
    decode: fn(&RawRow<'_>) -> Result<R>,
    arguments: [Argument<'a>; N],
) -> Query<'a, R, C, N> {
    let (Variant { arguments: positions, statement, .. }, arguments) = choose(variants, arguments);
    chosen(statement, decode, arguments, positions.len())
}

/// The statement whose parts all have their arguments, and the arguments that it has.
fn choose<'a, R, C, const N: usize>(
    Variants { groups, whole, others }: &'static Variants<R, C>,
    arguments: [Argument<'a>; N],
) -> (&'static Variant<R, C>, [Argument<'a>; N]) {
    let argument = |position: &usize| arguments.get(*position).copied().unwrap_or(Argument::NULL);
    let given = |group: &[usize]| !group.iter().any(|position| argument(position).is_null());
    let bits = groups.iter().enumerate().map(|(bit, group)| u32::from(given(group)) << bit);
    let mask: u32 = bits.sum();
    // INVARIANT: the expansion has a variant for each mask that can come.
    let other = others.binary_search_by_key(&mask, |variant| variant.mask);
    let variant = other.ok().and_then(|at| others.get(at)).unwrap_or(whole);
    let mut chosen = variant.arguments.iter().map(argument);
    let arguments = [(); N].map(|()| chosen.next().unwrap_or(Argument::NULL));
    (variant, arguments)
}
