// Keeps the text of the editor in step with the server: one save at a time, again when something changed meanwhile,
// later when there is no connection, with a copy on this device until the server has it.
import { post } from "./post.js";
import { storage } from "./storage.js";

const PAUSE = 1_500; // after the last key
const PATIENCE = 10_000; // at the latest after this long without a pause
const LONGEST_WAIT = 60_000; // between two tries without a connection

export class Saving {
  #changes = 0;
  #saved = 0;
  #pause = null;
  #patience = null;
  #retry = null;
  #wait = 2_000;
  #underWay = null;

  /**
   * read(): the text now. received(answer, untouched): the server's answer; untouched when nothing was typed since.
   * tell(state, message): saving, saved, offline or refused. copy: the copy on this device.
   */
  constructor({ url, base, token, copy, read, show, received, tell }) {
    Object.assign(this, { url, base, token, copy, read, show, received, tell });
    window.addEventListener("online", () => this.#again());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.copy.write();
      this.#again();
    });
  }

  get unsaved() {
    return this.#changes !== this.#saved;
  }

  /** Something was typed. */
  changed() {
    this.#changes += 1;
    this.tell("saving");
    this.copy.keep(this.base, this.read);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.save(), PAUSE);
    this.#patience ??= setTimeout(() => this.save(), PATIENCE);
  }

  /** Sends what is not saved yet; resolves when the server has it or refused it. */
  async save() {
    while (this.#underWay) await this.#underWay;
    if (!this.unsaved) return;
    clearTimeout(this.#pause);
    clearTimeout(this.#patience);
    clearTimeout(this.#retry);
    this.#patience = null;
    this.#underWay = this.#send(this.url, { base: this.base, doc: this.read() });
    await this.#underWay;
  }

  /** The writer's choice between two wordings; everything typed goes first. */
  async choose(url, choice) {
    await this.save();
    if (this.unsaved) return false;
    while (this.#underWay) await this.#underWay;
    this.#underWay = this.#send(url, { choice, base: this.base });
    return this.#underWay;
  }

  /** Text of an earlier visit that never arrived; show(doc) puts it in the editor. */
  async restore(kept) {
    this.base = kept.base;
    this.show(kept.doc);
    this.changed();
  }

  async #send(url, body) {
    const sent = this.#changes;
    this.tell("saving");
    try {
      const { answer, refused, message } = await post(url, body, this.token());
      if (refused) return this.#refused(refused, message);
      if (!answer) return this.#later();
      this.#wait = 2_000;
      this.#saved = sent;
      this.#accept(answer);
      return true;
    } finally {
      this.#underWay = null;
    }
  }

  #accept(answer) {
    const untouched = this.#changes === this.#saved;
    // Newer words of others come in now, or, while the writer goes on, with the next save: the server merges them.
    if (untouched) this.base = answer.revision;
    else if (answer.submitted) this.base = answer.submitted;
    this.received(answer, untouched);
    if (untouched) {
      this.copy.drop();
      this.tell("saved", answer.saved_at);
    } else {
      this.copy.keep(this.base, this.read);
    }
  }

  // Whatever comes next (a key, the connection, a look at the page) tries again.
  #refused(status, message) {
    this.tell(status === 401 ? "signed-out" : "refused", message);
    return false;
  }

  #later() {
    this.tell("offline");
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#again(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    return false;
  }

  #again() {
    if (this.unsaved) this.save();
  }
}

/** The unsaved text, kept in the browser of this device until the server has it. */
export class Copy {
  #timer = null;
  #waiting = null;

  constructor(key) {
    this.key = `ros-portaal:text:${key}`;
  }

  /** Soon, not at every key. */
  keep(base, read) {
    this.#waiting = { base, read };
    this.#timer ??= setTimeout(() => this.write(), 250);
  }

  write() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#waiting) return;
    const { base, read } = this.#waiting;
    this.#waiting = null;
    storage.set(this.key, { base, doc: read(), at: new Date().toISOString() });
  }

  drop() {
    clearTimeout(this.#timer);
    this.#timer = this.#waiting = null;
    storage.drop(this.key);
  }

  read() {
    return storage.get(this.key);
  }
}
