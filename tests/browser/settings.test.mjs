// Every question the page lets one ask, and every way to ask it: control, keyboard, link.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answers,
  board,
  choose,
  drop,
  file,
  go,
  openSettings,
  settled,
  shows,
  type,
  useSite,
} from "./site.mjs";
import { lmarena } from "./votes.mjs";

const { address, onBlank, onPage } = useSite();
const simulated = "#study=simulated&replicates=60";

test("every control changes what is asked, and the link says so", () =>
  onPage(simulated, async (page) => {
    const untouched = await board(page);
    await openSettings(page);
    const steps = [
      [() => page.selectOption("#ties", "drop"), { ties: "drop" }, "ties=drop"],
      [() => page.selectOption("#ties", "davidson"), { ties: "davidson" }, "ties=davidson"],
      [() => page.selectOption("#ties", "rao-kupper"), { ties: "rao-kupper" }, "ties=rao-kupper"],
      [
        () => page.selectOption("#method", "basic"),
        { bootstrap: { method: "basic" } },
        "method=basic",
      ],
      [() => page.selectOption("#method", "bca"), { bootstrap: { method: "bca" } }, "method=bca"],
      [() => page.selectOption("#unit", "judge"), { bootstrap: { unit: "judge" } }, "unit=judge"],
      [() => page.selectOption("#level", "0.9"), { level: 0.9 }, "level=0.9"],
      [() => type(page, "#seed", "12"), { bootstrap: { seed: 12 } }, "seed=12"],
      [() => type(page, "#replicates", "70"), { bootstrap: { replicates: 70 } }, "replicates=70"],
      [() => type(page, "#prior", "2"), { prior: 2 }, "prior=2"],
    ];
    for (const [act, settings, link] of steps) {
      await act();
      await answers(page, settings);
      assert.ok(new URL(page.url()).hash.includes(link), `${page.url()} has ${link}`);
    }
    const { provenance, bootstrap, fit } = await board(page);
    assert.deepEqual(provenance.settings.bootstrap, {
      replicates: 70,
      unit: "judge",
      seed: 12,
      method: "bca",
    });
    assert.equal(bootstrap.unit, "judge");
    assert.equal(fit.tieParameter.name, "theta");
    assert.match(await page.innerText("#done"), /^70 resamples of judges/);

    // All back again: the same figures as before.
    await page.selectOption("#ties", "half");
    await page.selectOption("#method", "percentile");
    await page.selectOption("#unit", "vote");
    await page.selectOption("#level", "0.95");
    await type(page, "#seed", "1");
    await type(page, "#replicates", "60");
    await type(page, "#prior", "0");
    await answers(page, untouched.provenance.settings);
    assert.deepEqual((await board(page)).models, untouched.models);
    assert.equal(new URL(page.url()).hash, simulated);
  }));

test("a field takes no number that is none", () =>
  onPage("#seed=9&replicates=60&prior=1", async (page) => {
    await openSettings(page);
    for (const [id, wrong, fallback, settings] of [
      ["#seed", "-4", "1", { bootstrap: { seed: 1 } }],
      ["#prior", "1001", "0", { prior: 0 }],
      ["#replicates", "", "10000", { bootstrap: { replicates: 10_000 } }],
      ["#replicates", "2000000", "10000", { bootstrap: { replicates: 10_000 } }],
    ]) {
      await type(page, id, wrong);
      assert.equal(await page.inputValue(id), fallback);
      const said = Number(fallback).toLocaleString("en");
      assert.match(
        await page.innerText("#settings output"),
        new RegExp(`: set back to ${said}\\.$`),
      );
      await answers(page, settings);
    }
  }));

test("facets count their votes, combine, and let go again", () =>
  onPage(simulated, async (page) => {
    const all = await board(page);
    const options = await page
      .locator("#facet-language option")
      .evaluateAll((all) => all.map(({ label }) => label));
    const [, language, count] = /^(.+) \(([\d,]+)\)$/.exec(options[1]);
    await page.selectOption("#facet-language", language);
    await answers(page, { where: { language: { 0: language } } });
    const narrowed = await board(page);
    assert.equal(narrowed.fit.votes.toLocaleString("en"), count);
    assert.match(await page.innerText("h1"), new RegExp(`from ${count} of 7,500 votes`));
    const topic = await page.locator("#facet-topic option").nth(1).getAttribute("value");
    await page.selectOption("#facet-topic", topic);
    await answers(page, { where: { language: { 0: language }, topic: { 0: topic } } });
    assert.ok((await board(page)).fit.votes < narrowed.fit.votes);
    assert.match(page.url(), /in\.language=.*in\.topic=/);
    await page.selectOption("#facet-topic", { index: 0 });
    await page.selectOption("#facet-language", { index: 0 });
    await page.waitForFunction(
      () => document.querySelector("mindgap-table").board.fit.votes === 7500,
    );
    await settled(page);
    assert.deepEqual((await board(page)).models, all.models);
    assert.equal(new URL(page.url()).hash, simulated);
  }));

test("several values of a facet count together, and the link brings them", () =>
  onPage(simulated, async (page, _, another) => {
    await page.selectOption("#facet-language", { label: "several…" });
    const panel = page.locator(".several:popover-open");
    const boxes = panel.getByRole("checkbox");
    assert.ok(await boxes.first().evaluate((box) => box === document.activeElement));
    const names = await panel.locator("label").allInnerTexts();
    const [first, second] = names.map((name) => /^(.+) \(([\d,]+)\)$/.exec(name.trim()));
    await page.keyboard.press("Space");
    await boxes.nth(1).check();
    await answers(page, { where: { language: { 0: first[1], 1: second[1] } } });
    const count = (found) => Number(found[2].replaceAll(",", ""));
    const shown = await board(page);
    assert.equal(shown.fit.votes, count(first) + count(second));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#facet-language option:checked").innerText(), "2 values");
    const other = await another();
    await other.goto(page.url());
    await answers(other, { where: { language: { 0: first[1], 1: second[1] } } });
    assert.deepEqual((await board(other)).models, shown.models);
  }));

test("a link followed in place is answered", () =>
  onPage("#replicates=60", async (page) => {
    const follow = (hash) => page.evaluate((hash) => void (location.hash = hash), hash);
    await follow("replicates=61&ties=rao-kupper&scale=elo");
    await answers(page, { ties: "rao-kupper", bootstrap: { replicates: 61 } });
    assert.equal(await page.inputValue("#scale"), "elo");
    const head = page.locator("mindgap-table thead");
    assert.match(await head.innerText(), /Elo/);
    await follow("study=simulated&replicates=62");
    await shows(page, 6);
    await answers(page, { ties: "half", bootstrap: { replicates: 62 } });
    assert.match(await page.innerText("main"), /simulated/i);
  }));

test("the link can be copied", () =>
  onPage(
    "#replicates=60&seed=3",
    async (page) => {
      const link = page.url();
      await go(page, "Share");
      await page.click("#copy-link");
      await page.getByRole("button", { name: "Link copied" }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
    },
    { permissions: ["clipboard-read", "clipboard-write"] },
  ));

test("the link of a dropped file brings its filter along", () =>
  onPage("#replicates=60", async (page, _, another) => {
    await choose(page, file("votes.csv", lmarena({ models: 3 })), 3);
    await page.selectOption("#facet-language", "de");
    await answers(page, { where: { language: { 0: "de" } } });
    const shown = await board(page);
    const other = await another();
    await other.goto(page.url());
    await other.waitForSelector(".notices code");
    await drop(other, "again.csv", lmarena({ models: 3 }));
    await answers(other, { where: { language: { 0: "de" } } });
    assert.deepEqual((await board(other)).models, shown.models);
    assert.equal(other.url(), page.url());
  }));

test("a file dropped while replicates run takes their place", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#study=simulated&replicates=1000000`);
    await page.waitForSelector("#progress progress[max='1000000']");
    await drop(page, "votes.csv", lmarena({ models: 3 }));
    await page.waitForFunction(
      () => document.querySelector("mindgap-table")?.board?.models.length === 3,
    );
    await openSettings(page);
    await type(page, "#replicates", "60");
    await shows(page, 3);
    assert.equal((await board(page)).bootstrap.kept, 60);
    assert.equal(await page.locator("main .tag").count(), 0, "no longer called simulated");
  }));

test("a model that never lost needs a prior, and gets one", () =>
  onPage("#replicates=60", async (page) => {
    const rows = ["model_a,model_b,winner", "A,B,model_a", "A,C,model_a", "B,C,tie", "B,C,model_b"];
    await page.setInputFiles("#file", file("unbeaten.csv", rows.join("\n")));
    assert.match(await page.innerText("#error"), /No finite ratings exist/);
    await openSettings(page);
    await type(page, "#prior", "1");
    await shows(page, 3);
    assert.equal((await board(page)).models[0].name, "A");
    assert.equal(await page.locator("#error").count(), 0);
    assert.match(page.url(), /prior=1/);
  }));

test("names in any script and any encoding are shown as they are", () =>
  onPage("#replicates=60", async (page) => {
    const names = ["模型一", "Modèle « deux »", 'drei, "gut"'];
    const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
    const text = lmarena({ models: 3 }).replace(/\bm([0-2])\b/g, (_, index) => quoted[index]);
    const buffer = Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`, "utf16le");
    await choose(page, { name: "votes.csv", mimeType: "text/csv", buffer }, 3);
    const shown = await page.locator("mindgap-table tbody .name").allInnerTexts();
    assert.deepEqual(shown.sort(), names.sort());
  }));
