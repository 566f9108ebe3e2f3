// Drawing a parcel's outline: a click adds a corner, corners are dragged, a double click takes one away. The field of typed corners says
// the same and is the way by keyboard; the form sends the field.
(function () {
  "use strict";
  const place = document.getElementById("land-draw");
  const field = document.getElementById("corners");
  const config = place && document.getElementById(place.dataset.config);
  if (!config || !field || !window.L) return;
  const drawn = JSON.parse(config.textContent);
  const datum = document.getElementById("outline_datum");
  const told = document.getElementById("land-draw-told");
  const fold = place.closest("details");
  let corners = [];
  let map = null, shape = null, handles = null;

  function read() {
    return field.value.split("\n").map((line) => line.trim().split(/[,，;\s]+/).filter(Boolean).map(Number))
      .filter((pair) => pair.length === 2 && pair.every(Number.isFinite) && Math.abs(pair[0]) <= 180 && Math.abs(pair[1]) <= 90)
      .map(([x, y]) => L.latLng(y, x));
  }
  function write() {
    field.value = corners.map((at) => at.lng.toFixed(6) + ", " + at.lat.toFixed(6)).join("\n");
    datum.value = "cgcs2000";
  }
  function say() {
    told.textContent = drawn.words.corners + " " + corners.length;
  }
  function show() {
    shape.setLatLngs(corners);
    handles.clearLayers();
    corners.forEach(function (at, number) {
      const handle = L.marker(at, {
        draggable: true, keyboard: false, icon: L.divIcon({ className: "land-corner", iconSize: [16, 16] }), title: String(number + 1),
      }).addTo(handles);
      handle.on("drag", function () { corners[number] = handle.getLatLng(); shape.setLatLngs(corners); });
      handle.on("dragend", function () { write(); say(); });
      handle.on("dblclick", function (event) { L.DomEvent.stop(event); corners.splice(number, 1); change(); });
    });
    say();
  }
  function change() { write(); show(); }

  function begin() {
    if (map) { map.invalidateSize(); return; }
    map = L.map(place, { attributionControl: false, doubleClickZoom: false, maxZoom: 20, minZoom: 9, zoomSnap: 0.5 });
    map.zoomControl.remove();
    L.control.zoom({ zoomInTitle: drawn.words.zoomIn, zoomOutTitle: drawn.words.zoomOut }).addTo(map);
    const present = L.geoJSON(drawn.outline, { interactive: false, style: { className: "land-present" } });
    map.fitBounds(present.getBounds().pad(0.6), { animate: false });
    if (drawn.plan) {
      const [west, south, east, north] = drawn.plan.corners;
      L.imageOverlay(drawn.plan.image, [[south, west], [north, east]], { opacity: 0.7, alt: "" }).addTo(map);
    }
    if (drawn.boundary) L.geoJSON(drawn.boundary, { interactive: false, style: { className: "land-boundary" } }).addTo(map);
    present.addTo(map);
    shape = L.polygon([], { interactive: false, className: "land-drawn-shape" }).addTo(map);
    handles = L.layerGroup().addTo(map);
    corners = read();
    show();
    map.on("click", function (event) { corners.push(event.latlng); change(); });
    neighbours();
  }
  async function neighbours() {
    const box = map.getBounds().pad(0.5);
    const bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((value) => value.toFixed(6)).join(",");
    const answer = await fetch(drawn.features + "?bbox=" + bbox, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) return;
    const data = await answer.json();
    const others = data.features.filter((one) => one.properties.number && one.properties.number !== drawn.number);
    L.geoJSON(others, { interactive: false, style: (one) => ({ className: "land-" + one.properties.category }) }).addTo(map).bringToBack();
  }
  function press(name, act) {
    const button = document.getElementById("land-draw-" + name);
    button.addEventListener("click", function () { begin(); act(); });
  }
  // The outer ring only: what has holes comes as a file.
  press("present", function () {
    const rings = drawn.outline.type === "Polygon" ? drawn.outline.coordinates : drawn.outline.coordinates[0];
    corners = rings[0].slice(0, -1).map(([x, y]) => L.latLng(y, x));
    change();
  });
  press("undo", function () { corners.pop(); change(); });
  press("clear", function () { corners = []; change(); });
  field.addEventListener("input", function () { if (map) { corners = read(); show(); } });
  fold.addEventListener("toggle", function () { if (fold.open) begin(); });
  if (fold.open) begin();
})();
