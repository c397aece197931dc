// Asks the browser for a passkey: to make one on the page of an account, or to sign in with one.
"use strict";

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), sign => sign.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = list => (list || []).map(each => ({ ...each, id: bytes(each.id) }));

async function made(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  const found = await navigator.credentials.create({ publicKey });
  return written(found, {
    attestationObject: text(found.response.attestationObject),
    transports: found.response.getTransports ? found.response.getTransports() : [],
  });
}

async function signed(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey });
  const handle = found.response.userHandle;
  return written(found, {
    authenticatorData: text(found.response.authenticatorData),
    signature: text(found.response.signature),
    ...(handle ? { userHandle: text(handle) } : {}),
  });
}

function written(found, answer) {
  return JSON.stringify({
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    clientExtensionResults: {},
    response: { clientDataJSON: text(found.response.clientDataJSON), ...answer },
  });
}

async function begin(form) {
  const asked = await fetch(form.dataset.begin, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const options = await asked.json();
  if (!asked.ok) throw new Error(options.error);
  const credential = form.dataset.do === "register" ? made : signed;
  form.elements.credential.value = await credential(options).catch(() => { throw new Error(form.dataset.failed); });
  // what was typed is checked: it need not go a second time
  if (form.elements.password) form.elements.password.value = "";
  form.noValidate = true;
  form.submit();
}

for (const form of document.querySelectorAll("form[data-begin]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const complaint = form.querySelector(".complaint");
  form.addEventListener("submit", event => {
    event.preventDefault();
    complaint.hidden = true;
    begin(form).catch(error => {
      complaint.textContent = error instanceof TypeError ? form.dataset.failed : error.message;
      complaint.hidden = false;
    });
  });
}
