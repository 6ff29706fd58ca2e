// Lighthouse on the built site, as a phone sees it: `node tests/browser/lighthouse.mjs [page …]` prints
// the medians of three runs. On a quiet machine only: its score of performance is a matter of time.

import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { root, TYPES } from "./harness.mjs";

const LIGHTHOUSE = "lighthouse@12.8.2";
const RUNS = Number(process.env.RUNS ?? 3);
const pages = {
  start: "",
  leaderboard: "#view=leaderboard",
  docs: "#view=docs",
  address: "address/",
};
const categories = ["performance", "accessibility", "best-practices", "seo"];
const times = {
  "first-contentful-paint": "first paint",
  "largest-contentful-paint": "largest paint",
  "total-blocking-time": "blocked",
  "speed-index": "speed index",
};

/** As static hosts serve: gzipped, and kept for ten minutes. */
async function serve(folder) {
  const bodies = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = join(folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    const body = bodies.get(path) ?? (await readFile(path).then(gzipSync, () => undefined));
    if (!body) return response.writeHead(404).end("not found");
    bodies.set(path, body);
    response.writeHead(200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-encoding": "gzip",
      "cache-control": "max-age=600",
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** One run: its scores, times and what it marks down. */
async function run(url, file) {
  const flags = "--headless --no-sandbox --disable-gpu --no-first-run";
  const options = [
    `--only-categories=${categories.join()}`,
    "--output=json",
    `--output-path=${file}`,
    "--quiet",
    `--chrome-flags=${flags}`,
  ];
  await promisify(execFile)("npx", ["--yes", LIGHTHOUSE, url, ...options]);
  return JSON.parse(await readFile(file, "utf8"));
}

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

function tell(page, reports) {
  const score = (name) => Math.round(100 * median(reports.map((r) => r.categories[name].score)));
  const value = (id) => median(reports.map(({ audits }) => audits[id].numericValue));
  const seconds = Object.entries(times).map(
    ([id, name]) => `${name} ${(value(id) / 1000).toFixed(2)} s`,
  );
  console.log(
    `${page}: ${categories.map((name) => `${name} ${score(name)}`).join(", ")}; ` +
      `${seconds.join(", ")}, layout shift ${value("cumulative-layout-shift").toFixed(3)}`,
  );
  for (const name of categories) {
    const [{ categories: all, audits }] = reports;
    for (const { id, weight } of all[name].auditRefs)
      if (weight > 0 && audits[id].score !== null && audits[id].score < 0.9)
        console.log(`  ${name}: ${id} ${audits[id].score} ${audits[id].displayValue ?? ""}`);
  }
}

const asked = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "mindgap-lighthouse-"));
const site = await serve(`${root}www/dist`);
try {
  for (const [page, path] of Object.entries(pages)) {
    if (asked.length > 0 && !asked.includes(page)) continue;
    const reports = [];
    for (let at = 0; at < RUNS; at++)
      reports.push(await run(site.url + path, join(folder, `${page}-${at}.json`)));
    tell(page, reports);
  }
} finally {
  site.close();
  if (!process.env.KEEP) await rm(folder, { recursive: true, force: true });
  else console.log(folder);
}
