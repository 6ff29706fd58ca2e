// The package in a plain page, without a bundler: workers, cancelling, dying, other origins.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";
import { lmarena } from "./votes.mjs";

let site;
let elsewhere;
let browser;
before(async () => {
  site = await serve(root, "/");
  elsewhere = await serve(root, "/", { "access-control-allow-origin": "*" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await elsewhere?.close();
});

/** Runs a function in a page that has imported the package as `mg`. */
function inPage(
  body,
  argument,
  { elsewhere: far = false, page: path = "blank", check, ...options } = {},
) {
  return withPage(browser, options, async (page) => {
    await page.goto(`${site.url}tests/browser/pages/${path}.html`);
    const result = await page.evaluate(
      async ([source, body, argument]) => {
        const mg = await import(source);
        return new Function("mg", "argument", `return (${body})(mg, argument)`)(mg, argument);
      },
      [`${(far ? elsewhere : site).url}pkg/dist/index.js`, body.toString(), argument],
    );
    check?.(result);
  });
}

const text = lmarena({ models: 5, votes: 1500 });

test("0, 1 and 4 workers: the same samples, bit for bit", () =>
  inPage(
    async (mg, text) => {
      const runs = [];
      for (const workers of [0, 1, 4]) {
        const mindgap = await mg.open({ workers });
        const votes = await mindgap.readVotes({ text });
        for (const unit of ["vote", "judge"]) {
          const board = await votes.rank({ bootstrap: { replicates: 501, unit, seed: 9 } });
          const bits = [...new Uint32Array(board.samples.buffer)].join();
          const figures = JSON.stringify([board.models, board.tiers, board.fit, board.bootstrap]);
          runs.push({ unit, bits, figures, workers: board.provenance.workers });
        }
        mindgap.close();
      }
      return runs;
    },
    text,
    {
      check: (runs) => {
        for (const unit of ["vote", "judge"]) {
          const [first, ...others] = runs.filter((run) => run.unit === unit);
          assert.equal(first.bits.split(",").length, 501 * 5);
          for (const other of others) {
            assert.equal(other.bits, first.bits);
            assert.equal(other.figures, first.figures);
          }
        }
        assert.deepEqual(
          runs.map((run) => run.workers),
          [0, 0, 1, 1, 4, 4],
        );
        assert.notEqual(runs[0].bits, runs[1].bits);
      },
    },
  ));

test("a cancelled call ends at once with an AbortError, and the next one works", () =>
  inPage(
    async (mg, text) => {
      const results = [];
      for (const workers of [0, 2]) {
        const votes = await (await mg.open({ workers })).readVotes({ text });
        const controller = new AbortController();
        let progress = 0;
        let late = 0;
        let board = 0;
        const error = await votes
          .rank(
            { bootstrap: { replicates: 1_000_000, seed: 1 } },
            {
              signal: controller.signal,
              onBoard: () => board++,
              onProgress: ({ done }) => {
                if (controller.signal.aborted) late++;
                if (done < progress) late += 1000;
                progress = done;
                if (done > 500) controller.abort();
              },
            },
          )
          .catch((error) => error);
        const after = await votes.rank({ bootstrap: { replicates: 100, seed: 1 } });
        results.push({ name: error.name, board, late, kept: after.bootstrap.kept });
      }
      return results;
    },
    text,
    {
      check: (results) => {
        for (const result of results) {
          assert.deepEqual(result, { name: "AbortError", board: 1, late: 0, kept: 100 });
        }
      },
    },
  ));

/** In the page: collects workers, and kills one as the browser would. */
const graveyard = `
  const workers = [];
  const Original = globalThis.Worker;
  globalThis.Worker = class extends Original {
    constructor(...parameters) { super(...parameters); workers.push(this); }
  };
  const kill = (worker) => {
    worker.terminate();
    worker.dispatchEvent(new ErrorEvent("error", { message: "killed", cancelable: true }));
  };
`;

test("a worker killed half-way changes no sample, and is replaced", () =>
  inPage(
    `async (mg, text) => {
      ${graveyard}
      const mindgap = await mg.open({ workers: 3 });
      const votes = await mindgap.readVotes({ text });
      const options = { bootstrap: { replicates: 3000, seed: 4 } };
      const undisturbed = await votes.rank(options);
      let killed = false;
      const disturbed = await votes.rank(options, {
        onProgress: ({ done }) => { if (!killed && done > 300) { killed = true; kill(workers[2]); } },
      });
      const same = undisturbed.samples.every((x, i) => x === disturbed.samples[i]);
      return { killed, same, started: workers.length };
    }`,
    text,
    { check: (result) => assert.deepEqual(result, { killed: true, same: true, started: 4 }) },
  ));

test("votes whose worker died say so, and can be read again", () =>
  inPage(
    `async (mg, text) => {
      ${graveyard}
      const mindgap = await mg.open({ workers: 2 });
      const votes = await mindgap.readVotes({ text });
      let once = true;
      const error = await votes
        .rank({ bootstrap: { replicates: 100000, seed: 4 } }, {
          onProgress: () => { if (once) kill(workers[0]); once = false; },
        })
        .catch((error) => error);
      const later = await votes.rank({ bootstrap: false }).catch((error) => error);
      const again = await mindgap.readVotes({ text });
      const board = await again.rank({ bootstrap: { replicates: 50, seed: 1 } });
      return [error.code, later.code, board.bootstrap.kept];
    }`,
    text,
    { check: (result) => assert.deepEqual(result, ["votes-lost", "votes-lost", 50]) },
  ));

test("two calls at once", () =>
  inPage(
    async (mg, text) => {
      const votes = await (await mg.open({ workers: 2 })).readVotes({ text });
      const ask = (seed) => votes.rank({ bootstrap: { replicates: 700, seed } });
      const [a, b, record] = await Promise.all([
        ask(1),
        ask(2),
        votes.headToHead({ bootstrap: { seed: 1, replicates: 200 } }),
      ]);
      const alone = await ask(2);
      return [
        b.samples.every((x, i) => x === alone.samples[i]),
        a.samples[0] !== b.samples[0],
        record.pairs.length,
      ];
    },
    text,
    { check: (result) => assert.deepEqual(result, [true, true, 10]) },
  ));

test("from another origin workers start through a Blob", () =>
  inPage(
    async (mg, text) => {
      const mindgap = await mg.open({ workers: 2 });
      const board = await (
        await mindgap.readVotes({ text })
      ).rank({ bootstrap: { replicates: 50 } });
      return [mindgap.workers, board.bootstrap.kept];
    },
    text,
    {
      elsewhere: true,
      expected: /^other origin: /,
      check: (result) => assert.deepEqual(result, [2, 50]),
    },
  ));

test("a page that forbids such workers is served on its own thread", () =>
  inPage(
    async (mg, text) => {
      const mindgap = await mg.open({ workers: 2 });
      const board = await (
        await mindgap.readVotes({ text })
      ).rank({ bootstrap: { replicates: 50 } });
      return [mindgap.workers, board.provenance.workers, board.bootstrap.kept];
    },
    text,
    {
      elsewhere: true,
      page: "strict",
      expected: /^other origin: |Content Security Policy/,
      check: (result) => assert.deepEqual(result, [0, 0, 50]),
    },
  ));

test("the element, from one script tag", () =>
  withPage(browser, {}, async (page) => {
    await page.goto(`${site.url}tests/browser/pages/embed.html`);
    const element = page.locator("#good");
    await page.waitForFunction(() => document.querySelector("#good").board?.bootstrap);
    assert.match(await element.locator("table").innerText(), /DiVA/);
    await element.getByText("Distributions").click();
    await element.locator('mindgap-chart[kind="distribution"] svg').waitFor();
    await element.getByText("Head to head").click();
    await element.locator('mindgap-chart[kind="head-to-head"] svg').waitFor();
    const bad = page.locator("#bad");
    await bad.locator("[role=alert]").waitFor();
    assert.match(
      await bad.locator("[role=alert]").innerText(),
      /answered with a web page, not with a vote file/,
    );
  }));
