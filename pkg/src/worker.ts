/** A host behind messages. */

import { answer } from "./answer.js";
import { boardHost } from "./instance.js";

answer((module) => ({ host: boardHost(module), name: "" }));
