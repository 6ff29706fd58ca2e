// Three hundred models: the page's own thread stays free, and replicates that come in redraw nothing but their bar.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drop, shows, useSite } from "./site.mjs";
import { lmarena } from "./votes.mjs";

const { address, onBlank } = useSite();
const votes = lmarena({ models: 300, votes: 60_000 });

/** Notes every task of the page's thread above 50 ms, from now on. */
const watch = (page) =>
  page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) =>
      globalThis.tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration))),
    ).observe({ type: "longtask" });
  });
const longest = async (page) => Math.max(0, ...(await page.evaluate(() => globalThis.tasks)));

/** The least of three tries, on pages of their own: others use this machine too. */
async function best(use) {
  const found = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    await onBlank({}, async (page) => {
      await page.goto(address());
      await page.waitForSelector("mindgap-start-view mindgap-table");
      await page.evaluate(() => void (location.hash = "replicates=500&view=start"));
      await watch(page);
      found.push(await use(page));
    });
    if (found.at(-1) <= 100) break;
  }
  return found;
}

test("from the drop to the board no task takes more than 100 ms", async () => {
  const found = await best(async (page) => {
    await drop(page, "votes.csv", votes);
    await shows(page, 300);
    return longest(page);
  });
  assert.ok(Math.min(...found) <= 100, `${found} ms`);
});

test("scrolling through the leaderboard no task takes more than 100 ms", async () => {
  const found = await best(async (page) => {
    await drop(page, "votes.csv", votes);
    await shows(page, 300);
    await watch(page);
    for (const place of ["ranking", "distribution", "ranks", "head-to-head"]) {
      const figure = page.locator(`[data-figure="${place}"]`);
      await figure.scrollIntoViewIfNeeded();
      await figure.locator("svg, canvas").first().waitFor();
    }
    await page.locator(".more").scrollIntoViewIfNeeded();
    await page.waitForSelector("#more-votes");
    return longest(page);
  });
  assert.ok(Math.min(...found) <= 100, `${found} ms`);
});

test("typing into the search, sorting and a model's page take less than 100 ms", async () => {
  const found = await best(async (page) => {
    await drop(page, "votes.csv", votes);
    await shows(page, 300);
    await watch(page);
    await page.fill("#search", "m29");
    await page.waitForFunction(
      () =>
        document.querySelector("mindgap-table").shadowRoot.querySelectorAll("tbody tr").length ===
        11,
    );
    await page.fill("#search", "");
    await page.getByRole("button", { name: "Model", exact: true }).click();
    await page.locator("mindgap-table tbody tr").first().click();
    await page.waitForSelector("#against tbody tr");
    return longest(page);
  });
  assert.ok(Math.min(...found) <= 100, `${found} ms`);
});

test("batches of replicates redraw their bar and nothing else", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#study=simulated&replicates=1000000`);
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
