//! How a single statement finds a connection, shared with others or not, and its answer.
//!
//! Start at [`Pool::drive`]. What may wait behind what, and why, is written in ARCHITECTURE.md, "Shared
//! connections".

use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::time::timeout;

use super::{Lease, Pool, TakeError, Wait};
use crate::argument::Argument;
use crate::error::Result;
use crate::lanes::{Boarding, Opening, Place, Position, Ride};
use crate::pace::Pace;
use crate::session::{Answer, Collected, Command, Naming, Rest, Sink, Within};
use crate::statement::{Plan, Repetition};

impl Pool {
    /// Runs a single statement, on a connection that others may share.
    pub(crate) async fn drive(
        &self,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        let lanes = &self.0.lanes;
        if self.0.objects.manager().naming == Naming::Unnamed {
            return self.alone(self.lease().await?, plan, arguments, sink).await;
        }
        let place = match plan.repetition {
            Repetition::Harmless => lanes.place_of(&plan.pace),
            Repetition::Unknown => Place::Alone,
        };
        let _turn = match (plan.repetition, place) {
            (Repetition::Harmless, Place::Alone) => {
                let turn = timeout(self.patience(), lanes.turn_of_slow()).await;
                turn.map_err(|_| self.explain(TakeError::Taken))?
            }
            _ => None,
        };
        let mut boarding = lanes.board(place, &plan.pace);
        loop {
            boarding = match boarding {
                Boarding::Aboard(ride, opening) => {
                    if let Some(opening) = opening {
                        self.open_beside(opening);
                    }
                    return self.ride(ride, plan, arguments, sink).await;
                }
                Boarding::Open(opening) if self.may_open(&opening) => {
                    match self.open(opening, place, &plan.pace).await? {
                        Either::Left(lease) => {
                            return self.alone(lease, plan, arguments, sink).await;
                        }
                        Either::Right(boarding) => boarding,
                    }
                }
                Boarding::Open(_) | Boarding::Full if place == Place::Shared => {
                    self.wait_for_place(place, &plan.pace).await?
                }
                Boarding::Open(_) | Boarding::Full => {
                    let lease = self.lease().await?;
                    return self.alone(lease, plan, arguments, sink).await;
                }
            }
        }
    }

    /// Opens a shared connection and looks for a place again, or has one that somebody is in need of.
    async fn open(
        &self,
        opening: Opening,
        place: Place,
        pace: &Pace,
    ) -> Result<Either<Lease, Boarding<'_>>> {
        let lanes = &self.0.lanes;
        let first = opening.beside() == 0;
        let connecting = opening.begin();
        let taken = match self.take(Wait::No).await {
            // Nothing is shared: a connection is waited for behind those that want one alone.
            Err(TakeError::Taken) if first => {
                let aboard = || match lanes.look(place, pace) {
                    boarding @ Boarding::Aboard(..) => Some(boarding),
                    Boarding::Open(_) | Boarding::Full => None,
                };
                match select(pin!(self.take(Wait::Yes)), pin!(lanes.wait(aboard))).await {
                    Either::Left((taken, _)) => taken,
                    Either::Right((boarding, _)) => return Ok(Either::Right(boarding)),
                }
            }
            taken => taken,
        };
        match taken {
            Ok(lease) => {
                if let Some(lease) = connecting.share(lease) {
                    return Ok(Either::Left(lease));
                }
            }
            // Who waits for a connection of his own has been given one, or it would have been this: to
            // look again at once might keep him from running.
            Err(TakeError::Taken) if !first => tokio::task::yield_now().await,
            Err(error) => return Err(self.explain(error)),
        }
        Ok(Either::Right(lanes.look(place, pace)))
    }

    fn may_open(&self, opening: &Opening) -> bool {
        opening.beside() == 0 || self.has_room()
    }

    async fn ride(
        &self,
        mut ride: Ride<'_>,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        let command = Command::Plan(plan);
        let rows = match ride.position() {
            Position::First => ride.session()?.ask(command, arguments, Within::Autocommit).await,
            // What is dropped meanwhile may be executed later; it is harmless, and its answer reaches
            // nobody.
            Position::Behind => match self.wait_behind(&ride, plan, arguments).await? {
                Waited::Answered(rows) => rows,
                Waited::Elsewhere(other, rows) => {
                    ride = other;
                    Ok(rows)
                }
                Waited::Lease(lease) => {
                    // Nobody reads the first answer any more: its connection is shared no longer.
                    drop(ride);
                    return self.alone(lease?, plan, arguments, sink).await;
                }
            },
        };
        let result = match rows {
            Ok(rows) => ride.session()?.collect(rows, command, sink).await,
            Err(error) => Collected { affected: Err(error), rest: Rest::Nothing },
        };
        self.0.tell_now_and_then();
        // Else it is given up: nobody is to wait for the rest.
        if result.rest == Rest::Nothing {
            ride.answered(&plan.pace);
        }
        result.affected
    }

    /// Sends a statement that others are before, and waits for its answer; when none of them is answered for
    /// longer than it should take, for that of the same statement on another connection, and for a
    /// connection of its own, as well.
    async fn wait_behind(
        &self,
        ride: &Ride<'_>,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
    ) -> Result<Waited<'_>> {
        let lanes = &self.0.lanes;
        let command = Command::Plan(plan);
        let mut start = pin!(ride.session()?.ask(command, arguments, Within::Autocommit));
        if let Some(rows) = while_answered(ride, lanes.haste(), start.as_mut()).await {
            return Ok(Waited::Answered(rows));
        }
        if let Some(other) = lanes.board_again(ride) {
            let raced = {
                let again = self.ask_again(&other, plan, arguments);
                match select(start.as_mut(), pin!(again)).await {
                    Either::Left((rows, _)) => Ok(rows),
                    Either::Right((again, _)) => Err(again),
                }
            };
            match raced {
                Ok(rows) => return Ok(Waited::Answered(rows)),
                Err(Some(rows)) => return Ok(Waited::Elsewhere(other, rows)),
                // That failed or takes long, too.
                Err(None) => {}
            }
        }
        if let Some(rows) = while_answered(ride, lanes.patience(), start.as_mut()).await {
            return Ok(Waited::Answered(rows));
        }
        Ok(match select(start, pin!(self.lease())).await {
            Either::Left((rows, _)) => Waited::Answered(rows),
            Either::Right((lease, _)) => Waited::Lease(lease),
        })
    }

    /// Sends a statement again on another shared connection, and waits for its answer for a while.
    async fn ask_again(
        &self,
        other: &Ride<'_>,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
    ) -> Option<Answer> {
        let answer = other.session().ok()?.ask(Command::Plan(plan), arguments, Within::Autocommit);
        timeout(self.0.lanes.patience(), answer).await.ok()?.ok()
    }

    async fn alone(
        &self,
        lease: Lease,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        let lanes = &self.0.lanes;
        let since = lanes.now();
        let session = lease.session()?;
        let result = session.drive(Command::Plan(plan), arguments, Within::Autocommit, sink).await;
        plan.pace.learn(lanes.now().saturating_sub(since));
        result
    }

    /// A place, or leave to open a connection, in the order of those that wait for one.
    async fn wait_for_place(&self, place: Place, pace: &Pace) -> Result<Boarding<'_>> {
        let lanes = &self.0.lanes;
        let look = || match lanes.look(place, pace) {
            Boarding::Open(opening) if !self.may_open(&opening) => None,
            Boarding::Full => None,
            found => Some(found),
        };
        self.0.tell_now_and_then();
        let found = timeout(self.patience(), lanes.wait(look)).await;
        found.map_err(|_| self.explain(TakeError::Taken))
    }

    /// Opens a further shared connection while the statement goes on.
    fn open_beside(&self, opening: Opening) {
        if !self.has_room() {
            return;
        }
        let (pool, connecting) = (self.clone(), opening.begin());
        tokio::spawn(async move {
            // If it fails, so will the statements that need it, and say why.
            if let Ok(lease) = pool.take(Wait::No).await {
                drop(connecting.share(lease));
            }
        });
    }
}

/// What came first of what a statement behind others waits for.
enum Waited<'p> {
    Answered(Result<Answer>),
    /// Sent again, it was answered there.
    Elsewhere(Ride<'p>, Answer),
    /// A connection of its own.
    Lease(Result<Lease>),
}

/// Waits for an answer until nothing has been answered on its connection for `patience`.
async fn while_answered<T>(
    ride: &Ride<'_>,
    patience: Duration,
    mut answer: Pin<&mut impl Future<Output = T>>,
) -> Option<T> {
    let mut last = ride.last_answer();
    loop {
        if let Ok(answer) = timeout(patience, answer.as_mut()).await {
            return Some(answer);
        }
        if ride.last_answer() == last {
            return None;
        }
        last = ride.last_answer();
    }
}
