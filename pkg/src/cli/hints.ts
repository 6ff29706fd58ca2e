/** What would help, in the words of the command line, where a file could not be read as it is. */

import type { OutcomeReading, OutcomeSeen } from "../types.js";

/** Values that are shown as an example. */
const SHOWN = 3;

/** What reading says of its options, as the command line has them. */
export function inFlags(message: string): string {
  return message
    .replace(/; (column|outcome)s can say /, "; --$1 can say ")
    .replace('set square to "row", or to "column"', "give --square row, or --square column");
}

/** Lines that name the options for what is asked, or none. */
export function hints(error: Record<string, unknown>): string[] {
  const { code } = error;
  if (code === "ambiguous-outcomes") return ofReadings(error["readings"] as OutcomeReading[]);
  return [];
}

/** How to say what outcomes mean that nobody knows. */
export function unknownOutcomes(unknown: OutcomeSeen[]): string[] {
  if (unknown.length === 0) return [];
  const options = unknown.slice(0, SHOWN).map(({ value }) => option(value, "…"));
  const more = unknown.length > SHOWN ? " …" : "";
  return [
    `what an outcome means: ${options.join(" ")}${more} (model_a, model_b, tie, tie (bothbad) or skip)`,
  ];
}

function ofReadings(readings: OutcomeReading[]): string[] {
  return readings.map(({ words, outcomes }) => {
    const options = Object.entries(outcomes).map(([value, meaning]) => option(value, meaning));
    return `${words}: ${options.join(" ")}`;
  });
}

/** Written so that a value may begin with a dash. */
function option(value: string, meaning: string): string {
  const word = `--outcome=${value}=${meaning}`;
  return /^[\w.=…+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
