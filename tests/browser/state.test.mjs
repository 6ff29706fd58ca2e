// Nothing that is shown answers a question of before, and nothing that was said is forgotten.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { root } from "./harness.mjs";
import {
  answers,
  board,
  choose,
  drop,
  dropAll,
  file,
  go,
  settled,
  shows,
  useSite,
} from "./site.mjs";
import { lmarena } from "./votes.mjs";

const { address, onBlank, onPage } = useSite();
const follow = (page, hash) => page.evaluate((hash) => void (location.hash = hash), hash);
const example = (name) => readFile(`${root}www/public/examples/${name}`, "utf8");
const table = await example("talkarena-table1.csv");
const pilot = await example("talkarena-pilot.csv");
const compared = (page) => page.waitForSelector("#gap-done");
const gap = (page) => page.evaluate(() => document.querySelector("mindgap-benchmarks").gap);

/** Stops the replicates as soon as they run. */
async function cancel(page) {
  await page.waitForSelector("#progress progress[max='1000000']");
  await page.click("#cancel");
  await page.waitForSelector('#done[data-intervals="sandwich"]');
}

test("a setting changed while a file is read is answered once it is", () =>
  onBlank({}, async (page) => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    let asked = 0;
    await page.route("**/simulated.csv", async (route) => {
      asked++;
      await held;
      await route.continue();
    });
    await page.goto(`${address()}#study=simulated&replicates=60`);
    await page.getByText("Reading votes").waitFor();
    await follow(page, "study=simulated&replicates=60&ties=davidson");
    release();
    await answers(page, { ties: "davidson", bootstrap: { replicates: 60 } });
    assert.equal((await board(page)).models.length, 6);
    assert.equal(asked, 1, "read once");
  }));

test("after replicates are cancelled, what more votes would tell answers the settings in force", () =>
  onPage("#study=simulated&replicates=60", async (page, _, another) => {
    const said = async (page) => {
      await page.locator(".more").scrollIntoViewIfNeeded();
      await page.waitForSelector(".more:not(.waiting) #more-votes");
      return page.innerText("#more-votes");
    };
    const before = await said(page);
    await follow(page, "study=simulated&replicates=1000000&ties=drop&in.language=English");
    await cancel(page);
    const after = await said(page);
    assert.notEqual(after, before);
    const other = await another();
    await other.goto(`${address()}#study=simulated&replicates=0&ties=drop&in.language=English`);
    assert.equal(after, await said(other));
  }));

test("after replicates are cancelled, the gap answers the settings in force", () =>
  onPage("#view=benchmarks&replicates=300", async (page) => {
    await compared(page);
    await follow(page, "view=benchmarks&replicates=1000000&ties=drop");
    await cancel(page);
    await compared(page);
    const { settings } = (await gap(page)).provenance;
    assert.equal(settings.ranking.ties, "drop");
    assert.equal(settings.ranking.bootstrap.replicates, 0);
    assert.equal(await page.locator("#gap.waiting").count(), 0);
  }));

test("a score table that cannot be read says so until another is, and the one before does not stand in", () =>
  onPage("#view=benchmarks&replicates=60", async (page) => {
    await compared(page);
    await page.setInputFiles("#scores-file", file("bad.csv", "model\nx\ny\n"));
    await page.waitForSelector("#gap-error");
    await follow(page, "view=benchmarks&replicates=61&ties=drop");
    await page.getByText("61 resamples").waitFor();
    assert.equal(await page.locator("#gap-error").count(), 1);
    assert.equal(await page.locator("mindgap-benchmarks").count(), 0);
    await page.setInputFiles("#scores-file", file("good.csv", table));
    await compared(page);
    assert.equal(await page.locator("#gap-error").count(), 0);
  }));

test("what could not be opened once is opened at the next try", () =>
  onBlank({ expected: /ERR_FAILED/ }, async (page) => {
    await page.route("**/mindgap_bg*.wasm", (route) => route.abort(), { times: 1 });
    await page.goto(`${address()}#view=leaderboard&replicates=60`);
    await page.waitForSelector("#error");
    await page.getByRole("button", { name: "Try again" }).click();
    await shows(page, 5);
    assert.equal(await page.locator("#error").count(), 0);
  }));

test("an empty value is a filter of its own, and not “any”", () =>
  onPage("#replicates=60", async (page, _, another) => {
    const text = lmarena({ models: 3 }).replaceAll(",de", ",");
    const empty = text.split("\n").filter((row) => row.endsWith(",")).length;
    await choose(page, file("votes.csv", text), 3);
    const chosen = (page) => page.$eval("#facet-language", (one) => one.selectedOptions[0].label);
    assert.equal(await chosen(page), "any");
    await page.selectOption("#facet-language", { label: `(empty) (${empty})` });
    await answers(page, { where: { language: { 0: "" } } });
    assert.equal((await board(page)).fit.votes, empty);
    assert.equal(await chosen(page), `(empty) (${empty})`);
    const other = await another();
    await other.goto(page.url());
    await other.waitForSelector(".notices code");
    await drop(other, "votes.csv", text);
    await answers(other, { where: { language: { 0: "" } } });
    assert.equal(await chosen(other), `(empty) (${empty})`);
    await other.selectOption("#facet-language", { label: "any" });
    await other.waitForFunction(
      () => document.querySelector("mindgap-table").board.fit.votes === 400,
    );
    assert.doesNotMatch(other.url(), /in\./);
  }));

test("a link brings the columns and the outcomes that the reader explained", () =>
  onPage("#replicates=60", async (page, _, another) => {
    const odd = lmarena({ models: 3 })
      .replace("model_a,model_b,winner,judge", "uno,dos,quien,persona")
      .replaceAll(",tie,", ",ninguno,");
    await page.setInputFiles("#file", file("odd.csv", odd));
    await page.waitForSelector("#mapping");
    for (const [part, column] of Object.entries({
      modelA: "uno",
      modelB: "dos",
      winner: "quien",
      judge: "persona",
    }))
      await page.selectOption(`#mapping [name=${part}]`, column);
    await page.click("#mapping [type=submit]");
    await shows(page, 3);
    const known = (await board(page)).fit.votes;
    assert.ok(known < 400, "ties are not understood yet");
    await page.click("#remap");
    await page.locator("#mapping").getByLabel("ninguno").selectOption("tie");
    await page.click("#mapping [type=submit]");
    await page.waitForFunction(
      () => document.querySelector("mindgap-table")?.board?.fit.votes === 400,
    );
    await settled(page);
    const shown = await board(page);

    const other = await another();
    await other.goto(page.url());
    await other.waitForSelector(".notices code");
    await drop(other, "odd.csv", odd);
    await shows(other, 3);
    assert.deepEqual((await board(other)).models, shown.models);
    assert.equal(other.url(), page.url());
    // They are that file's: another one is read as it is.
    await drop(other, "votes.csv", lmarena({ models: 4 }));
    await shows(other, 4);
    assert.doesNotMatch(other.url(), /col\.|out\./);
  }));

test("another file than the link's is read without the link's columns", () =>
  onBlank({}, async (page) => {
    const hash =
      "data=0123456789abcdef0123456789abcdef&replicates=60&col.modelA=uno&col.modelB=dos";
    await page.goto(`${address()}#${hash}`);
    await page.waitForSelector(".notices code");
    await drop(page, "votes.csv", lmarena({ models: 3 }));
    await shows(page, 3);
    assert.doesNotMatch(page.url(), /col\./);
  }));

test("a link brings names, benchmarks' directions and use, and the theme", () =>
  onPage("#view=benchmarks&replicates=300", async (page, _, another) => {
    await compared(page);
    await page.click("#names");
    await page.selectOption('#join select[aria-label="Scores of DiVA"]', "");
    await page.click('#join button[type="submit"]');
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.gap?.models.length === 4,
    );
    await page.click("#benchmarks summary");
    await page.selectOption('select[aria-label="Better ASR is"]', "higher");
    await page.uncheck('input[aria-label="Use Humor"]');
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.gap?.correlations.length === 13,
    );
    await page.selectOption("#theme", "dark");
    const { correlations } = await gap(page);

    const other = await another();
    await other.goto(page.url());
    await compared(other);
    assert.deepEqual((await gap(other)).correlations, correlations);
    assert.equal((await gap(other)).models.length, 4);
    const paper = () => getComputedStyle(document.body).backgroundColor;
    assert.equal(await other.evaluate(paper), "rgb(21, 24, 28)");
    assert.equal(await other.inputValue("#theme"), "dark");
    // Another study's benchmarks are its own.
    await other.selectOption("#study", "simulated");
    assert.doesNotMatch(other.url(), /is\.|dir\.|use\./);
    assert.match(other.url(), /theme=dark/);
  }));

test("of several files dropped at once, one of each kind is taken and the others are named", () =>
  onPage("#replicates=60", async (page) => {
    await dropAll(page, {
      "votes.csv": pilot,
      "scores.csv": table,
      "more-votes.csv": lmarena({ models: 3 }),
      "more-scores.csv": table,
    });
    const notices = page.locator(".notices");
    await notices.getByText("more-votes.csv is left out").waitFor();
    assert.match(
      await notices.innerText(),
      /more-votes\.csv is left out: one vote file and one table of scores are shown at a time, and votes\.csv came first\.\s+more-scores\.csv is left out: .*, and scores\.csv came first\./,
    );
    await shows(page, 5);
    await page.getByRole("link", { name: "Benchmarks" }).click();
    await page.waitForSelector("#join");
    await page.keyboard.press("Escape");
    // Names are asked about once, however often one comes back.
    await compared(page);
    await go(page, "Leaderboard");
    await go(page, "Benchmarks");
    await compared(page);
    assert.equal(await page.locator("#join").count(), 0);
    // The word stands until other files come.
    assert.match(await notices.innerText(), /more-votes/);
    await drop(page, "scores.csv", table);
    await page.waitForFunction(() => document.querySelector(".notices").innerText === "");
  }));

test("a score table dropped while votes are still read waits for them", () =>
  onPage("#replicates=60", async (page) => {
    await dropAll(page, { "scores.csv": table, "votes.csv": pilot });
    await page.waitForFunction(() => location.hash.includes("data="));
    await shows(page, 5);
    await page.getByRole("link", { name: "Benchmarks" }).click();
    await compared(page);
    assert.equal((await gap(page)).models.length, 4, "Qwen2 is not confirmed yet");
  }));

test("Back and then Forward find the dropped file and its scores again", () =>
  onPage("#replicates=60", async (page) => {
    await go(page, "Benchmarks");
    await compared(page);
    await dropAll(page, { "votes.csv": pilot, "scores.csv": table });
    await page.waitForFunction(() => location.hash.includes("data="));
    await shows(page, 5);
    const { href } = await page.evaluate(() => location);
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes("data="));
    assert.equal(await page.inputValue("#study"), "pilot");
    await compared(page);
    await page.goForward();
    await shows(page, 5);
    assert.equal(page.url(), href);
    assert.equal(await page.locator("#study option:checked").innerText(), "votes.csv");
    await go(page, "Benchmarks");
    await page.getByText("Scores: scores.csv").waitFor();
  }));

test("a file that is no vote file leaves the figures, the study and the address as they were", () =>
  onPage("#replicates=60", async (page) => {
    await choose(page, file("votes.csv", lmarena({ models: 3 })), 3);
    const before = page.url();
    for (const [name, text] of [
      ["paper.pdf", "%PDF-1.7\nnothing\n"],
      ["odd.csv", "uno,dos\nA,B\n"],
    ]) {
      await drop(page, name, text);
      await page.locator("#error").getByText(`${name} is not taken`).waitFor();
      if (name === "odd.csv") {
        await page.waitForSelector("#mapping");
        await page.keyboard.press("Escape");
      }
      assert.equal((await board(page)).models.length, 3);
      assert.equal(page.url(), before);
      assert.equal(await page.locator("#study option:checked").innerText(), "votes.csv");
    }
    await drop(page, "votes.csv", lmarena({ models: 4 }));
    await shows(page, 4);
    assert.equal(await page.locator("#error").count(), 0);
  }));

test("a dropped folder is told to be one", () =>
  onPage("#replicates=60", async (page) => {
    await page.evaluate(() => {
      DataTransferItem.prototype.webkitGetAsEntry = () => ({ isDirectory: true, name: "dir" });
    });
    await drop(page, "dir", "");
    await page.locator(".notices").getByText("dir is a folder; drop its files.").waitFor();
    assert.equal(await page.locator("#error").count(), 0);
    await shows(page, 5);
  }));

test("own scores beside votes that nobody brought are told to be so", () =>
  onPage("#view=benchmarks&replicates=60", async (page) => {
    await compared(page);
    assert.equal(await page.locator("#borrowed").count(), 0);
    await page.setInputFiles("#scores-file", file("good.csv", table));
    await page
      .getByText(
        "No votes yet: compared with the TalkArena pilot; drop your votes, or let a column of the scores stand for them.",
      )
      .waitFor();
  }));
