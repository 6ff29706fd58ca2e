/**
 * Hashes of the workers' scripts and of the wasm files, by file name, as Subresource Integrity writes
 * them. Empty here; in `embed/`, which is meant for other origins, the build fills it in.
 */
export const integrity: Readonly<Record<string, string>> = {};
