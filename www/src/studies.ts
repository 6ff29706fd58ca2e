/** The studies that ship with the site. */

export interface Study {
  id: string;
  name: string;
  file: string;
  /** What it is and where it comes from. */
  about: string;
  source?: { label: string; href: string };
  simulated: boolean;
}

export const studies: Study[] = [
  {
    id: "pilot",
    name: "TalkArena pilot",
    file: "examples/talkarena-pilot.csv",
    about:
      "Five large audio models, 5,000 votes given as counts per pair, as published on TalkArena’s site.",
    source: { label: "ProKil/talkarena, Apache-2.0", href: "https://github.com/ProKil/talkarena" },
    simulated: false,
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
