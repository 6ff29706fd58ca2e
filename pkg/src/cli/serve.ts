/** `mindgap serve`: the leaderboard of a file of one's own, on a page that only this machine sees. */

import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { visible } from "../export/text.js";
import type { Command } from "./command.js";
import { BadFile, isAddress, nameOf, onlyOnce, sourceOf } from "./files.js";
import { say } from "./terminal.js";
import { BadUse } from "./usage.js";

const HOST = "127.0.0.1";
const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".css": "text/css; charset=utf-8",
};

const DATA = "application/octet-stream";

/** Nothing from elsewhere, nothing sent elsewhere, no code but the package's own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "Content-Security-Policy": POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

export const serve: Command = {
  help: {
    usage: "serve votes.csv [scores.csv] [options]",
    about:
      "Serves a page with the leaderboard of a vote file at 127.0.0.1, until it is stopped (Ctrl-C). Only this machine can reach it, and only who knows the address can read the votes.",
    options: { port: { value: "n", about: "Default: one that is free." } },
    examples: ["mindgap serve votes.csv --port 4180"],
  },

  async run(given, { out }) {
    const [votes, scores, ...more] = given.files;
    if (votes === undefined || more.length > 0)
      throw new BadUse("mindgap serve takes a file of votes, and one of scores if there is one");
    if (given.files.some(isAddress)) throw new BadUse("mindgap serve takes files of this machine");
    onlyOnce(given.files);
    const port = given.whole("port", 65_535) ?? 0;
    const name = nameOf(votes);
    const files = await served(name, await fileOf(votes), scores && (await fileOf(scores)));
    const server = await listen(files, port);
    const { port: taken } = server.address() as AddressInfo;
    say(out, `${name} is at http://${HOST}:${taken}/ (Ctrl-C stops it)`);
    return stopped(server);
  },
};

/** Addresses are refused before: what is left is a file's address or the bytes of standard input. */
async function fileOf(file: string): Promise<Body> {
  return (await sourceOf(file)) as URL | Uint8Array;
}

type Body = string | Uint8Array | URL;

/** What is answered, by its path: nothing else is there. */
type Files = Map<string, { type: string; body: Body }>;

async function served(name: string, votes: Body, scores: Body | undefined): Promise<Files> {
  const files: Files = new Map();
  const whole = new URL("../../", import.meta.url);
  for (const folder of ["embed", "wasm"]) {
    const at = new URL(`${folder}/`, whole);
    const names = await readdir(at).catch(() => {
      throw new BadFile(`the package lacks its folder ${fileURLToPath(at)}: install it again`);
    });
    for (const one of names) {
      const type = TYPES[extname(one)];
      if (type) files.set(`/${folder}/${one}`, { type, body: new URL(one, at) });
    }
  }
  // Another program of this machine can ask too, but does not know where.
  const secret = `/${randomBytes(16).toString("hex")}`;
  const given = { votes: `${secret}/votes`, ...(scores && { scores: `${secret}/scores` }) };
  files.set(given.votes, { type: DATA, body: votes });
  if (scores && given.scores) files.set(given.scores, { type: DATA, body: scores });
  files.set("/", { type: "text/html; charset=utf-8", body: page(name, given) });
  files.set("/page.css", { type: TYPES[".css"] as string, body: STYLE });
  return files;
}

async function listen(files: Files, port: number): Promise<Server> {
  const server = createServer((request, response) => answer(files, request, response));
  await new Promise<void>((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      failed(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new BadFile(
              `port ${port} cannot be had: ${error.code === "EACCES" ? "it takes more rights" : "another program has it"}`,
            )
          : error,
      ),
    );
    server.listen(port, HOST, done);
  });
  return server;
}

function answer(files: Files, request: IncomingMessage, response: ServerResponse): void {
  const refuse = (status: number, more: Record<string, string> = {}): void => {
    response.writeHead(status, { ...HEADERS, ...more }).end();
  };
  // A page elsewhere whose name is made to lead here asks for that name.
  const host = request.headers.host?.replace(/:\d+$/, "");
  if (host !== HOST && host !== "localhost") return refuse(421);
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(405, { Allow: "GET, HEAD" });
  const found = files.get((request.url ?? "").replace(/\?.*$/, ""));
  if (!found) return refuse(404);
  response.writeHead(200, { ...HEADERS, "Content-Type": found.type });
  if (request.method === "HEAD") return void response.end();
  if (!(found.body instanceof URL)) return void response.end(found.body);
  createReadStream(found.body)
    .on("error", () => response.destroy())
    .pipe(response);
}

function stopped(server: Server): Promise<number> {
  return new Promise((done) => {
    const stop = (): void => {
      server.close(() => done(0));
      server.closeAllConnections();
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
}

function page(name: string, { votes, scores }: { votes: string; scores?: string }): string {
  const title = escaped(visible(name));
  const both = scores && `src="${votes}" scores="${scores}"`;
  const gap = both
    ? `<mindgap-benchmarks ${both}></mindgap-benchmarks>
<mindgap-correlations ${both}></mindgap-correlations>
<mindgap-forest ${both}></mindgap-forest>
`
    : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/page.css">
<link rel="icon" href="data:,">
<script type="module" src="/embed/mindgap.js"></script>
</head>
<body>
<main>
<h1>${title}</h1>
<mindgap-leaderboard src="${votes}"></mindgap-leaderboard>
${gap}</main>
</body>
</html>
`;
}

const STYLE = `:root { color-scheme: light dark; }
body { margin: 0; font-family: system-ui, sans-serif; }
main { max-inline-size: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
main > * { display: block; margin-block-end: 2rem; }
`;

function escaped(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
