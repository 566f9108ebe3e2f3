// The little that pages do by script: keyboard in lists, focus after a swap, reading aloud. Everything works without it.
(function () {
  "use strict";
  const rows = () => Array.from(document.querySelectorAll("[data-keys] [data-row]"));
  const chosen = () => rows().findIndex((row) => row.getAttribute("aria-selected") === "true");
  const typing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;

  function choose(index) {
    const all = rows();
    if (!all.length) return;
    const at = Math.max(0, Math.min(all.length - 1, index));
    all.forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    all[at].scrollIntoView({ block: "nearest" });
    const link = all[at].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const help = document.getElementById("keys-help");
    if (event.key === "j") choose(chosen() + 1);
    else if (event.key === "k") choose(chosen() - 1);
    else if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?" && help) help.open = !help.open;
  });

  // A group of the navigation folds in again when the reader goes elsewhere or presses Escape.
  const unfolded = () => document.querySelector(".nav-group[open]");
  function elsewhere(event) {
    const group = unfolded();
    if (group && !group.contains(event.target)) group.open = false;
  }
  document.addEventListener("click", elsewhere);
  document.addEventListener("focusin", elsewhere);
  document.addEventListener("keydown", (event) => {
    const group = unfolded();
    if (event.key !== "Escape" || !group) return;
    const within = group.contains(document.activeElement);
    group.open = false;
    if (within) group.querySelector("summary").focus();
  });

  // Before a form goes, the page asks who is signed in by now. What was typed, and the files chosen, stay on the page when the
  // network or the session is gone; after signing in anew in another window the form goes with the new session's token.
  const person = document.body.dataset.person;
  function tell(which) {
    document.querySelectorAll("[data-told]").forEach((note) => { note.hidden = note.dataset.told !== which; });
    const shown = document.querySelector("[data-told]:not([hidden])");
    if (shown) shown.scrollIntoView({ block: "nearest" });
  }
  async function present() {
    try {
      const answer = await fetch(document.body.dataset.present, { redirect: "manual", cache: "no-store" });
      const now = answer.ok ? await answer.json() : { person: "" };
      return now.person === person ? { token: now.token } : { wrong: now.person ? "other" : "out" };
    } catch (error) { return { wrong: "network" }; }
  }
  function renew(token) {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }
  document.addEventListener("submit", async function (event) {
    const form = event.target;
    if (!person || form.method !== "post" || form.hasAttribute("data-plain")) return;
    if (form.dataset.checked) { delete form.dataset.checked; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking || form.dataset.sent) return;
    form.dataset.asking = "1";
    const now = await present();
    delete form.dataset.asking;
    tell(now.wrong || "");
    if (now.wrong) return;
    renew(now.token);
    form.dataset.checked = "1";
    form.requestSubmit(event.submitter);
  }, true);
  document.addEventListener("visibilitychange", async () => {
    if (!person || document.visibilityState !== "visible") return;
    const now = await present();
    if (now.token) { renew(now.token); tell(""); }
  });

  // A device that several people use: copies of pages are dropped when somebody leaves or another person comes. What was not sent yet
  // stays, bound to whoever wrote it, and whoever leaves is told so before.
  async function forget() {
    if (!window.caches) return;
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("gaoxin-")).map((name) => caches.delete(name)));
  }
  const visits = () => Object.keys(localStorage).filter((name) => name.startsWith(`gaoxin-visit:${person}:`));
  // How many reports of this person wait on the device; with `drop` they are deleted.
  const reports = (drop) => new Promise((resolve, reject) => {
    const asked = indexedDB.open("gaoxin-progress", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("reports", { keyPath: "key" });
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const work = asked.result.transaction("reports", drop ? "readwrite" : "readonly"), store = work.objectStore("reports");
      const all = store.getAll();
      let mine = [];
      all.onsuccess = () => {
        mine = all.result.filter((entry) => entry.person === person);
        if (drop) mine.forEach((entry) => store.delete(entry.key));
      };
      work.onerror = work.onabort = () => reject(work.error);
      work.oncomplete = () => { asked.result.close(); resolve(mine.length); };
    };
  });
  const unsent = async () => visits().length + await reports(false).catch(() => 0);
  async function discard() {
    visits().forEach((name) => localStorage.removeItem(name));
    await reports(true).catch(() => 0);
  }
  async function leave(form) {
    await forget().catch(() => {});
    form.dataset.leaving = "1";
    form.requestSubmit();
  }
  document.addEventListener("submit", async function (event) {
    const form = event.target, note = document.getElementById("leaving");
    if (!person || !note || !form.matches("form[action$='/logout/']") || form.dataset.leaving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const waiting = await Promise.race([unsent().catch(() => 0), new Promise((done) => window.setTimeout(done, 3000, 0))]);
    if (!waiting) { leave(form); return; }
    note.querySelector("[data-count]").textContent = waiting;
    note.querySelector("[data-leave]").onclick = () => leave(form);
    note.querySelector("[data-discard]").onclick = async () => { await discard(); leave(form); };
    note.querySelector("[data-stay]").onclick = () => { note.hidden = true; };
    note.hidden = false;
    note.focus();
  }, true);
  try {
    if ((localStorage.getItem("gaoxin-person") || "") !== person) {
      if (localStorage.getItem("gaoxin-person")) forget().catch(() => {});
      localStorage.setItem("gaoxin-person", person);
    }
  } catch (error) { /* no storage: there are no copies either */ }

  // One submission a click: a second press while the first is under way sends nothing.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

  document.addEventListener("htmx:afterSwap", function () {
    const problem = document.getElementById("problem");
    if (problem) problem.focus();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const request = event.detail.xhr;
    const place = document.getElementById("messages");
    if (request.status === 401) tell("out");
    else if (place && request.getResponseHeader("X-Problem") === "1") place.innerHTML = request.responseText;
  });
  document.addEventListener("htmx:sendError", () => tell("network"));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) tell(""); });

  // Reading aloud: the browser's own voice, sentence by sentence, so that it can be stopped at once.
  function aloud(button) {
    const voice = window.speechSynthesis;
    const words = [button.textContent, button.dataset.aloud];
    button.hidden = false;
    const rest = () => { button.textContent = words[0]; button.setAttribute("aria-pressed", "false"); };
    rest();
    button.addEventListener("click", () => {
      const reading = button.getAttribute("aria-pressed") === "true";
      voice.cancel();
      if (reading) { rest(); return; }
      const parts = Array.from(document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main th, main td, main label"))
        .filter((e) => e.getClientRects().length && !e.querySelector("p, li, td, dt") && !e.contains(button))
        .map((e) => e.innerText.trim()).filter(Boolean);
      parts.forEach((text, i) => {
        const spoken = new SpeechSynthesisUtterance(text);
        spoken.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
        if (i === parts.length - 1) spoken.onend = rest;
        voice.speak(spoken);
      });
      button.textContent = words[1];
      button.setAttribute("aria-pressed", "true");
    });
    window.addEventListener("pagehide", () => voice.cancel());
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (window.speechSynthesis) document.querySelectorAll("[data-aloud]").forEach(aloud);
    const told = document.getElementById("problem") || document.getElementById("made");
    if (told) told.focus();
  });
})();
