//! What the fields of an interval add up to: `datetime.c AdjustMicroseconds` and its kin.

use crate::catalog::Major;
use crate::literal::datetime::Fault;
use crate::literal::datetime::word::Unit;
use crate::types::Typmod;
use crate::types::typmod::IntervalFields;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// `struct pg_itm_in`.
#[derive(Default)]
pub(super) struct Sum {
    years: i32,
    months: i32,
    days: i32,
    pub(super) microseconds: i64,
}

impl Sum {
    /// Adds a number of units, with a part of one.
    pub(super) fn add(&mut self, value: i64, part: f64, unit: Unit) -> Result<(), Fault> {
        match unit {
            Unit::Microsecond => self.add_time(value, part, 1),
            Unit::Millisecond => self.add_time(value, part, 1000),
            Unit::Second => self.add_time(value, part, SECOND),
            Unit::Minute => self.add_time(value, part, MINUTE),
            Unit::Hour => self.add_time(value, part, HOUR),
            Unit::Day => {
                self.add_days(value, 1)?;
                self.add_part_of_time(part, DAY)
            }
            Unit::Week => {
                self.add_days(value, 7)?;
                self.add_part_of_days(part, 7)
            }
            Unit::Month => {
                self.months = sum(self.months, value, 1)?;
                self.add_part_of_days(part, 30)
            }
            Unit::Year => self.add_years(value, part, 1),
            Unit::Decade => self.add_years(value, part, 10),
            Unit::Century => self.add_years(value, part, 100),
            Unit::Millennium => self.add_years(value, part, 1000),
            Unit::Other => Err(Fault::Format),
        }
    }

    fn add_time(&mut self, value: i64, part: f64, scale: i64) -> Result<(), Fault> {
        let added = value.checked_mul(scale).and_then(|value| self.microseconds.checked_add(value));
        self.microseconds = added.ok_or(Fault::Overflow)?;
        self.add_part_of_time(part, scale)
    }

    /// `AdjustFractMicroseconds`.
    pub(super) fn add_part_of_time(&mut self, part: f64, scale: i64) -> Result<(), Fault> {
        let part = part * scale as f64;
        // More than a whole comes from an exponent, which only 15 reads, and casts as its machine does.
        if part.is_nan() || part.abs() >= i64::MAX as f64 {
            return Err(Fault::Unsure);
        }
        let whole = part as i64;
        let rest = part - whole as f64;
        let rounded = whole + i64::from(rest > 0.5) - i64::from(rest < -0.5);
        self.microseconds = self.microseconds.checked_add(rounded).ok_or(Fault::Overflow)?;
        Ok(())
    }

    pub(super) fn add_days(&mut self, value: i64, scale: i32) -> Result<(), Fault> {
        self.days = sum(self.days, value, scale)?;
        Ok(())
    }

    /// `AdjustFractDays`.
    fn add_part_of_days(&mut self, part: f64, scale: i32) -> Result<(), Fault> {
        let part = part * f64::from(scale);
        if part.is_nan() || part.abs() >= f64::from(i32::MAX) {
            return Err(Fault::Unsure);
        }
        let whole = part as i32;
        self.days = self.days.checked_add(whole).ok_or(Fault::Overflow)?;
        self.add_part_of_time(part - f64::from(whole), DAY)
    }

    fn add_years(&mut self, value: i64, part: f64, scale: i32) -> Result<(), Fault> {
        self.years = sum(self.years, value, scale)?;
        let months = (part * f64::from(scale) * 12.0).round_ties_even();
        if months.is_nan() || months.abs() >= f64::from(i32::MAX) {
            return Err(Fault::Unsure);
        }
        self.months = self.months.checked_add(months as i32).ok_or(Fault::Overflow)?;
        Ok(())
    }

    /// `ago`.
    pub(super) fn negated(self) -> Result<Sum, Fault> {
        let negated = || {
            Some(Sum {
                years: self.years.checked_neg()?,
                months: self.months.checked_neg()?,
                days: self.days.checked_neg()?,
                microseconds: self.microseconds.checked_neg()?,
            })
        };
        negated().ok_or(Fault::Overflow)
    }

    /// `itmin2interval`, `AdjustIntervalForTypmod`.
    pub(super) fn finish(self, typmod: Option<Typmod>, major: Major) -> Result<(), Fault> {
        let months = i64::from(self.years) * 12 + i64::from(self.months);
        i32::try_from(months).map_err(|_| Fault::OutOfRange)?;
        let Some(Typmod(typmod)) = typmod.filter(|typmod| typmod.0 >= 0) else { return Ok(()) };
        let fields = (typmod >> 16) & IntervalFields::FULL.0;
        let unit = match fields {
            fields if fields == IntervalFields::FULL.0 => 1,
            fields if fields & IntervalFields::SECOND.0 != 0 => 1,
            fields if fields & IntervalFields::MINUTE.0 != 0 => MINUTE,
            fields if fields & IntervalFields::HOUR.0 != 0 => HOUR,
            // Of months and days no time is left.
            _ => return Ok(()),
        };
        let time = self.microseconds - self.microseconds % unit;
        // Before 17 it wraps around.
        match u32::try_from(typmod & 0xFFFF) {
            Ok(precision @ 0..=5) if major >= Major::V17 => {
                let half = 10_i64.pow(5 - precision) * 5;
                let rounded =
                    if time >= 0 { time.checked_add(half) } else { time.checked_sub(half) };
                rounded.map(|_| ()).ok_or(Fault::OutOfRange)
            }
            _ => Ok(()),
        }
    }
}

/// `AdjustDays`, `AdjustMonths`, `AdjustYears`.
fn sum(sum: i32, value: i64, scale: i32) -> Result<i32, Fault> {
    let value = i32::try_from(value).ok().and_then(|value| value.checked_mul(scale));
    value.and_then(|value| sum.checked_add(value)).ok_or(Fault::Overflow)
}
