// <div id="map" data-spots="address of GeoJSON">: the rows that an address means, on a map that asks anew for what it
// shows each time it has been moved. Where it stands is in the address, after #map=. No text lives here.

const L = window.L;
const MOST_ZOOM = 19;
const CLOSE_BY = 15;
const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const PLACE = /^#map=(\d+)\/(-?[\d.]+)\/(-?[\d.]+)$/;

const holder = document.getElementById("map");
const said = document.getElementById("map-status");
const text = holder.dataset;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const language = document.documentElement.lang;

const bounds = (box) => [[box[1], box[0]], [box[3], box[2]]];
const numbers = (list) => list.split(",").map(Number);
const counted = (template, rows) => template.replace("{rows}", rows.toLocaleString(language));

const map = L.map(holder, {
  zoomControl: false,
  attributionControl: false,
  maxZoom: MOST_ZOOM,
  zoomAnimation: !calm,
  fadeAnimation: !calm,
  markerZoomAnimation: !calm,
});
const lines = L.layerGroup();
const spots = L.layerGroup();
let asked = null;
let opener = null;

function begin() {
  const place = PLACE.exec(location.hash);
  if (place) map.setView([Number(place[2]), Number(place[3])], Number(place[1]));
  else if (text.box) map.fitBounds(bounds(numbers(text.box)), { padding: [32, 32], maxZoom: CLOSE_BY, animate: false });
  else map.setView([0, 0], 2);
}

function background() {
  L.control.zoom({ zoomInTitle: text.textIn, zoomOutTitle: text.textOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.addLayer(lines).addLayer(spots);
  if (!text.tiles) {
    if (text.whole) L.rectangle(bounds(numbers(text.whole)), { className: "map-extent", interactive: false }).addTo(map);
    return;
  }
  L.tileLayer(text.tiles, { maxZoom: MOST_ZOOM }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(spelled(text.attribution).innerHTML).addTo(map);
}

// Meridians and parallels, where there is nothing else behind the data.
function graticule() {
  lines.clearLayers();
  if (text.tiles) return;
  const view = map.getBounds().pad(0.1);
  const [west, east, south, north] = [view.getWest(), view.getEast(), view.getSouth(), view.getNorth()];
  const step = STEPS.find((one) => (east - west) / one >= 4) ?? STEPS.at(-1);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  for (let at = Math.ceil(west / step) * step; at <= east; at += step) line([[south, at], [north, at]], at, [map.getBounds().getSouth(), at], "map-east");
  for (let at = Math.ceil(south / step) * step; at <= north; at += step) line([[at, west], [at, east]], at, [at, map.getBounds().getWest()], "map-north");

  function line(ends, degrees, corner, kind) {
    L.polyline(ends, { className: "map-line", interactive: false }).addTo(lines);
    const label = `${degrees.toLocaleString(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}°`;
    const icon = L.divIcon({ className: `map-degrees ${kind}`, html: label, iconSize: null });
    L.marker(corner, { icon, interactive: false, keyboard: false }).addTo(lines);
  }
}

async function fill() {
  asked?.abort();
  asked = new AbortController();
  const view = map.getBounds();
  const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((one) => one.toFixed(6));
  const query = new URLSearchParams({ "map.view": box.join(","), "map.zoom": map.getZoom() });
  try {
    const answer = await fetch(`${text.spots}${text.spots.includes("?") ? "&" : "?"}${query}`, { signal: asked.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    draw(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") said.textContent = text.textFailed;
  }
}

function draw(found) {
  spots.clearLayers();
  for (const feature of found.features) (feature.properties.rows ? many : one)(feature);
  said.textContent = counted(text.textShown, found.rows);
  holder.dataset.drawn = found.features.length;
}

function one(feature) {
  const { row, name } = feature.properties;
  const layer = L.geoJSON(feature, {
    style: { className: feature.geometry.type === "Point" ? "map-spot" : "map-shape" },
    pointToLayer: (_feature, place) => L.circleMarker(place, { radius: 7 }),
  });
  if (name) layer.bindTooltip(spelled(name), { sticky: true });
  layer.on("click", ({ latlng }) => popup(latlng, row));
  spots.addLayer(layer);
}

function spelled(words) {
  const element = document.createElement("span");
  element.textContent = words;
  return element;
}

function many(feature) {
  const { rows, box } = feature.properties;
  const [longitude, latitude] = feature.geometry.coordinates;
  const size = Math.round(26 + 9 * Math.log10(rows));
  const icon = L.divIcon({ className: "map-square", html: short(rows), iconSize: [size, size] });
  const marker = L.marker([latitude, longitude], { icon, keyboard: false, title: counted(text.textMany, rows) });
  marker.on("click", () => {
    const closer = map.getBoundsZoom(bounds(box), false, L.point(24, 24));
    if (closer > map.getZoom() && map.getZoom() < MOST_ZOOM) map.fitBounds(bounds(box), { padding: [24, 24], maxZoom: Math.min(MOST_ZOOM, map.getZoom() + 4) });
    else crowd(marker.getLatLng(), rows, box);
  });
  spots.addLayer(marker);
}

const short = (rows) => new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: rows < 10000 ? 1 : 0 }).format(rows);

// So many at one place that no zooming parts them.
function crowd(place, rows, box) {
  const body = document.createElement("div");
  const link = document.createElement("a");
  link.href = within(text.rows, box.map((side, index) => side + (index < 2 ? -1e-6 : 1e-6)));
  link.textContent = text.textSee;
  if (window !== window.parent) link.target = "_blank";
  body.append(spelled(counted(text.textMany, rows)), document.createElement("br"), link);
  show(place, body);
}

async function popup(place, row, by = null) {
  const address = text.row.replace("rows/0", `rows/${row}`);
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const body = document.importNode(page.getElementById("row"), true);
  body.classList.remove("card");
  body.removeAttribute("id");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = text.textMore;
  if (window !== window.parent) link.target = "_blank";
  body.append(link);
  show(place, body, by);
}

function show(place, body, by = null) {
  opener = by;
  body.tabIndex = -1;
  const opened = L.popup({ maxWidth: 320, minWidth: 220, maxHeight: Math.min(400, holder.clientHeight - 140), autoPanPadding: [24, 24] }).setLatLng(place).setContent(body).openOn(map);
  opened.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", text.textClose);
  if (by) body.focus({ preventScroll: true });
}

const within = (address, box) => `${address}${address.includes("?") ? "&" : "?"}bbox=${box.map((one) => one.toFixed(6)).join(",")}`;

map.on("popupclose", () => {
  opener?.focus();
  opener = null;
});

function moved() {
  const { lat, lng } = map.getCenter();
  history.replaceState(history.state, "", `#map=${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  graticule();
  fill();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-map-show]");
  if (button) {
    const place = [Number(button.dataset.lat), Number(button.dataset.lon)];
    map.setView(place, Math.max(map.getZoom(), CLOSE_BY - 2), { animate: false });
    popup(place, button.dataset.mapShow, button);
    holder.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }
  const only = event.target.closest("[data-map-within]");
  if (only) {
    const view = map.getBounds();
    only.href = within(only.dataset.mapWithin, [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]);
  }
  const copied = event.target.closest("[data-copy]");
  if (copied?.dataset.copy) copied.dataset.copy = copied.dataset.copy.replace(/#.*|$/, location.hash);
}, { capture: true });

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") map.closePopup();
});

begin();
background();
moved();
map.on("moveend", moved);
