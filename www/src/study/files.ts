/** Several files at once: one of votes, one of scores, and a word about every other. */

export interface Sorted {
  votes?: File;
  scores?: File;
  /** A sentence for each file that found no place. */
  leftOut: string[];
}

/** The first file of each kind is taken. */
export async function sortFiles(
  files: File[],
  holdsScores: (file: File) => Promise<boolean>,
): Promise<Sorted> {
  const sorted: Sorted = { leftOut: [] };
  for (const file of files) {
    const kind = (await holdsScores(file)) ? "scores" : "votes";
    const taken = sorted[kind];
    if (taken === undefined) sorted[kind] = file;
    else
      sorted.leftOut.push(
        `${file.name} is left out: one vote file and one table of scores are shown at a time, and ${taken.name} came first.`,
      );
  }
  return sorted;
}
