/**
 * <session-capture data-entries-url data-mend-url data-worker data-…words…> around the form and the list with which a
 * clerk writes down a session while it goes on; needs the page's <input-outbox>, which keeps what is on this device.
 *
 *   [data-form]            fields who and about (input list), source (select), text (textarea), single (checkbox)
 *   #voices, #subjects     datalists: <option value="what is typed" data-code="what is sent" data-number="1">
 *   #entries               JSON of what the portal has: [{key, who, about, source, text, mended, receipt, url, answer}]
 *   [data-entries], template[data-entry]
 *
 * Every entry is kept on the device before anything else, under a key of its own: {key, at, sent, who, about, source,
 * text, state, message, mends}. State: device, stored or refused. They go to the portal one after the other, in the order
 * of typing; the same key is the same entry, however often it arrives. What the portal has and a fresh page shows, is
 * no longer kept here. What was refused stays until the clerk puts it back into the fields or throws it away, asked twice.
 * What stands in the fields and is no entry yet is kept, too, for who reloads the page. Without this script the page leads to the ordinary form.
 */
const PAGES = "ros-portaal:pages"; // the cache of capture-worker.js
const FIRST_RETRY = 2_000; // ms; doubles up to half a minute
const LONGEST_RETRY = 30_000;
const PATIENCE = 20_000; // for one answer

class SessionCapture extends HTMLElement {
  async connectedCallback() {
    this.form = this.querySelector("[data-form]");
    this.status = this.querySelector("[role=status]");
    this.list = this.querySelector("[data-entries]");
    this.wait = FIRST_RETRY;
    await customElements.whenDefined("input-outbox");
    this.outbox = document.querySelector("input-outbox");
    this.stored = JSON.parse(document.getElementById("entries").textContent);
    this.#tidy();
    this.#listen();
    this.#show();
    this.#send();
    if (!("closed" in this.dataset)) {
      this.form.hidden = false;
      this.#resume();
    }
    this.#keepPage();
  }

  // --- Typing -----------------------------------------------------------------------------------------------------

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#take();
    });
    this.form.addEventListener("keydown", (event) => this.#pressed(event));
    this.form.addEventListener("input", () => this.#keepTyping());
    for (const name of ["who", "about"]) {
      this.form.elements[name].addEventListener("change", () => this.#complete(name));
      this.form.elements[name].addEventListener("input", () => this.#complain(name, ""));
    }
    this.list.addEventListener("click", ({ target }) => {
      if (target.matches("[data-mend]")) this.#openMend(target);
      if (target.matches("[data-edit]")) this.#takeBack(target);
      if (target.matches("[data-discard]")) this.#ask(target, true);
      if (target.matches("[data-keep]")) this.#ask(target, false);
      if (target.matches("[data-gone]")) this.#discard(target);
    });
    this.list.addEventListener("keydown", (event) => this.#pressedInMend(event));
    this.list.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#mend(event.target);
    });
    window.addEventListener("online", () => this.#send());
    window.addEventListener("storage", () => this.#show());
  }

  #keepTyping() {
    const { who, about, source, text } = this.form.elements;
    const typed = { who: who.value, about: about.value, source: source.value, text: text.value, at: Date.now() };
    if (text.value.trim()) this.outbox.write(this.#typing, typed);
    else this.outbox.drop(this.#typing);
  }

  /** Where the clerk was, in the words that were no entry yet. */
  #resume() {
    const { at, ...typed } = this.outbox.read(this.#typing) ?? {};
    for (const [name, value] of Object.entries(typed)) this.form.elements[name].value = value;
    this.form.elements[at ? "text" : "who"].focus();
  }

  #pressed(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    const { who, text, single } = this.form.elements;
    const { target } = event;
    if (target.type === "submit" || target === single) return;
    if (event.ctrlKey || event.metaKey || (target === text && single.checked && !event.shiftKey)) {
      event.preventDefault();
      this.#take();
    } else if (target !== text) {
      event.preventDefault();
      if (target.name in { who, about: 1 } && !this.#complete(target.name)) return;
      this.#next(target).focus();
    }
  }

  /** The first field that still is to be filled; who and what it is about stay what they were. */
  #next(field) {
    const order = ["who", "about", "source", "text"].map((name) => this.form.elements[name]);
    return order.slice(order.indexOf(field) + 1).find((other) => !other.value || other.name === "text");
  }

  /** What was typed becomes the option that is meant: by its number, or by a part of it that no other has. */
  #complete(name) {
    const field = this.form.elements[name];
    const typed = field.value.trim().toLowerCase();
    if (!typed) return null;
    const options = [...field.list.options];
    const option =
      options.find((one) => one.value.toLowerCase() === typed || one.dataset.number === typed) ??
      meant(options.filter((one) => one.value.toLowerCase().startsWith(typed)), typed) ??
      meant(options.filter((one) => one.value.toLowerCase().includes(typed)), typed);
    this.#complain(name, option ? "" : this.dataset[`unknown${name === "who" ? "Who" : "About"}`]);
    if (option) field.value = option.value;
    return option;
  }

  #complain(name, words) {
    const error = this.querySelector(`#${name}-error`);
    error.textContent = words;
    this.form.elements[name].setAttribute("aria-invalid", String(Boolean(words)));
  }

  #take() {
    const { who, about, source, text } = this.form.elements;
    const missing = [["who", this.#complete("who")], ["about", this.#complete("about")]].find(([, option]) => !option);
    if (missing) {
      this.#complain(missing[0], this.dataset[missing[0] === "who" ? "unknownWho" : "unknownAbout"]);
      this.form.elements[missing[0]].focus();
      return;
    }
    if (!text.value.trim()) {
      text.focus();
      return;
    }
    const entry = {
      key: newKey(),
      at: Date.now(),
      sent: { who: this.#complete("who").dataset.code, about: this.#complete("about").dataset.code, source: source.value },
      who: who.value,
      about: about.value,
      source: source.selectedOptions[0].textContent,
      text: text.value.trim(),
      state: "device",
      mends: [],
    };
    if (!this.#keep(entry)) {
      this.#say(this.dataset.unkept);
      return;
    }
    who.value = text.value = "";
    this.outbox.drop(this.#typing);
    who.focus();
    this.#show();
    this.#send();
  }

  // --- What stands on this device -------------------------------------------------------------------------------

  #name(entry) {
    return `capture:${this.dataset.entriesUrl}:${identity(entry)}`;
  }

  get #typing() {
    return `typing:${this.dataset.entriesUrl}`;
  }

  #keep(entry) {
    return this.outbox.write(this.#name(entry), entry);
  }

  #kept() {
    return this.outbox.all(`capture:${this.dataset.entriesUrl}:`);
  }

  /** What came with the page need not stand here, too; first the other tabs hear that it arrived. */
  #tidy() {
    for (const entry of this.#kept()) {
      const same = this.stored.find((one) => isSame(one, entry));
      if (!same) continue;
      if (isSent(entry)) this.outbox.drop(this.#name(entry));
      else this.#keep({ ...entry, ...same, state: "stored" });
    }
  }

  #entries() {
    const kept = this.#kept();
    const others = this.stored.filter((entry) => !kept.some((one) => isSame(entry, one)));
    return [...others.map((entry) => ({ ...entry, state: "stored", mends: [] })), ...kept];
  }

  // --- Sending ----------------------------------------------------------------------------------------------------

  async #send() {
    if (this.sending) {
      this.again = true;
      return;
    }
    this.sending = true;
    clearTimeout(this.timer);
    const arrived = await this.#sendAll();
    this.sending = false;
    this.#show();
    if (arrived) {
      this.wait = FIRST_RETRY;
      if (this.again) this.#send();
    } else {
      this.timer = setTimeout(() => this.#send(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_RETRY);
    }
    this.again = false;
  }

  /** False: there is no use in going on now. */
  async #sendAll() {
    for (const id of this.#kept().map(identity)) {
      // Fresh each time: another tab may have sent it, and the clerk types on.
      if (this.#one(id)?.state === "device" && !(await this.#sendEntry(id))) return false;
      for (const { key, state } of this.#one(id)?.answer ? this.#one(id).mends : []) {
        if (state === "device" && !(await this.#sendMend(id, key))) return false;
      }
    }
    this.#say("");
    return true;
  }

  #one(id) {
    return this.#kept().find((entry) => identity(entry) === id);
  }

  async #sendEntry(id) {
    const { key, sent, text } = this.#one(id);
    const { answer, message } = await this.#post(this.dataset.entriesUrl, { key, text, ...sent });
    if (!answer && !message) return false;
    this.#keep({ ...this.#one(id), ...(answer ? { ...answer, state: "stored" } : { message, state: "refused" }) });
    this.#show();
    return true;
  }

  async #sendMend(id, key) {
    const entry = this.#one(id);
    const { text } = entry.mends.find((mend) => mend.key === key);
    const { answer, message } = await this.#post(this.dataset.mendUrl, { key, text, answer: entry.answer });
    if (!answer && !message) return false;
    const state = answer ? "stored" : "refused";
    const mends = this.#one(id).mends.map((mend) => (mend.key === key ? { ...mend, state, message } : mend));
    this.#keep({ ...this.#one(id), mends });
    this.#show();
    return true;
  }

  /** {answer}, {message} when it was refused, or {} when it did not arrive. */
  async #post(url, body) {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify(body),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      if (!this.outbox.isAway(error)) throw error;
      this.#say(navigator.onLine ? this.dataset.unanswered : this.dataset.offline);
      return {};
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return { answer };
    if (answer?.message) return { message: answer.message };
    this.#say(response.status >= 500 || response.status === 429 ? this.dataset.unanswered : this.dataset.signedOut);
    return {};
  }

  // --- Mending ----------------------------------------------------------------------------------------------------

  #openMend(button) {
    const form = button.closest("li").querySelector("form");
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    const text = form.querySelector("textarea");
    text.value = words(this.#find(form));
    if (!form.hidden) text.focus();
  }

  #pressedInMend(event) {
    const form = event.target.closest("form");
    if (!form) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape") {
      this.#close(form);
    }
  }

  #close(form) {
    form.hidden = true;
    const button = form.closest("li").querySelector("[data-mend]");
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  #find(inside) {
    const { entry } = inside.closest("li").dataset;
    return this.#entries().find((one) => identity(one) === entry);
  }

  #mend(form) {
    const text = form.querySelector("textarea").value.trim();
    const entry = this.#find(form);
    this.#close(form);
    if (!text || text === words(entry)) return;
    this.#keep({ ...entry, at: entry.at ?? 0, mends: [...entry.mends, { key: newKey(), text, state: "device" }] });
    this.#show();
    this.form.elements.who.focus();
    this.#send();
  }

  // --- What was refused ------------------------------------------------------------------------------------------

  /** Its words go back into the fields, to be mended and stored as a new entry. */
  #takeBack(button) {
    const { who, about, source, text } = this.form.elements;
    if (text.value.trim()) {
      this.#say(this.dataset.busy);
      text.focus();
      return;
    }
    const entry = this.#find(button);
    [who.value, about.value, source.value, text.value] = [entry.who, entry.about, entry.sent.source, entry.text];
    this.#keepTyping();
    // Only when the fields are kept: a reload would lose the words.
    if (this.outbox.read(this.#typing)?.text === entry.text) this.outbox.drop(this.#name(entry));
    else text.value = "";
    this.#show();
    (this.#complete("who") && this.#complete("about") ? text : who).focus();
  }

  #ask(button, open) {
    const item = button.closest("li");
    item.querySelector("[data-question]").hidden = !open;
    item.querySelector("[data-discard]").setAttribute("aria-expanded", String(open));
    item.querySelector(open ? "[data-keep]" : "[data-discard]").focus();
  }

  /** The entry, or of one that is stored the correction that was refused. */
  #discard(button) {
    const entry = this.#find(button);
    if (entry.state === "refused") this.outbox.drop(this.#name(entry));
    else this.#keep({ ...entry, mends: entry.mends.filter(({ state }) => state !== "refused") });
    this.#tidy();
    this.#ask(button, false);
    this.#show();
    this.#say(this.dataset.discarded);
    (this.form.hidden ? this.querySelector("[data-captured]") : this.form.elements.who).focus();
  }

  // --- The list -----------------------------------------------------------------------------------------------------

  /** The newest on top; what is being mended stays as it is. */
  #show() {
    const entries = this.#entries().reverse();
    this.querySelector("[data-empty]").hidden = entries.length > 0;
    this.querySelector("[data-count]").textContent = entries.length;
    const shown = new Map([...this.list.children].map((item) => [item.dataset.entry, item]));
    const items = entries.map((entry) => this.#fill(shown.get(identity(entry)) ?? this.#item(), entry));
    // What is in its place stays there, and keeps the caret of who is mending it.
    const isSettled = items.length === shown.size && items.every((item, place) => item === this.list.children[place]);
    if (!isSettled) this.list.replaceChildren(...items);
  }

  #item() {
    return this.querySelector("template[data-entry]").content.firstElementChild.cloneNode(true);
  }

  #fill(item, entry) {
    item.dataset.entry = identity(entry);
    const last = entry.mends.at(-1);
    const state = entry.state === "stored" && last ? last.state : entry.state;
    for (const part of ["who", "about", "source"]) set(item, part, entry[part]);
    set(item, "text", words(entry));
    set(item, "original", words(entry) === entry.text ? "" : entry.text);
    set(item, "state", this.dataset[state]);
    set(item, "receipt", entry.receipt ?? "");
    set(item, "message", entry.message ?? last?.message ?? "");
    item.querySelector("[data-part=state]").className = `ros-badge ros-badge--${BADGES[state]}`;
    item.querySelector("[data-part=original]").parentElement.hidden = words(entry) === entry.text;
    const isRefused = state === "refused";
    item.querySelector("[data-refused]").hidden = !isRefused;
    item.querySelector("[data-edit]").hidden = "closed" in this.dataset || entry.state !== "refused";
    if (!isRefused) item.querySelector("[data-question]").hidden = true;
    item.querySelector("[data-mend]").hidden = "closed" in this.dataset || entry.state === "refused";
    return item;
  }

  #say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  // --- Opening again without a connection -------------------------------------------------------------------------

  async #keepPage() {
    if (!navigator.serviceWorker) return;
    await this.outbox.cleared;
    try {
      await navigator.serviceWorker.register(this.dataset.worker);
      const files = performance.getEntriesByType("resource").map((resource) => resource.name);
      const own = files.filter((url) => new URL(url).pathname.startsWith("/static/"));
      const pages = await caches.open(PAGES);
      await pages.addAll([...new Set([location.pathname, ...own])]);
      await navigator.serviceWorker.ready;
      this.dataset.ready = "";
    } catch {
      // Offline, or a browser that keeps nothing: the page works as long as it is open.
    }
  }
}

const BADGES = { device: "waiting", stored: "success", refused: "warning" };

// A member stands in the list twice, also as the voice of the group: by a part of the name the member is meant. A part
// of the name of a group means the group, not its only member; of a chapter the chapter, not a paragraph in it.
function meant(found, typed) {
  const whole = found.filter(({ dataset }) => /^(group|chapter)-/.test(dataset.code));
  const members = found.filter(({ dataset, value }) => "own" in dataset && nameIn(value).includes(typed));
  return only(found) ?? only([...whole, ...members]);
}

function nameIn(label) {
  return label.replace(/ \(.*\)$/, "").toLowerCase();
}

function only(found) {
  return found.length === 1 ? found[0] : undefined;
}

function identity({ key, answer, sent }) {
  return sent ? key : `${key}:${answer}`; // one input that was written down elsewhere may have several answers
}

/** Whether an entry of the page is one of this device. */
function isSame(stored, kept) {
  return stored.key === kept.key && (Boolean(kept.sent) || stored.answer === kept.answer);
}

function isSent({ state, mends }) {
  return state === "stored" && mends.every((mend) => mend.state === "stored");
}

function words({ text, mended, mends }) {
  return mends.at(-1)?.text ?? (mended || text);
}

function set(item, part, words) {
  item.querySelector(`[data-part=${part}]`).textContent = words;
}

/** As crypto.randomUUID, which is there on https alone. */
function newKey() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

customElements.define("session-capture", SessionCapture);
