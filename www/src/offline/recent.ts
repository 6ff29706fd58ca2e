/**
 * Recent files, remembered only where the reader asked for it, in this browser's own storage. A file
 * is kept as what it held when it was read, so that it opens again in every browser and without a
 * permission.
 */

export interface RecentFile {
  name: string;
  /** Bytes. */
  size: number;
  /** When it was last opened. */
  opened: Date;
  file: File;
}

/** The oldest go first. */
const MOST_FILES = 5;
/** Larger ones are not kept: a browser may throw everything away at once where storage is short. */
export const LARGEST_FILE = 100_000_000;

const STORE = "files";
const ASKED = "mindgap-remember-files";

/** Whether the reader asked for files to be remembered. */
export function remembering(): boolean {
  try {
    return localStorage.getItem(ASKED) === "yes";
  } catch {
    // Storage is forbidden here.
    return false;
  }
}

/** What the reader asks for. To stop remembering is to forget. */
export async function setRemembering(on: boolean): Promise<void> {
  if (on) localStorage.setItem(ASKED, "yes");
  else {
    localStorage.removeItem(ASKED);
    await forget();
  }
}

/** Keeps a file, where the reader asked for it; says whether it was kept. */
export async function remember(file: File): Promise<boolean> {
  if (!remembering() || file.size > LARGEST_FILE) return false;
  try {
    await within("readwrite", (store) => store.put({ name: file.name, opened: new Date(), file }));
    const all = await recent();
    await Promise.all(all.slice(MOST_FILES).map(({ name }) => forget(name)));
    return true;
  } catch {
    // No storage left, or none allowed: nobody's file is worth an error on the page.
    return false;
  }
}

/** The files that are remembered, the latest first. */
export async function recent(): Promise<RecentFile[]> {
  if (!remembering()) return [];
  type Kept = Omit<RecentFile, "size">;
  const all = await within<Kept[]>("readonly", (store) => store.getAll()).catch(() => []);
  return all
    .map((kept) => ({ ...kept, size: kept.file.size }))
    .sort((a, b) => b.opened.getTime() - a.opened.getTime());
}

/** Forgets a file, or all of them. */
export async function forget(name?: string): Promise<void> {
  await within("readwrite", (store) => (name === undefined ? store.clear() : store.delete(name)));
}

/** One step in the store of files. */
async function within<T>(
  mode: IDBTransactionMode,
  step: (store: IDBObjectStore) => IDBRequest<T> | IDBRequest,
): Promise<T> {
  const database = await opened();
  try {
    return await answer<T>(step(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open("mindgap", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "name" });
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's storage failed"));
  });
}
