// Keys. Tab moves inside tables and lists, so there has to be a way out of them: Escape, then Tab.
import { Extension, textblockTypeInputRule, wrappingInputRule } from "@tiptap/core";
import { Plugin, TextSelection } from "@tiptap/pm/state";
import { addRowAfter, goToNextCell } from "@tiptap/pm/tables";
import { schema } from "./schema.js";

function inside(state, name) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === name) return depth;
  return 0;
}

export const Keyboard = Extension.create({
  name: "keyboard",
  priority: 1000,
  addOptions: () => ({ toToolbar: () => {} }),
  addStorage: () => ({ leaving: false }),

  addKeyboardShortcuts() {
    const { editor } = this;
    const run = (command) => command(editor.state, editor.view.dispatch, editor.view);
    return {
      "Alt-F10": () => {
        this.options.toToolbar();
        return true;
      },
      Tab: () => {
        if (this.storage.leaving) return false;
        if (inside(editor.state, "table")) {
          if (run(goToNextCell(1))) return true;
          return run(addRowAfter) && run(goToNextCell(1));
        }
        if (inside(editor.state, "listItem")) return editor.commands.sinkListItem("listItem") || true;
        return false;
      },
      "Shift-Tab": () => {
        if (this.storage.leaving) return false;
        if (inside(editor.state, "table")) return run(goToNextCell(-1)) || true;
        if (inside(editor.state, "listItem")) return editor.commands.liftListItem("listItem") || true;
        return false;
      },
      ArrowRight: () => {
        const { $head, empty } = editor.state.selection;
        const note = inside(editor.state, "footnote");
        if (!note || !empty || $head.parentOffset < $head.parent.content.size) return false;
        return editor.commands.setTextSelection($head.after(note));
      },
      ArrowLeft: () => {
        const { $head, empty } = editor.state.selection;
        const note = inside(editor.state, "footnote");
        if (!note || !empty || $head.parentOffset > 0) return false;
        return editor.commands.setTextSelection($head.before(note));
      },
      "Shift-Enter": () => editor.commands.insertContent({ type: "hardBreak" }),
      Enter: () => {
        const { state } = editor;
        const note = inside(state, "footnote");
        if (note) return editor.commands.setTextSelection(state.selection.$from.after(note));
        const caption = inside(state, "figure");
        if (caption) {
          const after = state.selection.$from.after(caption);
          const next = state.doc.resolve(after).nodeAfter;
          if (next?.type.name === "paragraph" && next.content.size === 0) return editor.commands.setTextSelection(after + 1);
          return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
        }
        if (inside(state, "listItem")) return editor.commands.splitListItem("listItem");
        return false;
      },
      Backspace: () => {
        const { $from, empty } = editor.state.selection;
        if (!empty || $from.parentOffset > 0) return false;
        if (inside(editor.state, "figure")) return true;
        if ($from.parent.type.name === "heading") return editor.commands.setNode("paragraph");
        if (inside(editor.state, "listItem")) return editor.commands.liftListItem("listItem");
        return false;
      },
    };
  },

  addInputRules() {
    const { nodes } = this.editor.schema;
    return [
      wrappingInputRule({ find: /^\s*[-*]\s$/, type: nodes.bulletList }),
      wrappingInputRule({
        find: /^(\d+)\.\s$/,
        type: nodes.orderedList,
        getAttributes: (match) => ({ start: Number(match[1]) }),
        joinPredicate: (match, node) => node.childCount + node.attrs.start === Number(match[1]),
      }),
      textblockTypeInputRule({
        find: /^(#{2,4})\s$/,
        type: nodes.heading,
        getAttributes: (match) => ({ level: match[1].length }),
      }),
    ];
  },

  addProseMirrorPlugins() {
    const { storage } = this;
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            // Escape opens the door for one Tab; any other key closes it.
            keydown(_view, event) {
              if (event.key === "Escape") storage.leaving = true;
              else if (event.key !== "Tab" && event.key !== "Shift") storage.leaving = false;
              return false;
            },
            focus() {
              storage.leaving = false;
              return false;
            },
            // Just before or after a footnote or a field the browser would type into it.
            beforeinput(view, event) {
              const { selection, tr } = view.state;
              const { $head, empty } = selection;
              const beside = [$head.nodeBefore, $head.nodeAfter].some((node) => node?.type.name === "footnote" || schema.nodes[node?.type.name]?.field);
              if (event.inputType !== "insertText" || !event.data || !empty || !beside || view.composing) return false;
              event.preventDefault();
              view.dispatch(tr.insertText(event.data).scrollIntoView());
              return true;
            },
          },
        },
        // A footnote without words is no footnote.
        appendTransaction(transactions, _before, state) {
          if (!transactions.some((transaction) => transaction.docChanged)) return null;
          const empty = [];
          state.doc.descendants((node, position) => {
            if (node.type.name === "footnote" && node.content.size === 0) empty.push(position);
          });
          if (!empty.length) return null;
          const tr = state.tr;
          for (const position of empty.reverse()) tr.delete(position, position + 2);
          if (!tr.selection.$from.parent.inlineContent) tr.setSelection(TextSelection.near(tr.selection.$from));
          return tr;
        },
      }),
    ];
  },
});
