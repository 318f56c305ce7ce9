/* Finding an actor by any of its names: a field with completion, at the top of the page and at both ends of a path. */

const names = [...actors.values()].flatMap((actor) => [actor.label, ...actor.aliases].map((name, i) => ({ actor, name, text: fold(name), alias: i > 0 })));

/** Whether every word that was typed begins where a word of the name does, in any order; "divoire" begins "d'Ivoire". */
function hasWords(text, wanted) {
  const words = text.split(" ");
  const ends = words.map((_, i) => words.slice(i).join(""));
  return wanted.split(" ").every((word) => ends.some((end) => end.startsWith(word)));
}

/** How well a name fits, 0 the best; null where it does not. */
function quality({ text, alias }, wanted) {
  const at = text.indexOf(wanted);
  const fits = text === wanted ? 0 : at === 0 ? 1 : text.includes(` ${wanted}`) ? 2 : hasWords(text, wanted) ? 3 : at > 0 ? 4 : null;
  return fits === null ? null : fits + (alias ? 0.5 : 0);
}

/** The twelve best actors for what was typed: by how well a name fits, then by how central they are. */
function found(wanted) {
  const best = new Map();
  for (const name of names) {
    const score = quality(name, wanted);
    if (score !== null && (!best.has(name.actor) || score < best.get(name.actor).score)) best.set(name.actor, { ...name, score });
  }
  return [...best.values()].sort((a, b) => a.score - b.score || a.actor.rank - b.actor.rank).slice(0, 12);
}

/** Gives the field its list: `choose` is called with the actor that is picked. */
function complete(input, results, choose) {
  const options = () => [...results.querySelectorAll("[role=option]")];
  const close = () => {
    results.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (key) => { close(); input.value = ""; choose(key); };
  const mark = (position) => {
    options().forEach((item, i) => item.setAttribute("aria-selected", String(i === position)));
    if (!options()[position]) return;
    input.setAttribute("aria-activedescendant", options()[position].id);
    options()[position].scrollIntoView({ block: "nearest" });
  };
  const search = () => {
    const wanted = fold(input.value);
    if (!wanted) return close();
    const hits = found(wanted);
    results.replaceChildren(...hits.map(({ actor, name, alias }, i) => {
      const item = el("li", { role: "option", id: `${results.id}-${i}`, "data-actor": actor.key }, symbol(markOf(actor)),
        el("span", { class: "who" }, said(actor.label), el("small", {}, alias ? [said(name), ` · ${kindOf(actor)}`] : capital(kindOf(actor)))));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); pick(actor.key); });
      return item;
    }));
    if (!hits.length) results.append(el("li", { class: "none" }, t("no_hit")));
    announce(t("hits", { count: hits.length }));
    results.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(0);
    return undefined;
  };
  input.addEventListener("input", search);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const position = options().findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options().length) mark((position + (event.key === "ArrowDown" ? 1 : options().length - 1)) % options().length);
    } else if (event.key === "Enter" && options()[position] && !results.hidden) {
      event.preventDefault();
      pick(options()[position].dataset.actor);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (results.hidden) input.blur();
      input.value = "";
      close();
    }
  });
}

const combobox = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", type: "search" };

/** A field with completion of its own. */
function finder(id, label, choose) {
  const input = el("input", { id, "aria-label": label, "aria-controls": `${id}-results`, placeholder: t("find"), ...combobox });
  const results = el("ul", { id: `${id}-results`, class: "results", role: "listbox", "aria-label": t("found"), hidden: true });
  complete(input, results, choose);
  return el("div", { class: "search" }, input, results);
}

function startSearch() {
  complete(byId("search"), byId("results"), (key) => {
    selectActor(key, { centre: true });
    openSheet();
    panel.focus({ preventScroll: true });
  });
}
