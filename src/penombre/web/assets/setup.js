// Tells when the first view has arrived; without a script the page tells it when it is loaded again.
const EVERY = 2000;
const arrival = document.getElementById("arrival");
const verdict = document.getElementById("verdict");

async function look() {
  try {
    const { arrived } = await (await fetch(arrival.dataset.state)).json();
    if (arrived) {
      verdict.textContent = arrival.dataset.arrived;
      verdict.className = "holds";
      return;
    }
  } catch {
    // the server is away for a moment: ask again
  }
  setTimeout(look, EVERY);
}

if (!verdict.className) setTimeout(look, EVERY);
