//! Wasm modules, npm package, example study, site: each step from the one before, and only where
//! something has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, program, root, run};
use crate::stamp::Step;
use crate::tools;

const TARGET: &str = "wasm32-unknown-unknown";
/// What every step hangs on beside its own files: how it is done, and with which tools.
const TOOLS: [&str; 3] = ["xtask/src/build.rs", "Cargo.lock", "package-lock.json"];

/// Everything that the site needs, in order.
pub fn all() -> Result<()> {
    tools::wasm_target()?;
    tools::npm_packages()?;
    wasm()?;
    package()?;
    example_study()?;
    site()
}

/// Serves the built site until interrupted.
pub fn serve(port: u16) -> Result<()> {
    let port = port.to_string();
    let preview = ["run", "preview", "--workspace", "mindgap-www", "--", "--port", &port];
    run(&mut program("npm", &preview))
}

/// Compiles the four modules and makes each ready while the next is compiled.
fn wasm() -> Result<()> {
    compile("mindgap-board", "release")?;
    thread::scope(|scope| {
        let board = scope.spawn(|| module("mindgap", "board", "release"));
        // The profile of what is not hot: see Cargo.toml.
        compile("mindgap-style", "small")?;
        let style = scope.spawn(|| module("mindgap_style", "style", "small"));
        compile("mindgap-gap", "small")?;
        let gap = scope.spawn(|| module("mindgap_gap", "gap", "small"));
        compile("mindgap-gpu", "small")?;
        module("mindgap_gpu", "gpu", "small")?;
        for made in [board, style, gap] {
            made.join().map_err(|_| anyhow!("a step panicked"))??;
        }
        Ok(())
    })
}

fn compile(package: &str, profile: &str) -> Result<()> {
    let mut build =
        cargo(&["build", "--profile", profile, "--target", TARGET, "--package", package]);
    if profile == "small" {
        // In place of .cargo/config.toml's: its limit on inlining is below what `opt-level = 3` has
        // of its own, and above what "z" has.
        build.env("RUSTFLAGS", "-C target-feature=+simd128");
    }
    run(&mut build)
}

/// Generates a module's bindings into `pkg/wasm` and optimises it.
fn module(name: &str, of: &str, profile: &str) -> Result<()> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let compiled = target.join(TARGET).join(format!("{profile}/mindgap_{of}.wasm"));
    let files = [".js", ".d.ts", "_bg.wasm", "_bg.wasm.d.ts"];
    let step = Step {
        name,
        reads: inputs(&[]).chain([compiled.clone()]).collect(),
        writes: files.iter().map(|end| format!("pkg/wasm/{name}{end}").into()).collect(),
    };
    step.run(&root(), || bind(&root().join(compiled), name)).map(drop)
}

fn bind(compiled: &Path, name: &str) -> Result<()> {
    let out = root().join("pkg/wasm");
    Bindgen::new()
        .input_path(compiled)
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
    let own = ["src", "build", "wasm", "package.json", "tsconfig.json"];
    let licences = ["LICENSE-MIT", "LICENSE-APACHE"];
    let step = Step {
        name: "package",
        reads: inputs(&licences).chain(own.map(|file| Path::new("pkg").join(file))).collect(),
        writes: ["dist", "embed"]
            .iter()
            .chain(&licences)
            .map(|name| Path::new("pkg").join(name))
            .collect(),
    };
    let make = || {
        for licence in licences {
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
    };
    step.run(&root(), make).map(drop)
}

/// Writes the simulated study that ships with the site. Not gzipped: some servers would unpack it
/// on the way and some not, and the hash of what is read would differ.
fn example_study() -> Result<()> {
    let file = "www/public/examples/simulated.csv";
    let folders = ["src/simulate", "src/stats", "src/votes"];
    let step = Step { name: "study", reads: inputs(&folders).collect(), writes: vec![file.into()] };
    let make = || {
        let mut study = cargo(&["run", "--quiet", "--package", "mindgap", "--bin", "study"]);
        fs::create_dir_all(root().join("www/public/examples"))?;
        run(study.stdout(fs::File::create(root().join(file))?))
    };
    step.run(&root(), make).map(drop)
}

fn site() -> Result<()> {
    let read = [
        "www/address",
        "www/build",
        "www/docs",
        "www/src",
        "www/public",
        "www/index.html",
        "www/package.json",
        "www/tsconfig.json",
        "www/vite.config.ts",
        "pkg/dist",
        "pkg/wasm",
        "pkg/package.json",
        "pkg/README.md",
    ];
    let step =
        Step { name: "site", reads: inputs(&read).collect(), writes: vec!["www/dist".into()] };
    let build = || run(&mut program("npm", &["run", "build", "--workspace", "mindgap-www"]));
    step.run(&root(), build).map(drop)
}

fn inputs(own: &[&str]) -> impl Iterator<Item = PathBuf> {
    TOOLS.iter().chain(own).map(PathBuf::from).collect::<Vec<_>>().into_iter()
}
