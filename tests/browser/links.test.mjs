// What a link promises: the file it names, the filters it brings, the controls that show it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, board, choose, file, settled, shows, useSite } from "./site.mjs";
import { lmarena } from "./votes.mjs";

const { onPage, onBlank, address } = useSite();
const follow = (page, hash) => page.evaluate((hash) => void (location.hash = hash), hash);

test("the link names a chosen file before its replicates are in", () =>
  onPage("#replicates=400", async (page) => {
    await page.evaluate(() => history.replaceState(null, "", "#replicates=1000000"));
    await page.fill("#replicates", "1000000");
    await page.press("#replicates", "Enter");
    await page.setInputFiles("#file", file("votes.csv", lmarena({ models: 3 })));
    await page.waitForFunction(
      () => document.querySelector("mindgap-table")?.board?.models.length === 3,
    );
    const { provenance } = await board(page);
    assert.ok(page.url().includes(`data=${provenance.dataHash}`), page.url());
    // What needs no replicates is there when somebody stops them.
    await page.click("#cancel");
    await page.waitForSelector('mindgap-chart[kind="head-to-head"] svg');
  }));

test("filters end with their file", () =>
  onPage("#replicates=50", async (page) => {
    await choose(page, file("a.csv", lmarena({ models: 3 })), 3);
    await page.selectOption("#facet-language", "de");
    await page.waitForFunction(() => document.querySelector("mindgap-table").board.fit.votes < 200);
    const bare = lmarena({ models: 4 })
      .split("\n")
      .map((row) => row.split(",").slice(0, 3).join(","))
      .join("\n");
    await choose(page, file("b.csv", bare), 4);
    assert.equal(await page.$("#error"), null);
    assert.deepEqual((await board(page)).provenance.settings.where, {});
  }));

test("a link's filter that is not there is left out, and said", () =>
  onPage("#replicates=50&in.colour=red", async (page) => {
    assert.match(await page.innerText(".source"), /no colour = red: left out/);
    assert.doesNotMatch(page.url(), /colour/);
  }));

test("another file than the link's is called so", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#replicates=50&data=0123456789abcdef0123456789abcdef`);
    await page.waitForSelector(".source code");
    await choose(page, file("votes.csv", lmarena({ models: 3 })), 3);
    assert.match(await page.innerText(".source"), /another file than the link’s \(01234567/);
  }));

test("controls show the link that was followed, whatever was chosen by hand before", () =>
  onPage("#replicates=50", async (page) => {
    await page.selectOption("#ties", "davidson");
    await answers(page, { ties: "davidson" });
    await follow(page, "replicates=50&ties=half");
    await answers(page, { ties: "half" });
    await follow(page, "replicates=50&ties=davidson&study=simulated");
    await shows(page, 6);
    assert.equal(await page.inputValue("#ties"), "davidson");
    assert.equal(await page.inputValue("#study"), "simulated");
    await follow(page, "replicates=50&study=nope");
    await shows(page, 5);
    assert.equal(await page.inputValue("#study"), "pilot");
    await follow(page, "replicates=50&data=0123456789abcdef");
    await page.waitForFunction(() => !document.querySelector("mindgap-table"));
    assert.match(await page.innerText(".source"), /drop that file here/);
    await page.selectOption("#study", "pilot");
    await settled(page);
  }));
