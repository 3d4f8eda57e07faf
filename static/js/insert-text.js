// <insert-text> … <select name="insert-into"> <input type="hidden" name="insert-at"> <button name="insert"> … </insert-text>
//
// Stands in the form of a letter. Remembers in which field and where the caret was, so that a standard text comes after
// that paragraph. Without JavaScript it comes at the end of the text, or of the block that is chosen.
class InsertText extends HTMLElement {
  connectedCallback() {
    this.closest("form").addEventListener("focusout", this.#remember);
  }

  #remember = ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement)) return;
    const at = this.querySelector("[name=insert-at]");
    const into = this.querySelector("[name=insert-into]");
    const part = target.name.match(/^part_(\d+)$/);
    if (!at || (target.name !== "text" && !part)) return;
    at.value = target.selectionEnd;
    if (into && part) into.value = part[1];
  };
}
customElements.define("insert-text", InsertText);
