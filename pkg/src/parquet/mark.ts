/** The four bytes at both ends of a Parquet file. */

/** `PAR1`; `PARE` where the footer is encrypted. */
const MARK = [0x50, 0x41, 0x52, 0x31];
const ENCRYPTED = 0x45;

/** Whether bytes begin as Parquet files do. */
export function isParquet(head: Uint8Array): boolean {
  return MARK.every((byte, k) => head[k] === byte || (k === 3 && head[k] === ENCRYPTED));
}

export function isEncrypted(mark: Uint8Array): boolean {
  return mark[3] === ENCRYPTED;
}
