/** The Parquet reader behind messages, in a worker of its own: its memory goes when it has read. */

import { answer } from "./answer.js";
import { ParquetHost } from "./parquet/host.js";

answer(() => ({ host: new ParquetHost(), name: "" }));
