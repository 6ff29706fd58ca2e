/** A host behind messages. */

import { answer } from "./answer.js";
import { Host } from "./host.js";
import { instantiate } from "./wasm.js";

answer((module) => ({ host: new Host(instantiate(module)), name: "" }));
