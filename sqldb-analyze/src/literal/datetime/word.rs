//! The words of dates and intervals: `datetime.c datetktbl, deltatktbl`.

/// As many letters of a word count (`TOKMAXLEN`).
const SIGNIFICANT: usize = 10;

/// What a word means in a date or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::literal) enum DateWord {
    /// The value is decided elsewhere: `epoch`, `infinity`, `-infinity`.
    Fixed,
    /// As [`DateWord::Fixed`], and an interval may be it, too: `infinity`.
    Infinity,
    /// `now`.
    Now,
    /// `today`, `yesterday`, `tomorrow`.
    Day,
    /// `allballs`: midnight, UTC.
    Midnight,
    /// A month.
    Month(i32),
    /// A day of the week, which is not compared with the date.
    Weekday,
    /// `ad`, `bc`.
    Era(Era),
    /// `am`, `pm`.
    Meridiem(Meridiem),
    /// `dst`.
    DaylightSaving,
    /// A label that only `j` gives to what follows since 16.
    Unit(Label),
    /// `t`.
    IsoTime,
    /// `at`, `on`.
    Ignored,
}

/// `AM`, `PM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::literal) enum Meridiem {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
}

/// `AD`, `BC`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::literal) enum Era {
    /// After Christ.
    Ad,
    /// Before Christ.
    Bc,
}

/// What a label says of the number behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::literal) enum Label {
    /// `j`, `jd`, `julian`.
    Julian,
    /// `y`, `m`, `d`, `h`, `mm`, `s` and others, which 15 reads.
    Field,
}

/// What a unit measures (`DTK_…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::literal) enum Unit {
    /// `DTK_MICROSEC`.
    Microsecond,
    /// `DTK_MILLISEC`.
    Millisecond,
    /// `DTK_SECOND`.
    Second,
    /// `DTK_MINUTE`.
    Minute,
    /// `DTK_HOUR`.
    Hour,
    /// `DTK_DAY`.
    Day,
    /// `DTK_WEEK`.
    Week,
    /// `DTK_MONTH`.
    Month,
    /// `DTK_YEAR`.
    Year,
    /// `DTK_DECADE`.
    Decade,
    /// `DTK_CENTURY`.
    Century,
    /// `DTK_MILLENNIUM`.
    Millennium,
    /// A quarter or a time zone, which is a unit for other functions.
    Other,
}

/// What a word in lower case means in a date.
pub(in crate::literal) fn date_word(word: &str) -> Option<DateWord> {
    use DateWord::{
        Day, DaylightSaving, Era as InEra, Fixed, Ignored, Infinity, IsoTime, Meridiem as Half,
        Midnight, Month, Now, Unit as Labelled, Weekday,
    };
    Some(match word.get(..SIGNIFICANT).unwrap_or(word) {
        "epoch" => Fixed,
        "infinity" | "-infinity" | "+infinity" => Infinity,
        "now" => Now,
        "today" | "tomorrow" | "yesterday" => Day,
        "allballs" => Midnight,
        "jan" | "january" => Month(1),
        "feb" | "february" => Month(2),
        "mar" | "march" => Month(3),
        "apr" | "april" => Month(4),
        "may" => Month(5),
        "jun" | "june" => Month(6),
        "jul" | "july" => Month(7),
        "aug" | "august" => Month(8),
        "sep" | "sept" | "september" => Month(9),
        "oct" | "october" => Month(10),
        "nov" | "november" => Month(11),
        "dec" | "december" => Month(12),
        "mon" | "monday" | "tue" | "tues" | "tuesday" | "wed" | "wednesday" | "weds" | "thu"
        | "thur" | "thurs" | "thursday" | "fri" | "friday" | "sat" | "saturday" | "sun"
        | "sunday" => Weekday,
        "ad" => InEra(Era::Ad),
        "bc" => InEra(Era::Bc),
        "am" => Half(Meridiem::Am),
        "pm" => Half(Meridiem::Pm),
        "dst" => DaylightSaving,
        "j" | "jd" | "julian" => Labelled(Label::Julian),
        "d" | "dow" | "doy" | "h" | "isodow" | "isoyear" | "m" | "mm" | "s" | "y" => {
            Labelled(Label::Field)
        }
        "t" => IsoTime,
        "at" | "on" => Ignored,
        _ => return None,
    })
}

/// The unit that a word in lower case names in an interval.
pub(in crate::literal) fn unit(word: &str) -> Option<Unit> {
    Some(match word.get(..SIGNIFICANT).unwrap_or(word) {
        "microsecon" | "us" | "usec" | "usecond" | "useconds" | "usecs" => Unit::Microsecond,
        "millisecon" | "ms" | "msec" | "msecond" | "mseconds" | "msecs" => Unit::Millisecond,
        "s" | "sec" | "second" | "seconds" | "secs" => Unit::Second,
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hour" | "hours" | "hr" | "hrs" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "week" | "weeks" => Unit::Week,
        "mon" | "mons" | "month" | "months" => Unit::Month,
        "y" | "year" | "years" | "yr" | "yrs" => Unit::Year,
        "dec" | "decade" | "decades" | "decs" => Unit::Decade,
        "c" | "cent" | "centuries" | "century" => Unit::Century,
        "mil" | "millennia" | "millennium" | "mils" => Unit::Millennium,
        "qtr" | "quarter" | "timezone" | "timezone_h" | "timezone_m" => Unit::Other,
        _ => return None,
    })
}
