/** Files in: dropped anywhere on the page, or chosen. */

import {
  html,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { remember } from "../offline/recent.js";
import type { Study } from "../study/study.js";

/** Takes files, and shows what they are for. */
export async function take(study: Study, files: File[], folders: string[] = []): Promise<void> {
  const { view } = study.state;
  const taken = await study.take(files, folders);
  for (const file of files) void remember(file);
  // Whoever has gone elsewhere since stays there.
  if (study.state.view !== view) return;
  if (
    taken.votes &&
    (taken.scores || !["leaderboard", "groups", "benchmarks", "share"].includes(view))
  )
    study.go("leaderboard");
  else if (taken.scores && !taken.votes) study.go("benchmarks");
}

export const accepted = ".csv,.tsv,.txt,.json,.jsonl,.ndjson,.gz,.parquet";

/** A button that opens files. */
export function opener(study: Study, label: string): TemplateResult {
  const chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file can be chosen again after a change.
    input.value = "";
    if (files.length > 0) void take(study, files);
  };
  return html`<label class="button opener"
    ><input
      id="file"
      class="visually-hidden"
      type="file"
      multiple
      accept=${accepted}
      @change=${chosen}
    />${label}</label
  >`;
}

/** Watches the page for files that are dragged over it. */
export class Dropping implements ReactiveController {
  /** A file is over the page. */
  over = false;
  readonly #host: ReactiveControllerHost;
  readonly #take: (files: File[], folders: string[]) => void;

  constructor(host: ReactiveControllerHost, take: (files: File[], folders: string[]) => void) {
    this.#host = host;
    this.#take = take;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("dragover", this.#drag);
    addEventListener("dragleave", this.#leave);
    addEventListener("drop", this.#drop);
  }

  hostDisconnected(): void {
    removeEventListener("dragover", this.#drag);
    removeEventListener("dragleave", this.#leave);
    removeEventListener("drop", this.#drop);
  }

  readonly #drag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#set(true);
  };

  readonly #leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.#set(false);
  };

  readonly #drop = (event: DragEvent): void => {
    this.#set(false);
    // A folder comes as a file that cannot be read.
    const folders = [...(event.dataTransfer?.items ?? [])].flatMap((item) => {
      const entry = item.webkitGetAsEntry();
      return entry?.isDirectory ? [entry.name] : [];
    });
    const all = [...(event.dataTransfer?.files ?? [])];
    const files = all.filter(({ name }) => !folders.includes(name));
    if (all.length === 0) return;
    event.preventDefault();
    this.#take(files, folders);
  };

  #set(over: boolean): void {
    if (over === this.over) return;
    this.over = over;
    this.#host.requestUpdate();
  }
}
