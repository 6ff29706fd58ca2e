// Three hundred models: the page's own thread stays free, and replicates that come in redraw nothing but their bar.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";
import { drop, settled } from "./site.mjs";
import { lmarena } from "./votes.mjs";

const votes = lmarena({ models: 300, votes: 60_000 });
let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([serve(`${root}www/dist`), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const CATEGORIES = ["disabled-by-default-devtools.timeline"];

/**
 * The longest task of the page's thread meanwhile, in milliseconds of that thread: what others do on
 * this machine does not count.
 */
async function longest(page, act) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const mains = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid}/${tid}`);
  const tasks = traceEvents.filter(
    ({ name, pid, tid, tdur }) => name === "RunTask" && tdur && mains.includes(`${pid}/${tid}`),
  );
  assert.ok(tasks.length > 0, "tasks are traced");
  return Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
}

/** Fails where a step has a task above 100 ms in each of three tries; `last` is done once, and not measured. */
async function quick(steps, last) {
  const found = new Map();
  for (let attempt = 0; attempt < 3; attempt++) {
    await withPage(browser, {}, async (page) => {
      // What is measured is the page's thread; how long a busy machine takes for the rest is not.
      page.setDefaultTimeout(120_000);
      await page.goto(`${site.url}#view=start&replicates=200`);
      await page.waitForSelector("mindgap-start-view mindgap-table");
      for (const [name, act] of Object.entries(steps)) {
        const now = await longest(page, () => act(page));
        found.set(name, Math.min(now, found.get(name) ?? Infinity));
      }
      if (attempt === 0) await last(page);
    });
    if (Math.max(...found.values()) <= 100) return;
  }
  assert.deepEqual(
    [...found].filter(([, ms]) => ms > 100),
    [],
  );
}

/** Drops the votes and waits for their replicates. */
async function ranked(page) {
  await drop(page, "votes.csv", votes);
  await page.waitForFunction(
    () =>
      document.querySelector("mindgap-leaderboard-view")?.study.ballots.ranked?.board.models
        .length === 300,
  );
  await settled(page);
  // Of a long board a hundred rows are shown, the best.
  await rows(page, 100);
  const [first, best] = await page.evaluate(() => [
    document.querySelector("mindgap-table").shadowRoot.querySelector("tbody tr").dataset.model,
    document.querySelector("mindgap-leaderboard-view").study.ballots.ranked.board.models[0].name,
  ]);
  assert.equal(first, best);
}

/** Scrolls to a figure and waits until it is drawn. */
const seen = (kind) => async (page) => {
  const figure = page.locator(`[data-figure="${kind}"]`);
  await figure.scrollIntoViewIfNeeded();
  await figure.locator("mindgap-chart").locator("svg, canvas").first().waitFor();
};
const rows = (page, count) =>
  page.waitForFunction(
    (count) =>
      document.querySelector("mindgap-table").shadowRoot.querySelectorAll("tbody tr").length ===
      count,
    count,
  );

/** The rows that are not shown at first are found, and shown where asked for. */
async function all(page) {
  await page.goBack();
  await page.fill("#search", "m299");
  await rows(page, 1);
  await page.fill("#search", "");
  await page.click("#show-all");
  await rows(page, 300);
}

test("with 300 models no task takes more than 100 ms: reading, figures, search, sorting, a model's page; a hundred rows come first", () =>
  quick(
    {
      ranked,
      ranking: seen("ranking"),
      distribution: seen("distribution"),
      ranks: seen("ranks"),
      "head-to-head": seen("head-to-head"),
      search: async (page) => {
        await page.fill("#search", "m29");
        await rows(page, 11);
      },
      everything: async (page) => {
        await page.fill("#search", "");
        await rows(page, 100);
      },
      sort: async (page) => {
        await page.getByRole("button", { name: "Model", exact: true }).click();
        await page.waitForFunction(
          () =>
            document.querySelector("mindgap-table").shadowRoot.querySelector("tbody tr").dataset
              .model === "m0",
        );
      },
      model: async (page) => {
        await page.locator('mindgap-table tr[data-model="m0"]').click();
        await page.waitForSelector("#against tbody tr");
      },
    },
    all,
  ));

test("batches of replicates redraw their bar and nothing else", () =>
  withPage(browser, {}, async (page) => {
    await page.goto(`${site.url}#study=simulated&replicates=1000000`);
    await page.waitForSelector("#progress progress[max='1000000']");
    await page.waitForSelector('mindgap-chart[kind="ranking"] svg');
    await page.evaluate(() => {
      globalThis.changed = [];
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          globalThis.changed.push(element.closest("mindgap-status") ? "status" : element.outerHTML);
        }
      }).observe(document.querySelector("mindgap-app"), {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    const done = () => page.$eval("#progress progress", ({ value }) => value);
    const before = await done();
    await page.waitForFunction(
      (before) => document.querySelector("#progress progress")?.value > before,
      before,
    );
    const changed = await page.evaluate(() => globalThis.changed);
    assert.ok(changed.length > 0);
    assert.deepEqual(
      changed.filter((what) => what !== "status"),
      [],
    );
    await page.click("#cancel");
    await page.waitForSelector('#done[data-intervals="sandwich"]');
  }));
