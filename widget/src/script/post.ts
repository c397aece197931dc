import { doesAgree } from "./consent";
import { random } from "./random";

/** What `POST /e` takes besides `id`, `site` and `kind`. */
export interface Said {
  url?: string;
  referrer?: string | null;
  app?: string | undefined;
  via?: string | undefined;
  seconds?: number;
  scroll?: number;
  name?: string;
  value?: string | undefined;
  currency?: string | undefined;
  /** Consent mode: goes with the event if the visitor agrees when it leaves. */
  agreed?: Agreed | undefined | false | "";
}

/** What only an agreement allows. */
export interface Agreed {
  token?: string | undefined;
  parent?: string | undefined;
  nav?: string | undefined;
  history?: number;
  chars?: number;
}

interface Happening extends Said {
  id: string;
  site: string | null;
  kind: string;
}

const enum Most {
  Tries = 5,
  InABatch = 20, // with long addresses still below 64 KiB, the limit of the server and of `keepalive`
}

// Read while the script runs for the first time: later `currentScript` is another one.
const { origin, searchParams } = new URL((document.currentScript as HTMLScriptElement).src);

let waiting: Happening[] = [];
let flying: Happening[] = []; // sent, and not answered yet
let carrying = false;
let tries = 0;

/** A page that is rendered ahead of a visit that may never come says nothing until it is seen. */
export const onceSeen = (act: () => void): void =>
  document.prerendering ? document.addEventListener("prerenderingchange", act) : act();

/** Says something of the page of the last view, unless `said` names another address. */
export const post = (kind: "view" | "share" | "copy" | "engage" | "goal", said: Said): void =>
  onceSeen(() => {
    if (kind == "view") window.penombre!.page = said.url!;
    waiting.push({
      id: random(),
      site: searchParams.get("site"),
      kind,
      url: window.penombre!.page!,
      ...said,
    });
    if (!carrying) carry();
  });

async function carry(): Promise<void> {
  let pause = 0;
  carrying = true;
  while ((await new Promise((awake) => setTimeout(awake, pause)), waiting[0])) {
    const batch = (flying = waiting.splice(0, Most.InABatch));
    let again = true;
    pause = 0;
    try {
      const answer = await fetch(origin + "/e", {
        method: "POST",
        body: written(batch), // a string is text/plain: no preflight
        keepalive: true,
        credentials: "include", // who opted out says so by a cookie
      });
      again = answer.status == 429 || answer.status > 499;
      pause = +answer.headers.get("Retry-After")! * 1e3 || 0;
    } catch {}
    flying = [];
    if (again && ++tries < Most.Tries) {
      waiting.unshift(...batch);
      // Up to 2, 8, 32, 128 s, at random, after what the server asked for: the visitors of a bad moment do not come back together.
      pause += 4 ** tries * 500 * Math.random();
    } else tries = 0;
  }
  carrying = false;
}

const written = (batch: Happening[]): string =>
  JSON.stringify(CONSENT ? batch.map(({ agreed, ...rest }) => ({ ...rest, ...(doesAgree() && agreed) })) : batch);

const beacon = (last: Happening[]): unknown => last[0] && navigator.sendBeacon(origin + "/e", written(last));

/** The page may be gone in a moment, and some browsers drop what had just set out: all without an answer goes now. */
export function lastPost(): void {
  // What arrives twice, or is tried again by a page that lives on, the server counts once: by its id.
  if (beacon(waiting) && !tries) waiting = [];
  if (beacon(flying)) flying = [];
}
