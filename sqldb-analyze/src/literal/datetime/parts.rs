//! What has been read of a date and a time so far.

use super::{DateOrder, Fault};
use crate::catalog::Major;

/// Which parts have been given: `datetime.h DTK_M`.
pub(super) mod mask {
    /// Whether all parts of `wanted` are in `mask`.
    pub(in crate::literal::datetime) fn all(mask: u32, wanted: u32) -> bool {
        mask & wanted == wanted
    }

    /// A word that is a value by itself.
    pub(in crate::literal::datetime) const MONTH: u32 = 1 << 1;
    pub(in crate::literal::datetime) const YEAR: u32 = 1 << 2;
    pub(in crate::literal::datetime) const DAY: u32 = 1 << 3;
    pub(in crate::literal::datetime) const ZONE: u32 = 1 << 5;
    pub(in crate::literal::datetime) const DAYLIGHT: u32 = 1 << 6;
    pub(in crate::literal::datetime) const MERIDIEM: u32 = 1 << 9;
    pub(in crate::literal::datetime) const DAY_OF_YEAR: u32 = 1 << 15;
    pub(in crate::literal::datetime) const WEEKDAY: u32 = 1 << 16;
    pub(in crate::literal::datetime) const ERA: u32 = 1 << 18;
    pub(in crate::literal::datetime) const DAYLIGHT_WORD: u32 = 1 << 28;
    /// `DTK_DATE_M`.
    pub(in crate::literal::datetime) const DATE: u32 = YEAR | MONTH | DAY;
    /// `DTK_TIME_M`: hour, minute, second and its parts, which are never given alone.
    pub(in crate::literal::datetime) const TIME: u32 = 1 << 10;
}

/// `struct pg_tm`, with what else the fields say.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) order: DateOrder,
    pub(super) major: Major,
    pub(super) year: i32,
    pub(super) month: i32,
    pub(super) day: i32,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    /// Whether there is a part of a second.
    pub(super) fraction: bool,
    pub(super) text_month: bool,
    pub(super) two_digits: bool,
    /// Whether year, month and day come from a Julian day or a day of the year, which always exist.
    pub(super) derived: bool,
}

impl Parts {
    pub(super) fn new(order: DateOrder, major: Major) -> Parts {
        Parts {
            order,
            major,
            year: 0,
            month: 0,
            day: 0,
            hour: 0,
            minute: 0,
            second: 0,
            fraction: false,
            text_month: false,
            two_digits: false,
            derived: false,
        }
    }

    /// `time_overflows`.
    pub(super) fn check_time(&self) -> Result<(), Fault> {
        let inside = (0..=24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..=60).contains(&self.second);
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        match inside && (seconds < 86_400 || seconds == 86_400 && !self.fraction) {
            true => Ok(()),
            false => Err(Fault::Overflow),
        }
    }
}
