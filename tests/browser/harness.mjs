// What every browser test stands on: the built site on a local port, a fresh
// headless Chromium page, and the rule that a console error, an uncaught
// exception, a failed request or a request to another origin fails the test.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export const TYPES = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".gz": "application/gzip",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Vite's names of built files hold a hash of what is in them. */
const HASHED = /\/assets\/.+-[\w-]{8}\.\w+$/;

export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Serves a folder below `/mount/`, as a project page would be, and answers its
 * URL and a way to stop. `headers` go with every file.
 */
export async function serve(folder, mount = "/some/path/", headers = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = join(folder, normalize(path.startsWith(mount) ? path.slice(mount.length) : "?"));
    if (file.endsWith("/") || path === mount) file = join(file, "index.html");
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return response.writeHead(404).end("not found");
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": found.size,
      ...(HASHED.test(path) && { "cache-control": "max-age=31536000, immutable" }),
      ...headers,
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}${mount}`;
  return { url, close: () => new Promise((resolve) => server.close(resolve)) };
}

export async function launch(more = []) {
  const executablePath = process.env.CHROME_PATH;
  assert.ok(executablePath, "CHROME_PATH names no browser: run the tests with `cargo xtask test`");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/** A GPU made of software, where Chromium has no other. */
export const SOFTWARE_GPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

const WIDE = { width: 1280, height: 900 };
const STORES = "cookies,indexeddb,local_storage,service_workers,cache_storage";

/**
 * The pages of a browser that are used again: a new one takes a core for a second, a new document in
 * an old one a tenth of that. Whoever has them takes them away; they come back cleaned.
 */
const kept = new WeakMap();

/** A context with a page, and more pages where asked. Settings of a context's own make a new one. */
async function lend(browser, { colorScheme = "light", viewport = WIDE, fresh = false, ...own }) {
  const usual = !fresh && Object.keys(own).length === 0;
  const { context, pages } = (usual && kept.get(browser)) || {
    // Whoever tests what is kept for offline use says so: it is megabytes for every new context.
    context: await browser.newContext({ viewport, serviceWorkers: "block", ...own }),
    pages: [],
  };
  if (usual) kept.delete(browser);
  let used = 0;
  const another = async () => {
    const page = (pages[used] ??= await context.newPage());
    used++;
    await page.emulateMedia({ media: null, colorScheme });
    const { width, height } = page.viewportSize();
    if (width !== viewport.width || height !== viewport.height)
      await page.setViewportSize(viewport);
    return page;
  };
  const giveBack = async () => {
    for (const page of context.pages()) if (!pages.includes(page)) await page.close();
    for (const page of pages) await clean(context, page);
    kept.set(browser, { context, pages });
  };
  return { context, another, giveBack: usual ? giveBack : () => context.close() };
}

/** Nothing of one test is left to the next one. */
async function clean(context, page) {
  const { origin } = new URL(page.url());
  page.removeAllListeners();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.mouse.move(0, 0);
  await page.goto("about:blank");
  page.setDefaultTimeout(30_000);
  if (origin === "null") return;
  const session = await context.newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: STORES });
  await session.detach();
}

// Chromium's own word where there is no GPU, which a slow machine may make mindgap ask for; and
// Playwright's.
const ORDINARY = [
  "console: No available adapters.",
  "console: Service Worker registration blocked by Playwright",
];

/**
 * An empty page; `use` gets it, its context, and a way to another page. Anything a page complains
 * about fails the test, except messages that match `expected`; `origins` may be asked beside its
 * own. Every page of the same context is under the rule. `colorScheme` and `viewport` can be said,
 * `fresh` asks for a context that nobody had before, and so do Playwright's settings of a context.
 */
export async function withPage(browser, { expected, origins = [], ...settings }, use) {
  const { context, another, giveBack } = await lend(browser, settings);
  const complaints = [];
  const complain = (text) =>
    ORDINARY.includes(text) || expected?.test(text) || complaints.push(text);
  let origin;
  const heard = {
    console: (message) => {
      if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()}`);
    },
    weberror: (error) => complain(`exception: ${error.error()}`),
    requestfailed: (request) =>
      complain(`failed request: ${request.url()} ${request.failure()?.errorText}`),
    request: (request) => {
      const url = new URL(request.url());
      origin ??= url.origin;
      const fine = [origin, ...origins].includes(url.origin);
      if (!fine && !["data:", "blob:"].includes(url.protocol)) complain(`other origin: ${url}`);
    },
  };
  for (const [event, listener] of Object.entries(heard)) context.on(event, listener);
  try {
    await use(await another(), context, another);
  } catch (error) {
    await context.close();
    throw error;
  }
  for (const [event, listener] of Object.entries(heard)) context.off(event, listener);
  await giveBack();
  assert.deepEqual(complaints, []);
}
