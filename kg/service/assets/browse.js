"use strict";
// The store a neighbourhood at a time: each step asks the service for one actor's ties or one page of sentences.
(() => {
  const at = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const DRAWN = 20;

  const element = (name, attributes = {}, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };
  const drawn = (name, attributes, ...children) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };
  const address = (path, parameters) => `${path}?${new URLSearchParams(parameters)}`;
  const link = (entity) => element("a", { href: `#${encodeURIComponent(entity.id)}` }, element("bdi", { textContent: entity.label }));
  const short = (text) => (text.length > 28 ? `${text.slice(0, 27)}…` : text);

  async function ask(path, parameters) {
    const answer = await fetch(address(path, parameters), { headers: { accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error || answer.statusText);
    return told;
  }

  let turn = 0;
  async function show(id) {
    const mine = turn += 1;
    at("status").textContent = "Reading …";
    let told;
    try {
      told = await ask("/neighbourhood", { entity: id });
    } catch (error) {
      if (mine === turn) at("status").textContent = error.message;
      return;
    }
    if (mine !== turn) return;
    const known = new Map([told.entity, ...told.neighbours].map((entity) => [entity.iri, entity]));
    at("status").textContent = "";
    at("near").hidden = false;
    at("name").textContent = told.entity.label;
    at("about").textContent = [told.entity.kind, `${told.statements.toLocaleString("en")} statements`, ...told.entity.aliases].join(" · ");
    document.title = told.entity.label;
    at("graph").replaceChildren(picture(told, known));
    at("ties").replaceChildren(table(told, known));
    at("evidence").replaceChildren();
    at("more").hidden = true;
    at("tie").textContent = "Sentences";
    at("hint").hidden = false;
    at("name").focus({ preventScroll: true });
  }

  function table(told, known) {
    const row = (tie) => {
      const button = element("button", { type: "button", className: "number", textContent: (tie.stated + tie.otherwise).toLocaleString("en") });
      const [subject, object] = [known.get(tie.subject), known.get(tie.object)];
      button.setAttribute("aria-label", `${button.textContent} sentences: ${subject.label} ${tie.label} ${object.label}`);
      button.addEventListener("click", () => evidence(tie, `${subject.label} ${tie.label} ${object.label}`));
      return element("tr", {}, element("td", {}, link(subject)), element("td", { className: `family-${tie.family}`, textContent: tie.label }),
        element("td", {}, link(object)), element("td", { className: "number" }, button),
        element("td", { className: "number", textContent: tie.otherwise || "" }));
    };
    const head = ["Who", "Relation", "To whom", "Sentences", "Denied, planned …"].map((text) => element("th", { scope: "col", textContent: text }));
    const left = told.left_out ? [element("tfoot", {}, element("tr", {}, element("td", { colSpan: 5, textContent: `and ${told.left_out.toLocaleString("en")} more ties` })))] : [];
    return element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...told.ties.map(row)), ...left);
  }

  // The nearest in two columns around the actor, so that no name lies on another.
  function picture(told, known) {
    const weights = new Map();
    for (const tie of told.ties) {
      const other = tie.subject === told.entity.iri ? tie.object : tie.subject;
      const found = weights.get(other) || { family: tie.family, number: 0 };
      found.number += tie.stated + tie.otherwise;
      if (other !== told.entity.iri) weights.set(other, found);
    }
    const nearest = [...weights].sort((one, other) => other[1].number - one[1].number).slice(0, DRAWN);
    const rows = Math.max(Math.ceil(nearest.length / 2), 1);
    const height = rows * 30 + 30;
    const [x, y] = [360, height / 2];
    const points = new Map(nearest.map(([iri, tie], place) => {
      const side = place % 2 ? -1 : 1;
      const offset = Math.floor(place / 2) - (rows - 1) / 2;
      return [iri, { tie, side, x: x + side * (150 - 40 * (offset / (rows / 2)) ** 2), y: y + offset * 30 }];
    }));
    const arcs = told.among.filter((tie) => points.has(tie.subject) && points.has(tie.object)).map((tie) => {
      const [a, b] = [points.get(tie.subject), points.get(tie.object)];
      return drawn("path", { class: `arc family-${tie.family}`, d: `M${a.x} ${a.y}Q${(a.x + b.x) * 0.22 + x * 0.56} ${(a.y + b.y) / 2} ${b.x} ${b.y}` });
    });
    const lines = [...points.values()].map((one) => drawn("line", { class: `family-${one.tie.family}`, x1: x, y1: y, x2: one.x, y2: one.y, "stroke-width": 1 + Math.log2(one.tie.number) / 2 }));
    const names = [...points].map(([iri, one]) => {
      const entity = known.get(iri);
      const text = drawn("text", { x: one.x + 12 * one.side, y: one.y + 4.5, "text-anchor": one.side > 0 ? "start" : "end" }, short(entity.label));
      return drawn("a", { href: `#${encodeURIComponent(entity.id)}`, "aria-label": `${entity.label}: ${one.tie.number}` },
        drawn("title", {}, `${entity.label} (${entity.kind}): ${one.tie.number}`), drawn("circle", { cx: one.x, cy: one.y, r: 7 }), text);
    });
    return drawn("svg", { viewBox: `0 0 720 ${height}`, role: "group", "aria-label": `Those nearest to ${told.entity.label}` },
      ...arcs, ...lines, drawn("circle", { class: "me", cx: x, cy: y, r: 13 }), ...names);
  }

  let asked = 0;
  async function evidence(tie, title) {
    at("tie").textContent = title;
    at("hint").hidden = true;
    at("evidence").replaceChildren();
    at("more").hidden = true;
    await more({ subject: tie.subject, relation: tie.relation, object: tie.object, offset: 0 });
    at("tie").focus();
  }

  async function more(parameters) {
    const mine = asked += 1;
    let told;
    try {
      told = await ask("/evidence", parameters);
    } catch (error) {
      at("status").textContent = error.message;
      return;
    }
    if (mine !== asked) return;
    at("evidence").append(...told.statements.map((one) => {
      const marks = [one.polarity === "negated" ? "denied" : "", one.modality === "asserted" ? "" : one.modality].filter(Boolean);
      const rest = [one.date || one.day || "undated", one.title || one.report, one.source, one.speaker && `according to ${one.speaker}`,
        one.place && `in ${one.place}`, `confidence ${Math.round(100 * one.confidence)}%`];
      return element("li", {}, element("q", { textContent: one.sentence }), ...marks.map((mark) => element("b", { textContent: ` ${mark}` })),
        element("small", { textContent: rest.filter(Boolean).join(" · ") }));
    }));
    at("more").hidden = told.next === null;
    at("more").onclick = () => more({ ...parameters, offset: told.next });
  }

  let typed = 0;
  at("q").addEventListener("input", async () => {
    const mine = typed += 1;
    let told = { entities: [] };
    try {
      told = await ask("/actors", { q: at("q").value });
    } catch (error) {
      at("status").textContent = error.message;
    }
    if (mine !== typed) return;
    at("found").replaceChildren(...told.entities.map((entity) => element("li", {}, link(entity), element("small", { textContent: ` ${entity.kind}` }))));
    at("found").hidden = !told.entities.length;
  });
  at("find").addEventListener("submit", (event) => {
    event.preventDefault();
    at("found").querySelector("a")?.click();
  });
  at("found").addEventListener("click", () => { at("found").hidden = true; });

  const opened = () => {
    if (location.hash.length < 2) return;
    try {
      show(decodeURIComponent(location.hash.slice(1)));
    } catch { at("status").textContent = "The address is damaged."; }
  };
  window.addEventListener("hashchange", opened);
  opened();
})();
