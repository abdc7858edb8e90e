//! Dates and times by the libraries that can hold them, each by the feature of its name.
//!
//! `dates = "chrono"` in the attribute of a database chooses one for its generated structs.

/// Those of jiff, version 1.
#[cfg(feature = "jiff")]
pub mod jiff {
    /// `date`.
    pub type Date = ::jiff::civil::Date;
    /// `time`.
    pub type Time = ::jiff::civil::Time;
    /// `timestamp`: date and time of a calendar on a wall, without a zone.
    pub type Timestamp = ::jiff::civil::DateTime;
    /// `timestamp with time zone`: an instant.
    pub type Timestamptz = ::jiff::Timestamp;
}

/// Those of chrono, version 0.4.
#[cfg(feature = "chrono")]
pub mod chrono {
    /// `date`.
    pub type Date = ::chrono::NaiveDate;
    /// `time`.
    pub type Time = ::chrono::NaiveTime;
    /// `timestamp`: date and time of a calendar on a wall, without a zone.
    pub type Timestamp = ::chrono::NaiveDateTime;
    /// `timestamp with time zone`: an instant.
    pub type Timestamptz = ::chrono::DateTime<::chrono::Utc>;
}

/// Those of time, version 0.3.
#[cfg(feature = "time")]
pub mod time {
    /// `date`.
    pub type Date = ::time::Date;
    /// `time`.
    pub type Time = ::time::Time;
    /// `timestamp`: date and time of a calendar on a wall, without a zone.
    pub type Timestamp = ::time::PrimitiveDateTime;
    /// `timestamp with time zone`: an instant.
    pub type Timestamptz = ::time::OffsetDateTime;
}
