// The report of a hostile vote file, opened in a real browser: every name is text, nothing runs, nothing
// is wider than the page, and the command in it computes the same figures.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { build } from "vite";
import { open } from "../../pkg/dist/index.js";
import { launch, root, serve, withPage } from "./harness.mjs";
import { choose, file, settled } from "./site.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const NAMES = [
  "<script>hacked=1</script>",
  "<img src=x onerror=hacked=1>",
  '"><svg onload=hacked=1>',
  "</style></title><script>hacked=1</script>",
  "\u202Egnp.exe",
  '=HYPERLINK("http://example.org")',
  "👩‍👩‍👧‍👦 model",
  "x".repeat(900),
  "עברית (7B)",
];

/** Every pair meets, better ones first, with a row that is left out. */
function hostileVotes() {
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  const rows = NAMES.flatMap((a, i) =>
    NAMES.slice(i + 1).map((b, j) =>
      [a, b, 30 + j, 12 + i, 5].map((x) => quoted(String(x))).join(),
    ),
  );
  // A model against itself, and a name that is too long for one.
  const bad = [
    `${quoted(NAMES[0])},${quoted(NAMES[0])},1,2,3`,
    `${"y".repeat(10_000)},${quoted(NAMES[0])},1,2,3`,
  ];
  return ["model_a,model_b,wins,losses,ties", ...rows, ...bad].join("\n");
}

function hostileScores() {
  const rows = NAMES.map((name, i) => `"${name.replaceAll('"', '""')}",${60 - i * i},${i % 4}`);
  return ['model,"<script>hacked=1</script>",\u202Eknaht', ...rows].join("\n");
}

let site;
let browser;
let script;
let results;

before(async () => {
  [site, browser, script, results] = await Promise.all([
    serve(root),
    launch(),
    bundled(),
    computed(),
  ]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** The report's own code, as the site bundles it. */
async function bundled() {
  const [{ output }] = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: { entry: `${root}www/src/report/index.ts`, formats: ["iife"], name: "report" },
    },
  });
  return output[0].code;
}

async function computed() {
  const mg = await open();
  const votes = await mg.readVotes({ text: hostileVotes() });
  const bootstrap = { replicates: 300, seed: 1 };
  const board = await votes.rank({ bootstrap });
  const record = await votes.headToHead({ adjust: "holm", bootstrap });
  const gap = await mg.gap(votes, await mg.readScores({ text: hostileScores() }), { board });
  mg.close();
  const { samples: _, rankShares: __, above: ___, ...rest } = board;
  const name = "<b>votes</b>; rm -rf 'x'\u202E.csv";
  const link = "javascript:hacked=1";
  return { name, report: votes.report, board: rest, record, gap, scoresName: "-scores.csv", link };
}

/** Draws charts as the site does, makes the report, and opens it as a file would open. */
async function withReport(use, viewport = { width: 1280, height: 900 }, change = {}) {
  await withPage(browser, { viewport }, async (page) => {
    await page.goto(`${site.url}tests/browser/pages/blank.html`);
    await page.addScriptTag({ content: script });
    await page.addScriptTag({ url: `${site.url}pkg/embed/mindgap.js`, type: "module" });
    const html = await page.evaluate(
      async (input) => {
        const charts = {};
        const kinds = ["ranking", "head-to-head", ...(input.gap ? ["correlations"] : [])];
        for (const kind of kinds) {
          const chart = document.createElement("mindgap-chart");
          Object.assign(chart, { kind, board: input.board, record: input.record });
          if (kind === "correlations") chart.gap = input.gap;
          document.body.append(chart);
          while (!(charts[kind] = chart.toSVG())) await new Promise(requestAnimationFrame);
        }
        charts.scatter = "<svg xmlns='http://www.w3.org/2000/svg'><script>hacked=1</script></svg>";
        charts.ranks =
          "<svg xmlns='http://www.w3.org/2000/svg' onload='hacked=1'><foreignObject/><title><![CDATA[<img src=x onerror=hacked=1>]]></title><text><!--><img src=x onerror=hacked=1>--></text><rect style='fill:url(http://example.org/)' onclick='hacked=1'/></svg>";
        charts.distribution = "no picture <at> all";
        return report.reportHtml({ ...input, charts });
      },
      { ...results, ...change },
    );
    await page.route("**/report.html", (route) =>
      route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
    );
    await page.goto(`${site.url}report.html`);
    await use(page, html);
  });
}

test("names that are markup, scripts or formulas are text, and nothing runs", () =>
  withReport(async (page) => {
    assert.equal(await page.evaluate(() => typeof globalThis.hacked), "undefined");
    const made =
      "script, iframe, object, embed, img, foreignObject, link, base, form, [onload], [onclick], [onerror]";
    assert.equal(await page.locator(made).count(), 0);
    assert.match(await page.title(), /^Report on <b>votes<\/b>/);
    const text = await page.innerText("main");
    for (const name of NAMES.filter((one) => !one.includes("\u202E") && one.length < 100))
      assert.ok(text.includes(name), name);
    assert.ok(text.includes("<script>hacked=1</script>"));
    // No direction of text is turned, in the page or in what a reader copies.
    assert.doesNotMatch(await page.content(), /[\u202A-\u202E\u2066-\u2069]/);
    assert.match(text, /\\u\{202e\}gnp\.exe/);
    assert.equal(await page.getAttribute("main a", "href"), "#");
    // Drawn charts are there, made-up ones are not.
    assert.equal(await page.locator("figure svg").count(), 4);
    assert.ok((await page.locator("figure svg text").count()) > 9);
  }));

for (const width of [1280, 390])
  test(`nothing is wider than a page of ${width} pixels, the longest name is there in full once`, () =>
    withReport(
      async (page) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, String(wide));
        const long = NAMES.find((name) => name.length > 500);
        const times = (await page.innerText("main")).split(long).length - 1;
        assert.equal(times, 1);
      },
      { width, height: 900 },
    ));

test("axe finds nothing; tables have captions and scopes, and repeat their head on paper", () =>
  withReport(async (page) => {
    const tables = await page.$$eval("table", (all) =>
      all.map((table) => ({
        caption: table.caption?.textContent ?? "",
        heads: [...table.querySelectorAll("th")].every((head) => head.scope),
        named: [...table.tBodies[0].rows].every((row) => row.querySelector('th[scope="row"]')),
      })),
    );
    assert.ok(tables.length > 8);
    for (const { caption, heads, named } of tables) assert.ok(caption && heads && named, caption);
    await page.evaluate(await readFile(axe, "utf8"));
    const found = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(
      found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 100)}`),
      [],
    );
    await page.emulateMedia({ media: "print" });
    const display = await page.$eval("thead", (head) => getComputedStyle(head).display);
    assert.equal(display, "table-header-group");
    const pdf = String(await page.pdf({ format: "A4" }));
    assert.ok(pdf.match(/\/Type \/Page\b/g).length > 3);
  }));

test("it says what was read, dropped, set and found, and how to compute it again", () =>
  withReport(async (page) => {
    const text = await page.innerText("main");
    const { board, gap, report } = results;
    for (const words of [
      "a model against itself",
      "a row that cannot be read",
      board.provenance.dataHash,
      gap.provenance.scoresHash,
      "bootstrap.seed",
      `mindgap ${board.provenance.version}`,
      report.kept.toLocaleString("en"),
      "Scores and names",
    ])
      assert.ok(text.includes(words), words);
    for (const sentence of gap.readings.answer.filter((one) => one.length < 100))
      assert.ok(text.includes(sentence), sentence);
    // Nine models are too many columns, two benchmarks are not.
    const scores = page.locator("table", { has: page.locator("caption", { hasText: /^Scores$/ }) });
    assert.equal(await scores.locator("tbody tr").count(), NAMES.length);
    assert.equal(await scores.locator("thead th").count(), 3);
    const command = await page.innerText("pre code");
    const { version } = board.provenance;
    assert.ok(
      command.startsWith(`npx mindgap@${version} gap $'<b>votes</b>; rm -rf \\'x\\'\\u202e.csv'`),
    );
    assert.match(
      command,
      / \.\/-scores\.csv --ties half --unit vote --method percentile --replicates 300 --seed 1 --level 0\.95/,
    );
  }));

test("an ordinary study needs nothing of the gap", () =>
  withReport(
    async (page) => {
      assert.equal(await page.locator("h2:has-text('Benchmarks and votes')").count(), 0);
      const command = await page.innerText("pre code");
      assert.match(
        command,
        /^npx mindgap@\S+ rank votes\.csv --ties half .* --column winner=vote --outcome 'left side=model_a' --head-to-head --adjust holm$/,
      );
      assert.equal(await page.getAttribute("main a", "href"), "https://example.org/#seed=1");
    },
    undefined,
    {
      gap: undefined,
      name: "votes.csv",
      link: "https://example.org/#seed=1",
      read: { columns: { winner: "vote" }, outcomes: { "left side": "model_a" } },
    },
  ));

test("its command computes the same figures, whatever the file's name is", () => {
  const name = "$(rm) -rf 'x'\u202E.csv";
  return withReport(
    async (page) => {
      const folder = await mkdtemp(join(tmpdir(), "mindgap-report-"));
      try {
        await writeFile(join(folder, name), hostileVotes());
        await writeFile(join(folder, results.scoresName), hostileScores());
        const command = await page.innerText("pre code");
        const main = `${root}pkg/dist/cli/main.js`;
        const line = command.replace(/^npx \S+/, `"${process.execPath}" "${main}"`);
        const { stdout } = await promisify(execFile)("bash", ["-c", `${line} --format json`], {
          cwd: folder,
          maxBuffer: 1 << 28,
        });
        const again = JSON.parse(stdout);
        assert.deepEqual(again.board.models, results.board.models);
        assert.deepEqual(again.gap.readings, results.gap.readings);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    undefined,
    { name },
  );
});

test("the site's report of a hostile file, from the drop to the page that opens", () =>
  withPage(browser, { acceptDownloads: true }, async (page) => {
    await page.goto(`${site.url}www/dist/#view=leaderboard&replicates=100`);
    await settled(page);
    await choose(page, file("<i>votes</i>.csv", hostileVotes()), NAMES.length);
    await page
      .getByRole("navigation", { name: "Views" })
      .getByRole("link", { name: "Share" })
      .click();
    await page.waitForSelector("#report-html:enabled");
    const [taken] = await Promise.all([page.waitForEvent("download"), page.click("#report-html")]);
    const html = await readFile(await taken.path(), "utf8");
    await page.route("**/report.html", (route) =>
      route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
    );
    await page.goto(`${site.url}report.html`);
    assert.equal(await page.evaluate(() => typeof globalThis.hacked), "undefined");
    assert.equal(await page.locator("script, img, iframe, foreignObject").count(), 0);
    assert.match(await page.innerText("h1"), /<i>votes<\/i>\.csv/);
    // Ranking, distribution, ranks, pairs.
    assert.equal(await page.locator("figure svg").count(), 4);
    assert.match(await page.innerText("pre code"), /npx mindgap@\S+ rank '<i>votes<\/i>\.csv'/);
    assert.match(await page.getAttribute("main a", "href"), /^http:.*data=/);
  }));
