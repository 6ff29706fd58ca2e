/** What can be wrong with a Parquet file, in words. */

import { MindgapError } from "../errors.js";

/** An error whose message is about the file as a whole. */
export function bad(reason: string): MindgapError {
  return new MindgapError("bad-parquet", `this Parquet file cannot be read: ${reason}`, { reason });
}

export const damaged = (where: string): MindgapError =>
  bad(`${where} is damaged; perhaps a download was cut off`);

/** Runs what may stumble over damaged bytes in any way: one sentence in place of the stumbling. */
export function guarded<T>(where: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof MindgapError) throw error;
    throw damaged(where);
  }
}
