"use strict";
// The picture of a neighbourhood with its legend. `kg.picture` makes both; the page's data say how classes and families look.
const kg = {};
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const DRAWN = 20;
  const ROW = 30;
  const NAME = 26;
  const OTHERWISE = "denied, planned, possible or sought";
  const data = JSON.parse(document.getElementById("data").textContent);

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
  const short = (text) => (text.length > NAME ? `${text.slice(0, NAME - 1).trimEnd()}…` : text);

  // Those with whom most is told: how much, whether any of it is stated, and the family of the strongest tie, a stated one if there is one.
  function nearest(told) {
    const found = new Map();
    for (const tie of told.ties) {
      const other = tie.subject === told.entity.iri ? tie.object : tie.subject;
      if (other === told.entity.iri) continue;
      const one = found.get(other) || { family: tie.family, stated: 0, otherwise: 0 };
      if (tie.stated && !one.stated) one.family = tie.family;
      one.stated += tie.stated;
      one.otherwise += tie.otherwise;
      found.set(other, one);
    }
    const number = ([, one]) => one.stated + one.otherwise;
    return [...found].sort((one, other) => number(other) - number(one)).slice(0, DRAWN);
  }

  // Where the nearest lie, so that no name lies on another: in two columns around the actor, or in one beside it where that is all there is room for.
  function places(near, phone) {
    const [sides, width, x, reach, bend] = phone ? [1, 360, 20, 104, 50] : [2, 760, 380, 150, 40];
    const rows = Math.max(Math.ceil(near.length / sides), 1);
    const height = rows * ROW + 30;
    const points = new Map(near.map(([iri, tie], place) => {
      const side = place % sides ? -1 : 1;
      const offset = Math.floor(place / sides) - (rows - 1) / 2;
      return [iri, { tie, side, x: x + side * (reach - bend * (offset / (rows / 2)) ** 2), y: height / 2 + offset * ROW }];
    }));
    return { points, width, height, x, y: height / 2 };
  }

  const mark = (entity) => data.marks[entity.kind] ?? data.labels.length - 1;
  const sign = (entity, x, y, size) => drawn("use", { class: `m${mark(entity)}`, href: `#m${mark(entity)}`, x: x - size, y: y - size, width: 2 * size, height: 2 * size });

  function star(told, known, { points, width, height, x, y }, fragment) {
    const arcs = told.among.filter((tie) => points.has(tie.subject) && points.has(tie.object)).map((tie) => {
      const [a, b] = [points.get(tie.subject), points.get(tie.object)];
      return drawn("path", { class: `arc f-${tie.family}`, d: `M${a.x} ${a.y}Q${(a.x + b.x) * 0.22 + x * 0.56} ${(a.y + b.y) / 2} ${b.x} ${b.y}` });
    });
    const lines = [...points.values()].map((one) => drawn("line", { class: `f-${one.tie.family}${one.tie.stated ? "" : " otherwise"}`, x1: x, y1: y, x2: one.x, y2: one.y,
      "stroke-width": 1.5 + Math.log2(one.tie.stated + one.tie.otherwise) / 2 }));
    const names = [...points].map(([iri, one]) => {
      const entity = known.get(iri);
      const number = [[one.tie.stated, "stated"], [one.tie.otherwise, OTHERWISE]].filter(([count]) => count)
        .map(([count, unit]) => `${count.toLocaleString("en")} ${unit}`).join("; ");
      const text = drawn("text", { x: one.x + 13 * one.side, y: one.y + 4.5, "text-anchor": one.side > 0 ? "start" : "end" }, short(entity.label));
      return drawn("a", { href: fragment(entity.id), "aria-label": `${entity.label}: ${number}` },
        drawn("title", {}, `${entity.label} (${entity.kind}): ${number}`), sign(entity, one.x, one.y, 9), text);
    });
    return drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `Those nearest to ${told.entity.label}` },
      ...arcs, ...lines, sign(told.entity, x, y, 16), ...names);
  }

  // What the colours of lines, dashes and signs mean, as far as the picture has them.
  function legend(told, known, near) {
    const families = new Set([...near.map(([, tie]) => tie.family), ...told.among.map((tie) => tie.family)]);
    const marks = new Set([told.entity, ...near.map(([iri]) => known.get(iri))].map(mark));
    const key = (picture, text) => element("span", {}, picture, text);
    const line = (kind) => drawn("svg", { viewBox: "0 0 24 10", class: "line" }, drawn("line", { class: kind, x1: 0, y1: 5, x2: 24, y2: 5, "stroke-width": 2.5 }));
    return element("p", { className: "legend" },
      ...data.families.filter(([name]) => families.has(name)).map(([name, label]) => key(line(`f-${name}`), label)),
      ...(near.some(([, tie]) => !tie.stated) ? [key(line("otherwise"), `dashed: nothing stated, only ${OTHERWISE}`)] : []),
      ...data.labels.flatMap((label, place) => (marks.has(place)
        ? [key(drawn("svg", { viewBox: "0 0 18 18", class: "sign" }, drawn("use", { class: `m${place}`, href: `#m${place}`, width: 18, height: 18 })), label)] : [])));
  }

  const picture = (told, known, { phone, fragment }) => {
    const near = nearest(told);
    return [star(told, known, places(near, phone), fragment), legend(told, known, near)];
  };
  Object.assign(kg, { element, picture, OTHERWISE });
})();
