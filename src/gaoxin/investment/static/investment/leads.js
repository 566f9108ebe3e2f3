// A visit is kept in this browser first and sent when there is a network. Its key makes that what is sent twice is one visit.
// What waits is sealed (ui/sealing.js).
// Without this script, without storage, or where the browser cannot seal, the form is sent as any other.
(function () {
  "use strict";
  const form = document.querySelector("form[data-offline]");
  if (!form || !window.localStorage) return;
  const words = JSON.parse(document.getElementById("draft-words").textContent);
  const told = document.getElementById("draft-told"), box = document.getElementById("drafts"), list = box.querySelector("ul");
  const person = document.body.dataset.person, PREFIX = "gaoxin-visit:" + person + ":";
  const FIELDS = ["key", "on", "kind", "place", "met", "notes", "next_step", "next_due"];
  let sending = false;

  const say = (text) => { told.textContent = text; told.hidden = !text; };
  const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).sort();
  const text = (bytes) => btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join(""));
  const bytes = (kept) => Uint8Array.from(atob(kept), (c) => c.charCodeAt(0));
  const sealing = window.gaoxinSealing(person);
  async function keep(draft) {
    const { iv, sealed } = await sealing.seal(new TextEncoder().encode(JSON.stringify(draft)));
    localStorage.setItem(PREFIX + draft.fields.key, JSON.stringify({ iv: text(iv), sealed: text(sealed) }));
  }
  // A draft that cannot be opened any more is shown as such, so that it can be deleted.
  async function opened(name) {
    const kept = JSON.parse(localStorage.getItem(name));
    if (kept.fields) { await keep(kept); return kept; } // of before drafts were sealed
    try {
      const plain = await sealing.open({ iv: bytes(kept.iv), sealed: bytes(kept.sealed) });
      return JSON.parse(new TextDecoder().decode(plain));
    } catch (error) { return { fields: { key: name.slice(PREFIX.length), on: "", notes: "" }, label: "—", refused: words.lost }; }
  }
  const drafts = () => Promise.all(names().map(opened));
  const drop = (draft) => localStorage.removeItem(PREFIX + draft.fields.key);

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button"; made.className = "btn btn-link"; made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  async function show() {
    const all = await drafts();
    box.hidden = !all.length;
    list.replaceChildren(...all.map((draft) => {
      const item = document.createElement("li"), line = document.createElement("span");
      line.textContent = draft.label + " · " + draft.fields.on + " · " + draft.fields.notes.slice(0, 40) + " — " + (draft.refused ? "✕ " + words.refused + "：" + draft.refused : "◔ " + (words[draft.state] || words.waits));
      item.append(line);
      if (!draft.refused) item.append(button(words.again, send));
      item.append(button(words.remove, () => { if (window.confirm(words.sure)) { drop(draft); show(); } }));
      return item;
    }));
  }
  async function one(draft, token) {
    const body = new FormData();
    Object.entries(draft.fields).forEach(([name, value]) => body.append(name, value));
    const answer = await fetch(draft.to, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token } });
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.ok && json) { drop(draft); say(draft.label + "：" + words.sent); return true; }
    if (json && answer.status === 422) { const why = await answer.json(); await keep({ ...draft, refused: [why.what, why.do].filter(Boolean).join(" ") }); return true; }
    if (answer.status === 404) { await keep({ ...draft, refused: "404" }); return true; }
    await keep({ ...draft, state: answer.type === "opaqueredirect" || answer.status === 401 ? "out" : "waits" });
    return false;
  }
  async function send() {
    if (sending) return;
    sending = true;
    try {
      const waiting = (await drafts()).filter((draft) => !draft.refused);
      if (waiting.length) {
        const answer = await fetch(document.body.dataset.present, { redirect: "manual", cache: "no-store" });
        const now = answer.ok ? await answer.json() : { person: "" };
        if (now.person !== person) await Promise.all(waiting.map((draft) => keep({ ...draft, state: "out" })));
        else for (const draft of waiting) if (!(await one(draft, now.token))) break;
      }
    } catch (error) { /* no network: it stays and is tried again */ } finally { sending = false; await show(); }
  }
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  // On the window and before the page's own script, which would ask the network first.
  window.addEventListener("submit", async function (event) {
    if (event.target !== form || form.dataset.open) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const fields = {};
    FIELDS.forEach((name) => { fields[name] = form.elements[name].value; });
    try { await keep({ fields, to: location.pathname, label: form.dataset.label }); } catch (error) { // no room, or no seal
      form.dataset.open = "1";
      form.requestSubmit(event.submitter);
      return;
    }
    form.reset();
    form.elements.key.value = fresh();
    say(words.kept);
    await show();
    send();
  }, true);
  if (navigator.serviceWorker) navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.worker.replace(/[^/]*$/, "") }).catch(() => {});
  window.addEventListener("online", send);
  window.setInterval(() => { if (navigator.onLine) send(); }, 30000);
  form.elements.key.value = fresh(); // a form opened twice from the kept copy must not have one key for two visits
  show().then(send);
})();
