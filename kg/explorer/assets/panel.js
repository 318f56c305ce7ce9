/* What is told beside the picture: an overview, an actor's dossier, the sentences behind a line, a way between two actors. */

const panel = byId("panel");
let told = ""; // what the panel is about, so that it goes back to its top only for something else

function tell(about, ...children) {
  const top = about === told ? panel.scrollTop : 0;
  const had = panel.contains(document.activeElement) && document.activeElement !== panel ? document.activeElement.dataset.do || "" : null;
  told = about;
  panel.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  panel.scrollTop = top;
  if (had !== null) ((had && panel.querySelector(`[data-do="${had}"]`)) || panel).focus({ preventScroll: true });
}

const back = (text, go) => el("button", { type: "button", class: "link", onclick: go }, "← ", said(text));
const small = (text, go, more = {}) => el("button", { type: "button", class: "small", onclick: go, ...more }, text);
const statements = (count) => t("statements", { count });

function actorRow(actor) {
  return el("button", { type: "button", class: "row", onclick: () => selectActor(actor.key, { centre: true }) },
    symbol(markOf(actor)), el("span", { class: "grow" }, said(actor.label)), el("b", {}, number(actor.count)));
}

/** How the page was made, and what that means for whoever cites it. */
function made() {
  const { day: on, options, opening } = details.making;
  const held = t("n", { count: actors.size, what: t("n_actors", { count: actors.size }) });
  return [on ? t("made", { day: day(on) }) : "", options ? t("made_with", { options }) : "", opening ? t("opened_with", { options: opening, held }) : "", t("misread")]
    .filter(Boolean).join(" ");
}

function overview() {
  const shown = linesOnMap();
  const seen = shown.flatMap((line) => line.ties.flatMap((tie) => tie.seen));
  const fact = (value, key) => el("div", {}, el("strong", {}, number(value)), el("span", {}, t(key, { count: value })));
  const order = onMap().sort((a, b) => b.count - a.count || a.rank - b.rank);
  tell("overview",
    el("h2", {}, t("overview")),
    el("p", { class: "lead" }, span ? `${t("dated", { period: period(span.join("/")) })} ` : "", t("how")),
    el("div", { class: "facts" }, fact(onMap().length, "n_actors"),
      fact(shown.reduce((sum, line) => sum + line.ties.filter((tie) => tie.seen.length).length, 0), "n_ties"),
      fact(seen.length, "n_statements"), fact(new Set(seen.map((one) => one.document)).size, "n_documents")),
    filtered() ? el("p", { class: "note" }, t("filtered"), " ", said(filters().join(" · ")), " ", small(t("reset"), resetFilters)) : null,
    el("h3", {}, t("by_statements")),
    el("div", { class: "rows" }, order.slice(0, 200).map(actorRow)),
    order.length > 200 ? el("p", { class: "lead" }, t("more_in_list", { count: order.length - 200 })) : null,
    el("p", { class: "made" }, made().split(/(--[a-z-]+)/).map((part, i) => (i % 2 ? el("span", {}, part) : part))));
}

function lineRow(line, actor) {
  const end = other(line, actor.key);
  const verbs = line.ties.filter((tie) => tie.seen.length).map((tie) =>
    `${tie.symmetric ? "↔" : tie.from === actor.key ? "→" : "←"} ${relation(tie.relation)}`);
  return el("button", { type: "button", class: "row", "data-line": line.key, onclick: () => selectLine(line.key) },
    symbol(markOf(end)), el("span", { class: "grow" }, said(end.label), el("small", {}, verbs.join(" · "))), el("b", {}, number(line.count)));
}

function factRow(fact, actor) {
  const name = fact.node
    ? el("button", { type: "button", class: "link", onclick: () => selectActor(fact.node, { centre: true }) }, said(fact.other))
    : said(fact.other);
  const when = period([fact.since || "", fact.until || ""].join("/"));
  const verb = el("em", {}, relation(fact.relation));
  return el("li", {}, fact.active ? [verb, " ", name] : [name, " ", verb, " ", said(actor.label)],
    fact.role ? el("small", {}, said(fact.role)) : null, when ? el("small", {}, when) : null);
}

function roles(actor) {
  const facts = details.facts[actor.key] || [];
  if (!facts.length) return null;
  return el("section", { class: "roles" }, el("h3", {}, t("roles"), el("b", {}, number(facts.length))), el("p", { class: "lead" }, t("roles_from")), el("ul", {}, facts.slice(0, 12).map((fact) => factRow(fact, actor))),
    facts.length > 12 ? el("details", { class: "more" }, el("summary", {}, t("more", { count: facts.length - 12 })), el("ul", {}, facts.slice(12).map((fact) => factRow(fact, actor)))) : null);
}

const ALIASES = 5;

/** The first few names that differ by more than how they are written; all of them where asked for. */
function aliases(actor) {
  const few = otherNames(actor).slice(0, ALIASES);
  const rest = actor.aliases.filter((name) => !few.includes(name));
  return [few.length ? el("p", { class: "lead" }, t("also"), " ", said(few.join(", "))) : null,
    rest.length ? el("details", { class: "more" }, el("summary", {}, t("more_names", { count: rest.length })), el("p", { class: "lead" }, said(rest.join(", ")))) : null];
}

function actorDates(actor) {
  const days = passing(actor).flatMap((line) => line.ties.flatMap((tie) => tie.seen)).flatMap((one) => one.days || []).sort();
  return days.length ? period(`${days[0]}/${days[days.length - 1]}`) : null;
}

function topSources(actor) {
  const counts = new Map();
  for (const line of passing(actor)) for (const tie of line.ties) for (const one of tie.seen)
    counts.set(one.source, (counts.get(one.source) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([name, count]) => `${name || t("no_source")} (${number(count)})`).join(", ");
}

function actorActions(actor) {
  const more = neighbours(actor).filter((near) => !visible(near)).length;
  const fewer = leaves(actor);
  return el("p", { class: "actions" },
    more ? small(t("expand", { count: more }), () => expand(actor), { "data-do": "expand" }) : null,
    fewer.length ? small(t("collapse", { count: fewer.length }), () => hide(...fewer), { "data-do": "collapse" }) : null,
    small(t("only"), () => only(actor), { "data-do": "only" }),
    small(t("hide_actor"), () => hide(actor), { "data-do": "hide" }),
    small(t("path_from"), () => openPath(actor.key), { "data-do": "path" }));
}

/** The buttons that show some lines which the filters hide: what the page hides by itself is no filter that could be reset. */
function loosening(some) {
  const kept = some.some((line) => line.ties.some((tie) => tie.statements.some((one) => !plain(one))));
  return [filtered() ? [small(t("reset"), resetFilters), " "] : [], kept && state.told.size < POLARITIES.length + MODALITIES.length ? small(t("show_told"), showTold) : []];
}

function actorPanel(actor) {
  const groups = [...families.values()].map((family) => {
    const own = passing(actor).filter((line) => line.family === family.name).sort((a, b) => b.count - a.count);
    return own.length ? el("section", {}, el("h3", {}, stroke(family), capital(labelOf(family.label)), el("b", {}, statements(counted(own)))),
      el("div", { class: "rows" }, own.map((line) => lineRow(line, actor)))) : null;
  });
  const apart = actor.lines.filter((line) => !line.passing);
  tell(actor.key,
    el("p", { class: "crumb" }, back(t("overview"), clear)),
    el("p", { class: "kind" }, symbol(markOf(actor)), capital(kindOf(actor))),
    el("h2", {}, said(actor.label)),
    aliases(actor),
    actor.known ? null : el("p", { class: "lead" }, t("unknown")),
    el("dl", { class: "about" }, row(t("told_of"), actorDates(actor)), row(t("sources"), topSources(actor))),
    actorActions(actor),
    roles(actor),
    ...groups,
    apart.length ? el("p", { class: "note" }, t("lines_filtered", { count: apart.length }), " ", loosening(apart)) : null);
}

function row(name, value) {
  return value ? [el("dt", {}, name), el("dd", {}, said(value))] : [];
}

/** When it happened: as its text says, else the date of its document, and that it is that. */
function whenOf(one) {
  return one.dated === "document" ? `${period(one.from.date)} (${t("dated_document")})` : period(one.date);
}

function card(one) {
  const { title, name, source, date } = one.from;
  const flags = [["affirmed", one.polarity], ["asserted", one.modality]].filter(([usual, value]) => value !== usual).map(([, value]) => value);
  const from = [title ? name : null, source, day(date)].filter(Boolean).join(" · ");
  return el("article", { class: "card", "data-statement": one.id },
    flags.map((flag) => el("span", { class: "flag" }, capital(t(flag)))),
    el("blockquote", { dir: "auto" }, one.sentence),
    el("p", { class: "from" }, said(title || name), from ? el("span", {}, " — ", said(from)) : null),
    el("dl", {}, row(t("by"), one.by), row(t("when"), whenOf(one)), row(t("where"), one.place),
      row(t("number"), one.count === undefined ? "" : number(one.count)),
      row(t("told_as"), `${t(one.polarity)}, ${t(one.modality)}`), row(t("confidence"), percent(one.confidence))));
}

function tieSection(tie, some) {
  if (!some.length) return null;
  const name = (key) => el("button", { type: "button", class: "link", onclick: () => selectActor(key, { centre: true }) }, said(actors.get(key).label));
  return el("section", { class: "tie" },
    el("p", {}, name(tie.from), " ", el("em", {}, relation(tie.relation)), " ", name(tie.to), tie.symmetric ? ` (${t("mutual")})` : ""),
    some.map(card));
}

function linePanel(line) {
  const [a, b] = [actors.get(line.a), actors.get(line.b)];
  const family = families.get(line.family);
  const alike = a.lines.filter((next) => next !== line && next.passing && other(next, a.key) === b);
  const apart = line.ties.map((tie) => [tie, tie.statements.filter((one) => !tie.seen.includes(one))]).filter(([, some]) => some.length);
  const count = apart.reduce((sum, [, some]) => sum + some.length, 0);
  tell(line.key,
    el("p", { class: "crumb" }, back(t("overview"), clear), back(a.label, () => selectActor(a.key)), back(b.label, () => selectActor(b.key))),
    el("p", { class: "kind" }, stroke(family), `${capital(labelOf(family.label))} · ${statements(line.count)}`),
    el("h2", {}, said(a.label), " – ", said(b.label)),
    alike.length ? el("p", { class: "crumb" }, t("also_lines"), " ", alike.map((next) =>
      el("button", { type: "button", class: "link", onclick: () => selectLine(next.key) }, `${labelOf(families.get(next.family).label)} (${number(next.count)})`))) : null,
    line.ties.map((tie) => tieSection(tie, tie.seen)),
    count ? el("details", { class: "apart", open: line.count === 0 }, el("summary", {}, t("apart", { count })),
      apart.map(([tie, some]) => tieSection(tie, some))) : null,
    el("p", { class: "made" }, t("misread")));
}

/* The way between two actors. */

function openPath(from = null) {
  Object.assign(state, { path: [from, null], actor: null, line: null });
  commit();
  openSheet();
  const open = panel.querySelectorAll("input")[from ? 1 : 0];
  if (open) open.focus();
}

function choosePath(end, key) {
  state.path[end] = key;
  const [from, to] = state.path;
  if (from && to) {
    sift();
    for (const step of way(from, to) || []) for (const one of [step.from, step.to]) reveal(one);
    for (const one of [from, to]) reveal(one);
  }
  commit();
  if (from && to) {
    const found = steps();
    announce(found.length ? t("path_found", { count: found.length }) : t("no_path"));
    if (found.length) fit(motion(), [actors.get(from), ...found.map((step) => actors.get(step.to))]);
  } else {
    const open = panel.querySelectorAll("input")[end ? 0 : 1];
    if (open) open.focus();
  }
}

function pathEnd(end) {
  const key = state.path[end];
  const box = finder(`path-${end}`, t(end ? "path_to" : "path_start"), (found) => choosePath(end, found));
  if (key) box.querySelector("input").value = actors.get(key).label;
  return el("div", { class: "field" }, el("span", {}, t(end ? "path_to" : "path_start")), box);
}

function pathStep({ line, from, to }) {
  return el("section", {},
    el("h3", {}, stroke(families.get(line.family)), el("span", {}, said(actors.get(from).label), " → ", said(actors.get(to).label)), el("b", {}, number(line.count))),
    line.ties.map((tie) => tieSection(tie, tie.seen.slice(0, 3))),
    line.count > 3 ? el("p", {}, small(t("all_sentences", { count: line.count }), () => selectLine(line.key))) : null);
}

function pathPanel() {
  const [from, to] = state.path;
  const found = steps();
  const result = !(from && to) ? el("p", { class: "lead" }, t("path_how"))
    : from === to ? el("p", { class: "note" }, t("path_same"))
    : found.length ? [el("p", { class: "lead" }, t("path_found", { count: found.length })), found.map(pathStep)]
    : el("p", { class: "note" }, t("no_path"), " ", loosening([...lines.values()].filter((line) => !line.passing)));
  tell(`path ${from} ${to}`, el("p", { class: "crumb" }, back(t("overview"), clear)), el("h2", {}, t("path")), pathEnd(0), pathEnd(1), result);
}

function showPanel() {
  document.body.classList.toggle("chosen", Boolean(state.line || state.path || state.actor));
  if (state.line) linePanel(lines.get(state.line));
  else if (state.path) pathPanel();
  else if (state.actor) actorPanel(actors.get(state.actor));
  else overview();
  byId("sheet").setAttribute("aria-expanded", String(document.body.classList.contains("open")));
}

/* On a phone the panel is a sheet that comes up from below. */
function openSheet() {
  document.body.classList.add("open");
  byId("sheet").setAttribute("aria-expanded", "true");
}

function closeSheet() {
  document.body.classList.remove("open");
  byId("sheet").setAttribute("aria-expanded", "false");
}
