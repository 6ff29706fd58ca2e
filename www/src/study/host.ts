/** Hosts reactive controllers, such as tasks, without an element. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Something changed: called once for all that changed in the same turn. */
export type Watcher = () => void;

export class Host implements ReactiveControllerHost {
  readonly #controllers = new Set<ReactiveController>();
  readonly #watchers = new Set<Watcher>();
  #update: Promise<boolean> | undefined;

  addController(controller: ReactiveController): void {
    this.#controllers.add(controller);
  }

  removeController(controller: ReactiveController): void {
    this.#controllers.delete(controller);
  }

  requestUpdate(): void {
    this.#update ??= Promise.resolve().then(() => this.#run());
  }

  get updateComplete(): Promise<boolean> {
    return this.#update ?? Promise.resolve(true);
  }

  /** Answers a function that ends the watch. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #run(): boolean {
    this.#update = undefined;
    for (const controller of this.#controllers) controller.hostUpdate?.();
    for (const watcher of this.#watchers) watcher();
    for (const controller of this.#controllers) controller.hostUpdated?.();
    return true;
  }
}

/** Redraws an element whenever what it watches has changed, for as long as it is on the page. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #watched: () => { watch(watcher: Watcher): () => void };
  #end: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    watched: () => { watch(watcher: Watcher): () => void },
  ) {
    this.#host = host;
    this.#watched = watched;
    host.addController(this);
  }

  hostConnected(): void {
    this.#end = this.#watched().watch(() => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#end?.();
  }
}
