// Reports wait on the phone until the platform has them. Each has the key of its form, so that what is sent twice is one report.
// What waits is sealed (ui/sealing.js), photo and all. Without this script, without IndexedDB, or where the browser cannot seal,
// the form is sent as any other.
(function () {
  "use strict";
  const form = document.querySelector("form[data-offline]");
  if (!form) return;
  const words = JSON.parse(document.getElementById("queue-words").textContent);
  const box = document.getElementById("queue"), list = box.querySelector("ul"), told = document.getElementById("queue-told");
  const person = document.body.dataset.person, LARGEST = 1600, STORE = "reports";
  let flushing = false;

  const base = new Promise((resolve, reject) => {
    if (!window.indexedDB) { reject(new Error("no store")); return; }
    const request = indexedDB.open("gaoxin-progress", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  base.catch(() => say(words.lacking));
  async function store(mode, act) {
    const there = await base;
    return new Promise((resolve, reject) => {
      const work = there.transaction(STORE, mode), asked = act(work.objectStore(STORE));
      work.oncomplete = () => resolve(asked.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  }
  const sealing = window.gaoxinSealing(person);
  // Sealed are four bytes with the length of what is written, that, and the photo.
  async function keep({ photo, ...rest }) {
    const written = new TextEncoder().encode(JSON.stringify(rest)), length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, written.length);
    const whole = new Uint8Array(await new Blob([length, written, photo]).arrayBuffer());
    const sealed = await sealing.seal(whole);
    await store("readwrite", (s) => s.put({ key: rest.key, person, ...sealed }));
  }
  // A report that cannot be opened any more is shown as such, so that it can be deleted.
  async function opened(entry) {
    if (entry.fields) { await keep(entry); return entry; } // of before reports were sealed
    try {
      const whole = await sealing.open(entry), ends = 4 + new DataView(whole.buffer).getUint32(0);
      const rest = JSON.parse(new TextDecoder().decode(whole.subarray(4, ends)));
      return { ...rest, photo: new Blob([whole.subarray(ends)], { type: rest.type }) };
    } catch (error) { return { key: entry.key, label: "—", fields: { quantity: "", taken_on: "" }, refused: words.lost }; }
  }
  const all = async () => Promise.all((await store("readonly", (s) => s.getAll())).filter((entry) => entry.person === person).map(opened));
  const drop = (key) => store("readwrite", (s) => s.delete(key));

  function say(text) { told.textContent = text; told.hidden = !text; }
  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-link";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  async function show() {
    const entries = await all();
    box.hidden = !entries.length;
    list.replaceChildren(...entries.map((entry) => {
      const item = document.createElement("li");
      item.className = entry.refused ? "refused" : "";
      const line = document.createElement("p");
      line.className = "mb-0";
      line.textContent = `${entry.label} · ${entry.fields.quantity} · ${entry.fields.taken_on}`;
      const state = document.createElement("p");
      state.className = "mb-0";
      state.textContent = entry.refused ? `✕ ${words.refused}：${entry.refused}` : `◔ ${words[entry.state] || words.waits}`;
      item.append(line, state);
      if (!entry.refused) item.append(button(words.again, flush));
      item.append(button(words.remove, async () => { if (window.confirm(words.sure)) { await drop(entry.key); show(); } }));
      return item;
    }));
  }

  // What the camera wrote (EXIF: time, place) is carried over into the scaled photo, which already stands upright.
  async function cameraWrote(file) {
    const head = new DataView(await file.slice(0, 262144).arrayBuffer());
    if (head.byteLength < 4 || head.getUint16(0) !== 0xffd8) return null;
    for (let at = 2; at + 10 < head.byteLength && head.getUint8(at) === 0xff && head.getUint8(at + 1) !== 0xda;) {
      const length = head.getUint16(at + 2);
      if (head.getUint8(at + 1) === 0xe1 && head.getUint32(at + 4) === 0x45786966) {
        const part = new Uint8Array(head.buffer.slice(at, at + 2 + length)), view = new DataView(part.buffer), little = view.getUint16(10) === 0x4949;
        const folder = 10 + view.getUint32(14, little), tags = view.getUint16(folder, little);
        for (let tag = 0; tag < tags; tag += 1) if (view.getUint16(folder + 2 + 12 * tag, little) === 0x0112) view.setUint16(folder + 10 + 12 * tag, 1, little);
        return part;
      }
      at += 2 + length;
    }
    return null;
  }
  // The photo as it is if it is small; else scaled down, so that a full day fits on the phone and through a thin line.
  async function smaller(file) {
    if (file.size < 1500000) return { blob: file, name: file.name };
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      let blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      const wrote = await cameraWrote(file).catch(() => null);
      if (blob && wrote) blob = new Blob([blob.slice(0, 2), wrote, blob.slice(2)], { type: "image/jpeg" });
      return blob ? { blob, name: file.name.replace(/\.\w+$/, "") + ".jpg" } : { blob: file, name: file.name };
    } catch (error) { return { blob: file, name: file.name }; }
  }

  async function present() {
    const answer = await fetch(document.body.dataset.present, { redirect: "manual", cache: "no-store" });
    return answer.ok ? answer.json() : { person: "" };
  }
  // One entry: true where the next may follow at once.
  async function send(entry, token) {
    const body = new FormData();
    Object.entries(entry.fields).forEach(([name, value]) => body.append(name, value));
    body.append("photo", new File([entry.photo], entry.name, { type: entry.photo.type }));
    const answer = await fetch(entry.to, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token } });
    if (answer.ok) {
      await drop(entry.key);
      say(`${entry.label}：${words.sent}`);
      return true;
    }
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (json && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      const problem = await answer.json();
      await keep({ ...entry, refused: [problem.what, problem.do].filter(Boolean).join(" ") });
      return true;
    }
    await keep({ ...entry, state: answer.type === "opaqueredirect" || answer.status === 401 ? "out" : "waits" });
    return false;
  }
  async function flush() {
    if (flushing) return;
    flushing = true;
    try {
      const entries = (await all()).filter((entry) => !entry.refused);
      if (entries.length) {
        const now = await present();
        if (now.person !== person) {
          await Promise.all(entries.map((entry) => keep({ ...entry, state: now.person ? "other" : "out" })));
        } else {
          for (const entry of entries) if (!(await send(entry, now.token))) break;
        }
      }
    } catch (error) { /* no network: it stays, and is tried again */ } finally {
      flushing = false;
      show();
    }
  }

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  // Before ui.js, which would ask the network first.
  window.addEventListener("submit", async function (event) {
    if (event.target !== form || form.dataset.plain) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const chosen = form.elements.photo.files[0], fields = {};
    ["code", "quantity", "taken_on", "lat", "lon", "place", "reason", "key"].forEach((name) => { fields[name] = form.elements[name].value; });
    const label = form.elements.code.selectedOptions[0].textContent.replace(/（.*$/, "");
    try {
      const photo = await smaller(chosen);
      await keep({ key: fields.key, to: form.getAttribute("action") || location.pathname, fields, label, photo: photo.blob, type: photo.blob.type, name: photo.name });
    } catch (error) {
      form.dataset.plain = "1";
      form.requestSubmit(event.submitter);
      return;
    }
    form.reset();
    form.elements.key.value = newKey();
    say(words.kept);
    await show();
    flush();
  }, true);

  const locate = document.getElementById("locate"), located = document.getElementById("located");
  if (navigator.geolocation) {
    locate.hidden = false;
    locate.addEventListener("click", () => navigator.geolocation.getCurrentPosition((found) => {
      form.elements.lat.value = found.coords.latitude.toFixed(6);
      form.elements.lon.value = found.coords.longitude.toFixed(6);
      located.textContent = words.located.replace("%s", Math.round(found.coords.accuracy));
    }, () => { located.textContent = words.not_located; }, { enableHighAccuracy: true, timeout: 15000 }));
  }
  // From the first visit on the form opens without a network: the worker did not see this load, so the page keeps its own copy.
  async function install() {
    await navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.worker.replace(/[^/]*$/, "") });
    const cache = await caches.open("gaoxin-progress-1");
    const parts = Array.from(document.querySelectorAll("script[src], link[rel=stylesheet]"), (part) => part.src || part.href);
    await cache.addAll([location.pathname, ...parts]);
  }
  if (navigator.serviceWorker && window.caches) install().catch(() => {});
  window.addEventListener("online", flush);
  window.setInterval(() => { if (navigator.onLine) flush(); }, 30000);
  show().then(flush);
})();
