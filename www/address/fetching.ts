/** Files on other servers: who would be asked, and what went wrong in one sentence. */

/** A file that a link names. */
export interface Wanted {
  what: "votes" | "scores";
  url: URL;
}

/** A sentence for the reader. */
export class Refusal extends Error {}

const LOCAL = new Set(["localhost", "127.0.0.1"]);

/** The address, where this page may ask it. */
export function address(text: string, what: Wanted["what"]): Wanted {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new Refusal(`The address of the ${what} is none: it has to begin with https://.`);
  }
  const local = url.protocol === "http:" && LOCAL.has(url.hostname);
  if (url.protocol !== "https:" && !local)
    throw new Refusal(
      `The address of the ${what} has to begin with https://, so that nobody on the way can read or change the file.`,
    );
  if (url.username || url.password)
    throw new Refusal(
      `The address of the ${what} holds a user’s name or password, which this page does not pass on.`,
    );
  return { what, url };
}

/** What a fragment asks for: `#votes=https://…&scores=https://…`; nothing where it names no votes. */
export function wanted(fragment: string): Wanted[] {
  const asked = new URLSearchParams(fragment.replace(/^#/, ""));
  const [votes, scores] = [asked.get("votes"), asked.get("scores")];
  if (!votes) return [];
  return [address(votes, "votes"), ...(scores ? [address(scores, "scores")] : [])];
}

/** The servers that would be asked, by name, each once. */
export function hosts(all: Wanted[]): string[] {
  return [...new Set(all.map(({ url }) => url.host))];
}

/** Fetches a file: no cookies, no referrer, and no server but the one that was named. */
export async function fetched({ what, url }: Wanted, signal: AbortSignal): Promise<File> {
  const response = await fetch(url, {
    signal,
    mode: "cors",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new Refusal(
      `${url.host} did not give the ${what} to this page: it does not allow other sites to read the file (CORS), sends elsewhere, or cannot be reached. Download the file yourself and drop it on the start page.`,
    );
  });
  if (!response.ok)
    throw new Refusal(
      `${url.host} answered ${`${response.status} ${response.statusText}`.trim()} for the ${what}: ${WHY[response.status] ?? "it does not give the file"}.`,
    );
  const blob = await response.blob().catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new Refusal(`The connection to ${url.host} broke off before the ${what} were complete.`);
  });
  if (await isPage(blob))
    throw new Refusal(
      `${url.host} answered with a web page, not with a file of ${what}: look for its “raw” or “download” address.`,
    );
  return new File([blob], nameOf(url, what));
}

const WHY: Record<number, string> = {
  401: "the file is not for everybody",
  403: "the file is not for everybody",
  404: "there is no such file",
  410: "the file is gone",
  429: "it has been asked too often; try again later",
};

/** Told by how it begins: servers call files many things. */
async function isPage(blob: Blob): Promise<boolean> {
  const start = await blob.slice(0, 512).text();
  return /^\s*<(!doctype html|html|head|body|\?xml|!--)/i.test(start);
}

function nameOf({ pathname }: URL, what: string): string {
  const last = pathname.split("/").pop() ?? "";
  try {
    return decodeURIComponent(last) || what;
  } catch {
    return last || what;
  }
}
