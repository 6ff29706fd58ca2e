/**
 * The design's tokens, shared by package and site. Each private property (`--_accent`) takes the
 * public one of its name (`--mindgap-accent`), which a page may set on an element or on `:root`,
 * and otherwise the default written here. Colours have one for light and one for dark pages.
 */

const COLOURS = {
  ink: ["#1c1e21", "#e8e6e1"],
  mute: ["#5d6269", "#a0a6ae"],
  line: ["#dddfe2", "#383d44"],
  /** Behind everything; what stays in place while a table scrolls needs one. */
  paper: ["#ffffff", "#15181c"],
  raised: ["#f7f6f3", "#1d2126"],
  /** Every other tier. */
  band: ["#f4f3ef", "#1f2328"],
  accent: ["#2b5fb3", "#8db4f5"],
  /** Text on the accent. */
  "on-accent": ["#ffffff", "#10141a"],
  win: ["#2b5fb3", "#5d8fe0"],
  loss: ["#c4622d", "#d9803f"],
  warn: ["#99431a", "#e8a778"],
} as const;

const SIZES = {
  font: "system-ui, sans-serif",
  "font-mono": "ui-monospace, monospace",
  "text-small": "0.8125rem",
  text: "0.9375rem",
  "text-large": "1.125rem",
  "text-title": "1.5rem",
  "space-1": "0.25rem",
  "space-2": "0.5rem",
  "space-3": "0.75rem",
  "space-4": "1rem",
  "space-5": "1.5rem",
  "space-6": "2.5rem",
  radius: "6px",
} as const;

/** Names of the public custom properties, without `--mindgap-`. */
export const tokenNames = [...Object.keys(COLOURS), ...Object.keys(SIZES)];

/** The private properties, as declarations for a rule. */
export const tokens = [
  ...Object.entries(COLOURS).map(([name, [light, dark]]) => {
    // An element that knows what lies behind it says so.
    const value = `light-dark(${light}, ${dark})`;
    return declaration(name, name === "paper" ? `var(--_behind, ${value})` : value);
  }),
  ...Object.entries(SIZES).map(([name, value]) => declaration(name, value)),
].join("\n");

/** On paper everything is dark on white, whatever the page's colours are. */
export const printTokens = [
  "color-scheme: light !important;",
  ...(["ink", "mute", "line", "paper", "raised", "band"] as const).map(
    (name) => `--_${name}: ${COLOURS[name][0]} !important;`,
  ),
].join("\n");

/** The same for a page's own style sheet. */
export const tokensCss = `:root {\n${tokens}\n}\n`;

function declaration(name: string, value: string): string {
  return `--_${name}: var(--mindgap-${name}, ${value});`;
}
