// What waits on a device is sealed (AES-GCM) with a key of this browser that cannot be read out of it, one for each person.
// gaoxinSealing(person) gives seal(bytes) -> {iv, sealed} and open({iv, sealed}) -> bytes; both fail where the browser cannot seal.
(function () {
  "use strict";
  function keys(mode, act) {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("gaoxin-keys", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("keys");
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        const work = asked.result.transaction("keys", mode), found = act(work.objectStore("keys"));
        work.oncomplete = () => { asked.result.close(); resolve(found.result); };
        work.onerror = work.onabort = () => { asked.result.close(); reject(work.error); };
      };
    });
  }
  async function made(person) {
    const there = await keys("readonly", (store) => store.get(person));
    if (there) return there;
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two windows may be first at once: the key that was put first is everybody's.
    await keys("readwrite", (store) => store.add(fresh, person)).catch(() => {});
    return keys("readonly", (store) => store.get(person));
  }
  window.gaoxinSealing = function (person) {
    let known = null;
    const key = () => known || (known = made(person).catch((error) => { known = null; throw error; }));
    return {
      async seal(bytes) {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), bytes) };
      },
      open: async (kept) => new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await key(), kept.sealed)),
    };
  };
})();
