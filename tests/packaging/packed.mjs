// The packed tarball in a folder of its own, as its users install it.

import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Runs a program and answers what it prints. */
export function run(program, parameters, cwd) {
  return execFileSync(program, parameters, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Packs the package into a new folder: the folder, what npm tells of the tarball, and how to install. */
export async function pack() {
  const folder = await mkdtemp(join(tmpdir(), "mindgap-pack-"));
  const [packed] = JSON.parse(
    run(npm, ["pack", "--json", "--workspace", "mindgap", "--pack-destination", folder], root),
  );
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  const install = (...packages) => {
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
    run(npm, ["install", ...quiet, ...packages], folder);
  };
  return {
    folder,
    packed,
    tarball: join(folder, packed.filename),
    install,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
