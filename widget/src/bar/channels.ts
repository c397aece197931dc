/**
 * How a link goes out: letter in the share tag, name in `POST /e`, glyph, and the address that opens it, with LINK,
 * TEXT and BOTH to fill in (none where the browser itself acts). Slack has no public address to share to.
 */
export type Channel = readonly [letter: string, app: string, glyph: string, opens?: string];

export const CHANNELS: Record<string, Channel> = {
  copy: ["c", "", "M8 8h12v12H8zM16 8V4H4v12h4"],
  email: ["e", "E-mail", "M3 5h18v14H3zM3 6l9 7 9-7", "mailto:?subject=TEXT&body=BOTH"],
  whatsapp: ["w", "WhatsApp", "W", "https://wa.me/?text=BOTH"],
  messenger: ["m", "Facebook Messenger", "M", "fb-messenger://share/?link=LINK"],
  telegram: ["t", "Telegram", "T", "https://t.me/share/url?url=LINK&text=TEXT"],
  sms: ["a", "SMS", "…", "sms:?&body=BOTH"],
  signal: ["g", "Signal", "S", "sgnl://send?text=BOTH"],
  linkedin: ["l", "LinkedIn", "in", "https://www.linkedin.com/sharing/share-offsite/?url=LINK"],
  x: ["x", "X (Twitter)", "X", "https://x.com/intent/post?url=LINK&text=TEXT"],
  facebook: ["f", "Facebook", "f", "https://www.facebook.com/sharer/sharer.php?u=LINK"],
  native: ["u", "", "M12 15V3M8 7l4-4 4 4M5 12v8h14v-8"],
};

/** Signal stays out until its app is known to take the address everywhere. */
export const USUAL = "copy email whatsapp messenger telegram sms linkedin x facebook native";

/** An app's own scheme: nothing answers it on a desk. */
export const onlyOnTelephones = (opens: string): boolean => /^(fb-messenger|sgnl):/.test(opens);

export const CLEAN_GLYPH = "M10 14l4-4M9 10l-3 3a3.5 3.5 0 005 5l3-3M15 14l3-3a3.5 3.5 0 00-5-5l-3 3";

export const BALLOON = "M3 3h18v14h-9l-5 4v-4H3z";
export const FRAME = "M3 3h18v18H3z";

export const isMessage = (letter: string): boolean => "wmtag".includes(letter);
