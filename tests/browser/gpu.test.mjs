// Resampling on a GPU in a real browser, whose GPU is made of software: the
// same replicates as the CPU's, whoever draws them and whatever happens to it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, SOFTWARE_GPU } from "./harness.mjs";

let site, browser;
before(async () => {
  site = await serve(root, "/");
  browser = await launch(SOFTWARE_GPU);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Runs a function on a blank page, with `mindgap` and the simulated study at hand. */
async function onPage(run, options, into = browser) {
  const page = await into.newPage();
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
        };`,
    });
    return await page.evaluate(run, options);
  } finally {
    await page.close();
  }
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
      assert.equal(cpu.backend, "wasm");
      assert.equal(gpu.backend, "webgpu");
      assert.equal(gpu.gpu.replicates, bootstrap.replicates);
      assert.equal(gpu.gpu.why, "it was required");
    });
  }
}

test("a GPU counts replicates too many to keep", async () => {
  const boards = await onPage(async () => {
    const options = { bootstrap: { replicates: 2_000, seed: 5, samples: false } };
    const boards = [];
    for (const gpu of ["off", "require"]) {
      const board = await (await readVotes({ workers: 1, gpu })).rank(options);
      boards.push(board.models.map(({ interval, rankInterval }) => ({ interval, rankInterval })));
    }
    return boards;
  });
  for (const [m, { interval, rankInterval }] of boards[0].entries()) {
    assert.deepEqual(boards[1][m].rankInterval, rankInterval);
    for (const end of [0, 1])
      assert.ok(Math.abs(boards[1][m].interval[end] - interval[end]) < 1e-3);
  }
});

test("auto measures both sides, goes on with the faster, and says why", async () => {
  const { provenance, gap } = await onPage(async () => {
    const options = { bootstrap: { replicates: 400_000, seed: 5 } };
    options.bootstrap.samples = true;
    const auto = await (await readVotes({ workers: 1 })).rank(options);
    const cpu = await (await readVotes({ workers: 1, gpu: "off" })).rank(options);
    return { provenance: auto.provenance, gap: apart(auto, cpu) };
  });
  assert.ok(gap <= 1e-5, `ratings are ${gap} apart`);
  assert.match(provenance.gpu.why, /^it did [\d,]+ replicates a second, 1 worker [\d,]+$/);
  assert.equal(provenance.backend, "webgpu");
  // Software is slower than the CPU it runs on.
  assert.ok(provenance.gpu.replicates < 200_000, `${provenance.gpu.replicates} replicates`);
});

test("auto leaves short work to the CPU", async () => {
  const { backend, gpu } = await onPage(async () => {
    const votes = await readVotes({ workers: 1 });
    return (await votes.rank({ bootstrap: { replicates: 1_000, seed: 5 } })).provenance;
  });
  assert.equal(backend, "wasm");
  assert.deepEqual(gpu, {
    name: "",
    replicates: 0,
    why: "the CPU was done before a GPU could have begun",
  });
});

test("a device that is lost half-way costs nothing: the CPU does the rest", async () => {
  const { gap, replicates, why } = await onPage(async () => {
    const options = { bootstrap: { replicates: 20_000, seed: 5 } };
    const cpu = await (await readVotes({ workers: 2, gpu: "off" })).rank(options);
    const post = Worker.prototype.postMessage;
    let gpuWorker;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message.method === "resample" && message.args[2] - message.args[1] >= 64)
        gpuWorker ??= this;
      return post.call(this, message, ...rest);
    };
    const votes = await readVotes({ workers: 2, gpu: "require" });
    const onProgress = ({ done }) => {
      if (done < 2_000 || !gpuWorker) return;
      post.call(gpuWorker, { id: -1, method: "lose", args: [] });
      gpuWorker = undefined;
    };
    const board = await votes.rank(options, { onProgress });
    return { gap: apart(cpu, board), ...board.provenance.gpu };
  });
  assert.ok(gap <= 1e-5, `ratings are ${gap} apart`);
  assert.ok(replicates >= 1_000 && replicates < 20_000, `${replicates} by the GPU`);
  assert.match(why, /the GPU stopped answering/);
});

test("without an adapter, require is refused and auto goes without", async () => {
  const without = await launch();
  try {
    const look = async () => {
      const { open } = await import("/pkg/dist/index.js");
      const refused = await open({ workers: 1, gpu: "require" }).catch((error) => error);
      const votes = await readVotes({ workers: 1 });
      const options = { bootstrap: { replicates: 1_000_000, seed: 5 } };
      const { backend, gpu } = (await votes.rank(options)).provenance;
      return { code: refused.code, message: refused.message, backend, gpu };
    };
    const found = await onPage(look, undefined, without);
    assert.equal(found.code, "gpu-unavailable");
    assert.match(found.message, /^no GPU to compute on: /);
    assert.equal(found.backend, "wasm");
    assert.match(found.gpu.why, /^no GPU to compute on: /);
  } finally {
    await without.close();
  }
});
