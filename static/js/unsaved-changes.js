// <unsaved-changes><form method="post">…</form></unsaved-changes>
// Asks before the page is left while the form holds something that was not sent. Without JavaScript nothing asks.
class UnsavedChanges extends HTMLElement {
  #changed = false;

  connectedCallback() {
    this.addEventListener("input", this.#mark);
    this.addEventListener("change", this.#mark);
    this.addEventListener("submit", this.#clear);
    window.addEventListener("beforeunload", this.#ask);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.#ask);
  }

  #mark = () => {
    this.#changed = true;
  };

  #clear = () => {
    this.#changed = false;
  };

  #ask = (event) => {
    if (this.#changed) event.preventDefault();
  };
}
customElements.define("unsaved-changes", UnsavedChanges);
