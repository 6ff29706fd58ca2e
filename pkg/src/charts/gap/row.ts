/** One row of a chart of rows: a type of its own, so that the public ones need none of Plot's. */

export interface Row {
  name: string;
  at: number;
  /** An end that is not there is `null`: the line goes on to the chart's edge. */
  interval?: [number | null, number | null];
  /** Told apart from nothing. Others are hollow. */
  filled: boolean;
  /** What chance alone has: a tick. */
  chance?: number;
  /** At the right. */
  right: string;
  words: string;
}
