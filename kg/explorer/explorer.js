"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const details = data.details;
  const byId = (id) => document.getElementById(id);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const number = new Intl.NumberFormat("en");
  const families = new Map(details.families.map((family) => [family.name, { ...family, on: true, weight: 0 }]));
  const actors = new Map(details.nodes.map((node, i) => [`n${i}`, { ...node, id: `n${i}`, rank: i, lines: [], drawn: data.nodes[i] }]));
  const lines = new Map(details.lines.map((line, i) => [`e${i}`, { ...line, id: `e${i}`, drawn: data.edges[i] }]));
  const state = { all: false, extra: new Set(), actor: null, line: null };

  for (const line of lines.values()) {
    actors.get(line.a).lines.push(line);
    actors.get(line.b).lines.push(line);
    families.get(line.family).weight += line.weight;
  }

  /* ---------------------------------------------------------------- building the page: text only ever as text */

  function el(tag, properties, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name === "onclick") node.addEventListener("click", value);
      else if (name === "class") node.className = value;
      else node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

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

  const tone = (style) => (dark.matches ? style.dark : style.light);
  const polygon = (sides, turn, radius) =>
    Array.from({ length: sides }, (_, i) => {
      const angle = turn + (2 * Math.PI * i) / sides;
      const reach = typeof radius === "function" ? radius(i) : radius;
      return `${(8 + reach * Math.cos(angle)).toFixed(2)},${(8 + reach * Math.sin(angle)).toFixed(2)}`;
    }).join(" ");
  const up = -Math.PI / 2;
  const outlines = {
    square: () => polygon(4, Math.PI / 4, 8),
    diamond: () => polygon(4, 0, 7.5),
    triangle: () => polygon(3, up, 7.5),
    triangleDown: () => polygon(3, -up, 7.5),
    hexagon: () => polygon(6, 0, 7),
    star: () => polygon(10, up, (i) => (i % 2 ? 3.4 : 8)),
  };

  function symbol(style) {
    const fill = tone(style);
    if (style.shape === "dot") return svg(16, 16, ["circle", { cx: 8, cy: 8, r: 6, fill }]);
    return svg(16, 16, ["polygon", { points: outlines[style.shape](), fill }]);
  }

  function stroke(family) {
    const line = { x1: 1, y1: 5, x2: 29, y2: 5, stroke: tone(family), "stroke-width": 3 };
    if (family.dash.length) line["stroke-dasharray"] = family.dash.join(" ");
    return svg(30, 10, ["line", line]);
  }

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const many = (count, one, more) => `${number.format(count)} ${count === 1 ? one : more}`;
  const statements = (count) => many(count, "statement", "statements");
  const other = (line, id) => actors.get(line.a === id ? line.b : line.a);

  function day(date) {
    const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(date || "");
    if (!match) return date || "";
    const [, year, month, dayOfMonth] = match;
    const form = { year: "numeric", timeZone: "UTC", ...(month && { month: "long" }), ...(dayOfMonth && { day: "numeric" }) };
    const time = new Date(0);
    time.setUTCFullYear(Number(year), Number(month || 1) - 1, Number(dayOfMonth || 1));
    return new Intl.DateTimeFormat("en-GB", form).format(time);
  }

  function period(date) {
    const [first, last] = (date || "").split("/");
    if (last === "..") return `since ${day(first)}`;
    if (first === "..") return `until ${day(last)}`;
    return !last || last === first ? day(first) : `${day(first)} – ${day(last)}`;
  }

  /* -------------------------------------------------------------------------------------------------- the map */

  legend(); // first: it takes its room from the map, which must have its size before anything is drawn on it
  const map = byId("map");
  const nodes = new vis.DataSet(data.nodes.map((node) => ({ ...node, chosen: false })));
  const edges = new vis.DataSet(data.edges.map((edge) => ({ ...edge, chosen: false })));
  const network = new vis.Network(map, { nodes, edges }, {
    physics: { enabled: false },
    layout: { improvedLayout: false },
    interaction: { hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, dragNodes: true, tooltipDelay: 1e9 },
    nodes: { borderWidth: 1.5, labelHighlightBold: false, font: { multi: false, vadjust: 0 } },
    edges: { labelHighlightBold: false, selectionWidth: 0, hoverWidth: 0, arrowStrikethrough: false, font: { align: "middle", multi: false } },
  });

  const visible = (actor) => state.all || actor.rank < details.shown || state.extra.has(actor.id);
  const drawn = (line) => families.get(line.family).on && visible(actors.get(line.a)) && visible(actors.get(line.b));

  function near() {
    if (state.line) return new Set([lines.get(state.line).a, lines.get(state.line).b]);
    if (!state.actor) return null;
    return new Set([state.actor, ...actors.get(state.actor).lines.filter(drawn).map((line) => other(line, state.actor).id)]);
  }

  function lineLabel(line) {
    const names = [...new Set(line.ties.map((tie) => tie.relation))];
    return names.slice(0, 2).join(", ") + (names.length > 2 ? ` +${names.length - 2}` : "");
  }

  function paint() {
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const lit = near();
    const family = "Inter, 'Segoe UI', system-ui, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
    const chosen = (line) => (state.line ? line.id === state.line : line.a === state.actor || line.b === state.actor);
    const named = state.line || (state.actor && actors.get(state.actor).lines.filter(drawn).length <= 8);
    nodes.update([...actors.values()].map((actor) => {
      const fill = tone(details.classes[actor.mark]);
      const tied = actor.lines.some(drawn);
      const faint = lit ? !lit.has(actor.id) : !tied;
      const current = actor.id === state.actor;
      return {
        id: actor.id,
        hidden: !visible(actor),
        opacity: faint ? 0.18 : 1,
        borderWidth: current ? 5 : 1.5,
        color: { background: fill, border: current ? colour("--ink") : colour("--ground") },
        font: {
          size: actor.drawn.font.size,
          face: family,
          color: faint ? `${colour("--soft")}55` : colour("--ink"),
          strokeWidth: faint ? 0 : 4,
          strokeColor: colour("--ground"),
        },
      };
    }));
    edges.update([...lines.values()].map((line) => {
      const on = !lit || chosen(line);
      const shade = tone(families.get(line.family));
      return {
        id: line.id,
        hidden: !drawn(line),
        color: { color: shade, opacity: lit ? (on ? 0.95 : 0.06) : Math.min(0.9, 0.34 + 0.1 * line.drawn.width) },
        width: line.drawn.width + (line.id === state.line ? 2 : 0),
        label: named && lit && on && drawn(line) ? lineLabel(line) : "",
        font: { size: 12, face: family, color: colour("--ink"), strokeWidth: 4, strokeColor: colour("--ground") },
        arrows: Object.fromEntries(["to", "from"].map((end) => [end, { enabled: line.drawn.arrows[end].enabled, scaleFactor: 0.5 }])),
      };
    }));
  }

  const onMap = () => [...actors.values()].filter(visible);
  const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

  const margin = { left: 60, top: 60, right: 24, bottom: 16 }; // for the buttons and the note that lie on the map

  function fit(animation) {
    const at = network.getPositions();
    const boxes = onMap().map(({ id, box: [side, above, below] }) =>
      ({ left: at[id].x - side, right: at[id].x + side, top: at[id].y - above, bottom: at[id].y + below }));
    if (!boxes.length) return;
    const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((box) => box[side])));
    const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...boxes.map((box) => box[side])));
    const wide = (map.clientWidth - margin.left - margin.right) / (right - left);
    const high = (map.clientHeight - margin.top - margin.bottom) / (bottom - top);
    const scale = Math.min(wide, high, 1.4);
    const position = {
      x: (left + right) / 2 - (margin.left - margin.right) / 2 / scale,
      y: (top + bottom) / 2 - (margin.top - margin.bottom) / 2 / scale,
    };
    network.moveTo({ position, scale, animation });
  }

  function zoom(factor) {
    const scale = Math.min(4, Math.max(0.08, network.getScale() * factor));
    network.moveTo({ scale, animation: motion() });
  }

  /* ----------------------------------------------------------------------------------------------- the panel */

  const panel = byId("panel");

  function show(...children) {
    panel.replaceChildren(...children);
    panel.scrollTop = 0;
  }

  const back = (text, go) => el("button", { type: "button", class: "link", onclick: go }, `← ${text}`);

  const total = (lines) => lines.reduce((sum, line) => sum + line.weight, 0);

  function actorRow(actor) {
    return el("button", { type: "button", class: "row", onclick: () => selectActor(actor.id, { centre: true }) },
      symbol(details.classes[actor.mark]), el("span", { class: "grow" }, actor.label), el("b", {}, number.format(total(actor.lines))));
  }

  function overview() {
    const ties = [...lines.values()].reduce((sum, line) => sum + line.ties.length, 0);
    const fact = (value, one, more) => el("div", {}, el("strong", {}, number.format(value)), el("span", {}, value === 1 ? one : more));
    const order = onMap().sort((a, b) => total(b.lines) - total(a.lines) || a.rank - b.rank);
    const span = details.first ? `Dated ${period(`${details.first}/${details.last}`)}. ` : "";
    show(
      el("h2", {}, "Overview"),
      el("p", { class: "lead" }, `${span}Every line stands on sentences: click a line to read them, an actor to see its ties.`),
      el("div", { class: "facts" }, fact(actors.size, "actor", "actors"), fact(ties, "tie", "ties"),
        fact(details.statements, "statement", "statements"), fact(details.documents, "document", "documents")),
      el("h3", {}, "Actors by number of statements"),
      el("div", { class: "rows" }, ...order.map(actorRow)),
    );
  }

  function lineRow(line, actor) {
    const end = other(line, actor.id);
    const verbs = line.ties.map((tie) => (tie.symmetric ? `↔ ${tie.relation}` : tie.from === actor.id ? `→ ${tie.relation}` : `← ${tie.relation}`));
    return el("button", { type: "button", class: "row", "data-line": line.id, onclick: () => selectLine(line.id) },
      symbol(details.classes[end.mark]),
      el("span", { class: "grow" }, end.label, el("small", {}, verbs.join(" · "))),
      el("b", {}, number.format(line.weight)));
  }

  function actorPanel(actor) {
    const groups = [...families.values()].map((family) => {
      const own = actor.lines.filter((line) => line.family === family.name).sort((a, b) => b.weight - a.weight);
      if (!own.length) return null;
      return el("section", {}, el("h3", {}, stroke(family), capital(family.label), el("b", {}, statements(total(own)))),
        el("div", { class: "rows" }, ...own.map((line) => lineRow(line, actor))));
    });
    show(
      el("p", { class: "crumb" }, back("Overview", clear)),
      el("p", { class: "kind" }, symbol(details.classes[actor.mark]), capital(actor.kind)),
      el("h2", {}, actor.label),
      actor.aliases.length ? el("p", { class: "lead" }, `Also ${actor.aliases.join(", ")}`) : "",
      actor.known ? "" : el("p", { class: "lead" }, "Not in the gazetteer: first met in a text."),
      ...groups.filter(Boolean),
    );
  }

  function row(name, value) {
    return value ? [el("dt", {}, name), el("dd", {}, value)] : [];
  }

  function card(told) {
    const flags = [told.polarity === "affirmed" ? null : "Denied", told.modality === "asserted" ? null : capital(told.modality)].filter(Boolean);
    const from = [told.title ? told.document : null, told.source, day(told.published)].filter(Boolean).join(" · ");
    return el("article", { class: "card", "data-statement": told.id },
      ...flags.map((flag) => el("span", { class: "flag" }, flag)),
      el("blockquote", {}, told.sentence),
      el("p", { class: "from" }, told.title || told.document, from ? el("span", {}, ` — ${from}`) : null),
      el("dl", {}, ...row("According to", told.by), ...row("When", period(told.date)), ...row("Where", told.place),
        ...row("Number", told.count === null ? "" : number.format(told.count)), ...row("Confidence", `${Math.round(told.confidence * 100)} %`)));
  }

  function tieSection(tie) {
    const name = (id) => el("button", { type: "button", class: "link", onclick: () => selectActor(id, { centre: true }) }, actors.get(id).label);
    return el("section", { class: "tie" },
      el("p", {}, name(tie.from), " ", el("em", {}, tie.relation), " ", name(tie.to), tie.symmetric ? " (mutual)" : ""),
      ...tie.statements.map(card));
  }

  function linePanel(line) {
    const [a, b] = [actors.get(line.a), actors.get(line.b)];
    const family = families.get(line.family);
    const alike = a.lines.filter((next) => next !== line && other(next, a.id) === b);
    show(
      el("p", { class: "crumb" }, back("Overview", clear), back(a.label, () => selectActor(a.id)), back(b.label, () => selectActor(b.id))),
      el("p", { class: "kind" }, stroke(family), `${capital(family.label)} · ${statements(line.weight)}`),
      el("h2", {}, `${a.label} – ${b.label}`),
      alike.length ? el("p", { class: "crumb" }, "Also: ", ...alike.map((next) =>
        el("button", { type: "button", class: "link", onclick: () => selectLine(next.id) }, `${families.get(next.family).label} (${next.weight})`))) : "",
      ...line.ties.map(tieSection),
    );
  }

  /* --------------------------------------------------------------------------------------------- the selection */

  function clear() {
    state.actor = state.line = null;
    network.unselectAll();
    paint();
    overview();
  }

  function reveal(...ids) {
    for (const id of ids) if (!visible(actors.get(id))) state.extra.add(id);
    extent();
  }

  function selectActor(id, { centre = false } = {}) {
    reveal(id);
    state.actor = id;
    state.line = null;
    network.selectNodes([id], false);
    paint();
    actorPanel(actors.get(id));
    if (centre) network.focus(id, { scale: Math.max(network.getScale(), 0.8), animation: motion() });
  }

  function selectLine(id) {
    const line = lines.get(id);
    reveal(line.a, line.b);
    if (!families.get(line.family).on) toggle(line.family);
    state.line = id;
    state.actor = null;
    network.unselectAll();
    paint();
    linePanel(line);
  }

  network.on("click", ({ nodes: [actor], edges: [line] }) => {
    if (actor) selectActor(actor);
    else if (line) selectLine(line);
    else clear();
  });
  for (const [event, cursor] of [["hoverNode", "pointer"], ["hoverEdge", "pointer"], ["blurNode", ""], ["blurEdge", ""]])
    network.on(event, () => { map.style.cursor = cursor; });

  /* ---------------------------------------------------------------------------------------- legend and extent */

  function toggle(name) {
    const family = families.get(name);
    family.on = !family.on;
    legend();
    paint();
  }

  function legend() {
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.family : null;
    byId("families").replaceChildren(...[...families.values()].filter((family) => family.weight).map((family) =>
      el("button", { type: "button", class: "chip", "data-family": family.name, "aria-pressed": String(family.on),
        title: `${family.on ? "Hide" : "Show"} ${family.label}`, onclick: () => toggle(family.name) },
        stroke(family), el("span", {}, capital(family.label)), el("b", {}, number.format(family.weight)))));
    const used = new Set(details.nodes.map((node) => node.mark));
    byId("classes").replaceChildren(...details.classes.filter((_, i) => used.has(i)).map((style) =>
      el("li", {}, symbol(style), capital(style.label))));
    if (focused) byId("families").querySelector(`[data-family="${focused}"]`).focus();
  }

  function extent() {
    const count = onMap().length;
    const outside = details.leftOut ? `; ${many(details.leftOut, "less central one is", "less central ones are")} not in this file` : "";
    byId("extent").textContent = count < actors.size
      ? `The ${number.format(count)} most central of ${many(actors.size, "actor", "actors")}${outside}`
      : `All ${many(actors.size, "actor", "actors")}${outside}`;
    const button = byId("extent-toggle");
    button.hidden = actors.size <= details.shown;
    button.textContent = count < actors.size ? `Show all ${number.format(actors.size)}` : `Show the ${number.format(details.shown)} most central`;
  }

  byId("extent-toggle").addEventListener("click", () => {
    state.all = onMap().length < actors.size;
    state.extra.clear();
    extent();
    clear();
    fit(motion());
  });

  /* ---------------------------------------------------------------------------------------------------- search */

  const input = byId("search");
  const results = byId("results");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[’‘ʼ`´]/g, "'").toLowerCase().trim();
  const names = [...actors.values()].flatMap((actor) =>
    [actor.label, ...actor.aliases].map((name, i) => ({ actor, name, text: fold(name), alias: i > 0 })));

  function quality({ text, alias }, wanted) {
    const at = text.indexOf(wanted);
    if (at < 0) return null;
    return (text === wanted ? 0 : at === 0 ? 1 : /[\s'(-]/.test(text[at - 1]) ? 2 : 3) + (alias ? 0.5 : 0);
  }

  function found(wanted) {
    const best = new Map();
    for (const name of names) {
      const score = quality(name, wanted);
      if (score !== null && (!best.has(name.actor) || score < best.get(name.actor).score)) best.set(name.actor, { ...name, score });
    }
    return [...best.values()].sort((a, b) => a.score - b.score || a.actor.rank - b.actor.rank).slice(0, 12);
  }

  function close() {
    results.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(id) {
    close();
    input.value = "";
    selectActor(id, { centre: true });
    panel.focus({ preventScroll: true });
  }

  function mark(position) {
    const items = [...results.querySelectorAll("[role=option]")];
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === position)));
    if (!items[position]) return;
    input.setAttribute("aria-activedescendant", items[position].id);
    items[position].scrollIntoView({ block: "nearest" });
  }

  function search() {
    const wanted = fold(input.value);
    if (!wanted) return close();
    const hits = found(wanted);
    results.replaceChildren(...hits.map(({ actor, name, alias }, i) => {
      const item = el("li", { role: "option", id: `hit${i}`, "data-actor": actor.id },
        symbol(details.classes[actor.mark]),
        el("span", { class: "who" }, actor.label, el("small", {}, alias ? `${name} · ${actor.kind}` : capital(actor.kind))));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(actor.id); });
      return item;
    }));
    if (!hits.length) results.append(el("li", { class: "none" }, "No actor of that name"));
    results.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(0);
    return undefined;
  }

  input.addEventListener("input", search);
  input.addEventListener("focus", search);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const items = [...results.querySelectorAll("[role=option]")];
    const position = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (items.length) mark((position + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length);
    } else if (event.key === "Enter" && items[position] && !results.hidden) {
      event.preventDefault();
      choose(items[position].dataset.actor);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      input.value = "";
      close();
    }
  });

  /* -------------------------------------------------------------------------------------------------- keyboard */

  function step(by) {
    const order = onMap();
    const at = order.findIndex((actor) => actor.id === state.actor);
    const next = order[(at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by + order.length) % order.length];
    if (next) selectActor(next.id, { centre: true });
  }

  const keys = {
    ArrowRight: () => step(1), ArrowLeft: () => step(-1), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: () => fit(motion()),
  };
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    if (event.key !== "/" || event.target === input || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.focus();
  });
  byId("zoom-in").addEventListener("click", () => zoom(1.25));
  byId("zoom-out").addEventListener("click", () => zoom(0.8));
  byId("fit").addEventListener("click", () => fit(motion()));

  /* ----------------------------------------------------------------------------------------------------- start */

  function refresh() {
    legend();
    paint();
    if (state.line) linePanel(lines.get(state.line));
    else if (state.actor) actorPanel(actors.get(state.actor));
    else overview();
  }

  byId("counts").textContent = [many(actors.size, "actor", "actors"), statements(details.statements),
    many(details.documents, "document", "documents"), details.first ? period(`${details.first}/${details.last}`) : null].filter(Boolean).join(" · ");
  dark.addEventListener("change", refresh);
  extent();
  refresh();
  fit(false);
  window.explorer = Object.freeze({ network, nodes, edges, details });
})();
