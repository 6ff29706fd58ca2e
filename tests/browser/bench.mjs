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

await pageLoad();
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
