// Writing together: the text is a Yjs document that everybody in the chapter shares over a websocket
// (strategy/consumers.py). "Saved" is what the server says is in its database, never what was sent.
// What can go wrong without a connection is said and bounded: see READ_ONLY_AFTER and lost.js.
import { yCursorPlugin, ySyncPlugin } from "y-prosemirror";
import * as decoding from "lib0/decoding";
import { messageSync, WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { drawCaret, seeTheCaret } from "./carets.js";
import { textsOf, Watch } from "./lost.js";
import { post } from "./post.js";
import { together } from "./undoing.js";

// As in strategy/live_protocol.py.
const KEPT = 100;
const NEWS = 101;
const FIELD = "text"; // strategy/text/ydoc.py
const SIGNED_OUT = 4401;

const PATIENCE = 5_000; // for the first connection; then one writes alone
const READ_ONLY_AFTER = 30_000; // without a connection
const WATCHED = 120_000; // after a broken connection: the others come back in their own time
const LAST_SAVE = 3_000; // that leaving the page waits for

/** Resolves with a Live editor, or with null when there is no way to write together. */
export async function join(options) {
  return options.url ? new Live(options).joined : null;
}

class Live {
  #connectedOnce = false;
  #expected = 0; // updates this connection brought, which the server counts too
  #unkept = false; // something was typed that the server has not confirmed
  #readOnly = null;
  #before = null; // the text at the moment the connection broke
  #watch = null;
  #waiting = [];
  base = 0;

  /**
   * url: of the websocket. read(): the text as JSON. copy: the copy on this device. tell(state, detail): connecting,
   * saving, saved, offline, read-only, problem, signed-out or closed with a code. received(answer): conflicts to choose
   * from. met(people): who else is here. lost(blocks): words that did not survive a broken connection.
   */
  constructor({ url, editor, base, saveUrl, token, copy, read, tell, received, met, lost }) {
    Object.assign(this, { editor, base, saveUrl, token, copy, read, tell, received, met, lost });
    const address = new URL(url, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const [, folder, name] = /^(.*)\/([^/]+)$/.exec(address.href);
    this.doc = new Y.Doc();
    this.provider = new WebsocketProvider(folder, name, this.doc, { disableBc: true, maxBackoffTime: 2_000 });
    const sync = this.provider.messageHandlers[messageSync];
    this.provider.messageHandlers[messageSync] = (...message) => {
      seeTheCaret();
      sync(...message);
    };
    this.provider.messageHandlers[KEPT] = (_encoder, decoder) => this.#kept(decoding.readVarUint(decoder));
    this.provider.messageHandlers[NEWS] = (_encoder, decoder) => this.#news(JSON.parse(decoding.readVarString(decoder)));
    this.joined = new Promise((resolve) => this.#meet(resolve));
  }

  get unsaved() {
    return this.#unkept;
  }

  /** The shared document tells by itself what was typed. */
  changed() {}

  /** Resolves when the server has everything, or cannot be waited for any longer. */
  async save() {
    if (!this.#unkept) return;
    await new Promise((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(resolve, LAST_SAVE);
    });
  }

  /** The writer's choice between two wordings; it comes back into the text like anybody's words. */
  async choose(url, choice) {
    await this.save();
    return this.#send(url, { choice, base: this.base });
  }

  /** Text of an earlier visit that never arrived: the server merges it with what was written since. */
  async restore(kept) {
    if (await this.#send(this.saveUrl, { base: kept.base, doc: kept.doc })) this.copy.drop();
  }

  async #send(url, body) {
    const { answer, refused, message } = await post(url, body, this.token());
    if (answer) this.received(answer);
    else if (refused) this.tell(refused === 401 ? "signed-out" : "refused", message);
    else this.tell("offline");
    return Boolean(answer);
  }

  #meet(resolve) {
    const { provider } = this;
    let gaveUp = false;
    const alone = () => {
      if (this.#connectedOnce || gaveUp) return;
      gaveUp = true; // ending the connection comes by here once more
      provider.destroy();
      resolve(null);
    };
    setTimeout(alone, PATIENCE);
    provider.on("connection-close", alone);
    provider.on("status", ({ status }) => {
      if (status === "connected") this.#connected();
      if (status === "disconnected") this.#disconnected();
    });
    provider.on("sync", (synced) => {
      if (!synced) return;
      if (!this.#connectedOnce) {
        this.#connectedOnce = true;
        this.#bind();
        resolve(this);
      } else {
        this.#reunited();
      }
    });
    provider.on("closed", ({ code }) => this.#closed(code));
    provider.awareness.on("change", () => this.met(this.#others()));
    this.doc.on("update", (_update, origin) => {
      if (origin !== provider) this.#typed();
      this.#look({ byOthers: origin === provider });
    });
    // The browser knows at once; a line that fell silent is only noticed after a while.
    addEventListener("offline", () => this.#disconnected());
    addEventListener("online", () => provider.ws?.close());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.copy.write();
      else if (!provider.shouldConnect && this.signedOut) provider.connect();
    });
  }

  // The text of the page becomes the shared one, in its place.
  #bind() {
    const { editor } = this;
    const fragment = this.doc.getXmlFragment(FIELD);
    editor.registerPlugin(ySyncPlugin(fragment));
    editor.registerPlugin(
      yCursorPlugin(this.provider.awareness, { cursorBuilder: drawCaret, selectionBuilder: ({ colour }) => ({ class: `ros-selected ros-selected--${colour}` }) }),
    );
    editor.registerPlugin(together.plugin());
  }

  #typed() {
    this.#unkept = true;
    const { ws, wsconnected } = this.provider;
    if (wsconnected && ws.readyState === WebSocket.OPEN) this.#expected += 1;
    if (wsconnected && !this.#readOnly) this.tell("saving");
    this.copy.keep(this.base, this.read);
  }

  #kept(count) {
    if (count < this.#expected || !this.#unkept) return;
    this.#unkept = false;
    this.copy.drop();
    this.tell("saved", new Date().toISOString());
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #news({ generation, revision, problem }) {
    // Coming back with the document of before, when it was begun anew, would double the text.
    if (generation) this.provider.params = { generation: String(generation) };
    if (revision) this.base = revision;
    if (problem !== undefined) this.tell(problem ? "problem" : "mended", problem);
  }

  #connected() {
    this.signedOut = false;
    this.#expected = 1; // the answer to what the server asks at once: what do you have?
    if (!this.#before) return;
    const watch = new Watch(this.#before, textsOf(this.editor.state.doc));
    this.#watch = watch;
    this.#before = null;
    setTimeout(() => {
      if (this.#watch === watch) this.#watch = null;
    }, WATCHED);
  }

  // Once the editor shows what came in.
  #look(who) {
    if (!this.#watch) return;
    setTimeout(() => {
      const lost = this.#watch?.look(textsOf(this.editor.state.doc), who);
      if (lost?.length) this.lost(lost);
    });
  }

  #disconnected() {
    if (!this.#connectedOnce) return;
    this.#before ??= textsOf(this.editor.state.doc);
    this.tell("offline");
    const silence = Date.now() - this.provider.wsLastMessageReceived;
    this.#readOnly ??= setTimeout(
      () => {
        this.editor.setEditable(false);
        this.tell("read-only");
        this.provider.ws?.close(); // what it still holds would come in behind the writer's back
      },
      silence < READ_ONLY_AFTER ? READ_ONLY_AFTER : 0,
    );
  }

  #reunited() {
    clearTimeout(this.#readOnly);
    this.#readOnly = null;
    this.editor.setEditable(true);
    this.tell(this.#unkept ? "saving" : "saved", new Date().toISOString());
  }

  // The server does not want this connection any more, and says why.
  #closed(code) {
    clearTimeout(this.#readOnly);
    this.signedOut = code === SIGNED_OUT;
    if (this.#unkept) this.copy.write();
    this.editor.setEditable(false);
    this.tell(this.signedOut ? "signed-out" : "closed", code);
  }

  #others() {
    const { awareness } = this.provider;
    const people = new Map();
    for (const [client, { user }] of awareness.getStates()) {
      if (user && client !== awareness.clientID) people.set(`${user.name} ${user.organisation}`, user);
    }
    return [...people.values()];
  }
}
