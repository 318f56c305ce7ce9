/* What is shown, as the address's fragment: a view can be sent, kept and gone back to. Nothing in a fragment is trusted: it can
   only choose among what the page knows, and what it does not know is passed over. */

const listed = (values) => [...values].map(encodeURIComponent).join(",");
const idsOf = (keys) => listed([...keys].map((key) => actors.get(key).id));

/** The state as a fragment without its sign; empty for the view that the page opens with. */
function written() {
  const parts = new URLSearchParams();
  const put = (name, value) => { if (value) parts.set(name, value); };
  put("actor", state.actor && actors.get(state.actor).id);
  put("line", state.line && lines.get(state.line).id);
  put("path", state.path && idsOf(state.path.filter(Boolean)));
  put("all", state.all && "1");
  put("show", idsOf(state.extra));
  put("hide", idsOf(state.gone));
  put("place", [...state.moved].map(([key, { x, y }]) => `${encodeURIComponent(actors.get(key).id)}:${Math.round(x)}:${Math.round(y)}`).join(","));
  put("without-family", listed(state.off.family));
  put("without-class", listed(state.off.mark));
  put("without-source", listed(state.off.source));
  if (state.off.source.has(NO_SOURCE)) parts.set("without-no-source", "1");
  if (!usual()) parts.set("told", listed(state.told));
  put("confidence", state.confidence && String(state.confidence));
  put("since", state.since);
  put("until", state.until);
  put("list", state.list && "1");
  put("language", language !== ownLanguage && language);
  return parts.toString();
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && iso(timeOf(text)) === text;

/** The state that a fragment asks for. */
function read(fragment) {
  const parts = new URLSearchParams(fragment);
  const asked = fresh();
  const values = (name) => (parts.get(name) || "").split(",").map(decoded).filter(Boolean);
  const keys = (name) => values(name).map((id) => actorOf.get(id)).filter(Boolean);
  const date = (name) => (span && span[0] <= parts.get(name) && parts.get(name) <= bins[bins.length - 1][1] && isDay(parts.get(name)) ? parts.get(name) : null);
  asked.actor = actorOf.get(parts.get("actor")) || null;
  asked.line = lineOf.get(parts.get("line")) || null;
  if (asked.line) asked.actor = null;
  if (parts.has("path")) asked.path = [...keys("path"), null, null].slice(0, 2);
  asked.all = parts.get("all") === "1";
  asked.extra = new Set(keys("show"));
  asked.gone = new Set(keys("hide"));
  for (const one of (parts.get("place") || "").split(",")) {
    const [id, x, y] = one.split(":");
    const at = { x: Number(x), y: Number(y) };
    const key = actorOf.get(decoded(id));
    if (key && y !== undefined && Object.values(at).every((value) => Math.abs(value) < 1e5)) asked.moved.set(key, at);
  }
  for (const [name, what] of [["without-family", "family"], ["without-class", "mark"], ["without-source", "source"]])
    asked.off[what] = new Set(values(name).filter((value) => known[what].has(value)));
  if (parts.get("without-no-source") === "1" && known.source.has(NO_SOURCE)) asked.off.source.add(NO_SOURCE);
  if (parts.has("told")) asked.told = new Set(values("told").filter((one) => [...POLARITIES, ...MODALITIES].includes(one)));
  const confidence = Number(parts.get("confidence"));
  asked.confidence = confidence > 0 && confidence <= 1 ? confidence : 0;
  [asked.since, asked.until] = [date("since"), date("until")];
  if (asked.since && asked.until && asked.since > asked.until) asked.since = asked.until = null;
  asked.list = parts.get("list") === "1";
  return [asked, languages.includes(parts.get("language")) ? parts.get("language") : ownLanguage];
}

/* Undo: each step is a fragment, so that what can be shared can be undone and the reverse. */
const past = [];
const future = [];
let present = "";

function address() {
  try {
    history.replaceState(null, "", `#${present}`);
  } catch {
    /* A page shown inside another may have no address of its own. */
  }
}

/** Takes up what has been changed in the state: draws it, writes it into the address, and remembers what was before. */
function commit() {
  const next = written();
  if (next !== present) {
    past.push(present);
    future.length = 0;
    present = next;
    address();
  }
  render();
}

function restore(fragment) {
  stop();
  let wanted;
  [state, wanted] = read(fragment);
  if (wanted !== language) {
    language = wanted;
    translate();
  }
  revealed();
  render();
}

function go(from, to, message) {
  if (!from.length) return;
  to.push(present);
  present = from.pop();
  address();
  restore(present);
  announce(t(message));
}
const undo = () => go(past, future, "undone");
const redo = () => go(future, past, "redone");

/** Whoever is chosen is on the map, whether the rest of the fragment says so or not. */
function revealed() {
  const line = state.line && lines.get(state.line);
  for (const key of [state.actor, line && line.a, line && line.b].filter(Boolean)) reveal(key);
  if (state.path && state.path[0] && state.path[1]) {
    sift();
    for (const step of way(...state.path) || []) for (const key of [step.from, step.to]) reveal(key);
  }
}

function reveal(key) {
  const actor = actors.get(key);
  state.off.mark.delete(markOf(actor).name);
  state.gone.delete(key);
  if (!visible(actor)) state.extra.add(key);
}

addEventListener("hashchange", () => {
  const fragment = location.hash.slice(1);
  if (fragment === present) return;
  past.push(present);
  future.length = 0;
  restore(fragment);
  present = written();
});
