//! What must be on the machine: found, installed, or named in one line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

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
    if find_chromium().is_none() {
        install("chromium")?;
    }
    find_chromium().context(
        "no Chromium or Chrome found: set CHROME_PATH to one, or on Debian type `sudo apt-get install chromium`",
    )
}

/// A Vulkan driver, on Linux, where there may be none; on Debian as root the package with the
/// one that needs no GPU. Without one, tests on a GPU are skipped and say so.
pub fn vulkan() -> Result<()> {
    let folders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
    let any = |folder| fs::read_dir(folder).is_ok_and(|mut drivers| drivers.next().is_some());
    let given = std::env::var_os("VK_DRIVER_FILES").is_some();
    if given || folders.into_iter().any(any) {
        return Ok(());
    }
    install("mesa-vulkan-drivers")
}

/// Installs a package where that can be done without asking.
fn install(package: &str) -> Result<()> {
    let root_on_debian = Path::new("/etc/debian_version").exists()
        && output("id", &["-u"]).is_some_and(|id| id == "0");
    if root_on_debian {
        let install = ["install", "-y", "--no-install-recommends", package];
        run(&mut program("apt-get", &["update"]))?;
        run(program("apt-get", &install).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
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
