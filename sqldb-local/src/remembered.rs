//! The programs that a cluster was started with at last.
//!
//! To look for them takes as long as to start the server: each candidate is asked for its version.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::binaries::{Installation, Version};

/// Where they are, and when `postgres` was written: an upgrade in the same place is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remembered {
    bin: PathBuf,
    stamp: String,
}

impl Remembered {
    /// Those in `bin`, if they can be looked at.
    pub(crate) fn of(bin: &Path) -> Option<Remembered> {
        let metadata = fs::metadata(bin.join("postgres")).ok()?;
        let written = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let stamp = format!("{}-{}", written.as_nanos(), metadata.len());
        Some(Remembered { bin: bin.to_owned(), stamp })
    }

    /// As one line.
    pub(crate) fn written(&self) -> OsString {
        let mut line = OsString::from(format!("{} ", self.stamp));
        line.push(&self.bin);
        line
    }

    pub(crate) fn read(line: &[u8]) -> Option<Remembered> {
        let at = line.iter().position(|byte| *byte == b' ')?;
        let (stamp, bin) = line.split_at_checked(at)?;
        let bin = PathBuf::from(OsString::from_vec(bin.get(1..)?.to_vec()));
        Some(Remembered { bin, stamp: String::from_utf8(stamp.to_vec()).ok()? })
    }

    /// The programs, if they are the same still; they were of this version.
    pub(crate) fn unchanged(&self, version: &str) -> Option<Installation> {
        let same = Remembered::of(&self.bin).as_ref() == Some(self);
        let version = Version::of(version).filter(|_| same)?;
        Some(Installation { bin: self.bin.clone(), version })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn an_upgrade_is_seen() {
        let bin = std::env::temp_dir().join(format!("sqldb remembered {}", std::process::id()));
        fs::create_dir_all(&bin).unwrap();
        assert_eq!(Remembered::of(&bin), None);
        fs::write(bin.join("postgres"), "15.1").unwrap();
        let remembered = Remembered::of(&bin).unwrap();
        let read = Remembered::read(remembered.written().as_bytes()).unwrap();
        assert_eq!(read, remembered);
        let found = read.unchanged("15.1").unwrap();
        assert_eq!((found.bin.as_path(), found.version.major), (bin.as_path(), 15));
        fs::write(bin.join("postgres"), "15.18").unwrap();
        assert_eq!(read.unchanged("15.1"), None);
        fs::remove_dir_all(&bin).unwrap();
        assert_eq!(read.unchanged("15.1"), None);
    }
}
