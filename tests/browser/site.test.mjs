// The shell: start, navigation, a model's page, sharing, sizes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { board, choose, drop, file, figure, go, settled, shows, useSite } from "./site.mjs";
import { lmarena } from "./votes.mjs";

const { address, onBlank, onPage } = useSite();
const onStart = (use, options = {}) =>
  onBlank(options, async (page) => {
    await page.goto(address());
    await page.waitForSelector("mindgap-start-view mindgap-table");
    await use(page);
  });
const focused = (page) => page.evaluate(() => document.activeElement.innerText);

test("the start shows an example in at most 150 KB, gzipped, and without WebAssembly", () =>
  onBlank({}, async (page) => {
    const bodies = [];
    page.on("response", (response) =>
      bodies.push(response.body().then((body) => [response.url(), body])),
    );
    await page.goto(address());
    await page.waitForSelector("mindgap-start-view mindgap-table");
    const sizes = new Map(
      (await Promise.all(bodies)).map(([url, body]) => [url, gzipSync(body, { level: 9 }).length]),
    );
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(total <= 150 * 1024, `${total} bytes`);
    assert.deepEqual(
      [...sizes.keys()].filter((url) => /\.wasm|worker|\.csv/.test(url)),
      [],
    );
    assert.match(await page.innerText("mindgap-table table"), /DiVA\s+0\.82/);
  }));

test("the example on the start is what ranking it gives", () =>
  onStart(async (page) => {
    const { models, provenance } = await page.evaluate(() => {
      const { samples, ...board } = document.querySelector("mindgap-leaderboard").board;
      return board;
    });
    await page.getByRole("link", { name: "TalkArena pilot" }).click();
    await shows(page, 5);
    const ranked = await board(page);
    assert.deepEqual(ranked.models, models);
    assert.equal(ranked.provenance.dataHash, provenance.dataHash);
  }));

test("an address in the link is opened on the page that may ask other servers", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#votes=https://example.org/votes.csv`);
    await page.waitForSelector("mindgap-from-address");
    assert.match(page.url(), /\/address\/#votes=https:/);
    assert.match(await page.innerText("main"), /example\.org/);
  }));

test("a file dropped on the start is ranked on the leaderboard", () =>
  onStart(async (page) => {
    await drop(page, "votes.csv", lmarena({ models: 3 }));
    await page.waitForSelector("mindgap-leaderboard-view");
    await shows(page, 3);
    await page.goBack();
    await page.waitForSelector("mindgap-start-view");
  }));

test("votes stay while views change; Back goes to the view before; the focus follows", () =>
  onPage("#replicates=60", async (page) => {
    await choose(page, file("votes.csv", lmarena({ models: 3 })), 3);
    await go(page, "Share");
    assert.match(await page.title(), /^Share/);
    assert.equal(await focused(page), "Share");
    await go(page, "Docs");
    await page.goBack();
    await page.waitForSelector("mindgap-share-view h1");
    await page.goBack();
    await page.waitForSelector("mindgap-leaderboard-view h1");
    await shows(page, 3);
    assert.equal(await focused(page), "3 models, ranked from 400 votes");
    assert.equal(await page.locator("nav [aria-current=page]").innerText(), "Leaderboard");
  }));

test("a model's page has its record, its distribution and what was said of it", () =>
  onPage("#study=simulated&replicates=60", async (page) => {
    await page.locator('mindgap-table tr[data-model="sim-birch"]').click();
    await page.getByRole("heading", { level: 1, name: "sim-birch" }).waitFor();
    assert.match(page.url(), /view=model&model=sim-birch/);
    const rows = page.locator("#against tbody tr");
    await rows.first().waitFor();
    assert.equal(await rows.count(), 5);
    const facts = await page.innerText(".facts");
    const { models } = await page.evaluate(() => {
      const { board } = document.querySelector("mindgap-model-view").study.ballots;
      return { models: board.value.models };
    });
    const own = models.find(({ name }) => name === "sim-birch");
    assert.match(facts, new RegExp(`${own.rank} of 6`));
    assert.match(facts, new RegExp(`${own.wins.toLocaleString("en")} won`));
    await figure(page, "distribution");
    await page.waitForSelector("#comments li");
    for (const text of await page.locator("#comments li").allInnerTexts())
      assert.match(text, /sim-birch (against|preferred)|against sim-birch/);
    // From model to model, and back to the board.
    await rows.first().getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "sim-birch" }).waitFor({ state: "detached" });
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "sim-birch" }).waitFor();
    await page.getByRole("link", { name: "Leaderboard" }).last().click();
    await shows(page, 6);
    assert.doesNotMatch(page.url(), /model=/);
  }));

test("a model's page of a link, and one that the votes do not have", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#view=model&model=GPT4o&replicates=60`);
    await settled(page);
    assert.match(await page.innerText(".facts"), /2 of 5/);
    await page.goto(`${address()}#view=model&model=nobody&replicates=60`);
    await page.getByRole("heading", { name: "No model “nobody”" }).waitFor();
  }));

test("on a phone the first rank is seen without scrolling, and every column can be reached", () =>
  onPage(
    "#study=simulated&replicates=60",
    async (page) => {
      const first = page.locator("mindgap-table tbody tr").first();
      const { y, height } = await first.boundingBox();
      assert.ok(y + height <= 844, `${y + height}`);
      assert.equal(await page.evaluate(() => scrollY), 0);
      const hidden = await page
        .locator("mindgap-table th[scope=col]")
        .evaluateAll((all) => all.filter((one) => getComputedStyle(one).display === "none").length);
      assert.equal(hidden, 0);
      const bar = await first.locator(".bar").boundingBox();
      assert.ok(bar.width >= 64 && bar.x + bar.width <= 390, "intervals are seen as bars");
    },
    { viewport: { width: 390, height: 844 } },
  ));

test("the settings say in a line what is in force", () =>
  onPage("#study=simulated&replicates=60&unit=judge&adjust=holm&prior=2", async (page) => {
    assert.equal(
      await page.innerText("#settings summary"),
      "Settings ties as half-wins · 60 resampled judges · seed 1 · 95 % · pairs after Holm · prior of 2",
    );
  }));

test("the report is a page of its own with every figure in it", () =>
  onPage("#view=benchmarks&replicates=60", async (page) => {
    await page.waitForSelector("#gap-done");
    await go(page, "Share");
    const [made] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the report" }).click(),
    ]);
    const text = await readFile(await made.path(), "utf8");
    assert.match(text, /<h1>Report on .*talkarena-pilot\.csv/);
    assert.match(text, /DiVA/);
    assert.match(text, /talkarena-table1\.csv/);
    assert.ok(text.match(/<svg/g).length >= 10, "charts of the board and of the gap");
    assert.doesNotMatch(text, /<script|var\(--/);
    assert.equal(await page.locator(".offscreen").count(), 0);
  }));

test("the tag to embed carries the settings in force", () =>
  onPage(
    "#view=share&study=simulated&replicates=60&ties=drop&in.language=English",
    async (page) => {
      const tag = await page.innerText("pre[aria-label=Tag]");
      await page.locator("summary", { hasText: "With hashes" }).click();
      const checked = await page.innerText("pre[aria-label='Tag with hashes']");
      assert.match(checked, /"integrity": \{[^}]*embed\/mindgap\.js": "sha384-/);
      assert.match(checked, /ties="drop"/);
      assert.match(
        tag,
        /^<script type="module" src="https:\/\/[^"]+\/embed\/mindgap\.js"><\/script>/,
      );
      assert.match(
        tag,
        /<mindgap-leaderboard src="simulated\.csv" ties="drop" replicates="60" where="language=English"><\/mindgap-leaderboard>/,
      );
    },
  ));

test("the navigation fits a very small screen", () =>
  onPage(
    "#replicates=60",
    async (page) => {
      const links = await page.locator(".top nav a").all();
      const boxes = await Promise.all(links.map((link) => link.boundingBox()));
      assert.equal(new Set(boxes.map(({ y }) => y)).size, 1);
      assert.ok(boxes.every(({ x, width }) => x + width <= 304));
    },
    { viewport: { width: 320, height: 640 } },
  ));

test("a long run says how much longer it takes", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#study=simulated&replicates=1000000&unit=judge`);
    await page
      .locator("#progress")
      .getByText(/, about \d+ (seconds|minutes?|hours) left$/)
      .waitFor();
    await page.click("#cancel");
    await page.waitForSelector("#done");
  }));
