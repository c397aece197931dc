// Prints the sizes of the built scripts as a browser receives them; fails over the limit.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const OUT = new URL("../src/penombre/collect/scripts/", import.meta.url);
const LIMITS = { "p.strict.js": 1600, "p.counting.js": 1600, "p.consent.js": 1600, "share.js": 4000, "ask.js": 3000 };

const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } });

const row = (...cells) => cells.map((cell, i) => String(cell)[i ? "padStart" : "padEnd"](14)).join(" ");
console.log(row("script", "bytes", "gzip", "brotli", "limit (br)"));
for (const [name, limit] of Object.entries(LIMITS)) {
  const bytes = readFileSync(new URL(name, OUT));
  const sent = brotli(bytes).length;
  console.log(row(name, bytes.length, gzipSync(bytes, { level: 9 }).length, sent, limit) + (sent > limit ? "  TOO LARGE" : ""));
  if (sent > limit) process.exitCode = 1;
}
