// Where two people rewrote the same block, their words stand and the writer chooses: a card for every such block, both
// texts beside each other. The card's markup is the <template data-part=conflict> of the page.
export class Conflicts {
  #cards = new Map();

  /** choose(conflict, choice): sends the choice; resolves true when the server took it. */
  constructor(region, template, { gone, colleague, choose, whenNone }) {
    Object.assign(this, { region, template, gone, colleague, choose, whenNone });
    this.list = region.querySelector("[data-part=cards]");
  }

  get count() {
    return this.#cards.size;
  }

  /** Shows these and no others. What is shown already keeps its place and its focus. */
  show(conflicts) {
    const wanted = new Set(conflicts.map((conflict) => conflict.id));
    for (const [id, card] of this.#cards) {
      if (!wanted.has(id)) this.#remove(id, card);
    }
    for (const conflict of conflicts) {
      const card = this.#cards.get(conflict.id) ?? this.#add(conflict);
      this.#fill(card, conflict);
    }
    this.region.hidden = this.#cards.size === 0;
  }

  focus() {
    this.list.querySelector("[data-part=heading]")?.focus();
  }

  #add(conflict) {
    const card = this.template.content.firstElementChild.cloneNode(true);
    const heading = card.querySelector("[data-part=heading]");
    heading.id = `conflict-${conflict.id}`;
    card.setAttribute("aria-labelledby", heading.id);
    card.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-choice]");
      if (button && button.getAttribute("aria-disabled") !== "true") this.#chosen(card, button.dataset.choice);
    });
    this.#cards.set(conflict.id, card);
    this.list.append(card);
    return card;
  }

  #fill(card, conflict) {
    card.conflict = conflict;
    const name = conflict.theirs_name || this.colleague;
    for (const slot of card.querySelectorAll("[data-name]")) slot.textContent = slot.dataset.name.replace("{name}", name);
    this.#words(card.querySelector("[data-part=yours]"), conflict.yours_html);
    this.#words(card.querySelector("[data-part=theirs]"), conflict.theirs_html);
  }

  // The server made this HTML by allow-list (strategy/text/render.py).
  #words(element, html) {
    if (html) element.innerHTML = html;
    else element.textContent = this.gone;
  }

  async #chosen(card, choice) {
    const buttons = card.querySelectorAll("button[data-choice]");
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    await this.choose(card.conflict, choice);
    for (const button of buttons) button.removeAttribute("aria-disabled");
  }

  #remove(id, card) {
    const hadFocus = card.contains(document.activeElement);
    const next = card.nextElementSibling ?? card.previousElementSibling;
    this.#cards.delete(id);
    card.remove();
    if (!hadFocus) return;
    if (next) next.querySelector("[data-part=heading]").focus();
    else this.whenNone();
  }
}
