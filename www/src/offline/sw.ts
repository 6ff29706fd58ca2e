/**
 * The service worker: keeps the site's own files, so that it works without a network. The reader's
 * files never come here.
 *
 * A new version of the site is fetched whole, beside the old one, and takes over when the site is
 * opened anew and no other tab shows it: a page never gets files of two versions.
 */

import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from "workbox-precaching";

declare const __PRECACHE__: { url: string; revision: string | null }[];

interface Event_ extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface NavigationEvent_ extends Event_ {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
/** What is used here of a service worker's scope: its types cannot stand beside a page's. */
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void>; matchAll(): Promise<unknown[]> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "activate", listener: (event: Event_) => void): void;
  addEventListener(type: "fetch", listener: (event: NavigationEvent_) => void): void;
  addEventListener(type: "message", listener: (event: Event_ & { data: unknown }) => void): void;
}

const scope = self as unknown as Scope;
const TAKE_OVER = "take over";

scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(scope.skipWaiting());
});

// Before the precache's own listener: whoever answers first, answers.
scope.addEventListener("fetch", (event) => {
  const { waiting } = scope.registration;
  if (event.request.mode === "navigate" && waiting)
    event.respondWith(opened(event.request, waiting));
});

/** A page that is opened while a newer version waits: that version's, where no other tab is open. */
async function opened(request: Request, waiting: ServiceWorker): Promise<Response> {
  const tabs = await scope.clients.matchAll();
  if (tabs.length > 1) return (await matchPrecache(fileOf(request.url))) ?? fetch(request);
  waiting.postMessage(TAKE_OVER);
  // Asks again at once; by then the other version answers. A `refresh` header would not do: to an
  // address with a fragment it goes nowhere.
  const again = "<!doctype html><title>mindgap</title><script>location.reload()</script>";
  return new Response(again, { headers: { "content-type": "text/html" } });
}

/** The file that a page's address means. */
function fileOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname.endsWith("/") ? `${pathname}index.html` : pathname}`;
}

precacheAndRoute(__PRECACHE__);
cleanupOutdatedCaches();
