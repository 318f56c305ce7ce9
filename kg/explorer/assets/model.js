/* Actors, lines and statements, and which of them the filters let through. */

const actors = new Map(details.nodes.map((node, i) => [`n${i}`, { ...node, key: `n${i}`, rank: i, lines: [], drawn: data.nodes[i] }]));
const lines = new Map(details.lines.map((line, i) => [`e${i}`, { ...line, key: `e${i}`, drawn: data.edges[i] }]));
const families = new Map(details.families.map((family) => [family.name, family]));
const actorOf = new Map([...actors.values()].map((actor) => [actor.id, actor.key]));
const NO_SOURCE = "";
const all = [];

for (const line of lines.values()) {
  line.id = `${actors.get(line.a).id}~${actors.get(line.b).id}~${line.family}`;
  actors.get(line.a).lines.push(line);
  actors.get(line.b).lines.push(line);
  for (const tie of line.ties)
    for (const told of tie.statements) {
      told.from = details.documents[told.document];
      told.source = told.from.source || NO_SOURCE;
      all.push(told);
    }
}
const lineOf = new Map([...lines.values()].map((line) => [line.id, line.key]));
const known = {
  family: new Set(details.families.map((family) => family.name)),
  mark: new Set(details.marks.map((mark) => mark.name)),
  source: new Set(all.map((told) => told.source)),
};
const POLARITIES = ["affirmed", "negated"];
const MODALITIES = ["asserted", "planned", "possible", "sought"];
const plain = (told) => told.polarity === "affirmed" && told.modality === "asserted";
const first = all.some(plain) ? ["affirmed", "asserted"] : [...POLARITIES, ...MODALITIES];
const dated = all.filter((told) => told.days);
const span = dated.length
  ? dated.reduce(([from, to], { days }) => [days[0] < from ? days[0] : from, days[1] > to ? days[1] : to], dated[0].days)
  : null;

const fresh = () => ({
  all: false, extra: new Set(), gone: new Set(), moved: new Map(),
  actor: null, line: null, path: null, list: false,
  off: { family: new Set(), mark: new Set(), source: new Set() },
  told: new Set(first), confidence: 0, since: null, until: null,
});
let state = fresh();

const usual = () => first.length === state.told.size && first.every((one) => state.told.has(one)); // what is let through at first
const markOf = (actor) => details.marks[actor.mark];
const kindOf = (actor) => labelOf(details.kinds[actor.kind]);
const other = (line, key) => actors.get(line.a === key ? line.b : line.a);
const counted = (some) => some.reduce((sum, line) => sum + line.count, 0);

const passesAnytime = (told) => state.told.has(told.polarity) && state.told.has(told.modality) &&
  told.confidence >= state.confidence && !state.off.source.has(told.source);
const passes = (told) => passesAnytime(told) && (!(state.since || state.until) || within(told));

/* What has no day is in no period. */
const within = ({ days }) => Boolean(days) && (!state.since || days[1] >= state.since) && (!state.until || days[0] <= state.until);

/** Goes through all statements once; everything that is shown or counted afterwards goes by what it found. */
function sift() {
  for (const line of lines.values()) {
    line.count = line.weight = 0;
    for (const tie of line.ties) {
      tie.seen = tie.statements.filter(passes);
      line.count += tie.seen.length;
      line.weight += tie.seen.length * tie.each;
    }
    line.passing = line.count > 0 && unfiltered(line);
  }
  for (const actor of actors.values()) actor.count = counted(actor.lines.filter((line) => line.passing));
}

/** A name as it is compared with others: without accents, case and punctuation. */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

/** The aliases that are other names, and not the same written otherwise. */
function otherNames(actor) {
  const bare = (name) => fold(name).replace(/ /g, "");
  const seen = new Set([bare(actor.label)]);
  return actor.aliases.filter((name) => !seen.has(bare(name)) && seen.add(bare(name)));
}

const allowed = (actor) => !state.off.mark.has(markOf(actor).name);
const visible = (actor) => allowed(actor) && !state.gone.has(actor.key) && (state.all || actor.rank < details.shown || state.extra.has(actor.key));
const drawn = (line) => line.passing && visible(actors.get(line.a)) && visible(actors.get(line.b));
const onMap = () => [...actors.values()].filter(visible);
const linesOnMap = () => [...lines.values()].filter(drawn);
const unfiltered = (line) => !state.off.family.has(line.family) && allowed(actors.get(line.a)) && allowed(actors.get(line.b));
const passing = (actor) => actor.lines.filter((line) => line.passing);
const neighbours = (actor) => [...new Set(passing(actor).map((line) => other(line, actor.key)))];
const filtered = () => state.off.source.size + state.off.family.size + state.off.mark.size + Number(state.confidence > 0) +
  Number(Boolean(state.since || state.until)) + Number(!usual());

/** Neighbours on the map that nothing else on it is tied to: what collapsing takes away. */
function leaves(actor) {
  return neighbours(actor).filter((near) => visible(near) && near.lines.every((line) => !drawn(line) || other(line, near.key) === actor));
}

/**
 * The lines of a shortest way between two actors, of several the one with the most evidence; null where no tie that the
 * filters let through leads there. The way may lead over actors that are not on the map.
 */
function way(from, to) {
  const reached = new Map([[from, { steps: 0, cost: 0, line: null }]]);
  let edge = [from];
  while (edge.length && !reached.has(to)) {
    const next = new Map();
    for (const key of edge)
      for (const line of passing(actors.get(key))) {
        const end = other(line, key).key;
        const cost = reached.get(key).cost + 1 / line.weight;
        if (!reached.has(end) && !(next.has(end) && next.get(end).cost <= cost)) next.set(end, { cost, line, back: key });
      }
    for (const [key, step] of next) reached.set(key, step);
    edge = [...next.keys()];
  }
  if (!reached.has(to)) return null;
  const steps = [];
  for (let key = to; key !== from; key = reached.get(key).back) steps.unshift({ line: reached.get(key).line, from: reached.get(key).back, to: key });
  return steps;
}
