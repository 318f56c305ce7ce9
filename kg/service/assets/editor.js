/* The query page: YASGUI on this service alone, beside it the named queries. Nothing here asks another host. */
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const asked = new URLSearchParams(location.hash.slice(1)).get("name"); // YASGUI clears the hash
  const endpoint = new URL(data.endpoint, location.href).href;

  /* Completions come with the page; those that YASGUI ships ask a server of vocabularies. */
  const completer = (name, terms) =>
    Yasgui.Yasqe.forkAutocompleter(name, {
      name: `kg-${name}`,
      bulk: false,
      persistenceId: null,
      get: (_yasqe, token) => {
        const begun = (token && (token.autocompletionString || token.string)) || "";
        return terms.filter((term) => term.startsWith(begun)).slice(0, 100);
      },
    }, false);
  completer("class", data.classes);
  completer("property", data.properties);
  Object.assign(Yasgui.Yasqe.Autocompleters.prefixes, {
    bulk: false,
    persistenceId: null,
    get: (_yasqe, token) => {
      const begun = (token && (token.autocompletionString || token.string)) || "";
      return Object.entries(data.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).filter((line) => line.startsWith(begun)).sort();
    },
  });

  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    persistenceId: `kg_${location.host}`,
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [], keys: [], renderItem: () => {} },
    requestConfig: {
      endpoint: () => endpoint,
      method: "POST",
      acceptHeaderGraph: "text/turtle,*/*;q=0.9",
      acceptHeaderSelect: "application/sparql-results+json,*/*;q=0.9",
    },
    yasqe: { autocompleters: ["prefixes", "variables", "kg-class", "kg-property"], prefixCcApi: null, value: data.first },
    yasr: { prefixes: data.prefixes, pluginOrder: ["table", "response"], getPlainQueryLinkToEndpoint: undefined },
  });

  function open(title, text) {
    const tab = yasgui.getTab();
    const blank = tab && tab.getQuery().trim() === data.first.trim();
    const target = blank ? tab : yasgui.addTab(true);
    target.setName(title);
    target.setQuery(text);
    return target;
  }

  /* IRIs of the store lead nowhere on the web: a click asks this service about them instead of leaving it. */
  document.getElementById("yasgui").addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.origin === location.origin || link.hasAttribute("download")) return;
    event.preventDefault();
    event.stopPropagation();
    if (!link.closest(".yasr_results")) return;
    open("About it", `DESCRIBE <${link.getAttribute("href")}>\n`).query().catch(() => {});
  }, true);

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function entry(query) {
    const load = element("button", { type: "button", class: "load", title: query.description }, query.title);
    load.addEventListener("click", () => show(query, item));
    const item = element("li", { "data-name": query.name }, load);
    return item;
  }

  /* The service binds the values as RDF terms and gives the whole text back. */
  async function bound(query, form) {
    const values = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") values.append(name, value);
    values.append("format", "sparql");
    const answer = await fetch(`/queries/${encodeURIComponent(query.name)}?${values}`, { headers: { accept: "application/sparql-query" } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text.trim());
    return text;
  }

  function show(query, item) {
    const was = item.querySelector("form");
    document.querySelectorAll("#named form").forEach((form) => form.remove());
    if (was) return;
    const form = element("form", { class: "parameters" }, element("p", { class: "soft" }, query.description));
    for (const each of query.parameters) {
      const input = element("input", { name: each.name, value: each.default ?? "", autocomplete: "off", spellcheck: "false" });
      if (each.default === null) input.required = true;
      form.append(element("label", {}, element("span", {}, each.name), input, element("small", {}, `${each.explanation} (${each.type})`)));
    }
    const fault = element("p", { class: "fault", role: "alert", hidden: "" });
    const run = element("button", { type: "submit" }, "Run");
    const load = element("button", { type: "button", class: "quiet" }, "Load");
    const page = element("a", { href: `/queries/${encodeURIComponent(query.name)}` }, "As a page");
    form.append(element("div", { class: "buttons" }, run, load, page), fault);
    const act = async (running) => {
      fault.hidden = true;
      try {
        const tab = open(query.title, await bound(query, form));
        if (running) tab.query().catch(() => {});
      } catch (error) {
        fault.textContent = error.message;
        fault.hidden = false;
      }
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); act(true); });
    load.addEventListener("click", () => { if (form.reportValidity()) act(false); });
    item.append(form);
    const first = form.querySelector("input");
    if (first) first.focus();
  }

  const list = document.getElementById("named");
  for (const query of data.queries) list.append(entry(query));
  document.getElementById("find").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const [index, item] of [...list.children].entries()) {
      const { name, title, description } = data.queries[index];
      item.hidden = !`${name} ${title} ${description}`.toLowerCase().includes(wanted);
    }
  });

  /* From the page of a named query. */
  const found = data.queries.find((query) => query.name === asked);
  if (found) show(found, list.querySelector(`[data-name="${CSS.escape(found.name)}"]`));
  window.kg = { yasgui };
})();
