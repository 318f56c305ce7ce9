/* What is let through: families and classes in the legend; how, how surely and by whom it is told in a panel of its own. */

function toggled(set, value) {
  if (!set.delete(value)) set.add(value);
  commit();
  announce(t("now_shown", { actors: t("n", { count: onMap().length, what: t("n_actors", { count: onMap().length }) }), statements: statements(counted(linesOnMap())) }));
}

/** Puts the new children in place and the keyboard's place back to where it was. */
function refill(node, children) {
  const focused = node.contains(document.activeElement) ? document.activeElement.id : null;
  node.replaceChildren(...children.flat());
  if (focused) { const again = byId(focused); if (again) again.focus(); }
}

function chip(id, sign, label, count, off, go, more) {
  return el("button", { type: "button", class: "chip", id, "aria-pressed": String(!off), title: t(off ? "show" : "hide", { what: label }), onclick: go, ...more },
    sign, el("span", {}, capital(label)), count === null ? null : el("b", {}, number(count)));
}

function legend() {
  const counts = new Map();
  const here = new Set();
  for (const line of lines.values()) {
    here.add(line.family);
    const on = visible(actors.get(line.a)) && visible(actors.get(line.b));
    counts.set(line.family, (counts.get(line.family) || 0) + (on ? line.count : 0));
  }
  refill(byId("families"), [...families.values()].filter((family) => here.has(family.name)).map((family) =>
    chip(`family-${family.name}`, stroke(family), labelOf(family.label), counts.get(family.name), state.off.family.has(family.name),
      () => toggled(state.off.family, family.name), { "data-family": family.name })));
  const used = new Set(details.nodes.map((node) => details.marks[node.mark].name));
  refill(byId("classes"), details.marks.filter((mark) => used.has(mark.name)).map((mark) =>
    chip(`mark-${mark.name}`, symbol(mark), labelOf(mark.label), null, state.off.mark.has(mark.name),
      () => toggled(state.off.mark, mark.name), { "data-class": mark.name })));
}

function check(id, label, count, on, go) {
  return el("label", { class: "check", for: id }, el("input", { type: "checkbox", id, checked: on, onchange: go }),
    el("span", {}, said(label)), el("b", {}, number(count)));
}

const tally = (key) => all.reduce((counts, one) => counts.set(key(one), (counts.get(key(one)) || 0) + 1), new Map());
const polarities = tally((one) => one.polarity);
const modalities = tally((one) => one.modality);
const sources = [...tally((one) => one.source)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

function filterPanel() {
  const toldAs = (names, counts) => names.filter((name) => counts.has(name)).map((name) =>
    check(`told-${name}`, capital(t(name)), counts.get(name), state.told.has(name), () => toggled(state.told, name)));
  refill(byId("told"), [toldAs(POLARITIES, polarities), el("hr"), toldAs(MODALITIES, modalities)]);
  refill(byId("sources"), sources.map(([name, count], i) =>
    check(`source-${i}`, name || t("no_source"), count, !state.off.source.has(name), () => toggled(state.off.source, name))));
  byId("confidence").value = String(state.confidence);
  byId("confidence").setAttribute("aria-valuetext", percent(state.confidence));
  byId("confidence-value").textContent = percent(state.confidence);
  const some = filtered();
  byId("filters-count").textContent = some ? number(some) : "";
  byId("filters-reset").disabled = !some;
}

const NAMED = 3; // how many of what is off are named
const few = (names) => names.slice(0, NAMED).join(", ") + (names.length > NAMED ? ` +${number(names.length - NAMED)}` : "");

/** In words what is switched off, and the least confidence. */
function off() {
  const labels = (set, some) => some.filter((one) => set.has(one.name)).map((one) => labelOf(one.label));
  const names = [...labels(state.off.family, details.families), ...labels(state.off.mark, details.marks),
    ...sources.map(([name]) => name).filter((name) => state.off.source.has(name)).map((name) => name || t("no_source"))];
  return [names.length ? t("without", { what: few(names) }) : "", state.confidence ? `${t("least_confidence")} ${percent(state.confidence)}` : ""];
}

/** In words the filters that the reader has set. */
function filters() {
  const ways = [...POLARITIES, ...MODALITIES].filter((one) => state.told.has(one)).map((one) => t(one));
  return [...off(), usual() ? "" : `${t("told_as")}: ${ways.join(", ")}`, period(`${state.since || ""}/${state.until || ""}`)].filter(Boolean);
}

/** In words all that the view keeps back but for the period, for a picture that goes out without the page. */
function keptBack() {
  const ways = [...POLARITIES.filter((one) => polarities.has(one)), ...MODALITIES.filter((one) => modalities.has(one))];
  const untold = ways.filter((one) => !state.told.has(one)).map((one) => t(one));
  return [...off(), untold.length ? t("without", { what: untold.join(", ") }) : "", state.gone.size ? t("hidden", { count: state.gone.size }) : ""].filter(Boolean);
}

function resetFilters() {
  const { off, told, confidence, since, until } = fresh();
  Object.assign(state, { off, told, confidence, since, until });
  commit();
  announce(t("reset_done"));
}

/** Lets through whatever is told, denied or planned or not. */
function showTold() {
  state.told = new Set([...POLARITIES, ...MODALITIES]);
  commit();
  announce(t("told_shown"));
}

function startFilters() {
  byId("confidence").addEventListener("input", (event) => { state.confidence = Number(event.target.value); render(); });
  byId("confidence").addEventListener("change", commit);
  byId("filters-reset").addEventListener("click", resetFilters);
  byId("sources-all").addEventListener("click", () => { state.off.source.clear(); commit(); });
  byId("sources-none").addEventListener("click", () => { state.off.source = new Set(known.source); commit(); });
}

function extent() {
  const count = onMap().length;
  byId("extent").textContent = t(count < actors.size ? "extent_some" : "extent_all", { shown: count, count: actors.size });
  const button = byId("extent-toggle");
  button.hidden = actors.size <= details.shown;
  button.textContent = count < actors.size ? t("show_all", { count: actors.size }) : t(details.focused ? "show_near" : "show_first", { count: details.shown });
  const outside = byId("outside");
  outside.hidden = !details.leftOut;
  outside.textContent = details.leftOut ? leftOut() : "";
}

/** Whom the file lacks and why, and where to find them. */
function leftOut() {
  const who = t(details.focused ? "left_out_far" : "left_out", { count: details.leftOut, statements: statements(details.statementsLeftOut), held: actors.size });
  return `${who} ${t(document.querySelector(".links") ? "ask_here" : "ask_elsewhere")}`;
}

function toggleExtent() {
  const more = onMap().length < actors.size;
  Object.assign(state, { all: more, extra: new Set(), gone: new Set(), actor: null, line: null, path: null });
  if (more) state.off.mark.clear();
  commit();
  fit(motion());
}
