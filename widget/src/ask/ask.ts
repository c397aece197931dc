import { make } from "../element";
import { LOOK } from "./look";
import { apps, wordsOf, type Choices } from "./words";

/** What the server drew for this landing. */
interface Draw {
  ask: boolean;
  /** Under which the answer counts, once. */
  id: string;
  ticket: string;
}

interface Answer {
  name?: string;
  app?: string;
  audience?: string;
}

const enum Wait {
  BeforeAsking = 5e3,
  BetweenPresses = 300,
  BeforeLeaving = 4e3,
  BeforeTryingAgain = 5e3,
}
const SCROLLED = 0.25;
const TRIES = 3;

// Read while the script runs for the first time: later `currentScript` is another one.
const { origin, searchParams } = new URL((document.currentScript as HTMLScriptElement).src);
const site = searchParams.get("site");

let asked = false; // one draw a page that is loaded, however many elements are in it

const event = (target: EventTarget, ...names: string[]): Promise<unknown> =>
  new Promise((done) => names.forEach((name) => target.addEventListener(name, done)));

const post = (path: string, content: object): Promise<Response> =>
  fetch(origin + path, {
    method: "POST",
    body: JSON.stringify(content), // a string is text/plain: no preflight
    keepalive: true,
    credentials: "include", // who opted out says so by a cookie
  });

/** The deferred scripts have run: the measuring one knows what may be told of the landing. */
const loaded = document.readyState == "complete" || event(window, "DOMContentLoaded", "load");

/** Asks the server whether to ask. Without the measuring script nobody is asked. */
async function draw(): Promise<Draw | undefined> {
  await loaded;
  if (document.prerendering) await event(document, "prerenderingchange");
  const url = window.penombre?.page;
  const referrer = document.referrer.split("/", 3).join("/");
  return url ? (await post("/ask", { site, url, referrer })).json() : undefined;
}

/** So long on the page, or so far down, and looking at it. */
async function settled(): Promise<void> {
  await new Promise<void>((done) => {
    setTimeout(done, Wait.BeforeAsking);
    addEventListener("scroll", () => {
      if (scrollY > 0 && scrollY >= SCROLLED * (document.documentElement.scrollHeight - innerHeight)) done();
    });
  });
  if (document.hidden) await event(document, "visibilitychange");
}

function shuffled(choices: Choices): [string, string][] {
  const drawn = Object.entries(choices);
  const last = drawn.pop()!;
  for (let i = drawn.length; i; ) {
    const j = (Math.random() * i--) | 0;
    [drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!];
  }
  return [...drawn, last];
}

class Question extends HTMLElement {
  private answer: Answer = {};
  private draw: Draw | undefined;
  private status = make("p", { role: "status", tabindex: "-1", part: "question", id: "q" });
  private choices = make("div", { role: "group", "aria-labelledby": "q", part: "choices" });
  private end = make("button", { type: "button", part: "end" });
  private note = make("p", { part: "note" });
  private card = make("section", { part: "card" }, this.status, this.choices, make("footer", {}, this.note, this.end));

  constructor() {
    super();
    // Not a <style> element: that one a page's content security policy may forbid.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.card);
  }

  connectedCallback(): void {
    if (asked) return;
    asked = true;
    this.ask().catch(() => {}); // the page must not hear of our errors
  }

  private async ask(): Promise<void> {
    const drawn = await draw();
    if (!drawn?.ask) return;
    await settled();
    this.draw = drawn;
    const words = wordsOf(this.closest<HTMLElement>("[lang]")?.lang ?? "");
    const finish = (): void => this.finish(words.thanks);
    this.note.textContent = words.note;
    this.end.onclick = finish;
    this.card.onkeydown = ({ key }) => {
      if (key == "Escape") finish();
    };
    for (const name of ["pagehide", "visibilitychange"]) addEventListener(name, () => this.answer.name && finish());
    this.end.textContent = words.no;
    this.card.className = "open";
    const decoy = this.getAttribute("decoy") || words.answers.decoy!;
    this.step(words.question, shuffled({ ...words.answers, decoy }), "name", (name) => {
      if (name != "sent") return finish();
      this.end.textContent = words.enough;
      this.step(words.byWhat, shuffled(apps(words)), "app", () =>
        this.step(words.toWhom, Object.entries(words.audiences), "audience", finish),
      );
    });
  }

  /** Puts a question; the first is only shown, the next ones take the focus from the button that was pressed. */
  private step(question: string, choices: [string, string][], field: keyof Answer, then: (name: string) => void): void {
    this.status.textContent = question;
    this.choices.className = field;
    const since = performance.now();
    this.choices.replaceChildren(
      ...choices.map(([name, label]) => {
        const button = make("button", { type: "button", part: "choice" }, label);
        button.onclick = ({ isTrusted, timeStamp }) => {
          // a program pressed it, or the second half of a double press on what stood here before
          if (!isTrusted || timeStamp < since + Wait.BetweenPresses) return;
          this.answer[field] = name;
          then(name);
        };
        return button;
      }),
    );
    if (field != "name") this.status.focus({ preventScroll: true });
  }

  /** Sends what was answered, once, also where the visitor leaves in the middle; who answered nothing sends nothing. */
  private finish(thanks: string): void {
    const { draw, answer } = this;
    this.draw = undefined;
    if (!draw) return;
    const { id, ticket } = draw;
    const { name } = answer;
    if (name) {
      send({ id, site, kind: "answer", url: location.origin + location.pathname, ...answer, ticket });
      this.status.textContent = thanks;
      this.card.className = "open done";
      this.status.focus({ preventScroll: true });
    }
    setTimeout(() => (this.card.className = ""), name ? Wait.BeforeLeaving : 0);
  }
}

async function send(answer: object, tries = TRIES): Promise<void> {
  let again = true;
  try {
    const { status } = await post("/e", answer);
    again = status == 429 || status > 499;
  } catch {}
  if (again && tries > 1) setTimeout(send, Wait.BeforeTryingAgain, answer, tries - 1);
}

if (!customElements.get("penombre-ask")) customElements.define("penombre-ask", Question);
