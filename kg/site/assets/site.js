"use strict";
// Paging and filtering of sentences, and search. Everything else works without a script.
(() => {
  const root = document.body.dataset.root;
  const PER_PAGE = 25;
  const MOST_HITS = 60;

  const element = (name, attributes = {}, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  // Sentences: a page of them at a time, of all ties or of one.
  const list = document.querySelector(".claims[data-page-of]");
  if (list) pages(list);

  function pages(list) {
    const all = [...list.children];
    const only = document.getElementById("only");
    const newer = element("button", { type: "button", textContent: list.dataset.newer });
    const older = element("button", { type: "button", textContent: list.dataset.older });
    const where = element("span", { className: "soft" });
    where.setAttribute("role", "status");
    const pager = element("div", { className: "pager" }, newer, where, older);
    list.after(pager);
    let shown = all;
    let page = 0;

    const show = () => {
      const last = Math.max(Math.ceil(shown.length / PER_PAGE), 1);
      page = Math.min(Math.max(page, 0), last - 1);
      const visible = new Set(shown.slice(page * PER_PAGE, (page + 1) * PER_PAGE));
      all.forEach((one) => { one.hidden = !visible.has(one); });
      where.textContent = list.dataset.pageOf.replace("{page}", page + 1).replace("{pages}", last);
      newer.disabled = page === 0;
      older.disabled = page === last - 1;
      pager.hidden = last === 1;
    };
    const turn = (step) => {
      page += step;
      show();
      document.getElementById("sentences").scrollIntoView();
    };
    newer.addEventListener("click", () => turn(-1));
    older.addEventListener("click", () => turn(1));
    // The tie of which sentences are shown stands in the address. Without a script, or of a tie that is older than what the page
    // lists, a number leads to the document.
    const ties = new Map();
    for (const link of document.querySelectorAll("a[data-tie]")) {
      const own = all.filter((one) => one.dataset.key === link.dataset.key);
      if (!own.length) continue;
      ties.set(link.dataset.tie, own);
      link.href = `#${link.dataset.tie}`;
    }
    const choose = () => {
      const own = ties.get(location.hash.slice(1));
      shown = own || all;
      page = 0;
      only.hidden = !own;
      show();
      return own;
    };
    const focus = () => document.getElementById("sentences").focus();
    window.addEventListener("hashchange", () => { if (choose()) focus(); });
    document.getElementById("show-all").addEventListener("click", () => {
      location.hash = "sentences";
      focus();
    });
    window.addEventListener("beforeprint", () => all.forEach((one) => { one.hidden = !shown.includes(one); }));
    window.addEventListener("afterprint", show);
    if (choose()) focus();
  }

  // Search: the index comes as scripts, which a page opened from a disk may load.
  const waiting = new Map();
  const loaded = new Map();
  window.kgSearch = (name, value) => {
    loaded.set(name, value);
  };

  function load(name) {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((done) => {
        const script = element("script", { src: `${root}search/${name}.js` });
        script.addEventListener("load", () => done(loaded.get(name)));
        script.addEventListener("error", () => done(undefined));
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]+/g, "").toLowerCase();
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}_]+/gu) || [];

  let folded;
  async function names(query) {
    const index = await load("names");
    if (!index) return { entities: [], titles: [], index };
    folded ||= {
      entities: index.entities.map((row) => fold(row[1])),
      titles: index.documents.map((row) => fold(row[1])),
    };
    const wanted = wordsOf(query);
    const rank = (text) => {
      if (!wanted.every((word) => text.includes(word))) return -1;
      const lines = text.split("\n");
      const joined = wanted.join(" ");
      if (lines.some((line) => line === joined)) return 3;
      if (lines.some((line) => line.startsWith(joined))) return 2;
      return wanted.every((word) => new RegExp(`(^|[^\\p{L}\\p{N}])${word}`, "u").test(text)) ? 1 : 0;
    };
    const ranked = (texts) => texts.map((text, place) => [rank(text), place]).filter(([rank]) => rank >= 0)
      .sort((one, other) => other[0] - one[0] || one[1] - other[1]).map(([, place]) => place);
    if (!wanted.length) return { entities: [], titles: [], index };
    return { entities: ranked(folded.entities), titles: ranked(folded.titles), index };
  }

  // The documents that have all the words, in any order; each may be the beginning of a word.
  async function documents(query, index) {
    const wanted = wordsOf(query).filter((word) => word.length > 2);
    if (!wanted.length || !index) return [];
    let found;
    for (const word of wanted.map((whole) => whole.slice(0, 40))) {
      const key = /^[a-z0-9]{2}/.test(word) ? word.slice(0, 2) : "other";
      const shard = index.shards.includes(key) ? await load(`w-${key}`) : {};
      const here = new Set();
      for (const each of Object.keys(shard).filter((each) => each.startsWith(word))) {
        let number = 0;
        for (const step of shard[each]) here.add(number += step);
      }
      found = found ? new Set([...found].filter((number) => here.has(number))) : here;
    }
    return [...found].sort((one, other) => other - one);
  }

  function entityLink(index, place) {
    const [path, text, kind] = index.entities[place];
    const [name, ...others] = text.split("\n");
    const also = others.slice(0, 3).join(" · ");
    return element("a", { href: `${root}entity/${path}.html` }, element("bdi", { textContent: name }),
      element("small", { textContent: [index.kinds[kind], also].filter(Boolean).join(" · ") }));
  }

  function documentLink(index, place) {
    const [path, title, beside] = index.documents[place];
    return element("a", { href: `${root}document/${path}.html` }, element("bdi", { textContent: title }),
      element("small", { textContent: beside }));
  }

  // The field at the top of each page completes names; Enter leads to the page of the search.
  for (const form of document.querySelectorAll("form.find:not(.large)")) {
    const field = form.querySelector("input");
    const found = element("ul", { className: "found", hidden: true });
    form.append(found);
    let last = 0;
    field.addEventListener("input", async () => {
      const mine = last += 1;
      const { entities, titles, index } = await names(field.value);
      if (mine !== last) return;
      found.replaceChildren(...[...entities.slice(0, 8).map((place) => entityLink(index, place)),
        ...titles.slice(0, 3).map((place) => documentLink(index, place))].map((link) => element("li", {}, link)));
      found.hidden = !found.children.length;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = `${root}search.html#q=${encodeURIComponent(field.value)}`;
    });
    form.addEventListener("keydown", (event) => {
      const links = [...found.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Escape") { found.hidden = true; field.focus(); }
      if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
      if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || field).focus(); }
    });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) found.hidden = true; });
  }

  const hits = document.getElementById("hits");
  if (hits) {
    const field = document.getElementById("q");
    let last = 0;
    const part = (title, links, more) => [element("h2", { textContent: title }),
      element("ul", {}, ...links.map((link) => element("li", {}, link))),
      ...(more > 0 ? [element("p", { className: "soft", textContent: hits.dataset.more.replace("{count}", more) })] : [])];
    const search = async () => {
      const mine = last += 1;
      const query = field.value;
      const { entities, titles, index } = await names(query);
      const texts = await documents(query, index);
      if (mine !== last) return;
      const parts = [];
      for (const [title, found, link] of [[hits.dataset.names, entities, entityLink], [hits.dataset.titles, titles, documentLink],
        [hits.dataset.documents, texts, documentLink]]) {
        if (found.length) parts.push(...part(title, found.slice(0, MOST_HITS).map((place) => link(index, place)), found.length - MOST_HITS));
      }
      if (!parts.length && query.trim()) parts.push(element("p", { textContent: hits.dataset.none }));
      hits.replaceChildren(...parts);
    };
    const asked = () => {
      const match = /^#q=(.*)$/.exec(location.hash);
      try {
        if (match) field.value = decodeURIComponent(match[1]);
      } catch { field.value = ""; }
      search();
    };
    field.addEventListener("input", search);
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `#q=${encodeURIComponent(field.value)}`);
      search();
    });
    window.addEventListener("hashchange", asked);
    asked();
    field.focus();
  }
})();
