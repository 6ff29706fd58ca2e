/** What vite.config.ts needs to know of the plugins beside this file. */

import type { Plugin } from "vite";

export function docs(): Plugin;
export function precache(): Plugin;
