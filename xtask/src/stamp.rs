//! Steps that are left out while what they read and what they wrote is as they left it.
//!
//! A stamp below `target/xtask` holds a hash of both. It is removed before a step begins and written
//! when it has ended, so that a step that was interrupted, whose output was deleted or changed by
//! hand, or whose input changed meanwhile, runs again.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Something that reads files or folders and writes others, all named from the root.
pub struct Step<'a> {
    /// The stamp's name.
    pub name: &'a str,
    pub reads: Vec<PathBuf>,
    pub writes: Vec<PathBuf>,
}

impl Step<'_> {
    /// Runs the step, unless it would make what is there already; whether it ran.
    pub fn run(&self, root: &Path, make: impl FnOnce() -> Result<()>) -> Result<bool> {
        let stamps = root.join("target/xtask");
        let stamp = stamps.join(self.name);
        let read = self.hash(root, &self.reads)?;
        let fresh = |written: &str| fs::read_to_string(&stamp).is_ok_and(|s| s == written);
        if self.hash(root, &self.writes).is_ok_and(|written| fresh(&format!("{read}{written}"))) {
            return Ok(false);
        }
        match fs::remove_file(&stamp) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        make()?;
        // What was read is as it was before the step, even if it changed meanwhile.
        let written = self.hash(root, &self.writes)?;
        fs::create_dir_all(&stamps)?;
        fs::write(&stamp, format!("{read}{written}"))?;
        Ok(true)
    }

    fn hash(&self, root: &Path, paths: &[PathBuf]) -> Result<String> {
        let mut hash = DefaultHasher::new();
        for path in paths {
            let whole = root.join(path);
            add(&mut hash, &whole)
                .with_context(|| format!("{}: cannot read {}", self.name, whole.display()))?;
        }
        Ok(format!("{:016x}", hash.finish()))
    }
}

/// Adds a file's bytes, or a folder's files in order of name.
fn add(hash: &mut DefaultHasher, path: &Path) -> io::Result<()> {
    let mut part = |bytes: &[u8]| {
        hash.write_usize(bytes.len());
        hash.write(bytes);
    };
    part(path.as_os_str().as_encoded_bytes());
    if !path.is_dir() {
        part(&fs::read(path)?);
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| add(hash, entry))
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    /// A root of its own, gone with the test.
    struct Root(PathBuf);

    impl Root {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&root);
            fs::create_dir_all(root.join("in/deep")).unwrap();
            fs::write(root.join("in/deep/a"), "one").unwrap();
            fs::write(root.join("in/b"), "two").unwrap();
            Self(root)
        }

        fn write(&self, path: &str, text: &str) {
            fs::write(self.0.join(path), text).unwrap();
        }

        /// Runs a step that copies `in/b` into a folder; whether it ran.
        fn run(&self) -> bool {
            let make = || {
                fs::create_dir_all(self.0.join("out"))?;
                fs::copy(self.0.join("in/b"), self.0.join("out/b"))?;
                Ok(())
            };
            step().run(&self.0, make).unwrap()
        }
    }

    impl Drop for Root {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn step() -> Step<'static> {
        Step { name: "copy", reads: vec!["in".into()], writes: vec!["out".into()] }
    }

    #[test]
    fn a_step_runs_once_and_again_when_what_it_reads_changes() {
        let root = Root::new("reads");
        assert!(root.run());
        assert!(!root.run());
        let changes: [&dyn Fn(); 5] = [
            &|| root.write("in/b", "three"),
            &|| root.write("in/deep/a", "four"),
            &|| root.write("in/deep/new", ""),
            &|| fs::rename(root.0.join("in/deep/new"), root.0.join("in/deep/other")).unwrap(),
            &|| fs::remove_file(root.0.join("in/deep/other")).unwrap(),
        ];
        for change in changes {
            change();
            assert!(root.run());
            assert!(!root.run());
        }
        root.write("in/b", "three");
        assert!(!root.run(), "the same bytes written anew");
    }

    #[test]
    fn deleted_and_changed_outputs_are_made_again() {
        let root = Root::new("writes");
        root.run();
        fs::remove_file(root.0.join("out/b")).unwrap();
        assert!(root.run());
        root.write("out/b", "by hand");
        assert!(root.run());
        fs::remove_dir_all(root.0.join("out")).unwrap();
        assert!(root.run());
        assert_eq!(fs::read_to_string(root.0.join("out/b")).unwrap(), "two");
        assert!(!root.run());
    }

    #[test]
    fn an_interrupted_step_runs_again() {
        let root = Root::new("interrupted");
        root.run();
        root.write("in/b", "three");
        let failed = step().run(&root.0, || bail!("interrupted"));
        assert!(failed.is_err());
        // As before it, but the stamp of then no longer counts.
        root.write("in/b", "two");
        assert!(root.run());
        assert!(!root.run());
    }

    #[test]
    fn a_change_while_it_runs_is_not_lost() {
        let root = Root::new("meanwhile");
        let make = || {
            fs::create_dir_all(root.0.join("out"))?;
            fs::write(root.0.join("out/b"), "two")?;
            root.write("in/b", "three");
            Ok(())
        };
        assert!(step().run(&root.0, make).unwrap());
        assert!(root.run());
    }

    #[test]
    fn a_step_that_writes_nothing_fails() {
        let root = Root::new("nothing");
        assert!(step().run(&root.0, || Ok(())).is_err());
    }
}
