/** The lines that put a leaderboard with the settings in force into a page. */

import checked from "mindgap/embed/tag.html?raw";
import { defaults } from "../../study/address.js";
import type { Study } from "../../study/study.js";

export interface Tag {
  /** The script, from a CDN. */
  script: string;
  /** The same with the hash of every file, which the browser checks. */
  checked: string;
  element: string;
}

export function tag(study: Study): Tag {
  const { state, ballots } = study;
  const version = ballots.board?.value.provenance.version ?? "latest";
  const values = Object.entries(state.where).flatMap(([name, all]) =>
    all.map((value) => [name, value]),
  );
  const where = new URLSearchParams(values).toString();
  const attributes = [
    ["src", study.fileName],
    ...(["ties", "unit", "method", "level", "replicates", "seed", "scale"] as const)
      .filter((name) => state[name] !== defaults[name])
      .map((name) => [name, String(state[name])]),
    ...(where ? [["where", where]] : []),
  ] as [string, string][];
  const written = attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  return {
    script: `<script type="module" src="https://cdn.jsdelivr.net/npm/mindgap@${version}/embed/mindgap.js"></script>`,
    checked: checked.trim(),
    element: `<mindgap-leaderboard${written}></mindgap-leaderboard>`,
  };
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
