/** Names from vote files as text that does nothing: no control of a terminal, no turn of direction. */

// C0 and C1 controls (ESC among them), line and paragraph separators, marks that turn the direction
// of what follows, and what has no width at all. The joiners of emoji and of Indic scripts stay.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text with what cannot be seen written out: `\n`, `\u{1b}`, `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(
    HIDDEN,
    (hidden) => SHORT[hidden] ?? `\\u{${hidden.charCodeAt(0).toString(16)}}`,
  );
}
