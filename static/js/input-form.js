/**
 * <input-form> around the form with which a council member gives input.
 *
 *   <input-form data-owner="…" data-saving="…" data-offline="…" data-sending="…">
 *     <form method="post" action="…">
 *       … fields, [role="status"], <button name="action" value="submit|draft|no_remarks">
 *     </form>
 *   </input-form>
 *
 * Keeps the draft on the server while one types, and a copy on the device. Submitting goes on
 * until the server answers: the hidden key makes a second arrival the same act. Without this
 * script the buttons post the form.
 */
const PAUSE = 2000; // ms after the last key
const FIRST_RETRY = 2000; // ms; doubles up to a minute
const LONGEST_RETRY = 60000;

class InputForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[role=status]");
    this.form.addEventListener("input", () => this.draftLater());
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.restore();
  }

  /** The buttons are called "action", which hides the form's own property of that name. */
  get address() {
    return this.form.getAttribute("action");
  }

  get storageKey() {
    return `input:${this.dataset.owner}:${this.address}`;
  }

  draftLater() {
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saveDraft(), PAUSE);
  }

  async saveDraft() {
    if (this.submitting) return;
    this.status.textContent = this.dataset.saving;
    try {
      const response = await this.post("draft", "application/json");
      if (response.ok && response.headers.get("Content-Type")?.includes("json")) {
        this.status.textContent = (await response.json()).status;
        this.retryAfter = FIRST_RETRY;
        this.forget();
      } else {
        this.status.textContent = "";
      }
    } catch {
      this.status.textContent = this.dataset.offline;
      this.timer = setTimeout(() => this.saveDraft(), this.nextRetry());
    }
  }

  async submit(event) {
    const action = event.submitter?.value ?? "draft";
    event.preventDefault();
    if (this.submitting) return;
    this.submitting = true;
    clearTimeout(this.timer);
    this.remember();
    this.retryAfter = FIRST_RETRY;
    const response = await this.insist(action);
    this.forget();
    if (response.redirected) {
      location.assign(response.url);
      return;
    }
    // Refused with a reason: show the page that the server made, errors and all.
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    document.title = page.title;
  }

  /** Post until the server answers; the key makes sure that it counts once. */
  async insist(action) {
    for (;;) {
      this.status.textContent = this.dataset.sending;
      try {
        return await this.post(action, "text/html");
      } catch {
        this.status.textContent = this.dataset.offline;
        await new Promise((resolve) => setTimeout(resolve, this.nextRetry()));
      }
    }
  }

  post(action, accept) {
    const body = new FormData(this.form);
    body.set("action", action);
    return fetch(this.address, { method: "POST", body, headers: { Accept: accept } });
  }

  nextRetry() {
    const now = this.retryAfter ?? FIRST_RETRY;
    this.retryAfter = Math.min(now * 2, LONGEST_RETRY);
    return now;
  }

  remember() {
    const fields = [...new FormData(this.form)].filter(([name]) => !name.startsWith("csrf"));
    try {
      localStorage.setItem(this.storageKey, JSON.stringify(fields));
    } catch {
      // A full or forbidden storage: the draft on the server is still there.
    }
  }

  forget() {
    localStorage.removeItem(this.storageKey);
  }

  /** What the device kept and the server never got, back into the fields. */
  restore() {
    const kept = JSON.parse(localStorage.getItem(this.storageKey) ?? "[]");
    for (const [name, value] of kept) {
      const field = this.form.elements[name];
      if (field instanceof HTMLTextAreaElement && !field.value) field.value = value;
    }
    if (kept.length) this.draftLater();
  }
}

customElements.define("input-form", InputForm);
