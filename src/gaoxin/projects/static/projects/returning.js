// Where enterprises are back at work: the zone's own boundary and plan, no tiles from elsewhere. The table below says the same.
(function () {
  "use strict";
  const place = document.getElementById("returning-map");
  const config = place && document.getElementById(place.dataset.config);
  if (!config || !window.L) return;
  const drawn = JSON.parse(config.textContent);
  const words = drawn.words;
  const map = L.map(place, { attributionControl: false, zoomControl: false, maxZoom: 20, minZoom: 9, zoomSnap: 0.5 });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  if (drawn.plan) {
    const [west, south, east, north] = drawn.plan.corners;
    L.imageOverlay(drawn.plan.image, [[south, west], [north, east]], { opacity: 0.5, alt: "" }).addTo(map);
  }
  const spots = drawn.spots.concat(drawn.squares).map((one) => one.at);
  if (drawn.boundary) {
    const boundary = L.geoJSON(drawn.boundary, { interactive: false, style: { className: "land-boundary" } }).addTo(map);
    map.fitBounds(boundary.getBounds());
  } else if (spots.length) {
    map.fitBounds(L.latLngBounds(spots), { maxZoom: 15 });
  } else {
    map.setView([23.7, 113.05], 12);
  }

  function line(text, tag) {
    const row = document.createElement(tag || "p");
    row.textContent = text;
    return row;
  }
  function mark(at, className, size, told, box) {
    const icon = L.divIcon({ className: "return-sign " + className, iconSize: [size, size] });
    L.marker(at, { icon: icon, title: told, alt: told, keyboard: true }).addTo(map).bindPopup(box, { maxWidth: 280 });
  }
  drawn.spots.forEach(function (one) {
    const state = drawn.states[one.state] || one.state;
    const box = document.createElement("div");
    const link = line(words.open, "a");
    link.href = one.page;
    box.append(line(one.name, "strong"), line(state), line(words.parcel + " " + one.parcel), link);
    mark(one.at, "return-" + one.state, 24, one.name + " " + state, box);
  });
  drawn.squares.forEach(function (one) {
    const box = document.createElement("div");
    let all = 0;
    Object.keys(drawn.states).forEach(function (state) {
      const count = one.counts[state] || 0;
      all += count;
      if (count) box.append(line(drawn.states[state] + " " + count));
    });
    mark(one.at, "return-many", Math.min(44, 22 + Math.sqrt(all) * 2), all + " " + words.firms, box);
  });
})();
