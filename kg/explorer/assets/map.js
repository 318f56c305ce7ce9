/* The picture. vis-network draws it, from places computed beforehand; nothing is added to it before it is shown. */

const map = byId("map");
const nodes = new vis.DataSet();
const edges = new vis.DataSet();
let network = null;
const MANY = 1500; // lines from which on the picture is moved without them

function startMap() {
  network = new vis.Network(map, { nodes, edges }, {
    physics: { enabled: false },
    layout: { improvedLayout: false },
    interaction: { hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, dragNodes: true, tooltipDelay: 1e9 },
    nodes: { borderWidth: 1.5, labelHighlightBold: false, font: { multi: false, vadjust: 0 } },
    edges: { labelHighlightBold: false, selectionWidth: 0, hoverWidth: 0, arrowStrikethrough: false, font: { align: "middle", multi: false } },
  });
  map.querySelector(".vis-network").tabIndex = -1; // the map around it has a name and the keys
  network.on("click", ({ nodes: [actor], edges: [line] }) => {
    if (actor) selectActor(actor);
    else if (line) selectLine(line);
    else clear();
  });
  network.on("doubleClick", ({ nodes: [actor] }) => { if (actor) expand(actors.get(actor)); });
  network.on("dragEnd", ({ nodes: moved }) => {
    if (!moved.length) return;
    for (const [key, at] of Object.entries(network.getPositions(moved))) state.moved.set(key, at);
    commit();
  });
  for (const [event, cursor] of [["hoverNode", "pointer"], ["hoverEdge", "pointer"], ["blurNode", ""], ["blurEdge", ""]])
    network.on(event, () => { map.style.cursor = cursor; });
  new ResizeObserver(() => { if (untouched) fit(false); }).observe(map);
  for (const event of ["zoom", "dragStart"]) network.on(event, () => { untouched = false; });
  network.on("afterDrawing", () => {
    if (closeness(network.getScale()) === paintedAt) return;
    clearTimeout(settling);
    settling = setTimeout(() => paintActors(chosen()), SETTLED);
  });
}
let paintedAt = null; // how close the map was when the sizes of names and marks were last chosen
let settling = null;
const SETTLED = 80; // milliseconds without a picture after which a zoom has come to its end
let untouched = true; // whether the picture is still as it was fitted, and so is fitted again when its room changes

const steps = () => (state.path && state.path[0] && state.path[1] ? way(...state.path) || [] : []);

/** Who stands out, and which lines; null where nothing is chosen and all look alike. */
function chosen() {
  if (state.line) return { actors: new Set([lines.get(state.line).a, lines.get(state.line).b]), line: (line) => line.key === state.line };
  if (state.path) {
    const way = steps();
    const on = new Set(way.map((step) => step.line));
    const ends = [...state.path.filter(Boolean), ...way.flatMap((step) => [step.from, step.to])];
    return ends.length ? { actors: new Set(ends), line: (line) => on.has(line) } : null;
  }
  if (!state.actor) return null;
  const near = actors.get(state.actor).lines.filter(drawn).map((line) => other(line, state.actor).key);
  return { actors: new Set([state.actor, ...near]), line: (line) => line.a === state.actor || line.b === state.actor };
}

const ROOM = 6; // around the words of a line: half their height

/** How far a line in that direction runs over an actor: over its mark, or where it leads down over the name below it. */
function covered(actor, dx, dy) {
  const [side, , below] = actor.box;
  const { size } = actor.drawn;
  const beside = side / Math.abs(dx);
  return dy > 0 && size / dy < beside ? Math.min((below + ROOM) / dy, beside) : size;
}

/** How much of a line its arrowhead and the mark behind it take, as vis-network draws them; it does without where there is none. */
const headed = (line, actor) => (heads(line, actor.key) ? actor.drawn.size + 7.5 + 3 * widthOf(line) : 0);

/** What the line says, where there is room for it: it stands halfway between the arrowheads. */
function lineLabel(line) {
  const [a, b] = [actors.get(line.a), actors.get(line.b)];
  const text = verbsOf(line);
  const [from, to] = [placeOf(a), placeOf(b)];
  const length = Math.hypot(from.x - to.x, from.y - to.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [start, end] = [headed(line, a), length - headed(line, b)];
  const [middle, half] = [(start + end) / 2, text.length * 3.2 + ROOM];
  return middle - half > Math.max(start, covered(a, dx, dy)) && middle + half < Math.min(end, length - covered(b, -dx, -dy)) ? text : "";
}

function verbsOf(line) {
  const names = [...new Set(line.ties.filter((tie) => tie.seen.length).map((tie) => relation(tie.relation)))];
  return names.slice(0, 2).join(", ") + (names.length > 2 ? ` +${names.length - 2}` : "");
}

const widthOf = (line) => Math.min(1.2 + 1.1 * Math.log2(Math.max(line.weight, 1)), 7);
const heads = (line, key) => line.ties.some((tie) => tie.seen.length && !tie.symmetric && tie.to === key);
const face = "Inter, 'Segoe UI', system-ui, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

function colours() {
  const css = getComputedStyle(document.documentElement);
  const of = (name) => css.getPropertyValue(`--${name}`).match(/#[0-9a-f]{6}/gi)[Number(isDark())]; // light-dark(#…, #…)
  return Object.fromEntries(["ink", "soft", "ground"].map((name) => [name, of(name)]));
}

function nodeLook(actor, lit, colour, { mark, name }) {
  const faint = lit ? !lit.actors.has(actor.key) : !actor.lines.some(drawn);
  const current = actor.key === state.actor || (state.path || []).includes(actor.key);
  return {
    id: actor.key,
    ...placeOf(actor),
    hidden: !visible(actor),
    opacity: faint ? 0.18 : 1,
    borderWidth: current ? 5 : 1.5,
    color: { background: tone(markOf(actor)), border: current ? colour.ink : colour.ground },
    size: mark,
    label: name ? actor.drawn.label : "",
    font: { size: name || actor.drawn.font.size, face, color: faint ? `${colour.soft}55` : colour.ink, strokeWidth: faint ? 0 : 4, strokeColor: colour.ground },
  };
}

function lineLook(line, lit, colour, named) {
  const on = !lit || lit.line(line);
  const width = widthOf(line);
  return {
    id: line.key,
    hidden: !drawn(line),
    color: { color: tone(families.get(line.family)), opacity: lit ? (on ? 0.95 : 0.06) : Math.min(0.9, 0.34 + 0.1 * width) },
    width: width + (line.key === state.line || (state.path && on) ? 2 : 0),
    label: named && lit && on && drawn(line) ? lineLabel(line) : "",
    font: { size: 12, face, color: colour.ink, strokeWidth: 4, strokeColor: colour.ground },
    arrows: {
      to: { enabled: heads(line, line.b), scaleFactor: 0.5 },
      from: { enabled: heads(line, line.a), scaleFactor: 0.5 },
    },
  };
}

const looks = new Map(); // what was last told to vis-network, so that only changes are told

/** Tells the data set what has changed, and what is shown for the first time. */
function show(set, items) {
  const changed = items.filter(({ look, on }) => {
    const text = JSON.stringify(look);
    if (looks.get(look.id) === text || !(on || looks.has(look.id))) return false;
    looks.set(look.id, text);
    return true;
  });
  if (changed.length) set.update(changed.map(({ look, drawn }) => (set.get(look.id) ? look : { ...drawn, ...look, chosen: false })));
}

function paintActors(lit) {
  const [colour, scale] = [colours(), network.getScale()];
  const names = nameSizes(scale, lit);
  const sizes = (actor) => ({ mark: markSize(actor, scale), name: names.get(actor) });
  show(nodes, [...actors.values()].map((actor) => ({ look: nodeLook(actor, lit, colour, sizes(actor)), on: visible(actor), drawn: actor.drawn })));
  paintedAt = closeness(scale);
}

function paint() {
  const colour = colours();
  const lit = chosen();
  const few = state.actor && actors.get(state.actor).lines.filter(drawn).length <= 8;
  const named = state.line || state.path || few;
  network.setOptions({ interaction: { hideEdgesOnDrag: linesOnMap().length > MANY, hideEdgesOnZoom: linesOnMap().length > MANY } });
  paintActors(lit);
  show(edges, [...lines.values()].map((line) => ({ look: lineLook(line, lit, colour, named), on: drawn(line), drawn: line.drawn })));
  if (state.actor && visible(actors.get(state.actor))) network.selectNodes([state.actor], false);
  else network.unselectAll();
}

const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });
const margin = { left: 60, top: 60, right: 24, bottom: 16 }; // for the buttons and the note that lie on the map

function fit(animation, some = onMap()) {
  if (!some.length || !map.clientWidth) return;
  margin.top = byId("extent-box").offsetHeight + 26;
  const [left, top, right, bottom] = frame(some);
  const wide = (map.clientWidth - margin.left - margin.right) / (right - left);
  const high = (map.clientHeight - margin.top - margin.bottom) / (bottom - top);
  const scale = Math.max(Math.min(wide, high, some.length < onMap().length ? 1 : 1.4), 0.01);
  const position = {
    x: (left + right) / 2 - (margin.left - margin.right) / 2 / scale,
    y: (top + bottom) / 2 - (margin.top - margin.bottom) / 2 / scale,
  };
  network.moveTo({ position, scale, animation });
  untouched = some.length === onMap().length;
}

function zoom(factor) {
  untouched = false;
  network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * factor)), animation: motion() });
}

/* What can be chosen, each a step that can be undone. */

function clear() {
  Object.assign(state, { actor: null, line: null, path: null });
  commit();
}

function selectActor(key, { centre = false } = {}) {
  Object.assign(state, { actor: key, line: null, path: null });
  reveal(key);
  commit();
  const actor = actors.get(key);
  announce(t("chosen", { actor: actor.label, kind: kindOf(actor), statements: t("statements", { count: actor.count }) }));
  if (centre) {
    untouched = false;
    network.focus(key, { scale: Math.max(network.getScale(), 0.8), animation: motion() });
  }
}

function selectLine(key) {
  const line = lines.get(key);
  Object.assign(state, { line: key, actor: null, path: null });
  state.off.family.delete(line.family);
  reveal(line.a);
  reveal(line.b);
  commit();
  announce(t("chosen_line", { a: actors.get(line.a).label, b: actors.get(line.b).label, statements: t("statements", { count: line.count }) }));
}

function expand(actor) {
  Object.assign(state, { actor: actor.key, line: null, path: null });
  const near = neighbours(actor).filter((one) => !visible(one));
  for (const one of near) reveal(one.key);
  commit();
  announce(t("expanded", { count: near.length }));
  if (near.length) fit(motion(), [actor, ...neighbours(actor).filter(visible)]);
}

function hide(...some) {
  for (const actor of some) {
    state.extra.delete(actor.key);
    if (visible(actor)) state.gone.add(actor.key);
    if (state.actor === actor.key) state.actor = null;
  }
  commit();
  announce(t("hidden", { count: some.length }));
}

/** The actor and those it is tied to, and nobody else. */
function only(actor) {
  const kept = new Set([actor, ...neighbours(actor)]);
  state.all = false;
  for (const one of actors.values()) {
    if (kept.has(one)) reveal(one.key);
    else {
      state.extra.delete(one.key);
      if (one.rank < details.shown) state.gone.add(one.key);
    }
  }
  commit();
  fit(motion());
}
