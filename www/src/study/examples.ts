/** The studies that ship with the site. */

import type { Names } from "mindgap";

export interface Example {
  id: string;
  name: string;
  file: string;
  /** What it is and where it comes from. */
  about: string;
  source?: { label: string; href: string };
  simulated: boolean;
  /** Benchmark scores that go with it. */
  scores?: { file: string; about: string; names: Names };
}

export const examples: Example[] = [
  {
    id: "pilot",
    name: "TalkArena pilot",
    file: "examples/talkarena-pilot.csv",
    about:
      "Five large audio models, 5,000 votes given as counts per pair, as published on TalkArena’s site.",
    source: { label: "ProKil/talkarena, Apache-2.0", href: "https://github.com/ProKil/talkarena" },
    simulated: false,
    scores: {
      file: "examples/talkarena-table1.csv",
      about: "Table 1 of “Mind the Gap!” (arXiv 2502.15919): 9 models, 14 speech tasks.",
      names: { Qwen2: "Qwen2-audio" },
    },
  },
  {
    id: "simulated",
    name: "Simulated study",
    file: "examples/simulated.csv",
    about:
      "Simulated, not real: six invented models, 7,500 votes of 484 judges, drawn with known ratings at the size of the study in “Mind the Gap!”.",
    simulated: true,
  },
];
