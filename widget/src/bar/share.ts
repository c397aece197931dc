import { fill, make } from "../element";
import { BALLOON, CHANNELS, CLEAN_GLYPH, FRAME, isMessage, onlyOnTelephones, USUAL, type Channel } from "./channels";
import { LOOK } from "./look";
import { wordsOf, type Words } from "./words";

const SVG = "http://www.w3.org/2000/svg";
// What an address brought along from elsewhere: campaign tags, click ids, a share tag.
const BAGGAGE = /&(utm_\w+=|\w*clid=|s=[weatmgslxfcu]([1-5]|-\w{16})(?![^&]))[^&]*/g;

const draw = (name: string, attributes: Record<string, string>, ...children: (Node | string)[]): Element =>
  fill(document.createElementNS(SVG, name), attributes, ...children);

/** A line drawing, or letters in a balloon (said to somebody) or a frame (posted). */
const icon = (letter: string, glyph: string): Element =>
  draw(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true", part: "icon" },
    ...(glyph.length > 2
      ? [draw("path", { d: glyph })]
      : [
          draw("path", { d: isMessage(letter) ? BALLOON : FRAME }),
          draw("text", { x: "12", y: isMessage(letter) ? "14" : "16" }, glyph),
        ]),
  );

class ShareBar extends HTMLElement {
  static observedAttributes = ["buttons", "url", "text", "lang", "labels"];

  private words!: Words;
  private status!: HTMLElement;
  private consent: HTMLInputElement | undefined;
  private shown: unknown;
  private watch: number | undefined;

  constructor() {
    super();
    // Not a <style> element: that one a page's content security policy may forbid.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
  }

  connectedCallback(): void {
    this.render();
    // The script may come after the bar, and the visitor may agree or withdraw at any time.
    this.watch = setInterval(() => this.shown != this.state() && this.render(), 500);
  }

  disconnectedCallback(): void {
    clearInterval(this.watch);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.render();
  }

  private state(): string {
    const { penombre } = window;
    return penombre && penombre.mode != "strict" ? (penombre.agreed() ? "agreed" : "tags") : "";
  }

  private text(): string {
    return this.getAttribute("text") ?? document.title;
  }

  private address(): string {
    const url = new URL(this.getAttribute("url") || location.href, document.baseURI);
    if (!this.getAttribute("url")) {
      url.search = url.search.replace("?", "&").replace(BAGGAGE, "").slice(1);
      url.hash = "";
    }
    return url.href;
  }

  /** The link of a press on this very button. A token needs a new yes each time. */
  private link(letter: string): string {
    const address = this.address();
    const token = this.consent?.checked;
    if (this.consent) this.consent.checked = false;
    return this.shown ? (window.penombre?.tag(address, letter, token) ?? address) : address;
  }

  private opened(opens: string, link: string): string {
    const text = this.text();
    const words: Record<string, string> = { LINK: link, TEXT: text, BOTH: `${text} ${link}` };
    return opens.replace(/LINK|TEXT|BOTH/g, (word) => encodeURIComponent(words[word]!));
  }

  private async copy(link: string, done: string): Promise<boolean> {
    let copied = true;
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      // No secure context, or not allowed: the old way.
      const area = make("textarea", { readonly: "" });
      area.value = link;
      area.oncopy = (event) => event.stopPropagation();
      this.shadowRoot!.append(area);
      area.select();
      copied = document.execCommand("copy");
      area.remove();
    }
    this.status.textContent = copied ? done : this.words.failed + link;
    return copied;
  }

  private labels(): string {
    const labels = this.getAttribute("labels");
    return labels == "icons" || labels == "text" ? labels : "both";
  }

  private button(label: string, drawing: Element, press: () => void, name = label): HTMLElement {
    const button = this.dress(make("button", { type: "button" }), label, name, drawing);
    button.onclick = press;
    return button;
  }

  private dress<E extends HTMLElement>(element: E, label: string, name: string, drawing: Element): E {
    const labels = this.labels();
    const icons = labels == "icons";
    return fill(
      element,
      { part: "button", "aria-label": name, ...(icons && { title: name }) },
      ...(labels == "text" ? [] : [drawing]),
      ...(icons ? [] : [make("span", { part: "label" }, label)]),
    );
  }

  /** The link to copy and, beside what carries a tag, as large, what carries none and tells nobody. */
  private links(copy: boolean): HTMLElement[] {
    const { words } = this;
    const [letter, app, glyph] = CHANNELS.copy!;
    const press = async (): Promise<void> => {
      const link = this.link(letter);
      if (await this.copy(link, words.copied)) window.penombre?.share(app, "copy_link", link);
    };
    const clean = (): unknown => this.copy(this.address(), words.cleanCopied);
    return [
      ...(copy ? [this.button(words.copy, icon(letter, glyph), press)] : []),
      ...(this.shown ? [this.button(words.clean, icon("", CLEAN_GLYPH), clean, words.cleanName)] : []),
    ];
  }

  private app(name: string): HTMLElement[] {
    const { words } = this;
    const found = CHANNELS[name];
    if (!found) return [];
    const [letter, app, glyph, opens] = found;
    if (opens) return this.anchor(found, opens, name == "email" ? words.email : app.replace(/Facebook (?=M)| \(.*/g, ""));
    if (!navigator.share) return [];
    const press = (): void => {
      const url = this.link(letter);
      navigator.share({ title: this.text(), url }).then(
        () => window.penombre?.share(app, "native", url),
        () => {}, // thought better of it
      );
    };
    return [this.button(words.native, icon(letter, glyph), press)];
  }

  private anchor([letter, app, glyph]: Channel, opens: string, label: string): HTMLElement[] {
    if (onlyOnTelephones(opens) && !matchMedia("(pointer:coarse)").matches) return [];
    const web = opens.startsWith("http");
    const anchor = make("a", web ? { target: "_blank", rel: "noopener noreferrer" } : {});
    const rest = (): void => {
      anchor.href = this.opened(opens, this.address());
    };
    // Only a press puts the tag into the address, and only for that press.
    anchor.onclick = anchor.onauxclick = ({ button }) => {
      if (button > 1) return;
      const link = this.link(letter);
      anchor.href = this.opened(opens, link);
      window.penombre?.share(app, "button", link);
      setTimeout(rest);
    };
    rest();
    return [this.dress(anchor, label, label + (web ? this.words.opens : ""), icon(letter, glyph))];
  }

  private render(): void {
    this.shown = this.state();
    const words = (this.words = wordsOf(this.closest<HTMLElement>("[lang]")?.lang ?? ""));
    const names = (this.getAttribute("buttons") || USUAL).split(/\s+/);
    // In the order asked for: a row of links wherever "copy" stands, rows of channels before and after.
    const rows: HTMLElement[] = [];
    const row = (kind: string, buttons: HTMLElement[]): unknown => buttons[0] && rows.push(make("div", { class: kind }, ...buttons));
    let apps: HTMLElement[] = [];
    for (const name of names.includes("copy") ? names : [...names, ""]) {
      if (name && name != "copy") apps.push(...this.app(name));
      else {
        row("apps", apps);
        row("links", this.links(!!name));
        apps = [];
      }
    }
    row("apps", apps);
    this.status = make("p", { role: "status", part: "status" });
    this.consent = this.shown == "agreed" ? make("input", { type: "checkbox" }) : undefined;
    this.shadowRoot!.replaceChildren(
      make("div", { role: "group", "aria-label": words.share, part: "bar", class: this.labels() }, ...rows),
      ...(this.consent ? [make("label", { part: "agree" }, this.consent, words.agree)] : []),
      ...(this.shown ? [make("p", { part: "note" }, words.note)] : []),
      this.status,
    );
  }
}

if (!customElements.get("penombre-share")) customElements.define("penombre-share", ShareBar);
