// Looks at the last five minutes again every fifteen seconds, while somebody looks at the page.
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (answer.ok && found) document.getElementById("live").replaceChildren(...found.childNodes);
  } catch {
    // the server is away for a moment: what stands there says when it was true
  }
}, 15_000);
