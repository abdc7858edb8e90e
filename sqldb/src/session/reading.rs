//! How the rows of an answer are read.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use tokio_postgres::{Row, RowStream};

use super::{Answer, Collected, Command, Described, Emptiness, Rest, Session, Sink};
use crate::error::{Error, Result};
use crate::row::RawRow;
use crate::schema;
use crate::wire::Delivery;
use crate::wire::run::Run;

impl Session {
    /// Hands the rows of a command to `sink`, until that has enough of them.
    pub(crate) async fn collect(
        &self,
        answer: Answer,
        command: Command<'_>,
        sink: Sink<'_>,
    ) -> Collected {
        let Answer { rows, delivery, mut described } = answer;
        let rows = pin!(rows);
        let source = command.source();
        let sink = |row: Row| match (delivery, described, command) {
            (Delivery::InRuns, ..) => Run::new(row).each(source, |row| sink(row)),
            (_, Described::NotYet, Command::Plan(plan) | Command::Alone(plan)) => {
                described = Described::Compared;
                schema::compare_answer(plan, row.columns())?;
                sink(&RawRow::new(&row, source))
            }
            _ => sink(&RawRow::new(&row, source)),
        };
        let Collected { affected, rest } = self.read(rows, command, sink).await;
        Collected { affected: affected.map_err(|error| command.blame(error)), rest }
    }

    /// Reads rows until their end, or until `sink` refuses one; then what has not arrived yet is left
    /// to whoever settles the connection, and it counts as busy.
    pub(super) async fn read(
        &self,
        mut rows: Pin<&mut RowStream>,
        command: Command<'_>,
        mut sink: impl FnMut(Row) -> Result<()>,
    ) -> Collected {
        let affected = loop {
            match poll_fn(|cx| rows.as_mut().poll_next(cx)).await {
                None => break self.affected(rows.rows_affected(), command.emptiness()),
                Some(Ok(row)) => {
                    let Err(error) = sink(row) else { continue };
                    if self.read_what_is_there(rows.as_mut()) == Rest::OnItsWay {
                        return Collected { affected: Err(error), rest: Rest::OnItsWay };
                    }
                    break Err(error);
                }
                Some(Err(error)) => break Err(self.refused(error)),
            }
        };
        self.finish();
        Collected { affected, rest: Rest::Nothing }
    }

    /// The number of rows affected, of which the server tells when a command is complete.
    ///
    /// # Errors
    /// It has not, and the text is not empty: what was refused must not seem to be done.
    pub(crate) fn affected(&self, told: Option<u64>, emptiness: Emptiness) -> Result<u64> {
        match told {
            Some(affected) => Ok(affected),
            None if emptiness == Emptiness::Possible => Ok(0),
            None => {
                self.ended.store(true, Ordering::Relaxed);
                Err(Error::malformed("the server has not said that the statement is complete"))
            }
        }
    }

    /// Reads what has arrived, without waiting.
    pub(crate) fn read_what_is_there(&self, mut rows: Pin<&mut RowStream>) -> Rest {
        // One batch of messages is buffered; more would keep a destructor busy.
        const AT_MOST: usize = 1000;
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..AT_MOST {
            match rows.as_mut().poll_next(&mut context) {
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => {
                    // It tells more than that there was one.
                    drop(self.refused(error));
                    return Rest::Nothing;
                }
                Poll::Ready(None) => return Rest::Nothing,
                Poll::Pending => return Rest::OnItsWay,
            }
        }
        Rest::OnItsWay
    }
}
