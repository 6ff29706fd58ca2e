/** The gap's module behind messages, in a worker of its own. */

import { answer } from "./answer.js";
import { GapHost } from "./gap-host.js";

answer((module) => ({ host: new GapHost(module), name: "" }));
