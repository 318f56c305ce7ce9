/* What every part needs: the data, the language, and elements made of text that only ever stays text. */

const data = JSON.parse(document.getElementById("data").textContent);
const details = data.details;
const byId = (id) => document.getElementById(id);
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 900px)");
const languages = Object.keys(details.texts);
const ownLanguage = (navigator.languages || []).map((tag) => tag.slice(0, 2)).find((tag) => languages.includes(tag)) || languages[0];
let language = ownLanguage;

/** The text of that key in the page's language, its slots filled. A text ending in _one has a twin in _other: `count` decides. */
function t(key, slots = {}) {
  const texts = details.texts[language];
  const form = `${key}_${new Intl.PluralRules(language).select(slots.count) === "one" ? "one" : "other"}`;
  const text = key in texts ? texts[key] : texts[form];
  return text.replace(/\{(\w+)\}/g, (_, slot) => (typeof slots[slot] === "number" ? number(slots[slot]) : slots[slot]));
}

const number = (value) => new Intl.NumberFormat(language).format(value);
const percent = (value) => new Intl.NumberFormat(language, { style: "percent" }).format(value);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const labelOf = (labels) => labels[language];
const relation = (name) => labelOf(details.relations[name]);

/** An ISO date of any precision as a reader writes it; what is none stays as it is. */
function day(date) {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date || "");
  if (!match) return date || "";
  const [, year, month, dayOfMonth] = match;
  const form = { year: "numeric", timeZone: "UTC", ...(month && { month: "long" }), ...(dayOfMonth && { day: "numeric" }) };
  const time = new Date(0);
  time.setUTCFullYear(Number(year), Number(month || 1) - 1, Number(dayOfMonth || 1));
  const written = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(time);
  return language === "fr" && dayOfMonth ? written.replace(/^1 /, "1er ") : written;
}

function period(date) {
  const [first, last] = (date || "").split("/");
  if (!first && !last) return "";
  if (last === ".." || (first && last === "")) return t("since", { day: day(first) });
  if (first === ".." || !first) return t("until", { day: day(last) });
  return !last || last === first ? day(first) : `${day(first)} – ${day(last)}`;
}

function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/** Words of a text: whatever direction they turn to, what stands beside them does not turn. */
const said = (text) => el("bdi", {}, text);

function svg(width, height, ...shapes) {
  const make = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const root = make("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", focusable: "false" });
  root.append(...shapes.map(([tag, attributes]) => make(tag, attributes)));
  return root;
}

/* Light or dark: as the reader's system is, until the switch says otherwise; the browser keeps that where it lets a file do so. */
const THEME = "kg-theme";
let theme = keptTheme();
const isDark = () => (theme ? theme === "dark" : prefersDark.matches);
const tone = (style) => (isDark() ? style.dark : style.light);
const ink = (style) => `light-dark(${style.light}, ${style.dark})`; // what paper turns to light by itself

function keptTheme() {
  try {
    const kept = localStorage.getItem(THEME);
    return kept === "dark" || kept === "light" ? kept : "";
  } catch {
    return "";
  }
}

function dress(wanted = theme) {
  theme = wanted;
  if (theme) document.documentElement.dataset.theme = theme;
  byId("theme").setAttribute("aria-pressed", String(isDark()));
}

function switchTheme() {
  dress(isDark() ? "light" : "dark");
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    /* It holds until the page is closed. */
  }
}

/* The outlines that vis-network draws, around a point, by the size of the mark. */
const ring = (corners, turn, radius) =>
  Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    const reach = typeof radius === "function" ? radius(i) : radius;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
const up = -Math.PI / 2;
const outlines = {
  square: (size) => ring(4, Math.PI / 4, size * Math.SQRT2),
  diamond: (size) => ring(4, 0, size),
  triangle: (size) => ring(3, up, size * 1.15),
  triangleDown: (size) => ring(3, -up, size * 1.15),
  hexagon: (size) => ring(6, 0, size),
  star: (size) => ring(10, up, (i) => (i % 2 ? size * 0.5 : size * 1.15)),
};
const smaller = { square: 5.6, star: 6.9, triangle: 6.7, triangleDown: 6.7 };

function symbol(style) {
  const fill = ink(style);
  if (style.shape === "dot") return svg(16, 16, ["circle", { cx: 8, cy: 8, r: 6, fill }]);
  const points = outlines[style.shape](smaller[style.shape] || 7.3).map(([x, y]) => `${(8 + x).toFixed(2)},${(8 + y).toFixed(2)}`);
  return svg(16, 16, ["polygon", { points: points.join(" "), fill }]);
}

function stroke(family) {
  const line = { x1: 1, y1: 5, x2: 29, y2: 5, stroke: ink(family), "stroke-width": 3 };
  if (family.dash.length) line["stroke-dasharray"] = family.dash.join(" ");
  return svg(30, 10, ["line", line]);
}

/** Tells whoever listens rather than looks what has happened. */
function announce(text) {
  byId("live").textContent = text;
}

/** The fixed words of the page, which the HTML names by key. */
function translate() {
  document.documentElement.lang = language;
  if (byId("title").dataset.t) document.title = t(byId("title").dataset.t);
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const name of ["aria-label", "title", "placeholder"])
    for (const node of document.querySelectorAll(`[data-t-${name}]`)) node.setAttribute(name, t(node.getAttribute(`data-t-${name}`)));
  for (const node of document.querySelectorAll("[data-language]")) node.setAttribute("aria-pressed", String(node.dataset.language === language));
}
