/** Stored values as JSON has them: what a type of Parquet's means. */

import type { SchemaElement } from "./library.js";

/** What a cell holds; lists come as JSON's own. */
export type Value = string | number | boolean | bigint | null;

const decoder = new TextDecoder();
const DAY = 86_400_000;
/** Of 1970-01-01. */
const JULIAN_DAY = 2_440_588n;
const FRACTIONS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;

/** From a stored value of this type to what it means. */
export function meaningOf(element: SchemaElement): (stored: unknown) => Value {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (logical?.type === "DECIMAL" || converted === "DECIMAL") {
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0) ?? 0;
    return (stored) => decimal(whole(stored), scale);
  }
  if (type === "INT96") return (stored) => ofInt96(stored as bigint);
  if (logical?.type === "DATE" || converted === "DATE")
    return (stored) => date(Number(stored) * DAY)?.slice(0, 10) ?? null;
  if (logical?.type === "TIMESTAMP" || converted?.startsWith("TIMESTAMP_")) {
    const digits =
      logical?.type === "TIMESTAMP"
        ? FRACTIONS[logical.unit]
        : converted === "TIMESTAMP_MILLIS"
          ? 3
          : 6;
    return (stored) => instant(BigInt(stored as bigint), digits);
  }
  if (type === "FIXED_LEN_BYTE_ARRAY") {
    if (logical?.type === "UUID") return (stored) => uuid(stored as Uint8Array);
    if (logical?.type === "FLOAT16") return (stored) => half(stored as Uint8Array);
  }
  if (type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY")
    return (stored) => decoder.decode(stored as Uint8Array);
  const unsigned =
    converted?.startsWith("UINT_") || (logical?.type === "INTEGER" && !logical.isSigned);
  if (unsigned && type === "INT64") return (stored) => BigInt.asUintN(64, BigInt(stored as bigint));
  if (unsigned) return (stored) => Number(stored) >>> 0;
  // A table's cell that says there is none.
  if (type === "FLOAT" || type === "DOUBLE")
    return (stored) => (Number.isNaN(stored) ? null : (stored as number));
  return (stored) => stored as Value;
}

/** A whole number of any width, most significant byte first where it comes as bytes. */
function whole(stored: unknown): bigint {
  if (!(stored instanceof Uint8Array)) return BigInt(stored as number | bigint);
  let value = 0n;
  for (const byte of stored) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * stored.length, value);
}

/** Exact: no binary fraction comes between. */
function decimal(value: bigint, scale: number): string {
  if (scale <= 0) return String(value * 10n ** BigInt(-scale));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** ISO 8601 in UTC, with as many digits of a second as there are. */
function instant(value: bigint, digits: 3 | 6 | 9): string | null {
  const unit = 10n ** BigInt(digits - 3);
  const milliseconds = value / unit - (value % unit < 0n ? 1n : 0n);
  const written = date(Number(milliseconds));
  const rest = value - milliseconds * unit;
  if (written === null || rest === 0n) return written;
  return `${written.slice(0, -1)}${String(rest).padStart(digits - 3, "0")}Z`;
}

function date(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Nanoseconds of the day below, the Julian day above. */
function ofInt96(stored: bigint): string | null {
  const days = (stored >> 64n) - JULIAN_DAY;
  return instant(days * 86_400_000_000_000n + BigInt.asUintN(64, stored), 9);
}

function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** IEEE 754 of 16 bits. */
function half([low = 0, high = 0]: Uint8Array): number | null {
  const [sign, exponent, fraction] = [
    high >> 7 ? -1 : 1,
    (high >> 2) & 31,
    ((high & 3) << 8) | low,
  ];
  if (exponent === 31) return fraction ? null : sign * Infinity;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** A value as a cell of CSV. */
export function cell(value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
