/**
 * Numbers of few bits: runs of one number and packed ones (Parquet's RLE/bit-packing hybrid). What
 * a run promises beyond the numbers asked for is not believed.
 */

/** Reads `count` numbers of `width` bits, at most 32, that begin at `at`. */
export function readRuns(bytes: Uint8Array, at: number, width: number, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  if (width === 0) return numbers;
  if (width > 32) throw new Error("too wide");
  const size = (width + 7) >> 3;
  let done = 0;
  while (done < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = at < bytes.length && shift < 35 ? (bytes[at++] as number) : fail();
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const runs = Math.floor(header / 2);
    if (header % 2 === 0) {
      if (at + size > bytes.length) fail();
      let value = 0;
      for (let k = 0; k < size; k++) value += (bytes[at++] as number) * 2 ** (8 * k);
      numbers.fill(value, done, Math.min(done + runs, count));
      done += runs;
    } else {
      const take = Math.min(runs * 8, count - done);
      unpack(bytes, at, width, numbers, done, take);
      at += runs * width;
      done += take;
    }
  }
  return numbers;
}

/** Numbers packed from the lowest bit up. */
function unpack(
  bytes: Uint8Array,
  from: number,
  width: number,
  into: Uint32Array,
  start: number,
  count: number,
): void {
  if (from + Math.ceil((count * width) / 8) > bytes.length) fail();
  const [shifted, dropped] = width <= 24 ? [small, smaller] : [large, larger];
  let at = from;
  let held = 0;
  let bits = 0;
  for (let k = 0; k < count; k++) {
    for (; bits < width; bits += 8) held = shifted(held, bytes[at++] as number, bits);
    into[start + k] = width <= 24 ? held & ((1 << width) - 1) : held % 2 ** width;
    held = dropped(held, width);
    bits -= width;
  }
}

// Up to 24 + 7 bits fit an integer; up to 32 + 7 a double.
const small = (held: number, byte: number, bits: number): number => held | (byte << bits);
const smaller = (held: number, width: number): number => held >>> width;
const large = (held: number, byte: number, bits: number): number => held + byte * 2 ** bits;
const larger = (held: number, width: number): number => Math.floor(held / 2 ** width);

function fail(): never {
  throw new Error("the runs end early");
}
