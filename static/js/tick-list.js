// <tick-list data-scope="q=water&sort=due&" data-all="Tick all" data-none="Untick" data-count="{n} ticked"
// data-elsewhere="{n} ticked, {m} on another page"> around a form with checkboxes named "points" and one named "all".
// Keeps what is ticked while one goes through the pages of one filter, in this tab only; counts it; ticks or unticks
// a page at once. What is ticked on other pages goes along as hidden fields. Without JavaScript the ticks of one page
// count, or "all".
class TickList extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    const scope = new URLSearchParams(this.dataset.scope);
    scope.delete("sort"); // another order, the same list
    this.name = `ticks:${location.pathname}?${scope}`;
    this.told = document.createElement("span");
    this.told.setAttribute("role", "status");
    const row = document.createElement("p");
    row.className = "ros-actions";
    row.append(
      this.told,
      this.#button(this.dataset.all, () => this.#tick(true)),
      this.#button(this.dataset.none, () => this.#tick(false)),
    );
    this.querySelector(".ros-rows").before(row);
    const kept = this.#kept();
    for (const box of this.#boxes()) box.checked ||= kept.has(box.value);
    this.form.addEventListener("change", () => this.#keep());
    this.form.addEventListener("submit", () => this.#send());
    // Back from the next page the browser shows this one as it was left.
    window.addEventListener("pageshow", () => this.#keep());
    this.#keep();
  }

  #button(words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ros-button-link";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }

  #boxes() {
    return [...this.form.querySelectorAll('input[type=checkbox][name="points"]')];
  }

  #kept() {
    try {
      return new Set(JSON.parse(sessionStorage.getItem(this.name) ?? "[]"));
    } catch {
      return new Set(); // a browser that keeps nothing
    }
  }

  #write(ticked) {
    try {
      sessionStorage.setItem(this.name, JSON.stringify([...ticked]));
    } catch {
      // Then the ticks of this page count.
    }
  }

  #tick(checked) {
    for (const box of this.#boxes()) box.checked = checked;
    if (!checked) {
      this.form.elements.all.checked = false;
      this.#write([]);
    }
    this.#keep();
  }

  #keep() {
    this.querySelectorAll("input[type=hidden][name=points]").forEach((field) => field.remove());
    const ticked = this.#kept();
    for (const box of this.#boxes()) ticked[box.checked ? "add" : "delete"](box.value);
    this.#write(ticked);
    const elsewhere = ticked.size - this.#boxes().filter((box) => box.checked).length;
    const words = elsewhere ? this.dataset.elsewhere : this.dataset.count;
    this.told.textContent = words.replace("{n}", ticked.size).replace("{m}", elsewhere);
  }

  /** What is done with them is done: coming here again begins with nothing ticked. */
  #send() {
    const here = new Set(this.#boxes().map((box) => box.value));
    if (!this.form.elements.all.checked) {
      for (const value of this.#kept()) {
        if (!here.has(value)) this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "points", value }));
      }
    }
    this.#write([]);
  }
}

customElements.define("tick-list", TickList);
