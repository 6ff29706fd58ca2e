// The package in a plain page, without a bundler: threads, cancelling, dying workers, other origins.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";
import { lmarena } from "./votes.mjs";

let site;
let browser;
before(async () => {
  site = await serve(root, "/");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const text = lmarena();

/**
 * Runs `use` in a blank page that has the package as `mindgap`, every worker
 * started so far in `workers`, and `digest(board)`: all its figures, none of its timings.
 */
async function inPage(use, argument, { from = site.url, at = "blank.html", ...options } = {}) {
  let answer;
  await withPage(browser, options, async (page) => {
    await page.goto(`${site.url}tests/browser/pages/${at}`);
    await page.evaluate(async (url) => {
      globalThis.workers = [];
      globalThis.Worker = class extends Worker {
        constructor(...given) {
          super(...given);
          workers.push(this);
        }
        postMessage(...given) {
          this.asked = (this.asked ?? 0) + 1;
          super.postMessage(...given);
        }
      };
      globalThis.kill = (worker) => {
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent("error", { message: "killed by the test" }));
      };
      globalThis.digest = async ({ samples, provenance, ...figures }) => {
        const hash = samples && new Uint8Array(await crypto.subtle.digest("SHA-256", samples));
        return JSON.stringify({ figures, settings: provenance.settings, hash: hash && [...hash] });
      };
      globalThis.mindgap = await import(url);
    }, `${from}pkg/dist/index.js`);
    answer = await page.evaluate(use, argument);
  });
  return answer;
}

for (const unit of ["vote", "judge"]) {
  test(`samples and figures are the same bits with 0, 1 and 4 workers, over ${unit}s`, async () => {
    const ask = async ({ text, unit }) => {
      const answers = [];
      for (const workers of [0, 1, 4]) {
        const mg = await mindgap.open({ workers });
        const votes = await mg.readVotes({ text });
        const bootstrap = { replicates: 700, seed: 7, unit };
        const board = await votes.rank({ bootstrap: { ...bootstrap, method: "bca" } });
        const pairs = await votes.headToHead({ bootstrap, adjust: "holm" });
        answers.push({
          workers: mg.workers,
          told: board.provenance.workers,
          samples: board.samples.length,
          board: await digest(board),
          pairs: await digest(pairs),
        });
        mg.close();
      }
      return answers;
    };
    const [none, one, four] = await inPage(ask, { text, unit });
    assert.deepEqual(
      [none, one, four].map(({ workers }) => workers),
      [0, 1, 4],
    );
    for (const answer of [none, one, four]) {
      assert.equal(answer.told, answer.workers);
      assert.equal(answer.samples, 700 * 4);
      assert.equal(answer.board, none.board);
      assert.equal(answer.pairs, none.pairs);
    }
  });
}

for (const workers of [0, 3]) {
  test(`with ${workers} workers the sandwich board comes first, and progress only grows`, async () => {
    const told = await inPage(
      async ({ text, workers }) => {
        const mg = await mindgap.open({ workers });
        const votes = await mg.readVotes({ text });
        const told = [];
        await votes.rank(
          { bootstrap: { replicates: 900, seed: 1 } },
          {
            onBoard: ({ bootstrap, samples, models }) =>
              told.push({ board: models.length, sharpened: Boolean(bootstrap ?? samples) }),
            onProgress: (progress) => told.push(progress),
          },
        );
        return told;
      },
      { text, workers },
    );
    const [first, ...progress] = told;
    assert.deepEqual(first, { board: 4, sharpened: false });
    assert.ok(progress.length > 1);
    let before = 0;
    for (const { phase, done, total } of progress) {
      assert.equal(phase, "resample");
      assert.equal(total, 900);
      assert.ok(done > before, `${done} after ${before}`);
      before = done;
    }
    assert.equal(before, 900);
  });

  test(`with ${workers} workers a cancelled call rejects with AbortError, and later calls work`, async () => {
    const answer = await inPage(
      async ({ text, workers }) => {
        const mg = await mindgap.open({ workers });
        const votes = await mg.readVotes({ text });
        const bootstrap = { replicates: 300, seed: 3 };
        const before = await digest(await votes.rank({ bootstrap }));
        const stop = new AbortController();
        let last;
        const late = [];
        const onProgress = ({ done }) => {
          if (stop.signal.aborted) late.push(done);
          last = done;
          stop.abort();
        };
        const name = await votes
          .rank(
            { bootstrap: { replicates: 1_000_000, seed: 3 } },
            { signal: stop.signal, onProgress },
          )
          .catch((error) => error.name);
        const { signal } = stop;
        const others = [
          votes.rank({}, { signal }),
          votes.headToHead({}, { signal }),
          mg.readVotes({ text }, {}, { signal }),
        ];
        const names = await Promise.all(others.map((call) => call.catch((error) => error.name)));
        const after = await digest(await votes.rank({ bootstrap }));
        return { name, last, names, same: before === after, late };
      },
      { text, workers },
    );
    assert.equal(answer.name, "AbortError");
    assert.ok(answer.last < 1_000_000);
    assert.deepEqual(answer.names, ["AbortError", "AbortError", "AbortError"]);
    assert.ok(answer.same);
    assert.deepEqual(answer.late, [], "no progress after the end");
  });
}

test("a worker that dies changes nothing but who does the work", async () => {
  const answer = await inPage(async (text) => {
    const mg = await mindgap.open({ workers: 3 });
    const votes = await mg.readVotes({ text });
    const options = { bootstrap: { replicates: 6000, seed: 11 } };
    const undisturbed = await digest(await votes.rank(options));
    let killed = 0;
    const onProgress = () => {
      if (killed++ === 0) kill(workers[1]);
    };
    const disturbed = await digest(await votes.rank(options, { onProgress }));
    const later = await digest(await votes.rank(options));
    return { undisturbed, disturbed, later, started: workers.length };
  }, text);
  assert.equal(answer.started, 4, "a new one took its place");
  assert.equal(answer.disturbed, answer.undisturbed);
  assert.equal(answer.later, answer.undisturbed);
});

test("the worker that holds the votes takes them with it, and reading again works", async () => {
  const answer = await inPage(async (text) => {
    const mg = await mindgap.open({ workers: 2 });
    const votes = await mg.readVotes({ text });
    const options = { bootstrap: { replicates: 3000, seed: 11 } };
    const undisturbed = await digest(await votes.rank(options));
    const onProgress = () => kill(workers[0]);
    const code = (error) => error.code;
    const during = await votes.rank(options, { onProgress }).catch(code);
    const after = await votes.headToHead().catch(code);
    const again = await digest(await (await mg.readVotes({ text })).rank(options));
    return { during, after, same: again === undisturbed, started: workers.length };
  }, text);
  assert.deepEqual(answer, { during: "votes-lost", after: "votes-lost", same: true, started: 3 });
});

test("calls at once are each what they are alone", async () => {
  const { alone, together } = await inPage(async (text) => {
    const mg = await mindgap.open({ workers: 2 });
    const votes = await mg.readVotes({ text });
    const rank = (seed) => votes.rank({ bootstrap: { replicates: 800, seed } }).then(digest);
    const pairs = () => votes.headToHead({ bootstrap: { replicates: 200, seed: 3 } }).then(digest);
    const alone = [await rank(1), await rank(2), await pairs()];
    return { alone, together: await Promise.all([rank(1), rank(2), pairs()]) };
  }, text);
  assert.deepEqual(together, alone);
  assert.notEqual(alone[0], alone[1]);
});

test("a file, a blob, bytes, a buffer, a text and an address read the same", async () => {
  const reports = await inPage(async (text) => {
    const mg = await mindgap.open({ workers: 1 });
    const bytes = new TextEncoder().encode(text);
    const url = URL.createObjectURL(new Blob([text]));
    const sources = [
      new File([text], "v.csv"),
      new Blob([text]),
      bytes,
      bytes.buffer,
      { text },
      url,
    ];
    const reports = [];
    for (const source of sources) reports.push((await mg.readVotes(source)).report);
    if (bytes.length !== text.length) throw new Error("the caller's bytes were taken away");
    return reports;
  }, text);
  assert.equal(reports.length, 6);
  assert.equal(reports[0].kept, 400);
  for (const report of reports) assert.deepEqual(report, reports[0]);
});

test("what cannot be done is refused by its code", async () => {
  const codes = await inPage(async (text) => {
    const { open } = mindgap;
    const mg = await open({ workers: 1 });
    const votes = await mg.readVotes({ text });
    const refused = {
      "gpu require": () => open({ gpu: "require" }),
      "gpu word": () => open({ gpu: "yes" }),
      "open name": () => open({ wrokers: 1 }),
      "open workers": () => open({ workers: 1.5 }),
      "read name": () => mg.readVotes({ text }, { colums: {} }),
      "rank name": () => votes.rank({ tie: "half" }),
      "rank ties": () => votes.rank({ ties: "thirds" }),
      "rank level": () => votes.rank({ level: 95 }),
      "bootstrap name": () => votes.rank({ bootstrap: { reps: 10 } }),
      "bootstrap seed": () => votes.rank({ bootstrap: { seed: -1 } }),
      "pairs adjust": () => votes.headToHead({ adjust: "bonferroni" }),
      "read source": () => mg.readVotes(42),
      "read address": () => mg.readVotes(text),
    };
    const codes = {};
    for (const [name, ask] of Object.entries(refused)) {
      codes[name] = await ask().then(
        () => "none",
        (error) => error.code,
      );
    }
    return codes;
  }, text);
  const { "gpu require": gpu, "read source": source, "read address": address, ...options } = codes;
  assert.equal(gpu, "gpu-unavailable");
  assert.deepEqual([source, address], ["bad-source", "bad-source"]);
  for (const [name, code] of Object.entries(options)) assert.equal(code, "bad-option", name);
});

/** Opens the package from another origin, as from a CDN, and ranks with it. */
async function fromElsewhere(options) {
  const cdn = await serve(root, "/", { "access-control-allow-origin": "*" });
  const ask = async (text) => {
    const mg = await mindgap.open({ workers: 2 });
    const votes = await mg.readVotes({ text });
    const board = await votes.rank({ bootstrap: { replicates: 400, seed: 5 } });
    const { threads } = board.provenance;
    return { workers: mg.workers, threads, board: await digest(board) };
  };
  try {
    const { origin } = new URL(cdn.url);
    return {
      here: await inPage(ask, text),
      there: await inPage(ask, text, { from: cdn.url, origins: [origin], ...options }),
    };
  } finally {
    await cdn.close();
  }
}

test("from another origin it starts its workers all the same", async () => {
  const { here, there } = await fromElsewhere({});
  assert.equal(there.workers, 2);
  assert.equal(there.board, here.board);
});

test("where a policy forbids that, it works on the page's own thread", async () => {
  const expected =
    /worker-src|blob:|console: mindgap: of 2 workers asked for none could be started/;
  const { here, there } = await fromElsewhere({ at: "strict.html", expected });
  assert.equal(there.workers, 0);
  assert.equal(here.threads, undefined);
  assert.match(there.threads, /^of 2 workers asked for none could be started, so the calling/);
  assert.equal(there.board, here.board);
});

test("a cancelled gap stops its worker, and the next call starts another; a killed one is replaced", async () => {
  const found = await inPage(async (text) => {
    const mg = await mindgap.open({ workers: 1, gpu: "off" });
    const votes = await mg.readVotes({ text });
    const { models } = votes.report;
    const rows = models.map((model, k) => [model, k + 1, (7 * k) % 5, k % 3].join(","));
    const scores = await mg.readScores({ text: ["model,a,b,c", ...rows].join("\n") });
    const options = { bootstrap: { replicates: 200, seed: 1 } };
    const plain = await mg.gap(votes, scores, options);
    const cancel = new AbortController();
    const features = ["a", "b"];
    // Sixty judges: fewer than fifty are not resampled.
    const ballots = Array.from({ length: 600 }, (_, k) => {
      const [a, b] = [k % models.length, (k + 1 + (k % (models.length - 1))) % models.length];
      return [models[a], models[b], k % 7 < 4 ? "model_a" : "model_b", `j${k % 60}`].join(",");
    });
    const judged = await mg.readVotes({
      text: ["model_a,model_b,winner,judge", ...ballots].join("\n"),
    });
    /** A call that the worker started last has been given and has not answered. */
    const given = async (call) => {
      const worker = workers.at(-1);
      const before = worker.asked;
      const answer = call();
      while (worker.asked === before) await new Promise((done) => setTimeout(done));
      return { answer };
    };
    const settings = { features, scores, random: ["model"], judgeReplicates: 100_000 };
    const { answer: long } = await given(() => judged.regress(settings, { signal: cancel.signal }));
    cancel.abort();
    const reason = await long.catch((error) => error.name);
    const again = await mg.gap(votes, scores, options);
    const { answer: asked } = await given(() => judged.regress({ ...settings, random: [] }));
    kill(workers.at(-1));
    const died = await asked.catch((error) => error.code);
    const last = await mg.gap(votes, scores, options);
    mg.close();
    const figures = ({ provenance, ...rest }) => JSON.stringify(rest);
    return {
      reason,
      died,
      same: [again, last].map((gap) => figures(gap) === figures(plain)),
    };
  }, text);
  assert.equal(found.reason, "AbortError");
  assert.equal(found.died, "worker-died");
  assert.deepEqual(found.same, [true, true]);
});
