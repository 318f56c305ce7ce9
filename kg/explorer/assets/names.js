/* Where actors lie, and how large their marks and names are drawn: from afar both grow against the map, so that they are still seen. */

const LEGIBLE = 8; // pixels on the screen: a smaller name cannot be read
const SEEN = 3; // pixels from the middle of the smallest mark to its edge
const GROWN = 2; // no mark grows to more than so many times its size: where they are many it would cover others

const placeOf = (actor) => state.moved.get(actor.key) || { x: actor.drawn.x, y: actor.drawn.y };

/** Left, top, right and bottom of the actors, labels and all, in the map's own measure. */
function frame(some) {
  const boxes = some.map((actor) => {
    const [{ x, y }, [side, above, below]] = [placeOf(actor), actor.box];
    return [x - side, y - above, x + side, y + below];
  });
  return [0, 1, 2, 3].map((i) => (i < 2 ? Math.min : Math.max)(...boxes.map((box) => box[i])));
}

/** The scale as far as sizes depend on it: in steps of a tenth, and all the same from where everything is drawn as it is. */
const closeness = (scale) => Math.min(Math.round(Math.log(scale) / Math.log(1.1)), 0);

const markSize = ({ drawn: { size } }, scale) => Math.max(size, Math.min(SEEN / scale, GROWN * size));

function markBox(actor, scale) {
  const [{ x, y }, size] = [placeOf(actor), markSize(actor, scale)];
  return [x - size, y - size, x + size, y + size];
}

/** The area of the name at that size, below the mark. */
function nameBox(actor, scale, size) {
  const [{ x, y }, rows, top] = [placeOf(actor), actor.drawn.label.split("\n"), markSize(actor, scale) + 4];
  const side = Math.max(...rows.map((row) => row.length)) * size * 0.3 + size * 0.2;
  return [x - side, y + top, x + side, y + top + rows.length * size * 1.2];
}

const meet = (one, two) => one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3];
const inside = (box, around) => box[0] >= around[0] && box[1] >= around[1] && box[2] <= around[2] && box[3] <= around[3];

/**
 * How large the names are drawn that have room. Where all can be read as they are, that is all of them; from afar, who is chosen
 * and the most central come first, and a name that would cover another, the mark of somebody as large, or the picture's edge is
 * left out.
 */
function nameSizes(scale, lit) {
  const shown = onMap();
  const least = LEGIBLE / scale;
  if (shown.every((actor) => actor.drawn.font.size >= least)) return new Map(shown.map((actor) => [actor, actor.drawn.font.size]));
  const first = ({ key }) => (key === state.actor ? 2 : Number(Boolean(lit && lit.actors.has(key))));
  const around = frame(shown).map((edge, i) => edge + (i < 2 ? -1.2 : 1.2) * least);
  const marks = shown.map((actor) => ({ actor, box: markBox(actor, scale) }));
  const [taken, sizes] = [[], new Map()];
  for (const actor of [...shown].sort((a, b) => first(b) - first(a))) {
    const size = Math.max(actor.drawn.font.size, least);
    const box = nameBox(actor, scale, size);
    const covers = (mark) => mark.actor !== actor && mark.actor.drawn.size >= actor.drawn.size && meet(box, mark.box);
    const free = inside(box, around) && !taken.some((other) => meet(box, other)) && !marks.some(covers);
    if (!free && actor.key !== state.actor) continue;
    taken.push(box);
    sizes.set(actor, size);
  }
  return sizes;
}
