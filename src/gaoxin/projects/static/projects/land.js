// The map of parcels: the zone's own boundary and plan, no tiles from elsewhere. The table below the map says the same.
(function () {
  "use strict";
  const place = document.getElementById("land-map");
  const config = place && document.getElementById(place.dataset.config);
  if (!config || !window.L) return;
  const drawn = JSON.parse(config.textContent);
  const words = drawn.words;
  const told = document.getElementById("land-map-told");
  const near = document.getElementById("land-near");
  const LISTED = 60;

  const map = L.map(place, { attributionControl: false, zoomControl: false, maxZoom: 20, minZoom: 9, zoomSnap: 0.5 });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  if (drawn.plan) {
    const [west, south, east, north] = drawn.plan.corners;
    L.imageOverlay(drawn.plan.image, [[south, west], [north, east]], { opacity: 0.7, alt: "" }).addTo(map);
  }
  const layer = L.geoJSON(null, { style: styled, pointToLayer: gathered, onEachFeature: each }).addTo(map);
  if (drawn.boundary) {
    const boundary = L.geoJSON(drawn.boundary, { interactive: false, style: { className: "land-boundary" } }).addTo(map);
    map.fitBounds(boundary.getBounds());
  } else {
    map.setView([23.7, 113.05], 12);
  }

  // The classes of the style sheet paint; nothing is styled from here.
  function styled(feature) {
    return { className: "land-" + feature.properties.category, stroke: true, fill: true };
  }
  function gathered(feature, at) {
    const size = Math.min(28, 8 + Math.sqrt(feature.properties.count));
    return L.circleMarker(at, { radius: size, className: "land-gathered" });
  }
  function line(text) {
    const row = document.createElement("p");
    row.textContent = text;
    return row;
  }
  function described(properties) {
    return properties.number + " " + (drawn.categories[properties.category] || properties.category) + " " + properties.mu + " " + words.mu;
  }
  function served(properties) {
    return [["power", "power_kva"], ["ratio", "plot_ratio"], ["water", "water_m3"], ["gas", "gas_m3"]].map(function ([word, name]) {
      const value = properties[name];
      return line(words[word] + "：" + (value === null ? words.unknown : value.toLocaleString()));
    });
  }
  function popup(properties) {
    const box = document.createElement("div");
    const title = line(described(properties));
    title.className = "fw-bold";
    box.append(title, line(words.use + "：" + (drawn.uses[properties.use] || properties.use)), ...served(properties));
    if (properties.held_by) box.append(line(words.held + "：" + properties.held_by));
    if (drawn.parcel) {
      const link = document.createElement("a");
      link.href = drawn.parcel.replace("NUMBER", encodeURIComponent(properties.number));
      link.textContent = words.open;
      box.append(link);
    }
    return box;
  }
  function each(feature, shape) {
    const properties = feature.properties;
    if (properties.count) {
      shape.bindTooltip(properties.count + " " + words.gathered);
      shape.on("click", () => map.setView(shape.getLatLng(), map.getZoom() + 2));
    } else {
      shape.bindPopup(() => popup(properties), { maxWidth: 280 });
    }
    shape.on("add", function () {
      const path = shape.getElement();
      if (!path) return;
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", properties.count ? properties.count + " " + words.gathered : described(properties));
      path.addEventListener("keydown", function (event) {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        shape.fire("click", { latlng: shape.getBounds ? shape.getBounds().getCenter() : shape.getLatLng() });
      });
    });
  }
  function listed(features) {
    near.replaceChildren();
    features.filter((one) => one.properties.number).slice(0, LISTED).forEach(function (one) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-link";
      button.textContent = described(one.properties);
      button.title = words.locate;
      button.addEventListener("click", () => show(one.properties.number, one.properties.centre));
      item.append(button);
      near.append(item);
    });
  }
  function show(number, centre) {
    let found = null;
    layer.eachLayer((shape) => { if (shape.feature.properties.number === number) found = shape; });
    if (found) { map.fitBounds(found.getBounds(), { maxZoom: 17, animate: false }); found.openPopup(); }
    else if (centre) map.setView([centre[1], centre[0]], 17);
    place.scrollIntoView({ block: "nearest" });
  }

  let asked = 0;
  let wanted = decodeURIComponent(location.hash.slice(1));
  async function load() {
    const mine = ++asked;
    const box = map.getBounds().pad(0.05);
    const bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((value) => value.toFixed(6)).join(",");
    try {
      const answer = await fetch(drawn.features + (drawn.features.includes("?") ? "&" : "?") + "bbox=" + bbox, { headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      if (mine !== asked) return;
      const open = opened();
      layer.clearLayers();
      layer.addData(data);
      listed(data.features);
      told.textContent = words.shown + " " + data.total;
      if (wanted) { const number = wanted; wanted = ""; show(number, null); } else if (open) reopen(open);
    } catch (error) {
      if (mine === asked) told.textContent = words.failed;
    }
  }
  function opened() {
    let number = "";
    layer.eachLayer((shape) => { if (shape.isPopupOpen && shape.isPopupOpen()) number = shape.feature.properties.number; });
    return number;
  }
  function reopen(number) {
    layer.eachLayer((shape) => { if (shape.feature.properties.number === number) shape.openPopup(); });
  }
  // On paper the map has another size: what is in view is fitted into it, whole, and comes back afterwards.
  let before = null;
  window.addEventListener("beforeprint", function () {
    before = { centre: map.getCenter(), zoom: map.getZoom() };
    const bounds = map.getBounds();
    map.closePopup();
    place.classList.add("land-printing");
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(bounds, { animate: false });
  });
  window.addEventListener("afterprint", function () {
    place.classList.remove("land-printing");
    map.invalidateSize({ animate: false, pan: false });
    if (before) map.setView(before.centre, before.zoom, { animate: false });
  });
  let waiting = 0;
  map.on("moveend", function () { clearTimeout(waiting); waiting = setTimeout(load, 150); });
  load();
})();
