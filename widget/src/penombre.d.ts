/** What the script puts on `window.penombre`. In a mode that forbids it, a call does nothing. */
interface Penombre {
  readonly mode: "strict" | "counting" | "consent";
  /** What was told of the address of the last view: without what the mode forbids, with the tag that brought the visitor. */
  page?: string;
  /** Consent mode: whether the visitor agrees at this moment. */
  agreed(): boolean | undefined;
  /** The address with the share tag of this channel; with a random token if `token` and the visitor agreed. */
  tag(address: string, letter: string, token?: boolean): string;
  /** A share button was pressed. `link` is the address that was shared, by default this page's. */
  share(app?: string, via?: "button" | "copy_link" | "native", link?: string): void;
  goal(name: string, value?: number | string, currency?: string): void;
  consent(agreed: boolean): void;
}

interface Window {
  penombre?: Penombre;
  dataLayer?: ([string?, string?, { analytics_storage?: string }?] | undefined)[];
  __tcfapi?: (command: string, version: number, callback: (data: TcfData, ok: boolean) => void) => void;
}

interface TcfData {
  eventStatus?: string;
  purpose: { consents: Record<string, boolean | undefined> };
}

interface Document {
  readonly prerendering?: boolean;
}
