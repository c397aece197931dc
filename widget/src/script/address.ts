import { random } from "./random";

// A letter for the channel and a generation: 12 × 5 tags, the same for everybody. Or, agreed to, a token.
const TAG = /&s=([weatmgslxfcu])(?:([1-5])|-(\w{16}))(?=&|$)/;
const NO_CAMPAIGN = /&(?!utm_(source|medium|campaign)=)[^&]*/g;

/** Letter, generation and token (one of the two) of the link that led here. */
export type Tag = RegExpExecArray | null;

export const full = (address: string): URL => new URL(address, location.href);

// Every parameter with an "&" before it, so that each can be taken out alone.
const query = (url: URL | Location): string => url.search.replace("?", "&");

export const tagOf = (url: URL | Location): Tag => TAG.exec(query(url));

// The generation of a token's link only the server can tell: it goes as 1.
/** What is told of an address: origin and path; from Counting on, campaign tags and the share tag, never a token. */
export function told(url: URL | Location): string {
  const tag = COUNTING && tagOf(url);
  return (
    url.origin +
    url.pathname +
    (COUNTING ? ((tag ? `&s=${tag[1]}${tag[2] ?? 1}` : "") + query(url).replace(NO_CAMPAIGN, "")).replace("&", "?") : "")
  );
}

function retag(address: string, tag: string): string {
  const url = full(address);
  url.search = (query(url).replace(TAG, "") + tag).slice(1);
  return url.href;
}

/** The tag was read: out of the address bar, so that nobody hands it on without a press on a button. */
export function tidy(): void {
  if (tagOf(location)) history.replaceState(history.state, "", retag(location.href, ""));
}

/** The address with the tag of the next hand, or with a random token of its own. */
export function tagged(address: string, letter: string, reached: Tag, token: unknown): string {
  const tag = `&s=${letter}${CONSENT && token ? "-" + random().slice(16) : Math.min(5, reached ? +(reached[2] ?? 1) + 1 : 1)}`;
  return TAG.test(tag) ? retag(address, tag) : address;
}
