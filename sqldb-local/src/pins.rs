//! The bundles that may be downloaded, each with the hash of its file.
//!
//! They are npm's `@embedded-postgres/<platform>`: the programs of zonky's embedded PostgreSQL with
//! all of contrib. The hashes are `dist.integrity` of the registry on 2026-11-23; a download with
//! another hash is refused, whichever registry it comes from.

use crate::request::Bundle;

/// The major version to download when any will do.
pub(crate) const USUAL_MAJOR: u32 = 17;

/// The bundle of a major version for this machine, or why there is none.
pub(crate) fn bundle(major: u32) -> Result<Bundle, String> {
    let Some(platform) = platform() else {
        return Err(format!(
            "there is no bundle for {} on {}",
            std::env::consts::OS,
            std::env::consts::ARCH
        ));
    };
    PINS.iter()
        .find(|pin| pin.major == major && pin.platform == platform)
        .map(Pin::bundle)
        .ok_or_else(|| format!("there is no bundle of PostgreSQL {major}, only of 15 to 18"))
}

fn platform() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("linux-x64"),
        ("linux", "aarch64") => Some("linux-arm64"),
        ("macos", "x86_64") => Some("darwin-x64"),
        ("macos", "aarch64") => Some("darwin-arm64"),
        _ => None,
    }
}

struct Pin {
    major: u32,
    version: &'static str,
    package_version: &'static str,
    platform: &'static str,
    integrity: &'static str,
}

impl Pin {
    fn bundle(&self) -> Bundle {
        Bundle {
            version: self.version.to_owned(),
            package_version: self.package_version.to_owned(),
            platform: self.platform.to_owned(),
            integrity: self.integrity.to_owned(),
            // The macOS bundles hold the programs for both architectures.
            megabytes: if self.platform.starts_with("darwin") { 55 } else { 24 },
        }
    }
}

const PINS: [Pin; 16] = [
    Pin {
        major: 15,
        version: "15.18",
        package_version: "15.18.0-beta.17",
        platform: "linux-x64",
        integrity: "sha512-TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA==",
    },
    Pin {
        major: 16,
        version: "16.14",
        package_version: "16.14.0-beta.17",
        platform: "linux-x64",
        integrity: "sha512-8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg==",
    },
    Pin {
        major: 17,
        version: "17.10",
        package_version: "17.10.0-beta.17",
        platform: "linux-x64",
        integrity: "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
    },
    Pin {
        major: 18,
        version: "18.4",
        package_version: "18.4.0-beta.17",
        platform: "linux-x64",
        integrity: "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    },
    Pin {
        major: 15,
        version: "15.18",
        package_version: "15.18.0-beta.17",
        platform: "linux-arm64",
        integrity: "sha512-ape8eUuz4O2KrO8mySDMEKuHYEppJ71EJ4IanBa1fH6LOui9wifm4+iJnhFkaY+WGBa/Rgw/of+RlFHO2i+bLg==",
    },
    Pin {
        major: 16,
        version: "16.14",
        package_version: "16.14.0-beta.17",
        platform: "linux-arm64",
        integrity: "sha512-LNT9TXoOGR/RSop1PewcMtpuf1Dtg6sKU7sFA1ODqInRA8NoP15HyLekUHW5aWnruu4yfs1pcy6DaV39T556mQ==",
    },
    Pin {
        major: 17,
        version: "17.10",
        package_version: "17.10.0-beta.17",
        platform: "linux-arm64",
        integrity: "sha512-mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
    },
    Pin {
        major: 18,
        version: "18.4",
        package_version: "18.4.0-beta.17",
        platform: "linux-arm64",
        integrity: "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
    },
    Pin {
        major: 15,
        version: "15.18",
        package_version: "15.18.0-beta.17",
        platform: "darwin-x64",
        integrity: "sha512-W4Vd2hDkezdUAniJesLY0MZIfVJtyN7DNg2Q6X0ciwuhGYw/dh8ZDdZLZxSFmVNvpz8Itfj2s2P4MTFPczMMnQ==",
    },
    Pin {
        major: 16,
        version: "16.14",
        package_version: "16.14.0-beta.17",
        platform: "darwin-x64",
        integrity: "sha512-zikibpPYGWokfT/OFWNHCwerA3ZGat0ZyCIXOIbIucLBMDHztQ2WZQ9R5zil6oOxzElrMz2Q4aEOssGNrMDdyg==",
    },
    Pin {
        major: 17,
        version: "17.10",
        package_version: "17.10.0-beta.17",
        platform: "darwin-x64",
        integrity: "sha512-gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
    },
    Pin {
        major: 18,
        version: "18.4",
        package_version: "18.4.0-beta.17",
        platform: "darwin-x64",
        integrity: "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
    },
    Pin {
        major: 15,
        version: "15.18",
        package_version: "15.18.0-beta.17",
        platform: "darwin-arm64",
        integrity: "sha512-1hTznqARpTs+IaX3YYltEIJVNwXCuUoHhif+Xiub09SgtzpVhX1LRaJCpzp8kVJV0zxsBBFfv8kkT9TqJdJ32Q==",
    },
    Pin {
        major: 16,
        version: "16.14",
        package_version: "16.14.0-beta.17",
        platform: "darwin-arm64",
        integrity: "sha512-CB1DFZ08zfmNapx231rAJW74UZfs1jQmeGLwbQSaAIRVs2uqEdMhVNLwVlztFG3ZPSeuCsgTn/0yeYDmKF67og==",
    },
    Pin {
        major: 17,
        version: "17.10",
        package_version: "17.10.0-beta.17",
        platform: "darwin-arm64",
        integrity: "sha512-E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
    },
    Pin {
        major: 18,
        version: "18.4",
        package_version: "18.4.0-beta.17",
        platform: "darwin-arm64",
        integrity: "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_major_is_pinned_for_every_platform_once() {
        for platform in ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"] {
            for major in 15..=18 {
                let pins: Vec<_> = PINS
                    .iter()
                    .filter(|pin| pin.platform == platform && pin.major == major)
                    .collect();
                assert_eq!(pins.len(), 1, "{platform} {major}");
                assert!(pins[0].version.starts_with(&format!("{major}.")));
                assert!(pins[0].package_version.starts_with(pins[0].version));
                // `sha512-` and the base64 of 64 bytes.
                assert_eq!(pins[0].integrity.len(), 7 + 88);
            }
        }
        let mut hashes: Vec<_> = PINS.iter().map(|pin| pin.integrity).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), PINS.len());
    }

    #[test]
    fn a_major_without_a_bundle_is_named() {
        assert_eq!(
            bundle(13),
            Err("there is no bundle of PostgreSQL 13, only of 15 to 18".to_owned())
        );
    }
}
