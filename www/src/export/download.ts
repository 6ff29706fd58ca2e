/** A text or a picture as a file. */

const TYPES: Record<string, string> = {
  csv: "text/csv;charset=utf-8",
  html: "text/html;charset=utf-8",
  json: "application/json",
  md: "text/markdown;charset=utf-8",
  svg: "image/svg+xml",
  tex: "application/x-tex",
};

/** Hands the reader a file of this name; its type follows from what the name ends in. */
export function download(name: string, content: string | Blob): void {
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "text/plain;charset=utf-8";
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has the blob by the time the click was answered, but not before.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
