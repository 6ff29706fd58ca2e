// Browser figures for `cargo xtask bench`: one line of JSON per measurement,
// medians of five after one warm-up, in a headless Chromium.

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { launch, root, serve } from "./harness.mjs";

const REPLICATES = 10_000;
const site = await serve(root, "/");

/** Runs a measurement six times, drops the first, and keeps the median. */
async function medianOfFive(measure) {
  const seconds = [];
  for (let run = 0; run < 6; run++) seconds.push(await measure(run));
  const kept = seconds.slice(1).sort((a, b) => a - b);
  return { seconds: kept[2], spread: kept[4] - kept[0], runs: 5 };
}

/** Most memory that any of the browser's pages held, in MB, where the system tells (Linux). */
async function peak(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  const held = pages.map(async ({ id }) => {
    const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1.024e-3;
  });
  return Math.max(...(await Promise.all(held))) || undefined;
}

/** The page from its first byte to its first table of the simulated study. */
async function pageLoad() {
  const browser = await launch();
  const taken = await medianOfFive(async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${site.url}www/dist/#study=simulated`);
    const seconds = await page.evaluate(async () => {
      while (!document.querySelector("mindgap-table")) await new Promise(requestAnimationFrame);
      return performance.now() / 1000;
    });
    await context.close();
    return seconds;
  });
  await browser.close();
  const about = {
    on: "mindgap, Chromium, the page",
    size: "6 × 7,500",
    what: "load to first table",
  };
  console.log(JSON.stringify({ ...about, ...taken, amount: 1, unit: "loads" }));
}

/** What a page of ours does; each call answers seconds. */
function inPage({ url, options, replicates, what, run }) {
  return (async () => {
    const { open } = await import("/pkg/dist/index.js");
    window.mindgap ??= await open(options);
    const now = () => performance.now() / 1000;
    if (what.startsWith("read")) {
      window.votes?.free();
      window.votes = undefined;
    }
    let start = now();
    window.votes ??= await window.mindgap.readVotes(url);
    if (what === "read to first board") await window.votes.rank({ bootstrap: false });
    if (what.startsWith("read")) return now() - start;
    // Another seed and another level: no answer of an earlier run will do.
    start = now();
    if (what === "fit") await window.votes.rank({ bootstrap: false, level: 0.9 + run / 100 });
    else await window.votes.rank({ bootstrap: { replicates, seed: 1 + run } });
    return now() - start;
  })();
}

async function study(size, file, side, options) {
  // A browser of its own, so that the peak of memory is its own too.
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`${site.url}tests/browser/pages/blank.html`);
  await page.evaluate(() => {
    window.longest = 0;
    const longer = ({ duration }) => (window.longest = Math.max(window.longest, duration));
    new PerformanceObserver((list) => list.getEntries().forEach(longer)).observe({
      type: "longtask",
    });
  });
  const on = `mindgap, Chromium, ${side}`;
  const settings = "fit is the first board: ratings, sandwich errors, tie models, tiers";
  for (const [what, amount, unit] of [
    ["read to first board", 1, "files"],
    ["read", 1, "files"],
    ["fit", 1, "boards"],
    ["bootstrap", REPLICATES, "replicates"],
  ]) {
    const url = site.url + file;
    let peak_mb;
    const taken = await medianOfFive(async (run) => {
      const seconds = await page.evaluate(inPage, {
        url,
        options,
        replicates: REPLICATES,
        what,
        run,
      });
      // Of a tab that did this once, not of one whose rubbish waits to be collected.
      peak_mb ??= await peak(browser);
      return seconds;
    });
    const longest = Math.round(await page.evaluate(() => window.longest));
    const remark = `longest task of the page's own thread ${longest < 50 ? "below 50" : longest} ms`;
    const line = { on, size, what, ...taken, amount, unit, settings, peak_mb, remark };
    console.log(JSON.stringify(line));
  }
  await browser.close();
}

/** The GPU's name, where there is a real one. */
async function realGpu() {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`${site.url}tests/browser/pages/blank.html`);
  const name = await page.evaluate(async () => {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter || adapter.info.isFallbackAdapter) return undefined;
    const { vendor, architecture, description } = adapter.info;
    return description || `${vendor} ${architecture}`;
  });
  await browser.close();
  return /swiftshader|llvmpipe/i.test(name ?? "") ? undefined : name;
}

/** What a page of ours does for the gap; each call answers seconds. */
function gapInPage({ url, replicates, benchmarks, run }) {
  return (async () => {
    const { open } = await import("/pkg/dist/index.js");
    window.mindgap ??= await open({ workers: 1, gpu: "off" });
    window.votes ??= await window.mindgap.readVotes(url);
    const { votes, mindgap } = window;
    const now = () => performance.now() / 1000;
    if (!benchmarks) {
      const features = ["x1", "x2", "x3", "x4", "x5"];
      const random = ["model_a", "model_b"];
      const start = now();
      await votes.regress({ features, random, profile: false, unseen: false, seed: run });
      return now() - start;
    }
    if (!window.scores) {
      // Ratings and noise, half and half, rounded as a table's are.
      const { models } = await votes.rank({ bootstrap: false });
      let state = 1;
      const noise = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
      const columns = Array.from({ length: benchmarks }, (_, k) => `b${k}`);
      const row = ({ name, rating }) =>
        [name, ...columns.map(() => (50 + 10 * (rating + 3 * noise())).toFixed(1))].join(",");
      const text = [["model", ...columns].join(","), ...models.map(row)].join("\n");
      window.scores = await mindgap.readScores({ text });
    }
    const start = now();
    await mindgap.gap(votes, window.scores, { bootstrap: { replicates, seed: 1 + run } });
    return now() - start;
  })();
}

async function gap() {
  for (const [size, what, file, benchmarks] of [
    ["6 × 5,841", "the golden mixed model", "tests/golden/glmm_small.csv.gz", 0],
    ["6 × 7,500", "gap, 20 benchmarks", "target/bench/votes_small.csv", 20],
    ["100 × 100,000", "gap, 60 benchmarks", "target/bench/votes_medium.csv", 60],
  ]) {
    const browser = await launch();
    const page = await browser.newPage();
    await page.goto(`${site.url}tests/browser/pages/blank.html`);
    const url = site.url + file;
    const taken = await medianOfFive((run) =>
      page.evaluate(gapInPage, { url, replicates: REPLICATES, benchmarks, run }),
    );
    const on = "mindgap, Chromium, 1 worker";
    console.log(JSON.stringify({ on, size, what, ...taken, amount: 1, unit: "analyses" }));
    await browser.close();
  }
}

await pageLoad();
await gap();
if (process.argv[2] === "gap") process.exit();
const gpu = await realGpu();
for (const [size, file] of [
  ["6 × 7,500", "target/bench/votes_small.csv"],
  ["100 × 100,000", "target/bench/votes_medium.csv"],
  ["200 × 2,000,000", "target/bench/votes_large.csv"],
]) {
  for (const workers of new Set([1, availableParallelism()])) {
    const side = `${workers} worker${workers === 1 ? "" : "s"}`;
    await study(size, file, side, { workers, gpu: "off" });
  }
  if (gpu) await study(size, file, `GPU (${gpu})`, { gpu: "require" });
}
await site.close();
