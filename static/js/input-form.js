/**
 * <input-form> around the form with which a council member gives input; needs the page's <input-outbox>.
 *
 *   <input-form data-saving="…" data-offline="…" data-incomplete="…" data-refused="…" data-sent="…">
 *     <div data-restored hidden>…</div>
 *     <section data-choice hidden>… [data-words], <button data-take="device|portal"></section>
 *     <form method="post" action="…">
 *       … fields, [role="status"], <button name="action" value="submit|draft|no_remarks">
 *     </form>
 *   </input-form>
 *
 * Keeps the draft on the server while one types, and a copy on the device until the server has it. What is submitted
 * stands in the outbox until the server answers. Who was signed out meanwhile keeps page, text and copy. Without this
 * script the buttons post the form.
 */
const PAUSE = 2000; // ms after the last key
const FIRST_RETRY = 2000; // ms; doubles up to a minute
const LONGEST_RETRY = 60000;

class InputForm extends HTMLElement {
  async connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.form.querySelector("[role=status]");
    this.choice = this.querySelector("[data-choice]");
    this.form.addEventListener("input", () => this.draftLater());
    this.form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.timer && this.saveDraft());
    // The next page may have been made before the server had the last words: it still needs the copy.
    window.addEventListener("beforeunload", () => {
      this.leaving = true;
    });
    await customElements.whenDefined("input-outbox");
    this.outbox = document.querySelector("input-outbox");
    this.restore();
  }

  /** The buttons are called "action", which hides the form's own property of that name. */
  get address() {
    return this.form.getAttribute("action");
  }

  get fields() {
    return [...new FormData(this.form)].filter(([name]) => !name.startsWith("csrf"));
  }

  draftLater() {
    this.leaving = false;
    this.typed = (this.typed ?? 0) + 1;
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saveDraft(), PAUSE);
  }

  async saveDraft() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.submitting || !this.outbox) return;
    // One at a time: an older text must not arrive after a newer one.
    if (this.saving) {
      this.timer = setTimeout(() => this.saveDraft(), PAUSE);
      return;
    }
    this.saving = true;
    this.say(this.dataset.saving);
    const sent = this.typed;
    try {
      const response = await this.outbox.post(this.address, [...this.fields, ["action", "draft"]], "application/json");
      const answered = response.headers.get("Content-Type")?.includes("json");
      const why = response.status === 422 ? this.dataset.incomplete : this.dataset.refused;
      this.say(answered ? (await response.json()).status : why);
      if (answered && response.ok) {
        this.retryAfter = FIRST_RETRY;
        if (sent === this.typed && !this.leaving) this.forget();
      }
    } catch (error) {
      if (!this.outbox.isAway(error)) throw error;
      this.say(this.dataset.offline);
      this.timer = setTimeout(() => this.saveDraft(), this.nextRetry());
    } finally {
      this.saving = false;
    }
  }

  submit(event) {
    if (!this.outbox) return; // then the form posts of itself
    event.preventDefault();
    if (this.submitting) return;
    this.remember();
    const page = this.form.elements.page.value;
    this.send({ page, address: this.address, fields: this.fields, action: event.submitter?.value ?? "draft", at: Date.now() });
  }

  async send(act) {
    this.submitting = true;
    clearTimeout(this.timer);
    const { url, receipt, page, status } = await this.outbox.deliver(act, (words) => {
      this.status.textContent = words;
    });
    if (url) {
      this.forget();
      if (receipt) this.status.textContent = this.dataset.sent.replace("{receipt}", receipt);
      location.assign(url);
      return;
    }
    const form = page.querySelector("main input-form");
    if (!form && status !== 409) {
      // Signed out, or refused without this form in the answer: nothing may be lost.
      this.submitting = false;
      this.status.textContent = this.dataset.refused;
      return;
    }
    // Refused with a reason: show the page that the server made, errors and all; it says whether the portal kept a draft.
    this.outbox.done(act);
    if (form?.hasAttribute("data-kept")) this.outbox.drop(`draft:${act.address}`);
    else this.outbox.write(`draft:${act.address}`, { fields: act.fields, at: act.at });
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    document.title = page.title;
  }

  /** While something is being submitted, that is what there is to say. */
  say(words) {
    if (!this.submitting) this.status.textContent = words;
  }

  nextRetry() {
    const now = this.retryAfter ?? FIRST_RETRY;
    this.retryAfter = Math.min(now * 2, LONGEST_RETRY);
    return now;
  }

  remember() {
    // The other text stays until the member chose.
    if (this.choice.hidden) this.outbox?.write(`draft:${this.address}`, { fields: this.fields, at: Date.now() });
  }

  forget() {
    if (this.choice.hidden) this.outbox.drop(`draft:${this.address}`);
  }

  /** What this device kept and the server never got. */
  restore() {
    const act = this.outbox.acts().find((one) => one.address === this.address);
    if (act) {
      this.fill(act.fields);
      this.send(act);
      return;
    }
    // Also what was typed before this script was there.
    const typed = [...this.form.elements].some((field) => field.value !== (field.defaultValue ?? field.value));
    const kept = this.outbox.read(`draft:${this.address}`)?.fields ?? [];
    const other = kept.filter(([name, value]) => this.isTyped(name) && this.form.elements[name].value !== value);
    if (other.some(([name]) => this.form.elements[name] instanceof HTMLTextAreaElement && this.form.elements[name].value)) {
      this.choose(other);
    } else if (other.length) {
      this.fill(other);
      this.querySelector("[data-restored]").hidden = false;
      this.draftLater();
    } else if (typed) this.draftLater();
    else if (!document.querySelector("main error-summary")) this.forget();
  }

  isTyped(name) {
    const field = this.form.elements[name];
    return field && field.type !== "hidden";
  }

  fill(fields) {
    for (const [name, value] of fields) if (this.form.elements[name]) this.form.elements[name].value = value;
  }

  /** The portal has other words, written elsewhere: both are shown, and the member says which. */
  choose(other) {
    const words = this.choice.querySelector("[data-words]");
    for (const [name, value] of other) {
      const label = this.form.elements[name].labels?.[0]?.textContent ?? "";
      if (this.form.elements[name] instanceof HTMLTextAreaElement) words.append(entry("h3", label), entry("p", value || "–"));
    }
    this.choice.addEventListener("click", ({ target }) => {
      if (!target.dataset.take) return;
      if (target.dataset.take === "device") this.fill(other);
      this.choice.hidden = true;
      words.replaceChildren();
      if (target.dataset.take === "device") this.draftLater();
      else this.forget();
      this.form.querySelector("textarea").focus();
    });
    this.choice.hidden = false;
  }
}

function entry(tag, words) {
  return Object.assign(document.createElement(tag), { textContent: words.trim() });
}

customElements.define("input-form", InputForm);
