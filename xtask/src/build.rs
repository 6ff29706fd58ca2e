//! Wasm module, npm package, example study, site: each step from the one before.

use std::fs;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, program, root, run};
use crate::tools;

/// Everything that the site needs, in order.
pub fn all() -> Result<()> {
    tools::wasm_target()?;
    tools::npm_packages()?;
    wasm()?;
    package()?;
    example_study()?;
    run(&mut program("npm", &["run", "build", "--workspace", "mindgap-www"]))
}

/// Serves the built site until interrupted.
pub fn serve(port: u16) -> Result<()> {
    let port = port.to_string();
    let preview = ["run", "preview", "--workspace", "mindgap-www", "--", "--port", &port];
    run(&mut program("npm", &preview))
}

/// Compiles the three modules, generates their bindings into `pkg/wasm` and optimises them.
fn wasm() -> Result<()> {
    module("mindgap", "board", "release")?;
    module("mindgap_gpu", "gpu", "gpu")?;
    module("mindgap_gap", "gap", "release")
}

fn module(name: &str, of: &str, profile: &str) -> Result<()> {
    let target = "wasm32-unknown-unknown";
    let package = format!("mindgap-{of}");
    run(&mut cargo(&["build", "--profile", profile, "--target", target, "--package", &package]))?;
    let folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), std::path::PathBuf::from);
    let out = root().join("pkg/wasm");
    let compiled = package.replace('-', "_");
    Bindgen::new()
        .input_path(folder.join(target).join(format!("{profile}/{compiled}.wasm")))
        .out_name(name)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)?;
    let module = out.join(format!("{name}_bg.wasm"));
    let module = module.to_str().context("the path is not UTF-8")?;
    // Only what rustc emits by default, and simd128: `--all-features` makes a
    // module that Node 20 cannot load.
    let features = [
        "--enable-simd",
        "--enable-bulk-memory",
        "--enable-bulk-memory-opt",
        "--enable-sign-ext",
        "--enable-mutable-globals",
        "--enable-nontrapping-float-to-int",
        "--enable-multivalue",
        "--enable-reference-types",
        "--enable-call-indirect-overlong",
    ];
    let mut arguments = vec!["wasm-opt", "-O3", module, "-o", module];
    arguments.extend(features);
    run(&mut program("npx", &arguments))
}

fn package() -> Result<()> {
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root().join(licence), root().join("pkg").join(licence))?;
    }
    // Chunks carry a hash in their names, so old ones would stay beside the new.
    for generated in ["pkg/dist", "pkg/embed"] {
        let folder = root().join(generated);
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    run(&mut program("npm", &["run", "build", "--workspace", "mindgap"]))
}

/// Writes the simulated study that ships with the site. Not gzipped: some servers would unpack it
/// on the way and some not, and the hash of what is read would differ.
fn example_study() -> Result<()> {
    let csv = mindgap::simulate::Study::new(&mindgap::simulate::Spec::paper()).to_csv();
    let folder = root().join("www/public/examples");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("simulated.csv"), csv)?;
    Ok(())
}
