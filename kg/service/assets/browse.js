"use strict";
// The store a neighbourhood at a time: each step asks the service for one actor's ties or one page of sentences.
(() => {
  const at = (id) => document.getElementById(id);
  const { element, OTHERWISE } = kg;
  const PHONE = window.matchMedia("(max-width: 640px)");
  const [title, first] = [document.title, at("status").textContent];

  const address = (path, parameters) => `${path}?${new URLSearchParams(parameters)}`;
  const fragment = (...parts) => `#${parts.map(encodeURIComponent).join("/")}`;
  const link = (entity) => element("a", { href: fragment(entity.id) }, element("bdi", { textContent: entity.label }));
  const say = (text) => { at("status").textContent = text; };

  async function ask(path, parameters) {
    const answer = await fetch(address(path, parameters), { headers: { accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.error || answer.statusText), { status: answer.status });
    return told;
  }

  // What is shown is what the fragment says: #ENTITY, or #ENTITY/SUBJECT/RELATION/OBJECT where a tie of it is chosen.
  let shown = null;
  let turn = 0;
  async function opened() {
    const mine = turn += 1;
    let parts;
    try {
      parts = location.hash.slice(1).split("/").map(decodeURIComponent);
    } catch { parts = []; }
    const [id, ...tie] = parts;
    if (id === "") return close(first);
    if (tie.length !== 0 && tie.length !== 3 || !parts.every(Boolean) || !id) return close("The address is damaged. Find an actor or a place by its name.");
    if (shown?.id !== id) {
      say("Reading …");
      let told;
      try {
        told = await ask("/neighbourhood", { entity: id });
      } catch (error) {
        if (mine === turn) close(error.status === 404 ? `The store has nothing on “${id}”. Find an actor or a place by its name.` : error.message);
        return;
      }
      if (mine !== turn) return;
      show(id, told);
      at("name").focus({ preventScroll: true });
    }
    if (tie.length) evidence(...tie);
    else noEvidence();
  }

  function close(text) {
    shown = null;
    at("near").hidden = true;
    document.title = title;
    say(text);
  }

  // The first names that differ by more than accents, capitals and signs; the rest is in the title.
  const FEW = 5;
  const flat = (name) => name.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const distinct = (names) => [...new Map(names.toReversed().map((name) => [flat(name), name])).values()].toReversed().slice(0, FEW);

  function show(id, told) {
    const known = new Map([told.entity, ...told.neighbours].map((entity) => [entity.iri, entity]));
    shown = { id, told, known };
    say("");
    at("near").hidden = false;
    at("name").textContent = told.entity.label;
    const names = distinct(told.entity.aliases);
    const more = names.length < told.entity.aliases.length ? [`${told.entity.aliases.length - names.length} more names and spellings`] : [];
    at("about").textContent = [told.entity.kind, `${told.statements.toLocaleString("en")} statements`, ...names, ...more].join(" · ");
    at("about").title = told.entity.aliases.join(" · ");
    document.title = told.entity.label;
    draw();
    at("ties").replaceChildren(table(told, known));
    noEvidence();
  }

  function table(told, known) {
    const row = (tie) => {
      const [subject, object] = [known.get(tie.subject), known.get(tie.object)];
      const number = (count, unit) => {
        const cell = element("td", { className: "number" });
        if (!count) return cell;
        const leads = element("a", { href: fragment(told.entity.id, subject.id, tie.relation, object.id), textContent: count.toLocaleString("en") });
        leads.append(element("span", { className: "unit", textContent: ` ${unit}` }));
        leads.setAttribute("aria-label", `${count.toLocaleString("en")} ${unit}: ${subject.label} ${tie.label} ${object.label}`);
        cell.append(leads);
        return cell;
      };
      return element("tr", {}, element("td", {}, link(subject)),
        element("td", {}, element("i", { className: `dot f-${tie.family}` }), tie.label),
        element("td", {}, link(object)), number(tie.stated, "stated"), number(tie.otherwise, OTHERWISE));
    };
    const head = ["Who", "Relation", "To whom", "Stated", "Denied, planned, possible or sought"].map((text, place) => element("th", { scope: "col", textContent: text, className: place > 2 ? "number" : "" }));
    const left = told.left_out ? [element("tfoot", {}, element("tr", {}, element("td", { colSpan: 5, textContent: `and ${told.left_out.toLocaleString("en")} more ties` })))] : [];
    return element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...told.ties.map(row)), ...left);
  }

  function draw() {
    at("graph").replaceChildren(...kg.picture(shown.told, shown.known, { phone: PHONE.matches, fragment }));
  }

  let asked = 0;
  function noEvidence() {
    asked += 1;
    at("tie").textContent = "Sentences";
    at("hint").hidden = false;
    at("evidence").replaceChildren();
    at("more").hidden = true;
  }

  async function evidence(subject, relation, object) {
    const named = (id) => [...shown.known.values()].find((entity) => entity.id === id)?.label ?? id;
    const label = shown.told.ties.find((tie) => tie.relation === relation)?.label ?? relation;
    noEvidence();
    at("tie").textContent = `${named(subject)} ${label} ${named(object)}`;
    at("hint").hidden = true;
    await more({ subject, relation, object, offset: 0 });
    at("tie").focus();
  }

  async function more(parameters) {
    const mine = asked += 1;
    let told;
    try {
      told = await ask("/evidence", parameters);
    } catch (error) {
      if (mine === asked) say(error.message);
      return;
    }
    if (mine !== asked) return;
    say(told.statements.length || parameters.offset ? "" : "No sentence tells of this tie.");
    at("evidence").append(...told.statements.map((one) => {
      const marks = [one.polarity === "negated" ? "denied" : "", one.modality === "asserted" ? "" : one.modality].filter(Boolean);
      const rest = [one.date || one.day || "undated", one.title || one.report, one.source, one.speaker && `according to ${one.speaker}`,
        one.place && `in ${one.place}`, `confidence ${Math.round(100 * one.confidence)}%`];
      return element("li", {}, element("q", { textContent: one.sentence }), ...marks.flatMap((mark) => [" ", element("b", { className: "badge", textContent: mark })]),
        element("small", { textContent: rest.filter(Boolean).join(" · ") }));
    }));
    at("more").hidden = told.next === null;
    at("more").onclick = () => more({ ...parameters, offset: told.next });
  }

  let typed = 0;
  at("q").addEventListener("input", async () => {
    const mine = typed += 1;
    const q = at("q").value.trim();
    let told = { entities: [] };
    let problem = "";
    try {
      told = await ask("/actors", { q });
    } catch (error) {
      problem = error.message;
    }
    if (mine !== typed) return;
    const none = q.length < 2 ? "" : `No name has “${q}” in it.`;
    say(problem || (told.entities.length ? "" : none));
    at("found").replaceChildren(...told.entities.map((entity) => element("li", {}, link(entity), element("small", { textContent: ` ${entity.kind}` }))));
    at("found").hidden = !told.entities.length;
  });
  at("find").addEventListener("submit", (event) => {
    event.preventDefault();
    at("found").querySelector("a")?.click();
  });
  at("found").addEventListener("click", () => { at("found").hidden = true; });

  PHONE.addEventListener("change", () => { if (shown) draw(); });
  window.addEventListener("hashchange", opened);
  opened();
})();
