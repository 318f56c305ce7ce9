/* When: how many statements each stretch of time has, the period that is shown, and playing through it. */

const MOST_BINS = 120;
const DAY = 864e5;
const iso = (time) => new Date(time).toISOString().slice(0, 10);
const timeOf = (date) => { const [y, m, d] = date.split("-").map(Number); const time = new Date(0); time.setUTCFullYear(y, m - 1, d); return time.getTime(); };

/** The stretches from the first day to the last: days, months or years, as few as show well. */
function stretches() {
  if (!span) return [];
  const [from, to] = span.map(timeOf);
  const start = new Date(from);
  const months = (time) => { const date = new Date(time); return date.getUTCFullYear() * 12 + date.getUTCMonth(); };
  const month = (count) => { const time = new Date(0); time.setUTCFullYear(Math.floor(count / 12), ((count % 12) + 12) % 12, 1); return time.getTime(); };
  const found = [];
  if ((to - from) / DAY < 62) {
    for (let time = from; time <= to; time += DAY) found.push([iso(time), iso(time)]);
    return found;
  }
  const total = months(to) - months(from) + 1;
  const size = [1, 3, 12].find((size) => total / size <= MOST_BINS) || 12 * Math.ceil(total / 12 / MOST_BINS);
  const begin = size === 1 ? months(from) : start.getUTCFullYear() * 12;
  for (let count = begin; count <= months(to); count += size)
    if (count + size > months(from)) found.push([iso(month(count)), iso(month(count + size) - DAY)]);
  return found;
}

const bins = stretches();
const binOf = (date) => { const at = bins.findIndex(([, last]) => last >= date); return at < 0 ? bins.length - 1 : at; };
for (const one of dated) one.bin = binOf(one.days[0]);

const fromBin = () => (state.since ? binOf(state.since) : 0);
const toBin = () => (state.until ? binOf(state.until) : bins.length - 1);

function setBins(from, to) {
  state.since = from > 0 ? bins[from][0] : null;
  state.until = to < bins.length - 1 ? bins[to][1] : null;
}

function timeline() {
  const box = byId("time");
  box.hidden = bins.length < 2;
  if (box.hidden) return;
  const counts = bins.map(() => ({ own: 0, all: 0 }));
  for (const line of lines.values()) if (unfiltered(line))
    for (const tie of line.ties) for (const one of tie.statements) if (one.days && passesAnytime(one)) {
      counts[one.bin].all += 1;
      if (one.dated !== "document") counts[one.bin].own += 1;
    }
  const most = Math.max(...counts.map((count) => count.all), 1);
  const [from, to] = [fromBin(), toBin()];
  const width = 1000 / bins.length;
  const bar = (i, low, high, name) => ["rect", {
    x: (i * width + width * 0.1).toFixed(2), width: (width * 0.8).toFixed(2), y: (40 - (38 * high) / most).toFixed(2), height: ((38 * (high - low)) / most).toFixed(2),
    class: name,
  }];
  const bars = counts.flatMap(({ own, all }, i) => {
    const name = i >= from && i <= to ? "in" : "out";
    return [bar(i, 0, own, name), ...(all > own ? [bar(i, own, all, `reported-${name}`)] : [])];
  });
  const drawing = svg(1000, 40, ...bars);
  drawing.setAttribute("preserveAspectRatio", "none");
  byId("histogram").title = dated.some((one) => one.dated === "document") ? t("bars") : "";
  byId("histogram").replaceChildren(drawing);
  for (const [id, bin, end] of [["since", from, 0], ["until", to, 1]]) {
    const input = byId(id);
    Object.assign(input, { min: 0, max: bins.length - 1, value: bin });
    input.setAttribute("aria-valuetext", day(bins[bin][end]));
  }
  byId("since").style.zIndex = from > bins.length / 2 ? 2 : 1;
  const whole = !state.since && !state.until;
  byId("period").textContent = whole ? t("whole_time", { period: period(span.join("/")) }) : period(`${bins[from][0]}/${bins[to][1]}`);
  const undated = all.length - dated.length;
  byId("undated").textContent = !whole && undated ? t("undated", { count: undated }) : "";
  byId("whole").hidden = whole;
}

/* Playing: a period that was chosen moves on at its width; the whole time is told from its beginning. */
let player = null;

function play() {
  if (player) return pause();
  if (bins.length < 2) return undefined;
  const growing = fromBin() === 0 && toBin() === bins.length - 1;
  const wide = toBin() - fromBin();
  if (growing) setBins(0, 0);
  else if (toBin() === bins.length - 1) setBins(0, wide);
  const tick = () => {
    const to = toBin() + 1;
    if (to >= bins.length) return pause();
    setBins(growing ? 0 : to - wide, to);
    render();
    player = setTimeout(tick, 700 / Number(byId("speed").value));
    return undefined;
  };
  player = setTimeout(tick, 700 / Number(byId("speed").value));
  playing();
  render();
  announce(t("playing"));
  return undefined;
}

function stop() {
  clearTimeout(player);
  player = null;
  playing();
}

function pause() {
  stop();
  commit();
  announce(t("paused", { period: byId("period").textContent }));
}

function playing() {
  const button = byId("play");
  button.textContent = player ? "❚❚" : "▶";
  button.setAttribute("aria-label", t(player ? "pause" : "play"));
  button.title = `${t(player ? "pause" : "play")} (P)`;
}

function faster(by) {
  const speed = byId("speed");
  speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.options.length - 1);
  announce(t("speed_is", { speed: speed.value }));
}

function startTime() {
  for (const id of ["since", "until"]) {
    byId(id).addEventListener("input", () => {
      if (player) pause();
      const [a, b] = [Number(byId("since").value), Number(byId("until").value)];
      setBins(id === "since" ? Math.min(a, b) : a, id === "until" ? Math.max(a, b) : b);
      render();
    });
    byId(id).addEventListener("change", commit);
  }
  byId("play").addEventListener("click", play);
  byId("whole").addEventListener("click", () => { if (player) pause(); state.since = state.until = null; commit(); });
  playing();
}
