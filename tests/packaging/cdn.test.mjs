// The packed files on one origin, a page on another with the tags of embed/tag.html: it works under
// a strict policy, and a file that somebody changed on the way is not run.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, serve, withPage } from "../browser/harness.mjs";
import { pack, root, run } from "./packed.mjs";

let made;
let cdn;
let site;
let browser;
before(async () => {
  made = await pack();
  await mkdir(join(made.folder, "cdn"));
  await mkdir(join(made.folder, "site"));
  run("tar", ["-xzf", made.tarball], made.folder);
  await cp(join(made.folder, "package"), join(made.folder, "cdn/good"), { recursive: true });
  await cp(
    join(root, "www/public/examples/talkarena-pilot.csv"),
    join(made.folder, "site/votes.csv"),
  );
  cdn = await serve(join(made.folder, "cdn"), "/", { "access-control-allow-origin": "*" });
  site = await serve(join(made.folder, "site"), "/");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await cdn?.close();
  await site?.close();
  await made?.remove();
});

const at = (path) => join(made.folder, "package", path);

/** The tags to paste, for a folder of the test's own CDN. */
async function tags(folder = "good") {
  const text = await readFile(at("embed/tag.html"), "utf8");
  const { version } = made.packed;
  const url = `https://cdn.jsdelivr.net/npm/mindgap@${version}/`;
  assert.ok(text.includes(`src="${url}embed/mindgap.js"`));
  return text.replaceAll(url, `${cdn.url}${folder}/`);
}

/** Opens a page with the tags and a leaderboard. */
async function visit(tags, options, use) {
  const policy = [
    "default-src 'none'",
    `script-src ${cdn.url} 'nonce-a' 'wasm-unsafe-eval'`,
    `connect-src 'self' ${cdn.url}`,
    "worker-src blob:",
    "img-src data:",
  ].join("; ");
  await writeFile(
    join(made.folder, "site/index.html"),
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}" />
     <link rel="icon" href="data:," />
     ${tags.replaceAll("<script", '<script nonce="a"')}
     <mindgap-leaderboard src="votes.csv" replicates="200" seed="1"></mindgap-leaderboard>`,
  );
  await withPage(browser, { origins: [new URL(cdn.url).origin], ...options }, async (page) => {
    await page.goto(site.url);
    await use(page);
  });
}

/** The provenance of the ranking, once replicates are in it. */
const ranked = (page) =>
  page
    .waitForFunction(() => {
      const { board } = document.querySelector("mindgap-leaderboard");
      return board?.bootstrap && board.provenance;
    })
    .then((handle) => handle.jsonValue());

test("every file of embed and wasm has its hash, and every module is in the import map", async () => {
  const { files, version } = JSON.parse(await readFile(at("embed/integrity.json"), "utf8"));
  assert.equal(version, made.packed.version);
  const there = [];
  for (const folder of ["embed", "wasm"])
    for (const name of await readdir(at(folder)))
      if (/^embed\/.*\.js$|\.wasm$/.test(`${folder}/${name}`)) there.push(`${folder}/${name}`);
  assert.deepEqual(Object.keys(files).sort(), there.sort());
  const text = await tags();
  for (const [path, hash] of Object.entries(files)) {
    const digest = createHash("sha384").update(await readFile(at(path)));
    assert.equal(hash, `sha384-${digest.digest("base64")}`, path);
    const module = path.endsWith(".js") && !path.endsWith("worker.js");
    assert.equal(text.includes(`"${cdn.url}good/${path}": "${hash}"`), module, path);
  }
  // So that nothing of a worker is left unchecked.
  for (const name of ["worker.js", "gpu-worker.js", "gap-worker.js", "parquet-worker.js"])
    assert.doesNotMatch(await readFile(at(`embed/${name}`), "utf8"), /import\s*["{*]|from"/, name);
});

test("the tags run the elements from another origin under a strict policy", async () => {
  await visit(await tags(), {}, async (page) => {
    const started = [];
    page.on("worker", (worker) => started.push(worker.url()));
    const provenance = await ranked(page);
    assert.ok(provenance.workers > 0);
    assert.equal(provenance.threads, undefined);
    const leaderboard = page.locator("mindgap-leaderboard");
    await leaderboard.getByText("Distributions", { exact: true }).click();
    await leaderboard.locator('mindgap-chart[kind="distribution"] svg').waitFor();
    assert.ok(started.every((url) => url.startsWith("blob:")));
  });
});

test("two copies on a page do not throw", async () => {
  await cp(at("."), join(made.folder, "cdn/second"), { recursive: true });
  const second = `<script type="module" src="${cdn.url}second/embed/mindgap.js"></script>`;
  await visit((await tags()) + second, {}, async (page) => {
    assert.ok((await ranked(page)).workers > 0);
    await page.waitForFunction(
      (url) => performance.getEntriesByName(`${url}second/embed/mindgap.js`).length > 0,
      cdn.url,
    );
    await page.evaluate((url) => import(`${url}second/embed/mindgap.js`), cdn.url);
  });
});

/** Serves a copy in which one file differs, and answers its tags. */
async function changed(name, pick) {
  const folder = join(made.folder, "cdn", name);
  await rm(folder, { recursive: true, force: true });
  await cp(at("."), folder, { recursive: true });
  const parent = name === "wasm" ? "wasm" : "embed";
  for (const file of await readdir(join(folder, parent)))
    if (pick(file)) await appendFile(join(folder, parent, file), "\n");
  return tags(name);
}

const REFUSED = /valid digest|Failed to fetch|net::ERR|integrity/;

for (const [what, chunk] of [
  ["the script itself", /^mindgap\.js$/],
  ["a chunk of the import map", /^figure-.*\.js$/],
]) {
  test(`a changed module is not run: ${what}`, async () => {
    const text = await changed("module", (file) => chunk.test(file));
    const said = [];
    const expected = { test: (line) => said.push(line) };
    await visit(text, { expected }, async (page) => {
      if (what === "the script itself") {
        await page.waitForLoadState("load");
        assert.equal(
          await page.evaluate(() => typeof customElements.get("mindgap-leaderboard")),
          "undefined",
        );
      } else {
        await ranked(page);
        const refused = page.waitForEvent("console", (message) =>
          /valid digest/.test(message.text()),
        );
        await page.getByText("Distributions", { exact: true }).click();
        await refused;
      }
      assert.ok(
        said.some((line) => /valid digest/.test(line)),
        said.join("\n"),
      );
    });
  });
}

test("a changed wasm file is not run, and the element says so", async () => {
  const text = await changed("wasm", (file) => file === "mindgap_bg.wasm");
  await visit(text, { expected: REFUSED }, async (page) => {
    const alert = page.locator("mindgap-leaderboard [role=alert]");
    await alert.waitFor();
    assert.match(await alert.innerText(), /mindgap_bg\.wasm: .*the file is not this version's/);
  });
});

test("a changed worker is not run: the page's own thread does the work, and it is told", async () => {
  const text = await changed("worker", (file) => file === "worker.js");
  const expected = new RegExp(`${REFUSED.source}|could be started`);
  await visit(text, { expected }, async (page) => {
    const provenance = await ranked(page);
    assert.equal(provenance.workers, 0);
    assert.match(provenance.threads, /^of \d+ workers? asked for none could be started/);
  });
});
