// What is still open about a paragraph: a sign beside it, and, where the caret is, what it is about. The words a remark
// was made on stay with the remark; who changes them should know that somebody waits for an answer.
import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

export const Points = Extension.create({
  name: "points",
  // by block id: [{label, url}]
  addOptions: () => ({ points: {}, sign: "" }),
  addProseMirrorPlugins() {
    const { points, sign } = this.options;
    return [
      new Plugin({
        props: {
          decorations(state) {
            const signs = [];
            state.doc.forEach((node, position) => {
              const open = points[node.attrs.id];
              if (!open) return;
              const attributes = { class: "ros-open-points", "data-points": sign.replace("{n}", open.length) };
              signs.push(Decoration.node(position, position + node.nodeSize, attributes));
            });
            return DecorationSet.create(state.doc, signs);
          },
        },
      }),
    ];
  },
});

/** Fills `region` with what is open about the block with the caret; hidden when nothing is. */
export function showPointsAtCaret(editor, points, region) {
  const list = region.querySelector("ul");
  let shown = null;
  const show = () => {
    const { $head } = editor.state.selection;
    const id = $head.depth > 0 ? $head.node(1).attrs.id : null;
    if (id === shown) return;
    shown = id;
    const open = points[id] ?? [];
    region.hidden = open.length === 0;
    list.replaceChildren(
      ...open.map(({ label, url }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = url;
        link.target = "_blank";
        link.rel = "noopener";
        link.textContent = label;
        item.append(link);
        return item;
      }),
    );
  };
  editor.on("selectionUpdate", show);
  editor.on("focus", show);
}
