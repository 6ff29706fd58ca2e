/** Votes in groups, side by side: by the values of a facet. Nothing is computed before somebody looks. */

import { initialState, Task, TaskStatus } from "@lit/task";
import type { ByFacet, FitOptions, MindgapError, Votes } from "mindgap";
import type { State } from "./address.js";
import type { Host } from "./host.js";
import { fitOptions } from "./question.js";
import { Steady } from "./steady.js";
import type { Answer } from "./votes.js";

interface Context {
  state: () => State;
  /** Absent before somebody looks. */
  votes: () => Votes | undefined;
}

interface Grouped {
  votes: Votes;
  facet: string;
  groups: ByFacet;
}

export class GroupTasks {
  readonly #context: Context;
  readonly #fit = new Steady<FitOptions>();
  readonly #grouping: Task<
    [Votes | undefined, string | undefined, FitOptions | undefined],
    Grouped
  >;

  constructor(host: Host, context: Context) {
    this.#context = context;
    this.#grouping = new Task(host, {
      args: () => [context.votes(), this.facet, this.#asked()],
      task: async ([votes, facet, fit], { signal }) => {
        if (!votes || facet === undefined || !fit) return initialState;
        return { votes, facet, groups: await votes.byFacet(facet, fit, { signal }) };
      },
    });
  }

  /** The facet in question: the first where none that the votes have is asked for. */
  get facet(): string | undefined {
    const facets = this.#context.votes()?.report.facets ?? [];
    const { facet } = this.#context.state();
    return (facets.find(({ name }) => name === facet) ?? facets[0])?.name;
  }

  get groups(): Answer<ByFacet> | undefined {
    const { status, value } = this.#grouping;
    if (!value || value.votes !== this.#context.votes()) return undefined;
    return {
      value: value.groups,
      current: status === TaskStatus.COMPLETE && value.facet === this.facet,
    };
  }

  get busy(): boolean {
    return this.#grouping.status === TaskStatus.PENDING && this.facet !== undefined;
  }

  get error(): MindgapError | undefined {
    const { status, error } = this.#grouping;
    return status === TaskStatus.ERROR ? (error as MindgapError) : undefined;
  }

  retry(): void {
    if (this.error) void this.#grouping.run();
  }

  #asked(): FitOptions | undefined {
    const votes = this.#context.votes();
    return votes && this.#fit.of(fitOptions(this.#context.state(), votes.report.judges));
  }
}
