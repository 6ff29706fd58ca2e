// A Parquet file dropped on the site: read in a worker of its own under the site's strict policy, on a
// page whose thread stays free, with the figures of the same votes as CSV.

import assert from "node:assert/strict";
import { readFile, writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./harness.mjs";
import { board, settled, useSite } from "./site.mjs";

const { onPage } = useSite();
const at = (name) => join(root, "tests/node/parquet", name);

test("votes dropped as Parquet are ranked as the same votes in CSV", async () => {
  await onPage("#view=leaderboard&replicates=200&seed=1", async (page) => {
    const workers = [];
    page.on("worker", (worker) => workers.push(worker.url()));
    const models = async (name) => {
      await page.setInputFiles("#file", at(name));
      await page.waitForFunction(
        (name) => document.body.textContent.includes(name),
        name.replace(/\..*/, ""),
      );
      await page.waitForFunction(() =>
        document.querySelector("mindgap-table")?.board?.models.some(({ name }) => name === "DiVA"),
      );
      await settled(page);
      return (await board(page)).models;
    };
    const parquet = await models("arena-zstd.parquet");
    const report = page.locator("#report");
    await report.waitFor();
    assert.match(await report.innerText(), /PARQUET, utf-8/);
    assert.match(await report.innerText(), /Not read, because nothing needs it: conversation_a/);
    // Once to tell whether it holds votes or scores, as with every small file.
    assert.ok(workers.some((url) => /parquet-worker/.test(url)));
    assert.deepEqual(parquet, await models("arena.csv"));
  });
});

test("a Parquet file that is cut off is refused in a sentence", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mindgap-parquet-"));
  const cut = join(folder, "cut.parquet");
  await writeFile(cut, (await readFile(at("arena-none.parquet"))).subarray(0, 9000));
  try {
    await onPage("", async (page) => {
      await page.setInputFiles("#file", cut);
      await page.getByText("its end is missing; perhaps a download was cut off").waitFor();
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
