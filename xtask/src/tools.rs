//! What must be on the machine: found, installed, or named in one line.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::run::{output, program, root, run};

const WASM: &str = "wasm32-unknown-unknown";

/// The wasm target's standard library, added through rustup when missing.
pub fn wasm_target() -> Result<()> {
    let libraries = output("rustc", &["--print", "target-libdir", "--target", WASM]);
    if libraries.is_some_and(|path| Path::new(&path).is_dir()) {
        return Ok(());
    }
    if run(&mut program("rustup", &["target", "add", WASM])).is_err() {
        bail!("the Rust target {WASM} is missing: type `rustup target add {WASM}`");
    }
    Ok(())
}

/// Node 20 or later, and the npm packages exactly as locked.
pub fn npm_packages() -> Result<()> {
    let version = output("node", &["--version"]).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    if major.unwrap_or(0u32) < 20 {
        bail!("Node 20 or later is needed, found {version:?}: install it from https://nodejs.org");
    }
    // npm writes this file last, so it is as new as what is installed.
    let installed = root().join("node_modules/.package-lock.json");
    let age = |path: PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    if age(installed) > age(root().join("package-lock.json")) {
        return Ok(());
    }
    run(&mut program("npm", &["ci", "--no-audit", "--no-fund"]))
}

/// A Chromium or Chrome: `CHROME_PATH`, the known names, or on Debian as root the package.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    let install = ["install", "-y", "--no-install-recommends", "chromium", "mesa-vulkan-drivers"];
    let root_on_debian = Path::new("/etc/debian_version").exists()
        && output("id", &["-u"]).is_some_and(|id| id == "0");
    if root_on_debian {
        run(&mut program("apt-get", &["update"]))?;
        run(program("apt-get", &install).env("DEBIAN_FRONTEND", "noninteractive"))?;
        if let Some(path) = find_chromium() {
            return Ok(path);
        }
    }
    bail!(
        "no Chromium or Chrome found: set CHROME_PATH to one, or on Debian type `sudo apt-get install chromium mesa-vulkan-drivers`"
    )
}

fn find_chromium() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "chrome.exe",
    ];
    let fixed = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ];
    let given = std::env::var_os("CHROME_PATH").map(PathBuf::from);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .collect::<Vec<_>>();
    given.into_iter().chain(on_path).chain(fixed.map(PathBuf::from)).find(|path| path.is_file())
}
