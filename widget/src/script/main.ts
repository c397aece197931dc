import { full, tagOf, tagged, tidy, told, type Tag } from "./address";
import { call, doesAgree } from "./consent";
import { lastPost, onceSeen, post, type Agreed } from "./post";
import { on, quiet } from "./quiet";

let path: string;
let reached: Tag = null; // the tag of the link that brought the visitor to this page
let landing = true; // what may be told of the landing once the visitor agrees is not told yet
let since: number | undefined; // when the view was first on the screen; undefined before, 0 once it was told
let depth: number;

/** Told once, with the first event of the landing that the agreement finds. */
function ofTheLanding(): Agreed | undefined {
  if (CONSENT && landing && doesAgree()) {
    landing = false;
    const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return { token: reached?.[3], nav: entry?.type, history: history.length };
  }
  return undefined;
}

function view(referrer: string | null): void {
  path = location.pathname;
  post("view", { url: told(location), referrer, agreed: ofTheLanding() });
  if (COUNTING) {
    since = document.hidden ? undefined : performance.now();
    depth = innerHeight;
    tidy();
  }
}

/** Engagement, once a view: when it is hidden or left for the first time. What comes after is another reading. */
function endView(): void {
  if (since) {
    post("engage", {
      seconds: ((performance.now() - since) / 1e3) | 0,
      scroll: Math.min(100, ((100 * depth) / document.documentElement.scrollHeight) | 0),
      agreed: ofTheLanding(),
    });
    since = 0;
  }
}

/** A view that follows another one here, so that it is no landing. */
function viewFromHere(): void {
  if (COUNTING) {
    endView();
    reached = null;
  }
  if (CONSENT) landing = false;
  view(location.origin);
}

const moved = quiet(() => {
  if (location.pathname != path) viewFromHere();
});

function leave(): void {
  if (COUNTING) endView();
  lastPost();
}

const nothing = (): undefined => undefined;

// The script may be in a page twice.
if (!window.penombre) {
  window.penombre = {
    mode: MODE,
    agreed: CONSENT ? doesAgree : nothing,
    tag: (address, letter, token) =>
      (COUNTING && quiet(tagged)(address, letter, reached, CONSENT && token && doesAgree())) || address,
    share: COUNTING
      ? quiet((app, via, link) => {
          const url = link ? full(link) : location;
          const token = CONSENT && doesAgree() && tagOf(url)?.[3];
          post("share", { app, via, url: told(url), agreed: CONSENT && token ? { token, parent: reached?.[3] } : undefined });
        })
      : nothing,
    goal: COUNTING ? (name, value, currency) => post("goal", { name, value: value?.toString(), currency }) : nothing,
    consent: CONSENT ? call : nothing,
  };

  onceSeen(() => {
    if (COUNTING) {
      reached = tagOf(location);
      on("scroll", () => (depth = Math.max(depth, scrollY + innerHeight)));
    }
    if (CONSENT) {
      // That something was copied and the class of its length: 1, 10, 100 or 1,000 characters. What, nobody learns.
      on("copy", () => {
        const length = doesAgree() && `${getSelection()}`.length;
        if (length) post("copy", { agreed: { chars: 10 ** Math.min(3, Math.log10(length) | 0) } });
      });
    }
    // Scheme and host of the page before: "https://…" or, from an Android app, "android-app://…".
    view(document.referrer.split("/", 3).join("/") || null);
    for (const name of ["pushState", "replaceState"] as const) {
      const original = history[name];
      history[name] = (...args) => {
        original.apply(history, args);
        moved();
      };
    }
    on("popstate", moved);
    on("pagehide", leave);
    on("visibilitychange", () => (document.hidden ? leave() : COUNTING && (since ??= performance.now())));
    // Back to a page that the browser had kept alive.
    on("pageshow", ({ persisted }: PageTransitionEvent) => persisted && viewFromHere());
  });
}
