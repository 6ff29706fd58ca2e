// Writes the design's tokens as the style sheet `mindgap/tokens.css`.
import { writeFile } from "node:fs/promises";
import { tokensCss } from "../dist/theme/tokens.js";

await writeFile(new URL("../dist/tokens.css", import.meta.url), tokensCss);
