// One's own caret, which the browser tells of a moment after it moved, and the carets of the others.
import { Extension } from "@tiptap/core";
import { yCursorPluginKey } from "y-prosemirror";

/** What changes the page before the browser told would put the caret back: so the editor is told now, in the way the browser would. */
export function seeTheCaret() {
  document.dispatchEvent(new Event("selectionchange"));
}

/** Drawing the carets of the others leaves one's own where it went. */
export const Carets = Extension.create({
  name: "carets",
  dispatchTransaction({ transaction, next }) {
    const drawn = transaction.getMeta(yCursorPluginKey);
    if (drawn) {
      seeTheCaret();
      next(this.editor.state.tr.setMeta(yCursorPluginKey, drawn));
    } else {
      next(transaction);
    }
  },
});

/** No style attribute: the content security policy has none. */
export function drawCaret({ name, organisation, colour }) {
  const element = document.createElement("span");
  element.className = `ros-caret ros-caret--${colour}`;
  element.setAttribute("aria-hidden", "true");
  const label = document.createElement("span");
  label.className = "ros-caret__name";
  label.textContent = organisation ? `${name}, ${organisation}` : name;
  element.append("\u2060", label, "\u2060");
  return element;
}
