// The package's README: its commands and programs run, and what it says they print is what they print.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const readme = await readFile(file("pkg/README.md"), "utf8");
const { version } = JSON.parse(await readFile(file("pkg/package.json"), "utf8"));
const examples = file("www/public/examples");

/** The text of every fenced block of a language. */
const blocks = (language) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, text]) => text,
  );

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mindgap-readme-"));
  await copyFile(join(examples, "talkarena-table1.csv"), join(folder, "scores.csv"));
  await copyFile(join(examples, "talkarena-pilot.csv"), join(folder, "votes.csv"));
  await mkdir(join(folder, "node_modules"));
  await symlink(file("pkg"), join(folder, "node_modules/mindgap"), "junction");
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs what stands after `npx mindgap`, with its quotes as a shell has them. */
async function mindgap(line) {
  const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const { stdout } = await run(process.execPath, [file("pkg/dist/cli/main.js"), ...words], {
    cwd: folder,
  });
  return stdout;
}

/** The pilot's votes one by one, with judges and facets, which its counts do not have. */
async function writeVotes() {
  const [, ...rows] = (await readFile(join(examples, "talkarena-pilot.csv"), "utf8"))
    .trim()
    .split("\n");
  const lines = rows.flatMap((row) => {
    const [a, b, ...counts] = row.split(",");
    const outcomes = ["model_a", "model_b", "tie"];
    return outcomes.flatMap((outcome, k) => Array(Number(counts[k])).fill([a, b, outcome]));
  });
  const votes = lines.map((vote, k) => [...vote, `judge ${k % 400}`, k % 3 ? "en" : "fr", k % 2]);
  const header = "model_a,model_b,winner,judge,language,turn";
  await writeFile(join(folder, "votes.csv"), [header, ...votes].join("\n"));
}

test("the command whose output is shown prints just that", async () => {
  const [shown, ...others] = blocks("console");
  assert.equal(others.length, 0);
  const [, command, output] = /^\$ npx mindgap (.*)\n([^]*)$/.exec(shown);
  assert.equal(await mindgap(command), output);
});

test("its programs run", async () => {
  const programs = blocks("js");
  assert.equal(programs.length, 2);
  for (const program of programs) {
    await writeFile(join(folder, "program.mjs"), program);
    const { stdout } = await run(process.execPath, ["program.mjs"], { cwd: folder });
    assert.match(stdout, /^(1 DiVA 0\.82|true \[\]\n$)/);
  }
});

test("its commands run, in the order in which they stand", async () => {
  await writeVotes();
  const lines = blocks("sh")
    .join("")
    .split("\n")
    .map((line) => /^npx mindgap ([^#>]*)/.exec(line)?.[1])
    .filter(Boolean);
  assert.ok(lines.length >= 7);
  for (const line of lines) assert.notEqual(await mindgap(line), "", line);
});

test("its workflow verifies with this version", async () => {
  const [workflow] = blocks("yaml");
  const [, used, line] = /- run: npx --yes mindgap@(\S+) (.*)/.exec(workflow);
  assert.equal(used, version);
  await mindgap("rank votes.csv --out board.json");
  assert.match(await mindgap(line), /^board\.json holds/);
});

test("every option that it names is one of the command's", async () => {
  for (const [, command, about] of readme.matchAll(/^\| `(\w+)[^`]*` \| (.*) \|$/gm)) {
    if (!["rank", "gap", "verify", "sql", "serve"].includes(command)) continue;
    const help = await mindgap(`help ${command}`);
    for (const [option] of about.matchAll(/--[a-z-]+/g))
      assert.ok(help.includes(`  ${option} `), `${command} ${option}`);
  }
});
