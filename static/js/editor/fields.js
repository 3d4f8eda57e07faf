// Figures and cross references in the line. What they are called now comes with the page (strategy/fields.py); the text
// keeps the words that its writer saw, and a field that says something else is marked.
import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { ask } from "./dialogs.js";
import { schema } from "./schema.js";

const PERMALINK = /\/strategy\/chapters\/([-\w]+)\/#b-([\w-]+)$/;

/** Marks amounts that changed, and what points at nothing any more. */
export const Fields = Extension.create({
  name: "fields",
  addOptions: () => ({ figures: [], references: [], changed: "", gone: "", nowhere: "", edit: () => {} }),
  addProseMirrorPlugins() {
    const { figures, references, changed, gone, nowhere, edit } = this.options;
    const amounts = new Map(figures.map(({ figure, shown }) => [figure, shown]));
    const places = new Set(references.flatMap(({ items }) => items.map(({ to }) => to)));
    const hintOfAmount = ({ attrs }) => {
      if (!amounts.has(attrs.figure)) return gone;
      return amounts.get(attrs.figure) === attrs.shown ? "" : changed.replace("{words}", amounts.get(attrs.figure));
    };
    // Not every paragraph is among the choices, but its chapter is.
    const hintOfReference = ({ attrs: { to } }) => {
      const [, chapter] = /^block:(.+)#/.exec(to) ?? [];
      return places.has(chapter ? `chapter:${chapter}` : to) ? "" : nowhere;
    };
    const hints = { figureValue: hintOfAmount, reference: hintOfReference };
    return [
      new Plugin({
        props: {
          decorations(state) {
            const marks = [];
            state.doc.descendants((node, position) => {
              const title = hints[node.type.name]?.(node);
              if (title) marks.push(Decoration.node(position, position + node.nodeSize, { class: "ros-field--changed", title }));
            });
            return DecorationSet.create(state.doc, marks);
          },
          handleDoubleClickOn(_view, _position, node) {
            if (!schema.nodes[node.type.name].field) return false;
            edit(node.type.name);
            return true;
          },
        },
      }),
    ];
  },
});

/** figures: [{figure, shown, label, about}] */
export async function askFigureValue(dialog, editor, figures) {
  const { figure } = dialog.querySelector("form").elements;
  const about = dialog.querySelector("[data-part=about]");
  const chosen = () => figures.find((one) => one.figure === figure.value);
  fill(figure, figures.map((one) => [one.figure, one.label]));
  figure.value = selected(editor, "figureValue")?.figure ?? "";
  figure.onchange = () => (about.textContent = chosen()?.about ?? "");
  figure.onchange();
  const answer = await ask(dialog, editor, () => (chosen() ? null : { message: dialog.dataset.textEmpty, field: figure }));
  if (answer !== "save") return;
  const { shown } = chosen();
  put(editor, { type: "figureValue", attrs: { figure: figure.value, shown } });
}

/** references: [{group, items: [{to, shown}]}]; a heading stands behind its chapter. */
export async function askReference(dialog, editor, references) {
  const { to, permalink } = dialog.querySelector("form").elements;
  const items = references.flatMap((group) => group.items);
  fillGroups(to, references);
  to.value = selected(editor, "reference")?.to ?? "";
  permalink.value = "";
  let found = null;
  const answer = await ask(dialog, editor, () => {
    found = permalink.value.trim() ? placeOf(permalink.value.trim(), items) : items.find((one) => one.to === to.value);
    if (found) return null;
    return permalink.value.trim()
      ? { message: dialog.dataset.textInvalid, field: permalink }
      : { message: dialog.dataset.textEmpty, field: to };
  });
  if (answer === "save") put(editor, { type: "reference", attrs: { to: found.to, shown: found.shown } });
}

// The address that "link to this paragraph" gives.
function placeOf(address, items) {
  const [, slug, block] = PERMALINK.exec(address) ?? [];
  const chapter = items.find((one) => one.to === `chapter:${slug}`);
  if (!chapter) return null;
  const to = `block:${slug}#${block}`;
  return items.find((one) => one.to === to) ?? { to, shown: chapter.shown };
}

function fill(select, options) {
  select.replaceChildren(select.options[0], ...options.map(([value, label]) => new Option(label, value)));
}

function fillGroups(select, groups) {
  const made = groups.map(({ group, items }) => {
    const element = document.createElement("optgroup");
    element.label = group;
    element.append(...items.map(({ to, shown, label }) => new Option(label ?? shown, to)));
    return element;
  });
  select.replaceChildren(select.options[0], ...made);
}

function selected(editor, name) {
  const { node } = editor.state.selection;
  return node?.type.name === name ? node.attrs : null;
}

// In the place of what is selected; a footnote holds words only, so behind it.
function put(editor, json) {
  editor.commands.command(({ tr, state }) => {
    const { from, to, $to } = tr.selection;
    const node = state.schema.nodeFromJSON(json);
    const isNote = $to.parent.type.name === "footnote";
    const [start, end] = isNote ? [$to.after(), $to.after()] : [from, to];
    tr.replaceRangeWith(start, end, node).scrollIntoView();
    return true;
  });
}
