//! The root of the workspace that a crate belongs to, as cargo finds it: all crates of a workspace
//! share one local PostgreSQL, and so does the command.
//!
//! Only what decides about the root is read of a manifest, line by line. If a manifest is written in a
//! way that this misses, the crate has a PostgreSQL of its own, and nothing else is wrong.

use std::path::{Path, PathBuf};

/// The directory of the workspace's manifest; the crate's own where it belongs to no workspace.
pub(crate) fn of(crate_directory: &Path) -> PathBuf {
    let manifest = read(crate_directory);
    if Manifest(&manifest).is_root() {
        return crate_directory.to_owned();
    }
    if let Some(root) = Manifest(&manifest).strings("package", "workspace").first() {
        return crate_directory.join(root);
    }
    for directory in crate_directory.ancestors().skip(1) {
        let manifest = read(directory);
        let manifest = Manifest(&manifest);
        if manifest.is_root() {
            let excluded = manifest.strings("workspace", "exclude");
            let below = |path: &&str| crate_directory.starts_with(directory.join(path));
            return match excluded.iter().any(below) {
                true => crate_directory.to_owned(),
                false => directory.to_owned(),
            };
        }
    }
    crate_directory.to_owned()
}

fn read(directory: &Path) -> String {
    std::fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default()
}

/// The text of a `Cargo.toml`.
struct Manifest<'t>(&'t str);

impl<'t> Manifest<'t> {
    fn is_root(&self) -> bool {
        self.0
            .lines()
            .filter_map(header)
            .any(|header| header == "workspace" || header.starts_with("workspace."))
    }

    /// The strings of a key in a table: one, or those of a list.
    fn strings(&self, table: &str, key: &str) -> Vec<&'t str> {
        let mut lines = self.0.lines().skip_while(|line| header(line) != Some(table)).skip(1);
        let inside = lines.by_ref().take_while(|line| header(line).is_none());
        let value = inside.skip_while(|line| {
            line.split_once('=').is_none_or(|(written, _)| written.trim() != key)
        });
        let mut found = Vec::new();
        for line in value {
            let line = line.split_once('#').map_or(line, |(code, _)| code);
            found.extend(line.split(['"', '\'']).skip(1).step_by(2));
            let opens = line.contains('[') || !line.contains('=');
            if !opens || line.contains(']') {
                break;
            }
        }
        found
    }
}

/// The name of the table that a line begins.
fn header(line: &str) -> Option<&str> {
    let (name, _) = line.trim().strip_prefix('[')?.split_once(']')?;
    (!name.starts_with('[') && !name.contains(['"', ','])).then(|| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots() {
        let root = std::env::temp_dir().join(format!("sqldb-roots-{}", std::process::id()));
        let write = |file: &str, text: &str| {
            let file = root.join(file);
            std::fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
            std::fs::write(file, text).expect("a manifest");
        };
        write(
            "Cargo.toml",
            "[workspace.package]\nversion = \"1\"\n[workspace] # all\nmembers = [\"a\"]\n\
             exclude = [\n  \"out\", # not this\n  'fuzz',\n]\nresolver = \"3\"\n",
        );
        write("a/b/Cargo.toml", "[package]\nname = \"b\"\n");
        write("out/side/Cargo.toml", "[package]\nname = \"side\"\n");
        write("fuzz/Cargo.toml", "[package]\nname = \"fuzz\"\n");
        write("own/Cargo.toml", "[package]\nname = \"own\"\n\n[workspace]\n");
        write("told/Cargo.toml", "[package]\nname = \"told\"\nworkspace = \"../own\"\n");
        let check = |directory: &str, expected: &str| {
            assert_eq!(of(&root.join(directory)), root.join(expected), "{directory}");
        };
        check("a/b", "");
        check("out/side", "out/side");
        check("fuzz", "fuzz");
        check("own", "own");
        check("told", "told/../own");
        std::fs::remove_dir_all(&root).expect("the directory goes");
    }
}
