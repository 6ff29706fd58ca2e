// Every view for everybody: axe finds nothing, dialogs and views take the focus, no counter is read aloud.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { figure, file, openSettings, settled, useSite } from "./site.mjs";

const { address, onBlank, onPage } = useSite();
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe complains about, by rule and place. */
async function complaints(page, runOnly = RULES) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] }),
    runOnly,
  );
  return violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes
      .slice(0, 4)
      .map(({ target, failureSummary }) => `${target.flat().join(" ")}: ${failureSummary}`),
  }));
}

/** By view, what must be there before it is looked at. */
const views = {
  "": (page) => page.waitForSelector("mindgap-start-view mindgap-table"),
  "#study=simulated&replicates=60": async (page) => {
    await settled(page);
    await openSettings(page);
    await page.click("#report summary");
    for (const kind of ["ranking", "distribution", "ranks", "head-to-head"])
      await figure(page, kind);
    await page.locator(".more").scrollIntoViewIfNeeded();
    await page.waitForSelector("#more-votes");
    await page.waitForSelector("#comments li");
  },
  "#view=model&model=sim-birch&study=simulated&replicates=60": async (page) => {
    await page.waitForSelector("#against tbody tr");
    await figure(page, "distribution");
  },
  "#view=groups&study=simulated&replicates=60": (page) => page.waitForSelector("#groups-done"),
  "#view=benchmarks&replicates=60": async (page) => {
    await page.waitForSelector("#gap-done");
    for (const kind of await page
      .locator("[data-figure]")
      .evaluateAll((all) => all.map((one) => one.dataset.figure)))
      await page.locator(`[data-figure="${kind}"]`).first().scrollIntoViewIfNeeded();
    for (const summary of await page.locator("#gap summary").all()) await summary.click();
    await figure(page, "effects-plain");
  },
  "#view=share&replicates=60": (page) => page.waitForSelector('[data-file="head-to-head.csv"]'),
  "#view=docs": (page) => page.waitForSelector("mindgap-docs-view h1"),
};
for (const [hash, ready] of Object.entries(views))
  test(`axe finds nothing on ${hash || "the start"}, light or dark`, () =>
    onBlank({}, async (page) => {
      await page.goto(address() + hash);
      await ready(page);
      assert.deepEqual(await complaints(page), []);
      // Between the two nothing but colours differs.
      await page.emulateMedia({ colorScheme: "dark" });
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(paper, "rgb(21, 24, 28)");
      assert.deepEqual(await complaints(page, ["color-contrast"]), []);
    }));

test("axe finds nothing on errors, notices and the dialog that maps columns", () =>
  onPage("#replicates=60", async (page) => {
    await page.setInputFiles("#file", file("odd.csv", "uno,dos,quien\nA,B,left"));
    await page.waitForSelector("#mapping[open]");
    assert.deepEqual(await complaints(page), []);
    await page.keyboard.press("Escape");
    await page.waitForSelector("#mapping", { state: "detached" });
    assert.deepEqual(await complaints(page), []);
  }));

test("dialogs take the focus and give it back", () =>
  onPage("#view=benchmarks&replicates=60", async (page) => {
    await page.waitForSelector("#gap-done");
    await page.locator("#names").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#join[open]");
    const inside = () => page.evaluate(() => document.activeElement.closest("#join") !== null);
    assert.ok(await inside());
    await page.keyboard.press("Escape");
    await page.waitForSelector("#join", { state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "names");
  }));

test("the focus stays on a field whose change redraws the page", () =>
  onPage("#study=simulated&replicates=60", async (page) => {
    await page.locator("#facet-language").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(
      () => document.querySelector("mindgap-table").board.fit.votes < 7500,
    );
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), "facet-language");
  }));

test("a reader who listens hears that replicates run and when they are in, and no counter", () =>
  onBlank({ fresh: true }, async (page) => {
    await page.addInitScript(() => {
      globalThis.said = [];
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          const live = element?.closest("[role=status], [aria-live]");
          if (live) globalThis.said.push(live.innerText);
        }
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await page.goto(`${address()}#study=simulated&replicates=200000`);
    await settled(page);
    const said = await page.evaluate(() => globalThis.said);
    assert.ok(said.some((text) => /^Resampling/.test(text)));
    assert.deepEqual(
      said.filter((text) => / of 200,000/.test(text)),
      [],
    );
  }));

test("the skip link leads to the content", () =>
  onPage("#replicates=60", async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(
      await page.evaluate(() => document.activeElement.innerText),
      "Skip to the content",
    );
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.localName), "h1");
    assert.match(page.url(), /#replicates=60$/);
  }));

test("what a figure means is told by keyboard, and Escape takes it away", () =>
  onPage("#view=model&model=GPT4o&replicates=60", async (page) => {
    await page.getByRole("button", { name: "win rate" }).first().focus();
    await page.keyboard.press("Enter");
    const meaning = page.getByText("(Wins + ties / 2) / votes.", { exact: true });
    await meaning.waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await meaning.waitFor({ state: "hidden" });
  }));

test("figures below the screen are drawn once nothing else is to do, so that a print has them", () =>
  onPage("#replicates=60", async (page) => {
    await page.waitForFunction(() => {
      const charts = [...document.querySelectorAll("[data-figure] mindgap-chart")];
      return charts.length === 4 && charts.every((one) => one.shadowRoot.querySelector("svg"));
    });
    await page.waitForSelector("#more-votes");
    assert.equal(await page.evaluate(() => scrollY), 0);
  }));

test("printed, every figure is there and no control is", () =>
  onPage("#replicates=60", async (page) => {
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    for (const kind of ["ranking", "distribution", "ranks", "head-to-head"])
      await page.waitForSelector(`mindgap-chart[kind="${kind}"] svg`);
    for (const gone of ["nav", "#search", "#file", ".take"])
      assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  }));
