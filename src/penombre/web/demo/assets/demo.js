// The panel beside the demo site's pages: asks once a second what arrived, and sends visitors without leaving the page.
const EVERY = 1000;
const AGREED = "lantern-agreed"; // this site's memory of its visitor's choice, kept only where one was made

const panel = document.getElementById("panel");
const byId = (id) => document.getElementById(id);
const sending = byId("send");
const says = sending.dataset;
let onItsWay = false;

function cell(name, text, share) {
  const made = document.createElement(name);
  made.textContent = text;
  if (name === "th") {
    made.scope = "row";
    if (share !== undefined) {
      const bar = document.createElement("i");
      bar.style.width = `${Math.max(2, 100 * share)}%`;
      made.append(bar);
    }
  }
  return made;
}

function rows(id, lines, cells) {
  byId(id).replaceChildren(
    ...lines.map((line) => {
      const row = document.createElement("tr");
      row.append(...cells(line));
      return row;
    }),
  );
}

function show({ ledger, holds, kinds, channels, crowd }) {
  for (const [name, value] of Object.entries(ledger)) {
    panel.querySelector(`[data-ledger="${name}"]`).textContent = value;
  }
  const verdict = byId("holds");
  verdict.textContent = holds ? verdict.dataset.holds : verdict.dataset.broken;
  verdict.classList.toggle("broken", !holds);

  byId("empty").hidden = kinds.length > 0;
  byId("minute").hidden = kinds.length === 0;
  const most = Math.max(1, ...kinds.map((line) => line.count));
  rows("kinds", kinds, ({ name, count, told }) => [cell("th", name, count / most), cell("td", told)]);
  byId("came").hidden = channels.length === 0;
  const largest = Math.max(1, ...channels.map((line) => line.landings + line.clicks));
  rows("channels", channels, ({ name, landings, clicks }) => [
    cell("th", name, (landings + clicks) / largest),
    cell("td", landings || "·"),
    cell("td", clicks || "·"),
  ]);

  byId("progress").hidden = !crowd.on_its_way;
  if (crowd.on_its_way) {
    byId("progress").value = crowd.done / crowd.all;
    byId("status").textContent = `${says.sending} ${crowd.done} / ${crowd.all}`;
  } else if (onItsWay) {
    byId("status").textContent = says.sent;
  }
  onItsWay = crowd.on_its_way;
  sending.querySelector("button").disabled = onItsWay;
}

async function look() {
  try {
    const answer = await fetch(panel.dataset.live);
    if (answer.ok) show(await answer.json());
  } catch {
    // the next second may know more
  }
}

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, EVERY);
}

sending.addEventListener("submit", async (event) => {
  event.preventDefault();
  sending.querySelector("button").disabled = true;
  try {
    const answer = await fetch(sending.action, { method: "POST", body: new URLSearchParams(new FormData(sending)) });
    if (answer.status === 409) byId("status").textContent = says.busy;
    onItsWay = answer.ok;
  } catch {
    byId("status").textContent = says.unreachable;
  }
  await look();
});

const consent = byId("consent");
if (consent) {
  const tell = (yes) => window.penombre?.consent(yes);
  consent.checked = sessionStorage.getItem(AGREED) === "yes";
  if (consent.checked) tell(true);
  consent.addEventListener("change", () => {
    if (consent.checked) sessionStorage.setItem(AGREED, "yes");
    else sessionStorage.removeItem(AGREED);
    tell(consent.checked);
  });
}

keepLooking();
