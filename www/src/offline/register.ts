/** Makes the site work without a network from the second visit on, and installable. */

/** Call once, when the page starts. Does nothing in development and where the browser has no such thing. */
export function worksOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // What is kept is a few megabytes: the page's own files and its first ranking come first.
  const register = (): void => idle(() => void start());
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}

async function start(): Promise<void> {
  try {
    await navigator.serviceWorker?.register(new URL("sw.js", document.baseURI));
  } catch {
    // Private windows and full disks: the site works all the same, with a network.
  }
}

/** Safari has no idle callbacks. */
function idle(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 10_000 });
  else setTimeout(work, 2_000);
}
