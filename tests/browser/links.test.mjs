// Links and what is shown belong together, whatever is chosen or followed in which order.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answers,
  board,
  choose,
  drop,
  figure,
  file,
  openSettings,
  settled,
  shows,
  type,
  useSite,
} from "./site.mjs";
import { lmarena } from "./votes.mjs";

const { address, onBlank, onPage } = useSite();
const follow = (page, hash) => page.evaluate((hash) => void (location.hash = hash), hash);
const votes = lmarena({ models: 3 });
const others = "model_a,model_b,winner\nA,B,model_a\nB,A,model_a\nA,B,tie\nB,A,tie";

test("the link names a chosen file as soon as it is read, before its replicates are in", () =>
  onBlank({}, async (page, _, another) => {
    await page.goto(`${address()}#replicates=1000000&seed=8`);
    await page.waitForSelector("#progress progress[max='1000000']");
    await drop(page, "votes.csv", votes);
    await page.waitForFunction(
      () => document.querySelector("mindgap-table")?.board?.models.length === 3,
    );
    const { provenance } = await board(page);
    const hash = new URLSearchParams(new URL(page.url()).hash.slice(1));
    assert.equal(hash.get("data"), provenance.dataHash);
    assert.equal(hash.get("seed"), "8");
    const other = await another();
    await other.goto(page.url());
    assert.match(await other.innerText(".source"), new RegExp(provenance.dataHash));
    // Whatever ends later must not write into the link of what is shown now.
    await page.selectOption("#study", "simulated");
    await openSettings(page);
    await type(page, "#replicates", "60");
    await shows(page, 6);
    assert.equal(new URL(page.url()).hash, "#study=simulated&replicates=60&seed=8");
  }));

test("filters end with their file", () =>
  onPage("#replicates=60", async (page) => {
    await choose(page, file("votes.csv", votes), 3);
    await page.selectOption("#facet-language", "de");
    await answers(page, { where: { language: { 0: "de" } } });
    await choose(page, file("others.csv", others), 2);
    assert.equal((await board(page)).fit.votes, 4);
    assert.doesNotMatch(page.url(), /in\./);
  }));

test("a link with filters that the votes do not have is answered without them, and says so", () =>
  onPage("#replicates=60&in.colour=red", async (page) => {
    assert.equal((await board(page)).fit.votes, 5000);
    assert.match(await page.innerText(".notices"), /no colour = red/);
    assert.doesNotMatch(page.url(), /colour/);
  }));

test("another file than the link's is taken, and called so", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#data=0123456789abcdef0123456789abcdef&replicates=60`);
    await page.waitForSelector(".notices code");
    await choose(page, file("votes.csv", votes), 3);
    assert.match(await page.innerText(".notices"), /another file than the link’s \(01234567…\)/);
    await page.selectOption("#study", "pilot");
    await shows(page, 5);
    assert.doesNotMatch(await page.innerText(".notices"), /another file/);
  }));

test("selects show what is in force, also after a link undid a choice by hand", () =>
  onPage("#replicates=60", async (page) => {
    await openSettings(page);
    for (const name of ["davidson", "half"]) {
      await page.selectOption("#ties", name);
      await answers(page, { ties: name });
    }
    for (const name of ["simulated", "pilot"]) {
      await page.selectOption("#study", name);
      await shows(page, name === "pilot" ? 5 : 6);
    }
    await follow(page, "study=simulated&replicates=60&ties=davidson");
    await shows(page, 6);
    await answers(page, { ties: "davidson" });
    assert.equal(await page.inputValue("#ties"), "davidson");
    assert.equal(await page.inputValue("#study"), "simulated");
  }));

test("a link to a study nobody knows shows the default one", () =>
  onPage("#study=nope&replicates=60", async (page) => {
    assert.equal((await board(page)).models[0].name, "DiVA");
    assert.equal(await page.inputValue("#study"), "pilot");
  }));

test("a link to a file waits for it, whatever was shown before", () =>
  onPage("#replicates=60", async (page) => {
    await choose(page, file("votes.csv", votes), 3);
    const own = new URL(page.url()).hash;
    await follow(page, "data=0123456789abcdef0123456789abcdef&replicates=60");
    await page.getByText("This link belongs to a file").waitFor();
    assert.equal(await page.locator("mindgap-table").count(), 0);
    await page.setInputFiles("#file", file("empty.csv", ""));
    await page.waitForSelector("#error");
    // The file of this one was here before.
    await follow(page, own);
    await shows(page, 3);
    assert.equal(await page.locator("#error").count(), 0);
    assert.equal(new URL(page.url()).hash, own);
  }));

test("choosing a study closes the question about another file's columns", () =>
  onPage("#replicates=60", async (page) => {
    await page.setInputFiles("#file", file("odd.csv", "uno,dos,quien\nA,B,left"));
    await page.waitForSelector("#mapping");
    await page.selectOption("#study", "simulated");
    await shows(page, 6);
    assert.equal(await page.locator("#mapping").count(), 0);
    assert.equal(await page.locator("#error").count(), 0);
  }));

test("cancelling leaves the pairs and the comments, which need no replicates", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#study=simulated&replicates=1000000`);
    await page.waitForSelector("#progress progress[max='1000000']");
    await page.click("#cancel");
    await page.waitForSelector('#done[data-intervals="sandwich"]');
    await figure(page, "head-to-head");
    await page.waitForSelector("#comments li");
    assert.equal((await board(page)).bootstrap, undefined);
    assert.equal(await page.locator('mindgap-chart[kind="distribution"]').count(), 0);
    await openSettings(page);
    await type(page, "#replicates", "60");
    await settled(page);
  }));
