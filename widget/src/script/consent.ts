import { quiet } from "./quiet";

const WORDS: Record<string, boolean> = { granted: true, denied: false };

let called: boolean | undefined;
let tcf: boolean | undefined;
let asked: Window["__tcfapi"];

export const call = (yes: boolean): void => {
  called = yes;
};

/** IAB TCF v2: purposes 1 and 8. While the dialogue is open the old choice holds. */
const hearTcf = /* @__PURE__ */ quiet(({ eventStatus, purpose: { consents } }: TcfData) => {
  if (eventStatus != "cmpuishown") tcf = !!(consents[1] && consents[8]);
});

/** Asked anew each time, so that it holds at once. One signal suffices to agree; if any refuses, nobody agreed. */
export const doesAgree = /* @__PURE__ */ quiet(() => {
  if (!asked) (asked = window.__tcfapi)?.("addEventListener", 2, hearTcf);
  // Google consent mode: the last word in the data layer; a refusal among the defaults holds until the visitor chooses.
  let google: boolean | undefined;
  for (const entry of window.dataLayer ?? []) {
    if (entry?.[0] == "consent" && (entry[1] == "update" || google != false)) google = WORDS[entry[2]!.analytics_storage!] ?? google;
  }
  const says = [called, tcf, WORDS[document.documentElement.dataset.penombreConsent!], google];
  return says.includes(true) && !says.includes(false);
});
