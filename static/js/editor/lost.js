// After a broken connection two texts become one. Words typed meanwhile can fall out of it (in a paragraph that somebody
// else deleted, or made a heading of): those are found here, and offered to who wrote them.

/** The text of each block, by its id. */
export function textsOf(doc) {
  const texts = new Map();
  doc.forEach((block) => texts.set(block.attrs.id, block.textContent));
  return texts;
}

/**
 * The words of who was without a connection, from then on: the changes of others come in one by one, also a while later.
 * What the writer changes again by hand is not watched any more.
 */
export class Watch {
  #seen;

  constructor(before, mine) {
    this.before = before;
    this.mine = new Map([...mine].filter(([id, text]) => before.get(id) !== text));
    this.#seen = mine;
  }

  /** The text changed: gives what fell out of it, once. */
  look(now, { byOthers }) {
    const lost = byOthers ? lostBetween(this.before, this.mine, now) : [];
    for (const { id } of lost) this.mine.delete(id);
    if (!byOthers) for (const [id] of this.mine) if (now.get(id) !== this.#seen.get(id)) this.mine.delete(id);
    this.#seen = now;
    return lost;
  }
}

/** Blocks whose words typed between `before` and `mine` are not in `after`: [{id, text}]. */
export function lostBetween(before, mine, after) {
  const whole = [...after.values()].join("\n");
  const lost = [];
  for (const [id, text] of mine) {
    const added = insertedIn(before.get(id) ?? "", text);
    if (!added || whole.includes(added) || hasWords(after.get(id) ?? "", added)) continue;
    lost.push({ id, text });
  }
  return lost;
}

// What stands between the ends that both have.
function insertedIn(before, now) {
  let start = 0;
  while (start < before.length && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < before.length - start && before.at(-1 - end) === now.at(-1 - end)) end += 1;
  return now.slice(start, now.length - end).trim();
}

function hasWords(text, added) {
  const there = counts(text);
  return [...counts(added)].every(([word, count]) => (there.get(word) ?? 0) >= count);
}

function counts(text) {
  const found = new Map();
  for (const word of text.split(/\s+/).filter(Boolean)) found.set(word, (found.get(word) ?? 0) + 1);
  return found;
}
