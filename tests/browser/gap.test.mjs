// Benchmark scores on the page: the study's own, files dropped, names confirmed, figures taken along.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { root } from "./harness.mjs";
import { drop, figure, file, go, settled, useSite } from "./site.mjs";

const { onPage } = useSite();
const example = (name) => readFile(`${root}www/public/examples/${name}`, "utf8");
const votes = await example("talkarena-pilot.csv");
const table = await example("talkarena-table1.csv");

/** Waits until scores and votes are compared. */
const compared = (page) => page.waitForSelector("#gap-done");
const gap = (page) => page.evaluate(() => document.querySelector("mindgap-benchmarks").gap);

/** Chooses votes, and waits until so many models are ranked, with their replicates in. */
async function chooseVotes(page, text, models) {
  await page.setInputFiles("#file", file("votes.csv", text));
  await page.waitForFunction(
    (models) =>
      document.querySelector("#gap").parentElement.study.ballots.ranked?.board.models.length ===
      models,
    models,
  );
  await settled(page);
}

test("the pilot comes with the paper's Table 1, joined and compared", () =>
  onPage("#view=benchmarks&replicates=400", async (page) => {
    await compared(page);
    assert.equal(await page.locator("#join").count(), 0, "the study's names are known");
    const { models, correlations, mixed, logistic } = await gap(page);
    assert.equal(models.length, 5);
    assert.equal(correlations.length, 14);
    assert.ok(mixed ?? logistic);
    const rows = page.locator("mindgap-benchmarks table tbody tr");
    assert.ok((await rows.count()) >= 10, "nine models and chance");
    const text = await page.innerText("mindgap-benchmarks table");
    assert.match(text, /†/);
    assert.match(text, /commercial/i);
    assert.match(text, /chance/i);
    for (const kind of ["correlations", "top-k", "scatter", "scree", "biplot", "inflation"])
      await figure(page, kind);
    await figure(page, "effects-plain");
    assert.match(await page.innerText("#gap"), /of 14 rank correlations/);
  }));

test("the answer comes first, settings last, and an arbitrary selection stands apart", () =>
  onPage("#view=benchmarks&replicates=300", async (page) => {
    await compared(page);
    assert.deepEqual(
      await page.$$eval("#gap section[id], #gap #gap-settings", (all) => all.map(({ id }) => id)),
      [
        "gap-answer",
        "gap-table",
        "gap-alone",
        "gap-order",
        "gap-components",
        "gap-selection",
        "gap-selected",
        "gap-votes",
        "power",
        "gap-settings",
      ],
    );
    const answer = await page.innerText("#gap-answer");
    assert.match(answer, /^All 14 benchmarks as they are, none selected/);
    assert.match(answer, /do not show that the benchmarks say anything/);
    assert.doesNotMatch(await page.innerText("#gap"), /predict which models are preferred/);
    assert.match(await page.innerText("#gap-selection"), /better not to select/);
    assert.match(await page.innerText("#gap-selected"), /is arbitrary: nothing follows/);
    for (const kind of ["global", "alone", "stability", "permutation", "r2", "coefficients"])
      await figure(page, kind);
    assert.match(
      await (await figure(page, "effects")).locator("figcaption").innerText(),
      /^About these 5 models only/,
    );
    // A sentence that stands twice is one too many.
    const said = await page.$$eval("#gap .reading, #gap .lead", (all) =>
      all.flatMap((one) => one.innerText.split(/(?<=\.) (?=[A-Z])/)),
    );
    assert.deepEqual(
      said.filter((sentence, at) => said.indexOf(sentence) !== at),
      [],
    );
  }));

/** Votes on models m0, m1, … whose strengths are 0.2 apart, every pair as often. */
function study(models) {
  const rows = ["model_a,model_b,winner"];
  for (let a = 0; a < models; a++)
    for (let b = 0; b < models; b++) {
      const share = 1 / (1 + Math.exp(-0.2 * (a - b)));
      for (let vote = 0; vote < 30 && a !== b; vote++)
        rows.push(`m${a},m${b},${vote < Math.round(30 * share) ? "model_a" : "model_b"}`);
    }
  return rows.join("\n");
}
const scoresOf = (all) =>
  ["model,Humor", ...all.map((score, model) => `m${model},${score}`)].join("\n");

test("benchmarks that predict are said to, and noise is not", () =>
  onPage("#view=benchmarks&study=simulated&replicates=300", async (page) => {
    await chooseVotes(page, study(9), 9);
    const answers = async (name, all, sentence) => {
      await page.setInputFiles("#scores-file", file(name, scoresOf(all)));
      await page.waitForFunction(
        ([name, sentence]) =>
          document.querySelector("#gap .about")?.innerText.includes(name) &&
          document.querySelector("#gap-answer")?.innerText.includes(sentence),
        [name, sentence],
      );
      return page.innerText("#gap");
    };
    const predicts = "predicts which models are preferred";
    const effect = await answers("effect.csv", [30, 35, 38, 47, 51, 53, 61, 66, 70], predicts);
    assert.doesNotMatch(effect, /do not show/);
    const nothing = "these 9 models do not show that the benchmark says anything";
    const noise = await answers("noise.csv", [50, 31, 66, 35, 61, 47, 38, 70, 45], nothing);
    assert.doesNotMatch(noise, /predicts? which models/);
    // What votes would have it is there, and named for what it is.
    assert.match(noise, /With votes for the sample: about these 9 models only/);
  }));

test("intervals with judges for the sample can be chosen, and the link tells", () =>
  onPage("#view=benchmarks&study=simulated&replicates=300", async (page) => {
    const judged = study(5)
      .split("\n")
      .map((row, at) => `${row},${at === 0 ? "judge" : `j${at % 20}`}`)
      .join("\n");
    await chooseVotes(page, judged, 5);
    await drop(page, "scores.csv", scoresOf([50, 31, 66, 35, 61]));
    await compared(page);
    await figure(page, "effects-plain");
    await page.selectOption("#gap-intervals", "clustered");
    await page.waitForFunction(() =>
      document
        .querySelector('mindgap-chart[kind="effects-plain"]')
        ?.shadowRoot.querySelector(".detail")
        ?.textContent.includes("clustered by judge"),
    );
    assert.match(page.url(), /intervals=clustered/);
  }));

test("dropped files of both kinds find their places, and names are confirmed", () =>
  onPage("#view=benchmarks&study=simulated&replicates=300", async (page) => {
    await chooseVotes(page, votes, 5);
    await drop(page, "scores.csv", table);
    const join = page.locator("#join");
    await join.waitFor();
    assert.match(await join.innerText(), /looks alike: please confirm/);
    await compared(page);
    assert.equal((await gap(page)).models.length, 4, "not before it is confirmed");
    assert.match(await page.innerText("#gap .warnings"), /Qwen2 may be Qwen2-audio/);
    await join.locator('button[type="submit"]').click();
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.gap?.models.length === 5,
    );
    assert.equal(await join.count(), 0);
    // Names can be taken back.
    await page.click("#names");
    await page.selectOption('#join select[aria-label="Scores of DiVA"]', "");
    await page.click('#join button[type="submit"]');
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.gap?.models.length === 4,
    );
  }));

test("directions and settings change what is found, and the link tells the settings", () =>
  onPage("#view=benchmarks&replicates=300", async (page) => {
    await compared(page);
    const before = await gap(page);
    await page.click("#benchmarks summary");
    await page.selectOption('select[aria-label="Better ASR is"]', "higher");
    await page.waitForFunction(
      (tau) =>
        document.querySelector("mindgap-benchmarks")?.gap?.correlations[13].kendall.tau === tau,
      -before.correlations[13].kendall.tau,
    );
    await page.uncheck('input[aria-label="Use Humor"]');
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.gap?.correlations.length === 13,
    );
    await page.click("#gap-settings summary");
    await page.fill("#gap-k", "2");
    await page.press("#gap-k", "Enter");
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.gap?.correlations[0].topK.k === 2,
    );
    await page.selectOption("#gap-effects", "crossed");
    await page.waitForFunction(
      () =>
        document.querySelector("mindgap-benchmarks")?.gap?.provenance.settings.effects ===
        "crossed",
    );
    assert.match(page.url(), /k=2/);
    assert.match(page.url(), /effects=crossed/);
  }));

test("every figure can be taken along as SVG, PNG and CSV", () =>
  onPage("#view=benchmarks&replicates=300", async (page) => {
    await compared(page);
    const take = async (name) => {
      await figure(page, name.split(".")[0]);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`#gap [data-file="${name}"]`),
      ]);
      return readFile(await download.path());
    };
    const svg = String(await take("correlations.svg"));
    assert.match(svg, /^<svg[^>]*xmlns=/);
    assert.ok(!svg.includes("var(--"), "colours are fixed");
    const png = await take("correlations.png");
    assert.deepEqual(
      [...png.subarray(1, 4)],
      [..."PNG"].map((c) => c.charCodeAt(0)),
    );
    assert.ok(png.length > 5_000);
    const csv = String(await take("correlations.csv"));
    assert.equal(csv.trim().split(/\r?\n/).length, 15);
    assert.match(csv, /^benchmark,direction,n,kendall,/);
    assert.match(String(await take("inflation.csv")), /Humor|Age/);
    assert.match(String(await take("global.csv")), /^row,percent,q\r?\nasTheyAre,,3\.35/);
    assert.match(String(await take("alone.csv")), /^benchmark,permutationP,pAdjusted/);
    assert.match(String(await take("r2.csv")), /unrelatedMedian,0\.\d+\r?\nceiling,0\.\d+/);
    assert.match(String(await take("coefficients.csv")), /^name,estimate,se,df/);
    assert.match(String(await take("stability.csv")), /keptWithoutOneModel/);
    assert.match(String(await take("stability.svg")), /^<svg[^>]*xmlns=/);
  }));

test("the power calculator answers", () =>
  onPage("#view=benchmarks&replicates=300", async (page) => {
    await compared(page);
    assert.equal(await page.innerText("#critical"), "1.00");
    await page.fill('#power input[name="models"]', "20");
    await page.press('#power input[name="models"]', "Enter");
    await page.waitForFunction(() => document.querySelector("#critical").innerText !== "1.00");
    assert.match(await page.innerText("#critical"), /^0\.3\d$/);
  }));

test("a table that is none is told, and the votes stay", () =>
  onPage("#view=benchmarks&study=simulated&replicates=300", async (page) => {
    await page.setInputFiles("#scores-file", file("scores.csv", "model\nx\ny\n"));
    await page.waitForSelector("#gap-error");
    await page.setInputFiles("#scores-file", file("scores.csv", "model,a\nx,1\ny,2\nz,3\n"));
    await page.waitForFunction(() =>
      /None of the models have both/.test(document.querySelector("#gap-error")?.innerText ?? ""),
    );
    await go(page, "Leaderboard");
    await page.waitForSelector("mindgap-table table");
    assert.equal(await page.locator("mindgap-table table tbody tr").count(), 6);
  }));

test("on a phone nothing is wider than the screen", () =>
  onPage(
    "#view=benchmarks&replicates=300",
    async (page) => {
      await compared(page);
      for (const kind of ["biplot", "scatter"]) await figure(page, kind);
      const [wide, screen] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        innerWidth,
      ]);
      assert.ok(wide <= screen, `${wide} on ${screen}`);
    },
    { viewport: { width: 390, height: 844 } },
  ));

const LEADERBOARD = `# Arena

| Rank | Model | Arena Elo | 95% CI | Votes | Exam | Noise |
|---|---|---|---|---|---|---|
${[
  ["a", "1,301.5", "+5/-4", "12,000", 91.2, 3],
  ["b", "1,242", "+6/-6", "9,000", 83.5, 9],
  ["c", "1,190", "+5/-5", "8,000", 74.4, 4],
  ["d", "1,151", "+8/-6", "7,000", 66.1, 8],
  ["e", "1,080", "+7/-7", "5,000", 50.7, 2],
  ["f", "1,010", "+9/-9", "4,000", 41.9, 7],
]
  .map((row, k) => `| ${[k + 1, ...row].join(" | ")} |`)
  .join("\n")}
`;

test("scores alone are held against a column of ratings, and the link keeps it", () =>
  onPage("#view=benchmarks&replicates=60", async (page) => {
    await page.setInputFiles("#scores-file", file("leaderboard.md", LEADERBOARD));
    const options = page.locator("#ratings option");
    await options.nth(3).waitFor({ state: "attached" });
    assert.deepEqual(
      (await options.allInnerTexts()).map((text) => text.trim()),
      ["the votes", "Arena Elo, as ratings", "Exam, as ratings", "Noise, as ratings"],
    );
    await page.selectOption("#ratings", "Arena Elo");
    await compared(page);
    assert.match(
      await page.innerText("#gap-done"),
      /^6 models with ratings and scores, 2 benchmarks/,
    );
    assert.match(await page.innerText("#gap-answer"), /predict which models are rated higher/);
    assert.match(await page.innerText("h1"), /How far benchmarks predict Arena Elo/);
    assert.match(await page.innerText("#gap-table .warnings"), /Arena Elo stand for votes/);
    assert.equal(await page.locator("#gap-error, #gap-votes, #names").count(), 0);
    for (const kind of ["permutation", "r2", "alone", "correlations", "coefficients"])
      await figure(page, kind);
    const { rated, models } = await gap(page);
    assert.equal(rated.errors, true);
    assert.ok(Math.abs(models[0].interval[1] - 1301.5 - 4.5) < 1e-9);
    assert.match(page.url(), /ratings=Arena\+Elo/);
    // Whoever follows the link drops the same table.
    await page.reload();
    await page.setInputFiles("#scores-file", file("leaderboard.md", LEADERBOARD));
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.gap?.rated?.name === "Arena Elo",
    );
    await page.selectOption("#ratings", "");
    await page.locator("#gap-error").waitFor();
  }));

test("of a page with several tables one click chooses", () =>
  onPage("#view=benchmarks&replicates=60", async (page) => {
    const two = `${LEADERBOARD}\n| Model | Speed |\n|---|---|\n| a | 10 |\n| b | 12 |\n| c | 9 |\n`;
    await page.setInputFiles("#scores-file", file("leaderboard.md", two));
    await page.getByRole("button", { name: /3 rows on line 12: Model, Speed/ }).click();
    await page.waitForFunction(
      () => document.querySelector("mindgap-benchmarks")?.scores?.benchmarks.length === 1,
    );
    assert.match(page.url(), /table=2/);
  }));
