// <tick-all data-form="id" data-name="points" data-all="Tick all" data-none="Untick">: two buttons for every checkbox of
// that name in the form, wherever on the page it stands. Without JavaScript one ticks them one by one.
class TickAll extends HTMLElement {
  connectedCallback() {
    this.className = "ros-actions";
    this.append(this.#button(this.dataset.all, true), this.#button(this.dataset.none, false));
  }

  #button(words, checked) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ros-button-link";
    button.textContent = words;
    button.addEventListener("click", () => {
      for (const box of this.#boxes()) box.checked = checked;
    });
    return button;
  }

  #boxes() {
    const { elements } = document.getElementById(this.dataset.form);
    return [...elements].filter(({ type, name }) => type === "checkbox" && name === this.dataset.name);
  }
}

customElements.define("tick-all", TickAll);
