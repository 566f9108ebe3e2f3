// Opens the visit form without a network: the last copy of it with its script and style. All else goes to the network.
"use strict";
const CACHE = "gaoxin-leads-1";
const FORM = /^\/invest\/leads\/[^/]+\/visit\/$/;
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
async function fresh(request, name, form) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(name, answer.clone());
    else if (form) await caches.delete(CACHE); // signed out: nobody's form stays
    return answer;
  } catch (error) {
    const kept = await cache.match(name);
    if (kept) return kept;
    throw error;
  }
}
self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const form = request.mode === "navigate" && FORM.test(url.pathname);
  if (form) event.respondWith(fresh(request, url.pathname, true));
  else if (url.pathname.includes("/static/")) event.respondWith(fresh(request, request, false));
});
