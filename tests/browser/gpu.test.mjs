// Resampling on a GPU in a real browser, whose GPU is made of software: the
// same replicates as the CPU's, the same bits every time, and whatever happens
// to it a result of one side's own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, SOFTWARE_GPU } from "./harness.mjs";

/** Of these votes no more than this share may be left to the CPU: else no GPU was tested. */
const LEFT = 0.02;
const AGREEMENT = /^a GPU's ratings agree with the CPU's to 1e-5; open\(\{ gpu: "off" \}\) gives/;

let site, browser;
before(async () => {
  site = await serve(root, "/");
  browser = await launch(SOFTWARE_GPU);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/**
 * Runs a function on a blank page, with `mindgap` and the simulated study at hand; `said` gets what
 * the page and its workers say on the console.
 */
async function onPage(run, options, into = browser, said = []) {
  const page = into.contexts()[0]?.pages()[0] ?? (await into.newPage());
  page.on("console", (message) => said.push(message.text()));
  try {
    await page.goto(`${site.url}tests/browser/pages/blank.html`);
    await page.addScriptTag({
      content: `
        const study = ${JSON.stringify(`${site.url}www/public/examples/simulated.csv`)};
        const readVotes = async (options) => {
          const { open } = await import("/pkg/dist/index.js");
          return (await open(options)).readVotes(study);
        };
        /** Largest difference of two boards' samples. */
        const apart = (a, b) => {
          if (a.samples.length !== b.samples.length) return Infinity;
          return a.samples.reduce((most, x, k) => Math.max(most, Math.abs(x - b.samples[k])), 0);
        };
        /** Whether two boards have the same samples and models, bit for bit. */
        const same = (a, b) => {
          const [x, y] = [a, b].map((board) => new Uint8Array(board.samples.buffer));
          const bits = x.length === y.length && x.every((byte, at) => byte === y[at]);
          return bits && JSON.stringify(a.models) === JSON.stringify(b.models);
        };
        /** The rule gives a GPU what takes seconds: from here on, everything. */
        const giveAllToGpu = () => {
          const { get, set } = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
          Object.defineProperty(Worker.prototype, "onmessage", {
            get,
            set(listener) {
              set.call(this, (event) => {
                const task = event.data.result?.task;
                if (task) task.choice = { gpu: true, why: "the test says so" };
                listener(event);
              });
            },
          });
        };
        /** The software passes for a GPU. */
        const passForReal = () =>
          Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", { get: () => false });`,
    });
    return await page.evaluate(run, options);
  } finally {
    page.removeAllListeners();
  }
}

/** What a result must say that a GPU made. */
function madeByGpu({ backend, gpu, replicates }, why) {
  assert.equal(backend, "webgpu");
  assert.equal(gpu.why, why);
  assert.match(gpu.agreement, AGREEMENT);
  assert.ok(gpu.replicates <= replicates);
  assert.ok(gpu.replicates >= (1 - LEFT) * replicates, `${gpu.replicates} of ${replicates}`);
}

/** What it must say where the CPU made it. */
function madeByCpu({ backend, gpu }, why) {
  assert.equal(backend, "wasm");
  assert.match(gpu.why, why);
  assert.equal(gpu.replicates, 0);
  assert.equal(gpu.agreement, undefined);
}

for (const bootstrap of [
  { replicates: 2_000, seed: 5 },
  { replicates: 500, seed: 5, unit: "judge" },
]) {
  for (const ties of ["half", "davidson", "rao-kupper"]) {
    test(`the GPU's samples are the CPU's: ${bootstrap.unit ?? "vote"}, ${ties}`, async () => {
      const { gap, kept, cpu, gpu } = await onPage(
        async (options) => {
          const cpu = await (await readVotes({ workers: 1, gpu: "off" })).rank(options);
          const gpu = await (await readVotes({ workers: 1, gpu: "require" })).rank(options);
          const kept = [cpu, gpu].map((board) => board.bootstrap.kept);
          return { gap: apart(cpu, gpu), kept, cpu: cpu.provenance, gpu: gpu.provenance };
        },
        { ties, bootstrap },
      );
      assert.ok(gap <= 1e-5, `ratings are ${gap} apart`);
      assert.equal(kept[0], kept[1]);
      madeByCpu(cpu, /^it was not asked for$/);
      madeByGpu(gpu, "it was required");
    });
  }
}

test("a GPU counts replicates too many to keep", async () => {
  const boards = await onPage(async () => {
    const options = { bootstrap: { replicates: 2_000, seed: 5, samples: false } };
    const boards = [];
    for (const gpu of ["off", "require"]) {
      const { models, provenance } = await (await readVotes({ workers: 1, gpu })).rank(options);
      boards.push({ models, provenance });
    }
    return boards;
  });
  madeByGpu(boards[1].provenance, "it was required");
  for (const [m, { interval, rankInterval }] of boards[0].models.entries()) {
    const other = boards[1].models[m];
    assert.deepEqual(other.rankInterval, rankInterval);
    for (const end of [0, 1]) assert.ok(Math.abs(other.interval[end] - interval[end]) < 1e-3);
  }
});

test("a required GPU gives the same bits again, with other workers, and after a pause", async () => {
  const { again, paused, provenance } = await onPage(async () => {
    const options = { bootstrap: { replicates: 6_000, seed: 5 } };
    const one = await (await readVotes({ workers: 1, gpu: "require" })).rank(options);
    const votes = await readVotes({ workers: 2, gpu: "require" });
    const again = same(one, await votes.rank(options));
    const stop = new AbortController();
    const onProgress = ({ done }) => done >= 1_000 && stop.abort();
    const stopped = await votes.rank(options, { onProgress, signal: stop.signal }).catch((e) => e);
    const paused = stopped.name === "AbortError" && same(one, await votes.rank(options));
    return { again, paused, provenance: one.provenance };
  });
  madeByGpu(provenance, "it was required");
  assert.ok(again, "other bits the second time");
  assert.ok(paused, "other bits after a pause");
});

test("auto gives a GPU all or nothing, and the same bits every time", async () => {
  const { provenance, again, unlikeCpu, gap } = await onPage(async () => {
    giveAllToGpu();
    passForReal();
    const options = { bootstrap: { replicates: 4_000, seed: 5 } };
    const auto = await (await readVotes({ workers: 1 })).rank(options);
    const again = await (await readVotes({ workers: 2 })).rank(options);
    const cpu = await (await readVotes({ workers: 1, gpu: "off" })).rank(options);
    const { provenance } = auto;
    return {
      provenance,
      again: same(auto, again),
      unlikeCpu: !same(auto, cpu),
      gap: apart(auto, cpu),
    };
  });
  madeByGpu(provenance, "the test says so");
  assert.ok(again, "other bits the second time");
  // Else the comparison of bits says nothing.
  assert.ok(unlikeCpu, "the GPU's bits are the CPU's");
  assert.ok(gap <= 1e-5, `ratings are ${gap} apart`);
});

test("auto leaves short work to the CPU, and to software none at all", async () => {
  const { short, software, bits } = await onPage(async () => {
    const options = { bootstrap: { replicates: 1_000, seed: 5 } };
    const cpu = await (await readVotes({ workers: 1, gpu: "off" })).rank(options);
    const short = await (await readVotes({ workers: 1 })).rank(options);
    giveAllToGpu();
    const software = await (await readVotes({ workers: 1 })).rank(options);
    const bits = same(cpu, short) && same(cpu, software);
    return { short: short.provenance, software: software.provenance, bits };
  });
  madeByCpu(
    short,
    /^one CPU worker does this in 1 s or so, and a GPU is asked for what takes more/,
  );
  madeByCpu(software, /^no GPU to compute on: WebGPU's only adapter is software$/);
  assert.ok(bits, "the CPU's bits differ");
});

test("a device that is lost half-way leaves nothing behind: the CPU does it all", async () => {
  const said = [];
  const { bits, counted, provenance } = await onPage(
    async () => {
      const post = Worker.prototype.postMessage;
      /** Ranks, and loses the GPU once it has done something. */
      const losing = async (votes, options) => {
        let gpuWorker;
        Worker.prototype.postMessage = function (message, ...rest) {
          if (["resample", "count"].includes(message.method)) gpuWorker ??= this;
          return post.call(this, message, ...rest);
        };
        const onProgress = ({ done }) => {
          if (done < 1_000 || !gpuWorker) return;
          post.call(gpuWorker, { id: -1, method: "lose", args: [] });
          Worker.prototype.postMessage = post;
        };
        return votes.rank(options, { onProgress });
      };
      const required = async () => readVotes({ workers: 2, gpu: "require" });
      const cpu = await readVotes({ workers: 2, gpu: "off" });
      const keep = { bootstrap: { replicates: 20_000, seed: 5 } };
      const board = await losing(await required(), keep);
      const count = { bootstrap: { ...keep.bootstrap, samples: false } };
      const counts = await losing(await required(), count);
      return {
        bits: same(await cpu.rank(keep), board),
        counted: JSON.stringify((await cpu.rank(count)).models) === JSON.stringify(counts.models),
        provenance: [board.provenance, counts.provenance],
      };
    },
    undefined,
    browser,
    said,
  );
  for (const one of provenance)
    madeByCpu(one, /^the GPU stopped answering: .*; the CPU did all replicates$/);
  assert.ok(bits, "the CPU's samples differ");
  assert.ok(counted, "the CPU's counts differ");
  const told = said.filter((text) => text.startsWith("mindgap: the GPU was lost"));
  assert.equal(told.length, 2, said.join("\n"));
});

test("without an adapter, require is refused and auto goes without", async () => {
  const without = await launch();
  try {
    const look = async () => {
      giveAllToGpu();
      const { open } = await import("/pkg/dist/index.js");
      const refused = await open({ workers: 1, gpu: "require" }).catch((error) => error);
      const votes = await readVotes({ workers: 1 });
      const { provenance } = await votes.rank({ bootstrap: { replicates: 1_000, seed: 5 } });
      return { code: refused.code, message: refused.message, provenance };
    };
    const { code, message, provenance } = await onPage(look, undefined, without);
    assert.equal(code, "gpu-unavailable");
    assert.match(message, /^no GPU to compute on: WebGPU /);
    madeByCpu(provenance, /^no GPU to compute on: WebGPU /);
  } finally {
    await without.close();
  }
});
