/**
 * Ink and paper are the page's own: the bar is readable wherever the text around it is, by day and by night.
 * With both drawing and word: links to copy side by side, then a tile for each channel.
 */
export const LOOK = `
:host{display:block;--line:var(--penombre-line,color-mix(in srgb,currentColor 28%,transparent));color:var(--penombre-ink,inherit);font:var(--penombre-font,inherit)}
:host([hidden]){display:none}
div{display:flex;flex-wrap:wrap;gap:var(--penombre-gap,.5rem)}
div div{display:contents}
.both{display:block}
.both div{display:grid;grid-template-columns:repeat(auto-fit,minmax(4rem,1fr));gap:.75rem .25rem}
.both .links{grid-template-columns:repeat(auto-fit,minmax(min(10rem,100%),1fr));gap:var(--penombre-gap,.5rem)}
.both div+div{margin-top:.9rem}
a,button{box-sizing:border-box;min-width:44px;min-height:44px;display:inline-flex;align-items:center;justify-content:center;gap:.45em;margin:0;padding:0 .5em;border:1px solid var(--line);border-radius:var(--penombre-radius,2px);background:var(--penombre-paper,none);color:inherit;font:inherit;font-size:.8em;line-height:1.2;text-decoration:none;cursor:pointer}
.icons a,.icons button{padding:0}.text a,.text button{padding:0 1em}
a:hover,button:hover,a:hover svg,button:hover svg{border-color:currentColor}
:focus-visible{outline:2px solid var(--penombre-accent,currentColor);outline-offset:2px}
svg{flex:none;width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
text{fill:currentColor;stroke:none;font:700 11px/1 sans-serif;text-anchor:middle;user-select:none}
.both .apps>*{flex-direction:column;gap:.45em;padding:0;border:0;background:none;font-size:.7em}
.both .apps svg{padding:11px;border:1px solid var(--line);border-radius:50%;background:var(--penombre-paper,none)}
p,label{margin:.9em 0 0;font-size:.78em;line-height:1.4;opacity:.8}
label{display:flex;align-items:center;gap:.7em;min-height:44px;margin:.5em 0 -.5em;opacity:1;cursor:pointer}
input{width:1.2em;height:1.2em;margin:0;flex:none;accent-color:var(--penombre-accent,auto)}
[role=status]{margin-top:.4em;font-weight:600;opacity:1;overflow-wrap:anywhere}
[role=status]:empty{margin:0}`;
