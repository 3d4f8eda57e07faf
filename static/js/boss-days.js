// <boss-days> in a form with the fields meeting, held_at and closes_at, around a <details data-meeting="pk"> with the
// last days of every BOSS. Only the one that is chosen shows; in it <… data-field data-last="2027-01-31" hidden> says
// when the day in that field comes later. It refuses nothing. Without JavaScript all of them can be opened.
class BossDays extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.form.addEventListener("input", this);
    this.#show();
  }

  disconnectedCallback() {
    this.form.removeEventListener("input", this);
  }

  handleEvent() {
    this.#show();
  }

  #show() {
    const { elements } = this.form;
    for (const days of this.children) {
      days.hidden = days.dataset.meeting !== elements.meeting.value;
      days.open = !days.hidden;
      for (const warning of days.querySelectorAll("[data-field]")) {
        const day = elements[warning.dataset.field].value.slice(0, 10);
        warning.hidden = !day || day <= warning.dataset.last;
      }
    }
  }
}

customElements.define("boss-days", BossDays);
