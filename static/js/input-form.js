/**
 * <input-form> around the form with which a council member gives input.
 *
 *   <input-form data-owner="…" data-saving="…" data-offline="…" data-sending="…" data-refused="…">
 *     <form method="post" action="…">
 *       … fields, [role="status"], <button name="action" value="submit|draft|no_remarks">
 *     </form>
 *   </input-form>
 *
 * Keeps the draft on the server while one types, and a copy on the device until the server has
 * it. Submitting goes on until the server answers: the hidden key makes a second arrival the same
 * act. Who was signed out meanwhile keeps page, text and copy. Without this script the buttons
 * post the form.
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
    this.typed = (this.typed ?? 0) + 1;
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saveDraft(), PAUSE);
  }

  async saveDraft() {
    if (this.submitting) return;
    // One at a time: an older text must not arrive after a newer one.
    if (this.saving) {
      this.timer = setTimeout(() => this.saveDraft(), PAUSE);
      return;
    }
    this.saving = true;
    this.status.textContent = this.dataset.saving;
    const sent = this.typed;
    try {
      const response = await this.post("draft", "application/json");
      const answered = response.headers.get("Content-Type")?.includes("json");
      this.status.textContent = answered ? (await response.json()).status : this.dataset.refused;
      if (answered && response.ok) {
        this.retryAfter = FIRST_RETRY;
        if (sent === this.typed) this.forget();
      }
    } catch (error) {
      this.waitForConnection(error);
      this.timer = setTimeout(() => this.saveDraft(), this.nextRetry());
    } finally {
      this.saving = false;
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
    if (response.redirected && !new URL(response.url).pathname.startsWith("/accounts/")) {
      this.forget();
      location.assign(response.url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const form = page.querySelector("main input-form");
    if (!form && response.status !== 409) {
      // Signed out, or refused without this form in the answer: nothing may be lost.
      this.submitting = false;
      this.status.textContent = this.dataset.refused;
      return;
    }
    // Refused with a reason: show the page that the server made, errors and all.
    if (form) this.forget();
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    document.title = page.title;
  }

  /** Post until the server answers; the key makes sure that it counts once. */
  async insist(action) {
    for (;;) {
      this.status.textContent = this.dataset.sending;
      try {
        return await this.post(action, "text/html");
      } catch (error) {
        this.waitForConnection(error);
        await new Promise((resolve) => setTimeout(resolve, this.nextRetry()));
      }
    }
  }

  async post(action, accept) {
    const body = new FormData(this.form);
    body.set("action", action);
    // Signing in again, in another tab, gave the browser another token than this page was made with.
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) body.set("csrfmiddlewaretoken", token);
    const response = await fetch(this.address, { method: "POST", body, headers: { Accept: accept } });
    // A server that is being renewed is a connection that is not there yet.
    if (response.status >= 500 || response.status === 429) throw new TypeError(response.statusText);
    return response;
  }

  waitForConnection(error) {
    if (!(error instanceof TypeError)) throw error;
    this.status.textContent = this.dataset.offline;
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
    // Also what was typed before this script was there.
    const typed = [...this.form.elements].some((field) => field.value !== (field.defaultValue ?? field.value));
    if (kept.length || typed) this.draftLater();
  }
}

customElements.define("input-form", InputForm);
