/** The site's own build steps, for vite.config.ts. */

export { docs } from "./docs.js";
export { precache } from "./precache.js";
