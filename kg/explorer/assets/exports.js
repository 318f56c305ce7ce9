/* The view as a file, made in the page: a picture (SVG, PNG), a table of its statements (CSV), a network (GraphML). */

const lone = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
// eslint-disable-next-line no-control-regex
const clean = (text) => String(text ?? "").replace(lone, "\uFFFD").replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "");
const xml = (text) => clean(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const tag = (name, attributes, ...children) => {
  const text = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined).map(([key, value]) => ` ${key}="${xml(value)}"`).join("");
  return children.length ? `<${name}${text}>${children.join("")}</${name}>` : `<${name}${text}/>`;
};

const baseName = () => (document.title.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "").toLowerCase() || "network").slice(0, 60);

function save(content, ending, type) {
  const link = el("a", { download: `${baseName()}.${ending}`, href: URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  announce(t("saved", { file: link.download }));
}

/* ------------------------------------------------------------------------------------------------- the picture */

const paper = { ink: "#18202b", soft: "#566172", ground: "#ffffff" }; // a picture is for paper, whatever the screen shows

/** The point that a bent line is drawn towards, as vis-network places it; null for a straight one. */
function bend(from, to, smooth) {
  if (!smooth) return null;
  const [dx, dy] = [to.x - from.x, from.y - to.y];
  const far = (smooth.roundness * 0.5 + 0.5) * Math.hypot(dx, dy);
  const angle = Math.atan2(dy, dx) + ((smooth.type === "curvedCW" ? 0.5 : -0.5) * smooth.roundness + 0.5) * Math.PI;
  return { x: from.x + far * Math.sin(angle), y: from.y + far * Math.cos(angle) };
}

function head(at, from, gap, width, fill) {
  const angle = Math.atan2(at.y - from.y, at.x - from.x);
  const size = 5 + 1.6 * width;
  const tip = [at.x - gap * Math.cos(angle), at.y - gap * Math.sin(angle)];
  const points = [tip, ...[0.42, -0.42].map((turn) => [tip[0] - size * Math.cos(angle + turn), tip[1] - size * Math.sin(angle + turn)])];
  return tag("polygon", { points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" "), fill });
}

function drawLine(line, lit) {
  const [from, to] = [actors.get(line.a), actors.get(line.b)];
  const [start, end] = [placeOf(from), placeOf(to)];
  const via = bend(start, end, line.drawn.smooth);
  const family = families.get(line.family);
  const width = widthOf(line);
  const opacity = lit ? (lit.line(line) ? 0.95 : 0.08) : Math.min(0.9, 0.34 + 0.1 * width);
  const route = via ? `Q${via.x.toFixed(1)} ${via.y.toFixed(1)} ${end.x} ${end.y}` : `L${end.x} ${end.y}`;
  return tag("g", { opacity: opacity.toFixed(2) },
    tag("path", { d: `M${start.x} ${start.y}${route}`, fill: "none", stroke: family.light, "stroke-width": width.toFixed(1), "stroke-dasharray": family.dash.join(" ") || null }),
    heads(line, line.b) ? head(end, via || start, to.drawn.size, width, family.light) : "",
    heads(line, line.a) ? head(start, via || end, from.drawn.size, width, family.light) : "");
}

function drawMark(style, x, y, size) {
  const look = { fill: style.light, stroke: paper.ground, "stroke-width": 1.5 };
  if (style.shape === "dot") return tag("circle", { cx: x, cy: y, r: size, ...look });
  return tag("polygon", { points: outlines[style.shape](size).map((point) => `${(x + point[0]).toFixed(1)},${(y + point[1]).toFixed(1)}`).join(" "), ...look });
}

function drawActor(actor, lit) {
  const { x, y } = placeOf(actor);
  const { size, font, label } = actor.drawn;
  const text = { "text-anchor": "middle", "font-size": font.size, fill: paper.ink, stroke: paper.ground, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };
  return tag("g", { opacity: lit && !lit.actors.has(actor.key) ? 0.2 : 1 }, tag("title", {}, xml(actor.label)), drawMark(markOf(actor), x, y, size),
    ...label.split("\n").map((part, i) => tag("text", { x, y: (y + size + 6 + font.size * (0.9 + 1.15 * i)).toFixed(1), ...text }, xml(part))));
}

function drawLegend(left, top, width, shown, on) {
  const used = new Set(shown.map(markOf));
  const seen = new Set(on.map((line) => line.family));
  const entries = [
    ...[...families.values()].filter((family) => seen.has(family.name)).map((family) => [family.label, (x, y) =>
      tag("line", { x1: x, y1: y - 5, x2: x + 28, y2: y - 5, stroke: family.light, "stroke-width": 3, "stroke-dasharray": family.dash.join(" ") || null })]),
    ...details.marks.filter((mark) => used.has(mark)).map((mark) => [mark.label, (x, y) => drawMark(mark, x + 20, y - 5, 6)]),
  ];
  const columns = Math.max(1, Math.floor(width / 290));
  const drawn = entries.map(([label, sign], i) => {
    const [x, y] = [left + (i % columns) * 290, top + Math.floor(i / columns) * 24];
    return sign(x, y) + tag("text", { x: x + 36, y, "font-size": 14, fill: paper.ink }, xml(capital(labelOf(label))));
  });
  return [drawn.join(""), Math.ceil(entries.length / columns) * 24];
}

const NOTE = 18; // the height of a line below the title

/** The text in lines that fit the width, so far as words allow; no letter is measured. */
function brokenUp(text, width) {
  const most = Math.floor(width / 7.5);
  return text.split(" ").reduce((done, word) => {
    const last = done[done.length - 1];
    return last !== undefined && last.length + word.length < most ? [...done.slice(0, -1), `${last} ${word}`] : [...done, word];
  }, []);
}

/** The text of the picture, and its size. */
function picture() {
  const [shown, on, lit] = [onMap(), linesOnMap(), chosen()];
  const [left, top, right, bottom] = shown.length ? frame(shown) : [0, 0, 400, 200];
  const width = Math.max(right - left + 60, 560);
  const amounts = [byId("extent").textContent, statements(counted(on)), byId("period").textContent];
  const caption = [...amounts, ...keptBack()].filter(Boolean).join(" · ");
  const notes = [...brokenUp(caption, width - 60), ...brokenUp(made(), width - 60)];
  const [x, y] = [left - 30, top - 52 - notes.length * NOTE];
  const [legendText, legendHeight] = drawLegend(x + 30, bottom + 60, width - 60, shown, on);
  const height = bottom - y + 60 + legendHeight + 20;
  const text = tag("svg", { xmlns: "http://www.w3.org/2000/svg", width: Math.round(width), height: Math.round(height), viewBox: `${x} ${y} ${width} ${height}`, "font-family": face, role: "img" },
    tag("title", {}, xml(document.title)), tag("rect", { x, y, width, height, fill: paper.ground }),
    tag("text", { x: x + 30, y: y + 34, "font-size": 22, "font-weight": 650, fill: paper.ink }, xml(document.title)),
    ...notes.map((note, i) => tag("text", { x: x + 30, y: y + 56 + i * NOTE, "font-size": 14, fill: paper.soft }, xml(note))),
    ...on.map((line) => drawLine(line, lit)), ...shown.map((actor) => drawActor(actor, lit)), legendText);
  return { text, width, height };
}

function savePng() {
  const { text, width, height } = picture();
  const scale = Math.min(2, 8000 / Math.max(width, height)); // browsers draw nothing on a larger canvas
  const image = new Image();
  image.onload = () => {
    const canvas = el("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => (blob ? save(blob, "png", "image/png") : announce(t("not_saved"))));
  };
  image.onerror = () => announce(t("not_saved"));
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

/* --------------------------------------------------------------------------------------------- the statements */

/** One cell; what a spreadsheet would take for a formula is marked as text. */
function cell(value) {
  const text = clean(value);
  const safe = typeof value !== "number" && /^\s*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text;
  return /[",;\n\r\t]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const evidence = () => linesOnMap().flatMap((line) => line.ties.flatMap((tie) => tie.seen.map((one) => ({ line, tie, one }))));

function csv() {
  const heads = ["subject", "relation", "object", "family", "date", "polarity", "modality", "confidence", "according_to", "place", "count",
    "sentence", "document", "title", "published", "source", "subject_id", "relation_id", "object_id", "statement"];
  const body = evidence().map(({ line, tie, one }) => {
    const [from, to] = [actors.get(tie.from), actors.get(tie.to)];
    return [from.label, relation(tie.relation), to.label, labelOf(families.get(line.family).label), one.date, one.polarity, one.modality, one.confidence, one.by,
      one.place, one.count, one.sentence, one.from.name, one.from.title, one.from.date, one.from.source, from.iri, tie.relation, to.iri, one.id];
  });
  return `\uFEFF${[heads, ...body].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`; // with the mark by which Excel knows UTF-8
}

/* ------------------------------------------------------------------------------------------------- the network */

function graphml() {
  const keys = [["node", "label", "string"], ["node", "class", "string"], ["node", "aliases", "string"], ["node", "x", "double"], ["node", "y", "double"],
    ["edge", "relation", "string"], ["edge", "family", "string"], ["edge", "statements", "int"], ["edge", "weight", "double"], ["edge", "first", "string"],
    ["edge", "last", "string"], ["edge", "symmetric", "boolean"], ["edge", "sentences", "string"]];
  const put = (values) => Object.entries(values).filter(([, value]) => value !== undefined && value !== "").map(([key, value]) => tag("data", { key }, xml(value)));
  const days = (tie, end) => tie.seen.flatMap((one) => (one.days ? [one.days[end]] : [])).sort();
  const people = onMap().map((actor) => tag("node", { id: actor.iri },
    ...put({ label: actor.label, class: actor.kind, aliases: actor.aliases.join("; "), ...placeOf(actor) })));
  const ties = linesOnMap().flatMap((line) => line.ties.filter((tie) => tie.seen.length).map((tie) => tag("edge",
    { source: actors.get(tie.from).iri, target: actors.get(tie.to).iri },
    ...put({ relation: tie.relation, family: line.family, statements: tie.seen.length, weight: tie.seen.length * tie.each, first: days(tie, 0)[0],
      last: days(tie, 1).pop(), symmetric: tie.symmetric, sentences: tie.seen.map((one) => one.sentence).join("\n") }))));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag("graphml", { xmlns: "http://graphml.graphdrawing.org/xmlns" },
    ...keys.map(([side, name, type]) => tag("key", { id: name, for: side, "attr.name": name, "attr.type": type })),
    tag("graph", { edgedefault: "directed" }, ...people, ...ties))}\n`;
}

const formats = {
  png: savePng,
  svg: () => save(picture().text, "svg", "image/svg+xml"),
  csv: () => save(csv(), "csv", "text/csv;charset=utf-8"),
  graphml: () => save(graphml(), "graphml", "application/xml"),
};

let unfolded = []; // what is open for as long as the page is printed: paper cannot be clicked

function startExports() {
  for (const button of document.querySelectorAll("[data-export]")) button.addEventListener("click", () => {
    formats[button.dataset.export]();
    byId("export").open = false;
    byId("export").querySelector("summary").focus();
  });
  addEventListener("beforeprint", () => {
    const drawn = new DOMParser().parseFromString(picture().text, "image/svg+xml").documentElement;
    byId("print").replaceChildren(document.importNode(drawn, true));
    unfolded = [...panel.querySelectorAll("details.more:not([open])")];
    for (const one of unfolded) one.open = true;
  });
  addEventListener("afterprint", () => {
    byId("print").replaceChildren();
    for (const one of unfolded) one.open = false;
    unfolded = [];
  });
}
