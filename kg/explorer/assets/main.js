/* Putting it together: one way to draw the state, the keyboard, and the start. */

function render() {
  sift();
  paint();
  showPanel();
  legend();
  filterPanel();
  extent();
  timeline();
  list();
  byId("undo").disabled = !past.length;
  byId("redo").disabled = !future.length;
}

function heading() {
  const statementsInFile = new Set(all.map((one) => one.id)).size;
  byId("counts").textContent = [
    t("n", { count: actors.size, what: t("n_actors", { count: actors.size }) }), statements(statementsInFile),
    t("n", { count: details.documents.length, what: t("n_documents", { count: details.documents.length }) }),
  ].join(" · ");
}

function speak(wanted) {
  language = wanted;
  told = "";
  translate();
  heading();
  playing();
  commit();
}

function open(id, wanted) {
  const box = byId(id);
  box.hidden = wanted === undefined ? !box.hidden : !wanted;
  byId(`show-${id}`).setAttribute("aria-expanded", String(!box.hidden));
  if (!box.hidden) box.querySelector("input, button").focus();
  else if (box.contains(document.activeElement)) byId(`show-${id}`).focus();
}

async function share() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(t("copied"));
  } catch {
    announce(t("not_copied"));
  }
  byId("share").textContent = byId("live").textContent;
  setTimeout(() => { byId("share").textContent = t("share"); }, 2500);
}

/* -------------------------------------------------------------------------------------------------- keyboard */

function step(by) {
  const order = onMap();
  const at = order.findIndex((actor) => actor.key === state.actor);
  const next = order[(at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by + order.length) % order.length];
  if (next) selectActor(next.key, { centre: true });
}

const onTheMap = {
  ArrowRight: () => step(1), ArrowLeft: () => step(-1), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: () => fit(motion()),
  Enter: () => { openSheet(); panel.focus(); }, e: () => { if (state.actor) expand(actors.get(state.actor)); },
  c: () => { if (state.actor) hide(...leaves(actors.get(state.actor))); },
};
const anywhere = {
  "/": () => byId("search").focus(), "?": () => byId("help").showModal(), f: () => open("filters"), l: toggleList, p: play, "[": () => faster(-1), "]": () => faster(1),
};
const typing = (target) => target.matches("input:not([type=range]):not([type=checkbox]), select, textarea");

function escape() {
  if (byId("help").open) return;
  if (byId("export").open) byId("export").open = false;
  else if (!byId("filters").hidden) open("filters", false);
  else if (state.actor || state.line || state.path) clear();
  closeSheet();
}

function pressed(event) {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "Escape") return escape();
  if (typing(event.target) || event.altKey) return undefined;
  if (control) {
    const key = event.key.toLowerCase();
    const action = key === "z" ? (event.shiftKey ? redo : undo) : key === "y" ? redo : null;
    if (!action) return undefined;
    event.preventDefault();
    return action();
  }
  const action = byId("keys").checked && !byId("help").open && anywhere[event.key];
  if (!action) return undefined;
  event.preventDefault();
  return action();
}

function listen() {
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !onTheMap[event.key]) return;
    event.preventDefault();
    onTheMap[event.key]();
  });
  document.addEventListener("keydown", pressed);
  const clicks = {
    "zoom-in": () => zoom(1.25), "zoom-out": () => zoom(0.8), fit: () => fit(motion()), undo, redo, share, "show-list": toggleList,
    "show-filters": () => open("filters"), "filters-close": () => open("filters", false), "show-path": () => openPath(state.actor),
    theme: () => { switchTheme(); render(); }, "show-help": () => byId("help").showModal(), "help-close": () => byId("help").close(), "extent-toggle": toggleExtent,
    sheet: () => (document.body.classList.contains("open") ? closeSheet() : openSheet()),
  };
  for (const [id, go] of Object.entries(clicks)) byId(id).addEventListener("click", go);
  for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));
  document.addEventListener("click", (event) => { if (!byId("export").contains(event.target)) byId("export").open = false; });
  prefersDark.addEventListener("change", () => { dress(); render(); });
}

/* ----------------------------------------------------------------------------------------------------- start */

/** The whole map, or those around who is chosen. */
function firstSight() {
  const lit = chosen();
  fit(false, lit && !state.list ? [...lit.actors].map((key) => actors.get(key)) : onMap());
}

[state, language] = read(location.hash.slice(1));
dress();
translate();
heading();
revealed();
startSearch();
startFilters();
startTime();
startExports();
byId("share").hidden = window !== window.parent; // a frame has no address to share, nor the clipboard
sift();
legend(); // before the map: these take their room from it, and it must have its size before anything is drawn on it
timeline();
startMap();
listen();
present = written();
render();
firstSight();
paintActors(chosen()); // again, as close as the map is now
window.explorer = Object.freeze({ network, nodes, edges, details, state: () => present });
performance.mark("explorer-ready");
