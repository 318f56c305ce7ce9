/* The network without the picture: the same actors and ties as two tables, for whoever reads rather than looks. */

const PIECE = 300; // rows at a time
let rows = PIECE;
const SPARED = new Set(["also", "family", "first", "last"]); // columns that a phone has no room for; a row leads to all of it

function table(caption, heads, body) {
  const spared = heads.map((head) => (SPARED.has(head) ? "spared" : null));
  const total = body.length;
  const more = total > rows ? el("p", {}, small(t("more", { count: total - rows }), () => { rows += PIECE; list(); })) : null;
  return [el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads.map((head, i) => el("th", { scope: "col", class: spared[i] }, t(head))))),
    el("tbody", {}, body.slice(0, rows).map((cells) => el("tr", {}, cells().map((cell, i) => el(i ? "td" : "th", i ? { class: spared[i] } : { scope: "row" }, cell)))))), more];
}

function list() {
  const box = byId("list");
  box.hidden = !state.list;
  byId("map-view").hidden = state.list;
  byId("show-list").setAttribute("aria-pressed", String(state.list));
  if (!state.list) return box.replaceChildren();
  const link = (actor) => el("button", { type: "button", class: "link", onclick: () => { selectActor(actor.key); openSheet(); } }, said(actor.label));
  const shown = onMap().sort((a, b) => b.count - a.count || a.rank - b.rank);
  const ties = linesOnMap().flatMap((line) => line.ties.filter((tie) => tie.seen.length).map((tie) => ({ line, tie })))
    .sort((a, b) => b.tie.seen.length - a.tie.seen.length);
  const times = (some, end, pick) => { const days = some.flatMap((one) => (one.days ? [one.days[end]] : [])).sort(); return days.length ? day(days[pick(days)]) : ""; };
  const top = box.scrollTop;
  const had = box.contains(document.activeElement);
  box.replaceChildren(
    ...[table(t("table_actors", { count: shown.length }), ["actor", "class", "also", "col_ties", "col_statements"], shown.map((actor) => () => [
      link(actor), capital(kindOf(actor)), said(otherNames(actor).slice(0, 4).join(", ")), number(neighbours(actor).length), number(actor.count)])),
    table(t("table_ties", { count: ties.length }), ["from", "relation", "to", "family", "col_statements", "first", "last"], ties.map(({ line, tie }) => () => [
      link(actors.get(tie.from)),
      el("button", { type: "button", class: "link", onclick: () => { selectLine(line.key); openSheet(); } }, relation(tie.relation)),
      link(actors.get(tie.to)), capital(labelOf(families.get(line.family).label)), number(tie.seen.length),
      times(tie.seen, 0, () => 0), times(tie.seen, 1, (days) => days.length - 1)]))].flat().filter(Boolean));
  box.scrollTop = top;
  if (had) box.focus({ preventScroll: true });
  return undefined;
}

function toggleList() {
  const had = byId("list").contains(document.activeElement);
  state.list = !state.list;
  rows = PIECE;
  commit();
  if (state.list) return byId("list").focus();
  fit(false);
  if (had) map.focus();
  return undefined;
}
