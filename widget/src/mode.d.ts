/** Set by build.mjs, one build for each mode: what these forbid is not in the built file. */
declare const MODE: "strict" | "counting" | "consent";
/** Counting or Consent. */
declare const COUNTING: boolean;
/** Consent. */
declare const CONSENT: boolean;
