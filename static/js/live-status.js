// <live-status data-source="/letters/7/status/" data-replaces="versions actions" data-busy>
//   <p role="status">…</p>
// </live-status>
// <div id="versions">…what changes when the job is done, with a link to refresh…</div>
//
// While data-busy is there it asks data-source how the job goes: {"finished": false, "message": "…"}. Each time a
// little later, up to ten seconds. When finished it says the message in the role="status" and puts the fresh
// version of every element named in data-replaces in its place, and its title. Work that goes step by step names its
// step in the answer too, {"step": "3 of 16"}: at another step the elements are put in place and it asks on. Without JavaScript the link in that element refreshes the page.
const FIRST = 400;
const LONGEST = 10_000;
const GIVE_UP_AFTER = 10 * 60_000;

class LiveStatus extends HTMLElement {
  #timer = 0;
  #wait = FIRST;
  #started = 0;
  #step = this.dataset.step;

  connectedCallback() {
    if (!("busy" in this.dataset)) return;
    this.#started = Date.now();
    this.#later();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #later() {
    if (Date.now() - this.#started > GIVE_UP_AFTER) return;
    this.#timer = setTimeout(() => this.#ask(), this.#wait);
    this.#wait = Math.min(this.#wait * 1.5, LONGEST);
  }

  async #ask() {
    let answer;
    try {
      const response = await fetch(this.dataset.source, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(response.statusText);
      answer = await response.json();
    } catch {
      this.#later(); // a connection that fails now may work in a while
      return;
    }
    if (!answer.finished) {
      if (answer.step !== this.#step) await this.#advance(answer.step);
      this.#later();
      return;
    }
    await this.#refresh();
    delete this.dataset.busy;
    this.querySelector("[role=status]").textContent = answer.message;
  }

  async #advance(step) {
    this.#step = step;
    this.#wait = FIRST;
    this.#started = Date.now(); // it moves: there is no reason to give up
    await this.#refresh();
  }

  async #refresh() {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = page.title;
    for (const id of this.dataset.replaces.split(" ")) {
      const stale = document.getElementById(id);
      const fresh = page.getElementById(id);
      if (!stale || !fresh) continue;
      const hadFocus = stale.contains(document.activeElement);
      stale.replaceWith(fresh);
      if (hadFocus) fresh.querySelector("a, button")?.focus();
    }
  }
}
customElements.define("live-status", LiveStatus);
