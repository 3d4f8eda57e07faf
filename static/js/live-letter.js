// <live-letter data-source="/letters/7/sheet/">
//   <form method="post">…</form>
//   <section hidden><div data-sheet></div></section>
// </live-letter>
//
// Shows beside the form how the letter will look, a moment after the last key. The server makes it, so it is exactly
// what the letter will be; nothing is saved. Without JavaScript the section stays hidden and the form has its button.
class LiveLetter extends HTMLElement {
  #timer = 0;
  #asking = null;

  connectedCallback() {
    this.addEventListener("input", this.#soon);
    if (matchMedia("(min-width: 60rem)").matches) this.#show();
  }

  #soon = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), 350);
  };

  async #show() {
    const sheet = this.querySelector("[data-sheet]");
    const section = sheet.closest("section");
    if (!matchMedia("(min-width: 60rem)").matches) return; // no room beside the form
    this.#asking?.abort();
    this.#asking = new AbortController();
    try {
      const body = new FormData(this.querySelector("form"));
      const response = await fetch(this.dataset.source, { method: "POST", body, signal: this.#asking.signal });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      sheet.replaceChildren(...page.body.childNodes);
      section.hidden = false;
    } catch (error) {
      if (error.name !== "AbortError") section.hidden = true; // better none than an old one
    }
  }
}
customElements.define("live-letter", LiveLetter);
