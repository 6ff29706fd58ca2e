/** Results as files: {@link filesOf} lists them, {@link download} hands one over. */

export { download } from "./download.js";
export { filesOf, type Exported, type Picture, type StudyResults } from "./files.js";
