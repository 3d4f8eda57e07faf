// Shows a newer text in the editor with as few steps as possible: what did not change stays untouched, so the caret
// stays in its sentence and the page does not jump. Not a step in the writer's own undo history.
import { TextSelection } from "@tiptap/pm/state";
import { blocksOf } from "./block_id.js";

export const FROM_SERVER = "fromServer";

export function showText(editor, doc) {
  const { state } = editor;
  const next = state.schema.nodeFromJSON(doc);
  const tr = state.tr.setMeta(FROM_SERVER, true).setMeta("addToHistory", false).setMeta("preventClearDocument", true);
  const caret = caretOf(state);
  const before = blocksOf(state.doc);
  const after = blocksOf(next);
  const kept = commonIds(before.map((block) => block.id), after.map((block) => block.id));

  // From the end to the beginning, so that positions further up stay right.
  let old = before.length - 1;
  let position = state.doc.content.size;
  for (let index = after.length - 1; index >= -1; index -= 1) {
    const block = after[index];
    if (block && !kept.has(block.id)) {
      tr.insert(position, block.node);
      continue;
    }
    while (old >= 0 && before[old].id !== block?.id) {
      tr.delete(before[old].position, position);
      position = before[old].position;
      old -= 1;
    }
    if (block) {
      replaceWithin(tr, before[old], block.node);
      position = before[old].position;
      old -= 1;
    }
  }
  if (!tr.docChanged) return;
  restore(tr, caret);
  editor.view.dispatch(tr);
}

// Within one block only the stretch between the first and the last difference is replaced.
function replaceWithin(tr, { node, position }, next) {
  if (node.eq(next)) return;
  if (!node.sameMarkup(next) || node.isAtom) {
    tr.replaceWith(position, position + node.nodeSize, next);
    return;
  }
  const start = node.content.findDiffStart(next.content);
  if (start === null) return;
  let { a, b } = node.content.findDiffEnd(next.content);
  const overlap = start - Math.min(a, b);
  if (overlap > 0) {
    a += overlap;
    b += overlap;
  }
  tr.replace(position + 1 + start, position + 1 + a, next.slice(start, b));
}

function caretOf(state) {
  const { $head } = state.selection;
  if ($head.depth === 0) return null;
  const block = $head.node(1);
  return { id: block.attrs.id, offset: $head.pos - $head.before(1) };
}

// The mapped caret is right unless its block was taken out; then find the block again by its id.
function restore(tr, caret) {
  if (!caret) return;
  const block = blocksOf(tr.doc).find((candidate) => candidate.id === caret.id);
  if (!block) return;
  const head = tr.selection.head;
  if (head > block.position && head < block.position + block.node.nodeSize) return;
  const offset = Math.min(caret.offset, block.node.nodeSize - 1);
  tr.setSelection(TextSelection.near(tr.doc.resolve(block.position + offset), -1));
}

// The longest run of ids that both have in the same order.
function commonIds(before, after) {
  const place = new Map(before.map((id, index) => [id, index]));
  const shared = after.filter((id) => place.has(id));
  const best = [];
  for (const [index, id] of shared.entries()) {
    let longest = null;
    for (let earlier = 0; earlier < index; earlier += 1) {
      const fits = place.get(shared[earlier]) < place.get(id);
      if (fits && (longest === null || best[earlier].length > best[longest].length)) longest = earlier;
    }
    best.push({ id, length: longest === null ? 1 : best[longest].length + 1, before: longest });
  }
  const kept = new Set();
  let index = best.reduce((top, item, current) => (top < 0 || item.length > best[top].length ? current : top), -1);
  while (index !== -1 && index !== null) {
    kept.add(best[index].id);
    index = best[index].before;
  }
  return kept;
}
