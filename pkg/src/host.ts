/**
 * One wasm instance and what lives in it. The same host answers on the calling
 * thread and behind a worker's messages: arguments and results are plain data,
 * and objects of the instance are known by number.
 */

import { MindgapError } from "./errors.js";
import { given } from "./given.js";
import type {
  Board,
  Comment,
  HeadToHead,
  HeadToHeadOptions,
  NextPair,
  RankOptions,
  ReadOptions,
  Report,
  Separation,
} from "./types.js";
import type { Chosen } from "./votes.js";
import type { StyleColumns, Wasm } from "./instance.js";
import type { SourceColumn } from "./parquet/host.js";

/** A number that stands for an object of one host. */
export type Handle = number;

export interface Samples {
  /** replicates × width. */
  samples: Float32Array;
  /** Per replicate, 0 where it has a finite optimum. */
  status: Uint8Array;
  /** Who stands above whom in those without one, in their order. */
  orders: Uint32Array;
  /** How many of them a GPU left to the CPU beside it. */
  left?: number;
}

/** Replicates counted: numbers that add up element by element. */
export interface Digest {
  digest: Uint32Array;
}

/** What a board says of its replicates, and what stands behind it. */
export interface Finished {
  board: Board;
  samples?: Float32Array;
  rankShares: Float32Array;
  above: Float32Array;
}

/** What to resample. */
export interface Task {
  plan: Uint8Array;
  replicates: number;
  /** Numbers of a replicate: a rating for each model, and coefficients. */
  width: number;
  /** Whether replicates are kept rather than counted. */
  keep: boolean;
  /** Who does them where a GPU may, but need not: a function of the plan alone. */
  choice: Choice;
}

export interface Choice {
  gpu: boolean;
  /** Whether a GPU can do them at all. */
  able: boolean;
  /** Why, in words. */
  why: string;
}

type RankJob = Wasm["RankJob"]["prototype"];

/** A class of the instance; most have no public constructor. */
interface Class<T> {
  readonly prototype: T;
}

export class Host {
  readonly #wasm: Wasm;
  readonly #style: (module: WebAssembly.Module) => StyleColumns;
  readonly #objects = new Map<Handle, { free(): void }>();
  #last = 0;

  /** `style` makes what counts style, of that module. */
  constructor(wasm: Wasm, style: (module: WebAssembly.Module) => StyleColumns) {
    this.#wasm = wasm;
    this.#style = style;
  }

  /** Options with `style` need the module that counts it. */
  read(options: ReadOptions, style?: WebAssembly.Module): Handle {
    const columns = style && this.#style(style);
    return this.#keep(new this.#wasm.VoteReader(given(options), columns));
  }

  push(reader: Handle, chunk: Uint8Array): void {
    this.#get(reader, this.#wasm.VoteReader).push(chunk);
  }

  /** For a file whose rows come decoded: 1 for each column that is wanted. */
  decoded(reader: Handle, columns: SourceColumn[], size?: number): Uint8Array {
    return this.#get(reader, this.#wasm.VoteReader).decoded(columns, size);
  }

  /** Bytes of such a file: counted and hashed. */
  source(reader: Handle, bytes: Uint8Array): void {
    this.#get(reader, this.#wasm.VoteReader).source(bytes);
  }

  /** Those of the wanted columns that are of no use after all. */
  givenUp(reader: Handle): Uint32Array {
    return this.#get(reader, this.#wasm.VoteReader).givenUp();
  }

  finishRead(reader: Handle): { votes: Handle; report: Report } {
    const table = this.#take(reader, this.#wasm.VoteReader).finish();
    return { votes: this.#keep(table), report: table.report() as Report };
  }

  rank(votes: Handle, options: RankOptions): { job: Handle; board: Board; task: Task } {
    const job = this.#get(votes, this.#wasm.VoteTable).rank(given(options));
    const board = job.board() as Board;
    const replicates = job.replicates();
    const plan = replicates > 0 ? job.plan() : new Uint8Array();
    const choice = job.choice() as Choice;
    const task = { plan, replicates, width: job.width(), keep: job.keepsSamples(), choice };
    return { job: this.#keep(job), board, task };
  }

  finishRank(job: Handle, gathered: Samples | Digest): Finished {
    const ranking = this.#get(job, this.#wasm.RankJob);
    if ("digest" in gathered) return ranking.finishDigest(gathered.digest) as Finished;
    const { samples, status, orders } = gathered;
    return ranking.finish(samples, status, orders) as Finished;
  }

  separations(votes: Handle, fit: RankOptions, options: object): Separation[] {
    return this.#fitted(votes, fit, (job) => job.separations(given(options)) as Separation[]);
  }

  nextPairs(votes: Handle, fit: RankOptions, count: number): NextPair[] {
    return this.#fitted(votes, fit, (job) => job.nextPairs(count) as NextPair[]);
  }

  resampler(plan: Uint8Array): Handle {
    return this.#keep(new this.#wasm.Resampler(plan));
  }

  resample(resampler: Handle, from: number, to: number): Samples {
    return this.#get(resampler, this.#wasm.Resampler).run(from, to) as Samples;
  }

  /** Counts replicates here; {@link digest} takes the counts away. Answers how many a GPU left to the CPU. */
  count(resampler: Handle, from: number, to: number): number {
    this.#get(resampler, this.#wasm.Resampler).count(from, to);
    return 0;
  }

  digest(resampler: Handle): Uint32Array {
    return this.#get(resampler, this.#wasm.Resampler).digest();
  }

  headToHead(votes: Handle, options: HeadToHeadOptions): { job: Handle; steps: number } {
    const job = this.#get(votes, this.#wasm.VoteTable).headToHead(given(options));
    return { job: this.#keep(job), steps: job.steps() };
  }

  runHeadToHead(job: Handle, from: number, to: number): void {
    this.#get(job, this.#wasm.HeadToHeadJob).run(from, to);
  }

  finishHeadToHead(job: Handle): HeadToHead {
    return this.#take(job, this.#wasm.HeadToHeadJob).finish() as HeadToHead;
  }

  extract(votes: Handle, which: Chosen, features: string[], judges: boolean): Uint8Array {
    return this.#get(votes, this.#wasm.VoteTable).extract(given(which), features, judges);
  }

  pack(votes: Handle, facets: string[]): Uint8Array {
    return this.#get(votes, this.#wasm.VoteTable).pack(facets);
  }

  comments(
    votes: Handle,
    which: Chosen,
    offset: number,
    limit: number,
  ): { total: number; comments: Comment[] } {
    const table = this.#get(votes, this.#wasm.VoteTable);
    return table.comments(given(which), offset, limit) as { total: number; comments: Comment[] };
  }

  /** Gives an object's memory back; a number that stands for nothing is ignored. */
  free(handle: Handle): void {
    this.#objects.get(handle)?.free();
    this.#objects.delete(handle);
  }

  /** Gives everything back. */
  freeAll(): void {
    for (const handle of [...this.#objects.keys()]) this.free(handle);
  }

  #fitted<T>(votes: Handle, fit: RankOptions, use: (job: RankJob) => T): T {
    const job = this.#get(votes, this.#wasm.VoteTable).rank(given(fit));
    try {
      return use(job);
    } finally {
      job.free();
    }
  }

  #keep(object: { free(): void }): Handle {
    this.#objects.set(++this.#last, object);
    return this.#last;
  }

  #get<T extends { free(): void }>(handle: Handle, kind: Class<T>): T {
    const object = this.#objects.get(handle);
    if (Object.getPrototypeOf(object ?? {}) === kind.prototype) return object as T;
    throw new MindgapError("freed", "these votes were freed: read them again");
  }

  /** For calls that consume their object. */
  #take<T extends { free(): void }>(handle: Handle, kind: Class<T>): T {
    const object = this.#get(handle, kind);
    this.#objects.delete(handle);
    return object;
  }
}

/** The names of what a host can be asked. */
export type Methods<H> = {
  [K in keyof H]: H[K] extends (...args: never[]) => unknown ? K : never;
}[keyof H];
export type Args<H, M extends keyof H> = H[M] extends (...args: infer A) => unknown ? A : never;
export type Returns<H, M extends keyof H> = H[M] extends (...args: never[]) => infer R
  ? Awaited<R>
  : never;
