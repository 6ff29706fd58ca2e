/** Which view is loaded from where. */

import type { ViewName } from "../study/address.js";
import type { Study } from "../study/study.js";

type ViewClass = CustomElementConstructor;

const load: Record<ViewName, () => Promise<ViewClass>> = {
  start: async () => (await import("../views/start/index.js")).StartView,
  leaderboard: async () => (await import("../views/leaderboard/index.js")).LeaderboardView,
  model: async () => (await import("../views/model/index.js")).ModelView,
  groups: async () => (await import("../views/groups/index.js")).GroupsView,
  benchmarks: async () => (await import("../views/benchmarks/index.js")).BenchmarksView,
  share: async () => (await import("../views/share/index.js")).ShareView,
  docs: async () => (await import("../views/docs/index.js")).DocsView,
};

export const titles: Record<ViewName, string> = {
  start: "Start",
  leaderboard: "Leaderboard",
  model: "Model",
  groups: "Groups",
  benchmarks: "Benchmarks",
  share: "Share",
  docs: "Docs",
};

/** The views that the navigation names. */
export const navigation: ViewName[] = ["leaderboard", "groups", "benchmarks", "share", "docs"];

/** Views that are about the votes at hand. */
export function aboutVotes(view: ViewName): boolean {
  return view !== "start" && view !== "docs";
}

/** An element of the view, its code loaded on the first visit. */
export async function element(view: ViewName, study: Study): Promise<HTMLElement> {
  const tag = `mindgap-${view}-view`;
  const found = customElements.get(tag) ?? (await load[view]());
  if (!customElements.get(tag)) customElements.define(tag, found);
  return Object.assign(document.createElement(tag), { study });
}
