/** Ink and paper are the page's own. It stands in the text where the page has put it, and covers nothing. */
export const LOOK = `
:host{display:block;--line:var(--penombre-line,color-mix(in srgb,currentColor 28%,transparent));color:var(--penombre-ink,inherit);font:var(--penombre-font,inherit)}
:host([hidden]),section:not(.open){display:none}
section{margin:1.5em 0;padding:1.1em 1.2em .5em;border:1px solid var(--line);border-radius:var(--penombre-radius,2px);background:var(--penombre-paper,none)}
p{margin:0;line-height:1.4}
[role=status]{font-weight:600;text-wrap:balance;outline:none}
div{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(var(--wide,15em),100%),1fr));gap:var(--penombre-gap,.4rem);margin:.9em 0 .6em}
.app{--wide:8em}
.audience{--wide:11em}
button{box-sizing:border-box;min-height:44px;margin:0;padding:.4em .9em;border:1px solid var(--line);border-radius:var(--penombre-radius,2px);background:none;color:inherit;font:inherit;font-size:.9em;line-height:1.25;text-align:start;cursor:pointer}
button:hover{border-color:currentColor}
:focus-visible{outline:2px solid var(--penombre-accent,currentColor);outline-offset:2px}
footer{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 1em;font-size:.78em}
footer p{opacity:.8}
footer button{border-color:transparent;padding:0 .2em;margin:0 -.2em;font-size:1em;text-decoration:underline;text-underline-offset:.2em}
.done{padding:1.1em 1.2em}
.done :not([role=status]){display:none}
@media(prefers-reduced-motion:no-preference){section{animation:come .3s}@keyframes come{from{opacity:0}}}`;
