// The built page in a real browser: load, choose, drop, map, filter, sort, share, cancel, download.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  answers,
  board,
  choose,
  drop,
  figure,
  file,
  go,
  openSettings,
  settled,
  shows,
  type,
  useSite,
} from "./site.mjs";
import { crowd, lmarena } from "./votes.mjs";

const { address, onBlank, onPage } = useSite();

test("TalkArena's pilot is there at once, with its published ratings", () =>
  onPage("", async (page) => {
    const { models } = await board(page);
    const published = {
      DiVA: 0.823091,
      GPT4o: 0.424028,
      Gemini: 0.312367,
      Qwen2: -0.087269,
      Typhoon: -1.472217,
    };
    assert.deepEqual(
      models.map((model) => model.name),
      Object.keys(published),
    );
    for (const { name, rating } of models) assert.ok(Math.abs(rating - published[name]) < 1e-6);
    assert.match(
      await page.innerText("mindgap-table table"),
      /DiVA\s+0\.82 \[0\.7\d, 0\.(89|90)\]/,
    );
    assert.match(
      await page.innerText("#ties-compared"),
      /Rao-Kupper describes these ties .*better/,
    );
    for (const kind of ["ranking", "distribution", "ranks", "head-to-head"])
      await figure(page, kind);
  }));

test("the simulated study says so, and shows sandwich intervals before replicates", () =>
  onBlank({}, async (page) => {
    await page.goto(`${address()}#study=simulated&replicates=300000`);
    await page.waitForSelector("#progress progress[max='300000']");
    const early = await board(page);
    assert.equal(early.bootstrap, undefined);
    assert.equal(early.models.length, 6);
    assert.match(await page.innerText("main"), /simulated/i);
    await page.click("#cancel");
    await page.waitForSelector('#done[data-intervals="sandwich"]');
    assert.match(await page.innerText("#done"), /Cancelled/);
    // The page goes on working.
    await openSettings(page);
    await page.fill("#replicates", "500");
    await page.press("#replicates", "Enter");
    await settled(page);
    assert.equal((await board(page)).bootstrap.kept, 500);
  }));

test("a chosen file is ranked, with judges and facets", () =>
  onPage("#replicates=400", async (page) => {
    await choose(page, file("votes.csv", lmarena({ models: 3 })), 3);
    assert.match(await page.innerText("#report summary"), /400 votes on 3 models from 400 rows/);
    await openSettings(page);
    await page.selectOption("#unit", "judge");
    await page.waitForFunction(
      () => document.querySelector("mindgap-table").board.bootstrap?.unit === "judge",
    );
    await page.selectOption("#facet-language", "de");
    await page.waitForFunction(() => document.querySelector("mindgap-table").board.fit.votes < 200);
    assert.match(page.url(), /in\.language=de/);
  }));

test("a dropped crowd file ranks its 59 models, with judges recognised", () =>
  onPage("#replicates=50", async (page) => {
    await drop(page, "crowd-comparisons.csv", crowd({ models: 59, votes: 9000 }));
    await page.waitForFunction(
      () => document.querySelector("mindgap-table")?.board?.models.length === 59,
    );
    await settled(page);
    await page.click("#report summary");
    assert.match(await page.innerText("#report"), /30 judges/);
    assert.match((await board(page)).models[0].name, /^Model \d+ \(7B\)$/);
  }));

test("gzipped JSON Lines are read too", () =>
  onPage("#replicates=50", async (page) => {
    const [header, ...rows] = lmarena({ models: 3 }).split("\n");
    const names = header.split(",");
    const lines = rows.map((row) =>
      JSON.stringify(Object.fromEntries(row.split(",").map((v, i) => [names[i], v]))),
    );
    await choose(
      page,
      { name: "votes.jsonl.gz", mimeType: "application/gzip", buffer: gzipSync(lines.join("\n")) },
      3,
    );
    await page.click("#report summary");
    assert.match(await page.innerText("#report"), /JSONL.*gzipped,\s+[\d.]+ KB\./);
  }));

test("columns are mapped by hand when the guess fails, and can be mapped again", () =>
  onPage("#replicates=50", async (page) => {
    const odd = lmarena({ models: 3 }).replace(
      "model_a,model_b,winner,judge",
      "uno,dos,quien,persona",
    );
    await page.setInputFiles("#file", file("odd.csv", odd));
    await page.waitForSelector("#mapping");
    assert.match(
      await page.innerText("#error"),
      /Found no column for .*the file has uno, dos, quien, persona/,
    );
    for (const [part, column] of Object.entries({
      modelA: "uno",
      modelB: "dos",
      winner: "quien",
    })) {
      await page.selectOption(`#mapping [name=${part}]`, column);
    }
    await page.click("#mapping [type=submit]");
    await settled(page);
    assert.equal((await board(page)).models.length, 3);
    await openSettings(page);
    assert.equal(await page.isDisabled('#unit option[value="judge"]'), true);
    await page.click("#report summary");
    await page.click("#remap");
    await page.selectOption("#mapping [name=judge]", "persona");
    await page.click("#mapping [type=submit]");
    await page.waitForFunction(
      () => !document.querySelector('#unit option[value="judge"]').disabled,
    );
  }));

test("hopeless files get one clear sentence, and the page goes on", () =>
  onPage("#replicates=50", async (page) => {
    const hopeless = {
      "empty.csv": ["", /^The file is empty\.$/],
      "picture.csv": ["\x89PNG\r\n\x1a\n\0\0\0", /PNG image/],
      "header.csv": ["model_a,model_b,winner\n", /no rows/],
      "page.csv": ["<!doctype html><html><body>404</body></html>", /HTML page/],
      "unknown.csv": [
        "model_a,model_b,winner\nA,B,sideways\n",
        /none of the 1 rows is a vote.*line 2.*sideways/i,
      ],
      "apart.csv": [
        "model_a,model_b,winner\nA,B,model_a\nC,D,tie\n",
        /No finite ratings exist.*groups/,
      ],
    };
    for (const [at, [name, [text, answer]]] of Object.entries(hopeless).entries()) {
      await page.setInputFiles("#file", {
        name,
        mimeType: "text/csv",
        buffer: Buffer.from(text, "latin1"),
      });
      await page.waitForSelector("#error");
      assert.match((await page.innerText("#error p")).trim(), answer);
      await choose(page, file("good.csv", lmarena({ models: 3 + at })), 3 + at);
      assert.equal(await page.$("#error"), null);
    }
  }));

test("rows left out are shown with their lines, and names are text", () =>
  onPage("#replicates=50", async (page) => {
    const attack = "<img src=x onerror=alert(1)>";
    const text = `${lmarena({ models: 3 })}\nm0,m0,tie,j1,en\nm0,m1,perhaps,j1,en\nm0,${attack},model_a,j1,en\nm0,${attack},model_b,j1,en\n`;
    await choose(page, file("mixed.csv", text), 4);
    const report = await page.innerText("#report");
    assert.match(report, /2 rows left out/);
    assert.match(report, /line 402/);
    assert.match(report, /line 403\s+perhaps/);
    assert.ok((await page.innerText("mindgap-table table")).includes(attack));
    assert.equal(await page.locator("main img").count(), 0);
  }));

test("headings sort, by keyboard too; search narrows; both live in the link", () =>
  onPage("#replicates=50", async (page) => {
    const first = () => page.locator("mindgap-table tbody tr").first().getAttribute("data-model");
    await page.getByRole("button", { name: "Model", exact: true }).click();
    assert.equal(await first(), "DiVA");
    await page.keyboard.press("Enter");
    assert.equal(await first(), "Typhoon");
    assert.equal(await page.innerText('mindgap-table th[aria-sort="descending"]'), "Model");
    await page.fill("#search", "gem");
    assert.equal(await page.locator("mindgap-table tbody tr").count(), 1);
    assert.match(page.url(), /search=gem/);
    assert.match(page.url(), /sort=-name/);
    await page.fill("#search", "nothing like it");
    assert.match(await page.innerText("mindgap-table table"), /No model’s name contains/);
  }));

test("a link shows the same figures", () =>
  onPage("", async (page, _, another) => {
    await page.selectOption("#study", "simulated");
    await shows(page, 6);
    await openSettings(page);
    for (const [id, value] of [
      ["#ties", "davidson"],
      ["#unit", "judge"],
      ["#method", "bca"],
      ["#facet-language", "English"],
    ]) {
      await page.selectOption(id, value);
    }
    await type(page, "#seed", "77");
    await type(page, "#replicates", "900");
    const bootstrap = { unit: "judge", method: "bca", seed: 77, replicates: 900 };
    await answers(page, { ties: "davidson", bootstrap });
    const shown = await board(page);
    assert.deepEqual(shown.provenance.settings.where, { language: ["English"] });

    const other = await another();
    await other.goto(page.url());
    await settled(other);
    const again = await board(other);
    assert.deepEqual(again.models, shown.models);
    assert.deepEqual(again.tiers, shown.tiers);
  }));

test("the link of a dropped file asks for that file, and knows another", () =>
  onPage("#replicates=60&seed=5", async (page, _, another) => {
    const text = lmarena({ models: 3 });
    await choose(page, file("votes.csv", text), 3);
    const shown = await board(page);
    const other = await another();
    await other.goto(page.url());
    await other.waitForSelector(".notices code");
    assert.match(await other.innerText(".source"), new RegExp(shown.provenance.dataHash));
    await choose(other, file("votes.csv", text), 3);
    assert.deepEqual((await board(other)).models, shown.models);
  }));

test("settings that are none fall back to the default, and are told", () =>
  onPage("#replicates=-5&level=7&seed=x&ties=thirds", async (page) => {
    const { settings } = (await board(page)).provenance;
    assert.deepEqual(
      [settings.bootstrap.replicates, settings.level, settings.bootstrap.seed, settings.ties],
      [10_000, 0.95, 1, "half"],
    );
    const notices = await page.innerText(".notices");
    for (const sentence of [
      "“replicates=-5” in the link is not in force: replicates takes a whole number from 0 to 1,000,000.",
      "“level=7” in the link is not in force: level takes a number from 0.5 to 0.999.",
      "“ties=thirds” in the link is not in force: ties takes half, drop, davidson, rao-kupper.",
    ])
      assert.ok(notices.includes(sentence), notices);
  }));

test("figures and charts can be taken along", () =>
  onPage("#replicates=40", async (page) => {
    const take = async (name) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`[data-file="${name}"]`),
      ]);
      return readFile(await download.path(), "utf8");
    };
    for (const kind of ["ranking", "distribution", "ranks", "head-to-head"]) {
      await figure(page, kind);
      const svg = await take(`${kind}.svg`);
      const parsed = await page.evaluate(
        (svg) => new DOMParser().parseFromString(svg, "image/svg+xml").documentElement.nodeName,
        svg,
      );
      assert.equal(parsed, "svg");
      assert.ok(!svg.includes("var("), "colours stand for themselves in a file");
    }
    await go(page, "Share");
    await page.waitForSelector('[data-file="study.json"]:enabled');
    const csv = (await take("board.csv")).trim().split(/\r?\n/);
    assert.equal(csv.length, 6);
    assert.match(csv[1], /^1,1,1,DiVA,0\.82309/);
    const samples = (await take("samples.csv")).trim().split(/\r?\n/);
    assert.equal(samples.length, 41);
    assert.equal(samples[0], "DiVA,GPT4o,Gemini,Qwen2,Typhoon");
    assert.equal(JSON.parse(await take("study.json")).headToHead.pairs.length, 10);
  }));

test("a chart is read by keyboard", () =>
  onPage("#replicates=50", async (page) => {
    const chart = await figure(page, "ranking");
    await chart.locator('rect[tabindex="0"]').focus();
    assert.match(await chart.locator(".detail").innerText(), /^DiVA: rank 1/);
    await page.keyboard.press("ArrowDown");
    assert.match(await chart.locator(".detail").innerText(), /^GPT4o: rank 2/);
  }));

for (const colorScheme of ["light", "dark"]) {
  test(`on a phone nothing hangs over the edge (${colorScheme})`, () =>
    onPage(
      "#study=simulated&replicates=50",
      async (page) => {
        await figure(page, "head-to-head");
        await page.locator(".more").scrollIntoViewIfNeeded();
        await page.waitForSelector("#more-votes");
        const [page_, screen] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          innerWidth,
        ]);
        assert.ok(page_ <= screen, `${page_} > ${screen}`);
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(paper, colorScheme === "dark" ? "rgb(21, 24, 28)" : "rgb(255, 255, 255)");
      },
      { colorScheme, viewport: { width: 390, height: 844 } },
    ));
}

test("ranks, what more votes would tell, and the pair to ask about next", () =>
  onPage("#study=simulated&replicates=400&seed=1", async (page) => {
    const cells = (await figure(page, "ranks")).locator('rect[role="img"]');
    await cells.first().waitFor();
    assert.match(
      await cells.first().getAttribute("aria-label"),
      /^sim-alder: rank 1 in 100\.0 % of the replicates; possible at 95 % for all models at once: rank 1$/,
    );
    await page.locator(".more").scrollIntoViewIfNeeded();
    const more = page.locator("#more-votes");
    await more.waitFor();
    assert.match(
      await more.innerText(),
      /by itself \(not corrected for their number\): 1 of 5 neighbours in the ranking is not/,
    );
    const row = await more.locator("tbody tr").allInnerTexts();
    assert.deepEqual(row, ["sim-birch over sim-cedar\t0.08 ± 0.05\t2,120\t11,058"]);
    assert.match(
      await more.innerText(),
      /teaches most about all ratings on sim-alder against sim-birch/,
    );
  }));

// The aim is 400 KB; the module of the leaderboard has grown by controlled rankings and files' layouts.
test("the first ranking with its figures is at most 450 KB, gzipped, under a strict policy", () =>
  onBlank({}, async (page) => {
    const bodies = [];
    page.on("response", (response) =>
      bodies.push(response.body().then((body) => [response.url(), body])),
    );
    await page.goto(`${address()}#view=leaderboard`);
    await settled(page);
    await figure(page, "head-to-head");
    const sizes = new Map(
      (await Promise.all(bodies)).map(([url, body]) => [url, gzipSync(body, { level: 9 }).length]),
    );
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(total <= 450 * 1024, `${total} bytes`);
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  }));
