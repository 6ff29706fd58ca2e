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

const TYPES = {
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

/**
 * A fresh page; `use` gets it. Anything the page complains about fails the
 * test, except messages that match `expected`; `origins` may be asked beside its
 * own. Every page of the same context is under the rule.
 */
export async function withPage(browser, options, use) {
  const { expected, origins = [], ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    // Whoever tests what is kept for offline use says so: it is megabytes for every fresh context.
    serviceWorkers: "block",
    ...contextOptions,
  });
  const page = await context.newPage();
  const complaints = [];
  // Chromium's own word where there is no GPU, which a slow machine may make mindgap ask for; and
  // Playwright's.
  const ordinary = [
    "console: No available adapters.",
    "console: Service Worker registration blocked by Playwright",
  ];
  const complain = (text) =>
    ordinary.includes(text) || expected?.test(text) || complaints.push(text);
  let origin;
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => complain(`exception: ${error.error()}`));
  context.on("requestfailed", (request) =>
    complain(`failed request: ${request.url()} ${request.failure()?.errorText}`),
  );
  context.on("request", (request) => {
    const url = new URL(request.url());
    origin ??= url.origin;
    const fine = [origin, ...origins].includes(url.origin);
    if (!fine && !["data:", "blob:"].includes(url.protocol)) complain(`other origin: ${url}`);
  });
  try {
    await use(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}
