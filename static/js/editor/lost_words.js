// Words that fell out when the connection came back; they stay on this device until the writer has looked.
import { storage } from "./storage.js";

export class LostWords {
  constructor(region, key, editor) {
    Object.assign(this, { region, editor, key: `ros-portaal:lost:${key}` });
    this.blocks = storage.get(this.key) ?? [];
    region.querySelector("[data-part=lost-restore]").addEventListener("click", () => this.#restore());
    region.querySelector("[data-part=lost-discard]").addEventListener("click", () => this.#done());
    this.#show();
  }

  add(blocks) {
    if (!blocks.length) return;
    this.blocks.push(...blocks);
    storage.set(this.key, this.blocks);
    this.#show();
  }

  #show() {
    const list = this.region.querySelector("[data-part=lost-words]");
    list.replaceChildren(
      ...this.blocks.map(({ text }) => {
        const quote = document.createElement("blockquote");
        quote.textContent = text;
        return quote;
      }),
    );
    this.region.hidden = this.blocks.length === 0;
  }

  // Behind the paragraph they came from, or at the end when it is gone.
  #restore() {
    const { editor } = this;
    for (const { id, text } of this.blocks) {
      let at = editor.state.doc.content.size;
      editor.state.doc.forEach((node, position) => {
        if (node.attrs.id === id) at = position + node.nodeSize;
      });
      editor.commands.insertContentAt(at, { type: "paragraph", content: [{ type: "text", text }] });
    }
    this.#done();
  }

  #done() {
    this.blocks = [];
    storage.drop(this.key);
    this.#show();
    this.editor.view.focus();
  }
}
