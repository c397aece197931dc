/** Ink and paper are the page's own: the bar is readable wherever the text around it is, by day and by night. */
export const LOOK = `
:host{display:block;--line:var(--penombre-line,color-mix(in srgb,currentColor 28%,transparent));color:var(--penombre-ink,inherit);font:var(--penombre-font,inherit)}
:host([hidden]){display:none}
div{display:flex;flex-wrap:wrap;gap:var(--penombre-gap,.5rem)}
a,button{box-sizing:border-box;min-width:44px;min-height:44px;display:inline-flex;align-items:center;justify-content:center;gap:.5em;margin:0;padding:0 .9em;border:1px solid var(--line);border-radius:var(--penombre-radius,2px);background:var(--penombre-paper,none);color:inherit;font:inherit;font-size:.875em;line-height:1.2;text-decoration:none;cursor:pointer}
.icons a,.icons button{padding:0}
a:hover,button:hover{border-color:currentColor}
:focus-visible{outline:2px solid var(--penombre-accent,currentColor);outline-offset:2px}
svg{flex:none;width:1.4em;height:1.4em;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
text{fill:currentColor;stroke:none;font:700 11px/1 sans-serif;text-anchor:middle}
p,label{margin:.6em 0 0;font-size:.8em;line-height:1.4;opacity:.85}
label{display:flex;align-items:center;gap:.6em;min-height:44px;margin:0;opacity:1;cursor:pointer}
input{width:1.3em;height:1.3em;margin:0;flex:none;accent-color:var(--penombre-accent,auto)}
[role=status]:empty{margin:0}
[role=status]{font-weight:600;opacity:1;overflow-wrap:anywhere}`;
