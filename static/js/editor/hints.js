// What the editor shows in an empty place, and the keys beside the buttons of the toolbar.
import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { schema } from "./schema.js";

// Shows in an empty caption and an empty text what belongs there.
export const Hints = Extension.create({
  name: "hints",
  addProseMirrorPlugins() {
    const { caption, empty } = this.options;
    return [
      new Plugin({
        props: {
          decorations(state) {
            const hints = [];
            const hint = (node, position, words) =>
              hints.push(Decoration.node(position, position + node.nodeSize, { class: "ros-hint", "data-hint": words }));
            state.doc.forEach((node, position) => {
              if (node.type.name === "figure" && node.content.size === 0) hint(node, position, caption);
            });
            const { firstChild } = state.doc;
            if (state.doc.childCount === 1 && firstChild.isTextblock && firstChild.content.size === 0) hint(firstChild, 0, empty);
            return DecorationSet.create(state.doc, hints);
          },
        },
      }),
    ];
  },
});

// The keys that schema.json names beside its buttons.
export const Shortcuts = Extension.create({
  name: "shortcuts",
  addKeyboardShortcuts() {
    const keyed = schema.toolbar.filter((item) => item.key);
    return Object.fromEntries(
      keyed.map((item) => [
        item.key,
        () => {
          this.options.press(item);
          return true;
        },
      ]),
    );
  },
});
