// Reading the page: by pointer, by keyboard, on a phone, in the dark, with many models.

import assert from "node:assert/strict";
import { test } from "node:test";
import { board, choose, figure, file, useSite } from "./site.mjs";
import { lmarena } from "./votes.mjs";

const { onPage } = useSite();

/** The element that has the focus, also inside elements. */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return { name: element.localName, label: element.getAttribute("aria-label") };
  });

test("Tab leads through the page to the charts, arrows from mark to mark", () =>
  onPage("#replicates=60", async (page) => {
    for (const kind of ["ranking", "distribution"]) await figure(page, kind);
    await page.evaluate(() => scrollTo(0, 0));
    const met = [];
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press("Tab");
      const { name, label } = await focused(page);
      met.push(name);
      if (name !== "rect") continue;
      const detail = page.locator('mindgap-chart[kind="ranking"] .detail');
      assert.match(label, /^DiVA: rank 1/);
      assert.equal(await detail.innerText(), label);
      await page.keyboard.press("ArrowDown");
      const second = await focused(page);
      assert.match(second.label, /^GPT4o: rank 2/);
      assert.equal(await detail.innerText(), second.label);
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowLeft");
      assert.match((await focused(page)).label, /^Typhoon: rank 5/);
      // One stop per chart, its data and its downloads.
      let next;
      do await page.keyboard.press("Tab");
      while ((next = await focused(page)).name !== "rect");
      assert.match(next.label, /^DiVA: rating .*, interval .* to /);
      return;
    }
    assert.fail(`no mark among ${met.join(" ")}`);
  }));

test("pointing at a mark explains it, leaving it takes that back", () =>
  onPage("#replicates=60", async (page) => {
    const chart = await figure(page, "head-to-head");
    const hint = await chart.locator(".detail").innerText();
    await chart.locator('rect[aria-label^="DiVA against GPT4o"]').hover();
    assert.match(
      await chart.locator(".detail").innerText(),
      /^DiVA against GPT4o: win rate 57\.6 % \(.*\), 252 won, 176 lost, 72 tied of 500, p .*significant$/,
    );
    await page.mouse.move(0, 0);
    assert.equal(await chart.locator(".detail").innerText(), hint);
  }));

test("every heading sorts by its own figures", () =>
  onPage("#study=simulated&replicates=60", async (page) => {
    const { models } = await board(page);
    const shown = () =>
      page
        .locator("mindgap-table tbody tr")
        .evaluateAll((rows) => rows.map((row) => row.dataset.model));
    for (const [label, key] of [
      ["Rating", "rating"],
      ["Votes", "votes"],
      ["Win rate", "winRate"],
      ["Average win rate", "averageWinRate"],
      ["Sequential Elo", "sequentialElo"],
    ]) {
      const heading = page.locator("mindgap-table th", {
        has: page.locator(`button:text-is("${label}")`),
      });
      for (const [direction, turn] of [
        ["descending", -1],
        ["ascending", 1],
      ]) {
        await heading.getByRole("button").click();
        await page.waitForFunction((sort) => {
          const table = document.querySelector("mindgap-table").shadowRoot;
          return table.querySelectorAll(`th[aria-sort="${sort}"]`).length === 1;
        }, direction);
        assert.equal(await heading.getAttribute("aria-sort"), direction);
        const order = [...models].sort((a, b) => turn * (a[key] - b[key]) || a.rank - b.rank);
        assert.deepEqual(
          await shown(),
          order.map(({ name }) => name),
          `${label} ${direction}`,
        );
      }
    }
    assert.match(page.url(), /sort=sequentialElo/);
  }));

test("the theme can be chosen over the system's", () =>
  onPage("#replicates=60", async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.selectOption("#theme", "dark");
    const dark = await paper();
    assert.notEqual(dark, light);
    const ink = await page
      .locator("mindgap-table")
      .evaluate((table) => getComputedStyle(table).color);
    assert.notEqual(ink, "rgb(28, 30, 33)", "the elements follow");
    await page.selectOption("#theme", "");
    await page.emulateMedia({ colorScheme: "dark" });
    assert.equal(await paper(), dark);
    await page.selectOption("#theme", "light");
    assert.equal(await paper(), light);
  }));

test("the judges' own words are read page by page", () =>
  onPage("#study=simulated&replicates=60", async (page) => {
    const comments = page.locator("#comments");
    await comments.waitFor();
    const texts = () => comments.locator("li").allInnerTexts();
    const first = await texts();
    assert.equal(first.length, 10);
    assert.match(await comments.locator("nav").innerText(), /1 to 10 of [\d,]+/);
    assert.ok(await comments.getByRole("button", { name: "Earlier" }).isDisabled());
    await comments.getByRole("button", { name: "Later" }).click();
    await comments.getByText(/11 to 20 of/).waitFor();
    assert.notDeepEqual(await texts(), first);
    await comments.getByRole("button", { name: "Earlier" }).click();
    await comments.getByText(/1 to 10 of/).waitFor();
    assert.deepEqual(await texts(), first);
  }));

test("a hundred models with long names fit a phone", () =>
  onPage(
    "#replicates=20",
    async (page) => {
      const name = (index) => `organisation-with-a-name/model-${index}-instruct-2026-01-15-preview`;
      const text = lmarena({ models: 100, votes: 20_000 }).replace(/\bm(\d+)\b/g, (_, i) =>
        name(i),
      );
      await choose(page, file("many.csv", text), 100);
      await figure(page, "head-to-head");
      const [width, screen] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        innerWidth,
      ]);
      assert.ok(width <= screen, `${width} > ${screen}`);
      assert.equal(await page.locator("mindgap-table tbody tr").count(), 100);
    },
    { viewport: { width: 390, height: 844 } },
  ));
