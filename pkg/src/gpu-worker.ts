/** A GPU behind messages, in a worker of its own. */

import { GpuHost } from "./gpu-host.js";
import { answer } from "./answer.js";

answer(async (module) => {
  const host = await GpuHost.open(module);
  return { host, name: host.name };
});
