// Builds the scripts that the server hands out. The same source gives the same bytes.
import { build } from "esbuild";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { minify } from "terser";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const OUT = process.argv[2] ?? fileURLToPath(new URL("../src/penombre/collect/scripts/", import.meta.url));

async function bundle(entry, define = {}) {
  const { outputFiles } = await build({
    absWorkingDir: HERE,
    bundle: true,
    charset: "utf8",
    define,
    entryPoints: [entry],
    format: "iife",
    legalComments: "none",
    logLevel: "warning",
    minify: true,
    target: "es2020",
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } }, // no "use strict": 13 bytes
    write: false,
  });
  return outputFiles[0].text.trim();
}

// Where a script cannot work at all (no `currentScript`, an old browser's missing interface), the page still hears nothing.
async function write(name, code) {
  // a second pass folds what the bundler left apart: some forty bytes of what visitors load
  const { code: folded } = await minify(`try{${code}}catch{}`, { compress: { passes: 3 }, ecma: 2020 });
  writeFileSync(`${OUT}/${name}`, `${folded}\n`);
}

mkdirSync(OUT, { recursive: true });
for (const mode of ["strict", "counting", "consent"]) {
  const define = { MODE: JSON.stringify(mode), COUNTING: String(mode !== "strict"), CONSENT: String(mode === "consent") };
  await write(`p.${mode}.js`, await bundle("src/script/main.ts", define));
}
await write("share.js", await bundle("src/bar/share.ts"));
await write("ask.js", await bundle("src/ask/ask.ts"));
