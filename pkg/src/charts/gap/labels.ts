/** Labels beside points without overlaps: what fits is placed, what does not is left to pointer and keyboard. */

import { text, link, type Markish } from "@observablehq/plot";
import { colour } from "../figure.js";

/** Where something wants its name, in pixels of the chart. */
export interface Anchor {
  text: string;
  x: number;
  y: number;
  /** Free space around the point. Default 8. */
  gap?: number;
  /** Which way is best, as an angle (clockwise from the right, radians). Default to the right. */
  towards?: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export type Segment = [x1: number, y1: number, x2: number, y2: number];

export interface Placed extends Anchor {
  /** Where the text begins, ends or has its middle. */
  at: [number, number];
  align: "start" | "middle" | "end";
  /** So far from its point that a line has to lead there. */
  far: boolean;
}

const HEIGHT = 13;

/** Beyond this many, labels stay near their points: long leaders would tangle. */
const CROWD = 40;
const NARROW = 420;

/** A label over more lines than this hides more than it tells. */
const MOST_CROSSED = 2;

let measure: CanvasRenderingContext2D | null | undefined;

/** Width of a text in the charts' 12 px font; near enough where nothing can measure it. */
export function textWidth(words: string): number {
  measure ??= document.createElement("canvas").getContext("2d");
  if (!measure) return words.length * 7.2;
  measure.font = "12px system-ui, sans-serif";
  return measure.measureText(words).width;
}

/**
 * Greedy, in the order given: each label takes the cheapest of 16 directions at
 * four distances that is free of labels and points. Lines may be crossed at a price.
 */
export function placeLabels(
  anchors: Anchor[],
  frame: Box,
  { points = [], lines = [] }: { points?: Box[]; lines?: Segment[] } = {},
): Placed[] {
  const taken: Box[] = [...points];
  const placed: Placed[] = [];
  const crowded = anchors.length > CROWD || frame.right - frame.left < NARROW;
  const distances = crowded ? [0, 7, 14] : [0, 8, 18, 30];
  for (const anchor of anchors) {
    const width = textWidth(anchor.text);
    let best: { cost: number; box: Box; label: Placed } | undefined;
    for (const [step, out] of distances.entries()) {
      for (let turn = 0; turn < 16; turn++) {
        const angle = (turn / 16) * 2 * Math.PI;
        const away = (anchor.gap ?? 8) + out;
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const align = cos > 0.3 ? "start" : cos < -0.3 ? "end" : "middle";
        const x = anchor.x + cos * away;
        const y = anchor.y + sin * (away + (align === "middle" ? HEIGHT / 4 : 0));
        const left = align === "start" ? x : align === "end" ? x - width : x - width / 2;
        const box = {
          left,
          right: left + width,
          top: y - HEIGHT / 2,
          bottom: y + HEIGHT / 2,
        };
        if (!inside(box, frame) || taken.some((other) => overlap(box, other))) continue;
        const turned = Math.abs(difference(angle, anchor.towards ?? 0));
        const crossed = lines.filter((line) => crosses(line, box)).length;
        if (crossed > (crowded ? 1 : MOST_CROSSED)) continue;
        const cost = step * 3 + turned + crossed * 2.5;
        if (!best || cost < best.cost) {
          best = { cost, box, label: { ...anchor, at: [x, y], align, far: step > 1 } };
        }
      }
    }
    if (!best) continue;
    taken.push(best.box);
    placed.push(best.label);
  }
  return placed;
}

/** Marks that write the labels. `toX` and `toY` lead from pixels back to the chart's scales. */
export function labelMarks(
  placed: Placed[],
  toX: (x: number) => number,
  toY: (y: number) => number,
  fill: string = colour.ink,
): Markish[] {
  return [
    link(
      placed.filter(({ far }) => far),
      {
        x1: (d: Placed) => toX(d.x),
        y1: (d: Placed) => toY(d.y),
        x2: (d: Placed) => toX(d.at[0]),
        y2: (d: Placed) => toY(d.at[1]),
        stroke: colour.mute,
        strokeDasharray: "2 2",
        pointerEvents: "none",
      },
    ),
    ...(["start", "middle", "end"] as const).map((align) =>
      text(
        placed.filter((d) => d.align === align),
        {
          x: (d: Placed) => toX(d.at[0]),
          y: (d: Placed) => toY(d.at[1]),
          text: "text",
          textAnchor: align,
          fill,
          stroke: colour.paper,
          strokeWidth: 3,
          pointerEvents: "none",
        },
      ),
    ),
  ];
}

/**
 * Names cut at their end so that they still differ: where two would become
 * alike, their beginning is cut too and the part they differ in stays.
 */
export function shortNames(all: string[], length: number): Map<string, string> {
  const cut = (name: string, to: number): string =>
    name.length <= to ? name : `${name.slice(0, to - 1).trimEnd()}…`;
  const short = new Map(all.map((name) => [name, cut(name, length)]));
  const alike = new Map<string, string[]>();
  for (const [name, written] of short) alike.set(written, [...(alike.get(written) ?? []), name]);
  for (const group of alike.values()) {
    const [first = ""] = group;
    if (group.length < 2) continue;
    let same = 0;
    while (group.every((name) => name[same] !== undefined && name[same] === first[same])) same++;
    const head = Math.max(2, Math.floor(length / 3) - 1);
    for (const name of group) {
      const rest = name.slice(Math.max(same, head));
      // All of the end where it has room, so that nothing is cut twice.
      const room = length - head - 1;
      const end = rest.length <= room ? name.slice(-room) : cut(rest, room);
      short.set(name, `${name.slice(0, head)}…${end}`);
    }
  }
  return short;
}

function inside(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left &&
    box.right <= frame.right &&
    box.top >= frame.top &&
    box.bottom <= frame.bottom
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function difference(a: number, b: number): number {
  const turn = (a - b) % (2 * Math.PI);
  return turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
}

/** Liang and Barsky (1984): whether any part of a segment is in a box. */
function crosses([x1, y1, x2, y2]: Segment, { left, top, right, bottom }: Box): boolean {
  let [enter, leave] = [0, 1];
  const edges: [number, number][] = [
    [x1 - x2, x1 - left],
    [x2 - x1, right - x1],
    [y1 - y2, y1 - top],
    [y2 - y1, bottom - y1],
  ];
  for (const [p, q] of edges) {
    if (p === 0) {
      if (q < 0) return false;
    } else if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  return enter <= leave;
}
