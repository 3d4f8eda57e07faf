// <filter-choices data-label="Find a name" data-none="Nobody found"> around a list of choices (.ros-choices with
// .ros-choice in it, and a <p> above every group). Puts a field above it: what one types leaves only the choices
// with those words in their label or in the name of their group. What is ticked always stays.
// Without JavaScript the list is simply whole.
const fewest = 8; // choices that one sees at a glance
let count = 0;

class FilterChoices extends HTMLElement {
  #groups = [];
  #field = document.createElement("input");
  #told = document.createElement("p");

  connectedCallback() {
    const list = this.querySelector(".ros-choices");
    if (!list || list.querySelectorAll(".ros-choice").length < fewest || this.#groups.length) return;
    for (const row of list.children) {
      if (row.matches("p")) this.#groups.push({ heading: row, choices: [] });
      else this.#groups.at(-1)?.choices.push(row);
    }
    this.#field.id = `filter-choices-${++count}`;
    this.#field.type = "search";
    this.#field.className = "utrecht-textbox";
    this.#field.autocomplete = "off";
    this.#field.addEventListener("input", () => this.#filter());
    // Enter chooses nothing here and must not send the form.
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    const label = document.createElement("label");
    label.className = "utrecht-form-label";
    label.htmlFor = this.#field.id;
    label.textContent = this.dataset.label;
    this.#told.setAttribute("role", "status");
    list.before(label, this.#field, this.#told);
  }

  #filter() {
    const words = folded(this.#field.value);
    let found = 0;
    for (const { heading, choices } of this.#groups) {
      for (const choice of choices) {
        const says = folded(`${heading.textContent} ${choice.textContent}`);
        choice.hidden = !words.split(" ").every((word) => says.includes(word)) && !choice.querySelector(":checked");
      }
      heading.hidden = choices.every((choice) => choice.hidden);
      found += choices.filter((choice) => !choice.hidden).length;
    }
    this.#told.textContent = found ? "" : this.dataset.none;
  }
}

const folded = (words) =>
  words
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .trim();

customElements.define("filter-choices", FilterChoices);
