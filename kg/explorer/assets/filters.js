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

function resetFilters() {
  const { off, told: usual } = fresh();
  Object.assign(state, { off, told: usual, confidence: 0, since: null, until: null });
  commit();
  announce(t("reset_done"));
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
  button.textContent = count < actors.size ? t("show_all", { count: actors.size }) : t("show_first", { count: details.shown });
  const outside = byId("outside");
  outside.hidden = !details.leftOut;
  outside.textContent = details.leftOut ? t(document.querySelector(".links") ? "left_out_here" : "left_out", { count: details.leftOut, statements: statements(details.statementsLeftOut) }) : "";
}

function toggleExtent() {
  const more = onMap().length < actors.size;
  Object.assign(state, { all: more, extra: new Set(), gone: new Set(), actor: null, line: null, path: null });
  if (more) state.off.mark.clear();
  commit();
  fit(motion());
}
