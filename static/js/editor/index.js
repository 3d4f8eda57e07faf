// <chapter-editor>: writing a chapter. The page includes templates/strategy/_chapter_editor.html, which has all markup and
// words; this file and its neighbours bring it to life.
//
// The include takes
//   start       {"revision": 12, "saved_at": "2026-11-24T14:03:00+01:00", "doc": {…}, "conflicts": […]}
//               and "points", by block id what is still open about it: [{"label", "url"}]; absent: nothing is.
//               and "choices", what fields may point at: {"figures", "references"}, as in fields.js
//               The text to begin with: its revision (0: there is none yet), when it was saved (or null), the text as
//               ProseMirror JSON, and the open conflicts of this person in this chapter, as below
//   live_url    of the websocket on which the chapter is written together; when there is no way to it, one writes alone
//   save_url    where to POST the text of who writes alone, or what an earlier visit left behind
//   upload_url  where to POST a picture
//   copy_key    names the unsaved copy on this device: one for each chapter and person, e.g. "wonen-17"
//
// Saving: POST save_url, JSON {"base": 12, "doc": {…}}, header X-CSRFToken. The answer, 200:
//   {"revision": 15, "submitted": 14, "saved_at": "…", "doc": null or {…},
//    "conflicts": [{"id", "block", "yours_html", "theirs_html", "theirs_name", "resolve_url"}]}
//   submitted  the revision that holds exactly what was sent; base of the next save
//   revision   the newest; doc is its text when others changed something, else null
//   conflicts  all open ones of this person in this chapter; HTML from strategy/text/render.py, empty for a deleted block
// Choosing: POST resolve_url, JSON {"choice": "yours" | "theirs" | "both", "base": 15}; the same answer.
// Refusing (400, 403, 409, 413): {"message": "what to say to the writer"}. 401, or a redirect to the sign-in page: the
// writer is asked to sign in elsewhere. 429, 5xx and no connection: tried again, ever later.
// Pictures: POST upload_url, multipart, field "image"; the answer {"src": "/strategy/images/…/"} or, refusing, {"message"}.
//
// Without JavaScript there is no editor; the include says so.
import { Editor } from "@tiptap/core";
import { Gapcursor } from "@tiptap/extensions/gap-cursor";
import { BlockId } from "./block_id.js";
import { Carets } from "./carets.js";
import { Conflicts } from "./conflicts.js";
import { askFigure, askFootnote, askLink, insertBlock } from "./dialogs.js";
import { askFigureValue, askReference, Fields } from "./fields.js";
import { Hints, Shortcuts } from "./hints.js";
import { Keyboard } from "./keyboard.js";
import { join } from "./live.js";
import { LostWords } from "./lost_words.js";
import { plainHtml } from "./paste.js";
import { FROM_SERVER, showText } from "./patch.js";
import { Points, showPointsAtCaret } from "./points.js";
import { Copy, Saving } from "./saving.js";
import { address, textExtensions, toJson } from "./schema.js";
import { Toolbar } from "./toolbar.js";
import { alone, together } from "./undoing.js";
import "./editor.css";

const bars = { top: 72, right: 0, bottom: 112, left: 0 };

class ChapterEditor extends HTMLElement {
  connectedCallback() {
    const start = JSON.parse(document.getElementById(this.dataset.start).textContent);
    this.copy = new Copy(this.dataset.copyKey);
    this.toolbar = new Toolbar(this.#part("toolbar"), {
      iconsUrl: this.dataset.iconsUrl,
      language: document.documentElement.lang,
      actions: this.#actions(start.choices),
    });
    this.editor = this.#edit(start);
    showPointsAtCaret(this.editor, start.points ?? {}, this.#part("points"));
    this.toolbar.attach(this.editor);
    this.conflicts = new Conflicts(this.#part("conflicts"), this.#part("conflict"), {
      gone: this.dataset.textGone,
      colleague: this.dataset.textColleague,
      choose: (conflict, choice) => this.saving.choose(conflict.resolve_url, choice),
      whenNone: () => this.editor.view.focus(),
    });
    this.conflicts.show(start.conflicts);
    this.lost = new LostWords(this.#part("lost"), this.dataset.copyKey, this.editor);
    this.#begin(start);
  }

  // Together when there is a way, else alone; until that is known the text is there to read.
  async #begin(start) {
    this.#tell("connecting");
    const shared = {
      base: start.revision,
      token: () => this.#token(),
      copy: this.copy,
      read: () => toJson(this.editor.state.doc),
      tell: (state, detail) => this.#tell(state, detail),
    };
    const live = await join({
      ...shared,
      url: this.dataset.liveUrl,
      editor: this.editor,
      saveUrl: this.dataset.saveUrl,
      received: (answer) => this.conflicts.show(answer.conflicts),
      met: (people) => this.#met(people),
      lost: (blocks) => this.lost.add(blocks),
    });
    this.saving = live ?? new Saving({
      ...shared,
      url: this.dataset.saveUrl,
      show: (doc) => showText(this.editor, doc),
      received: (answer, untouched) => this.#received(answer, untouched),
    });
    const undoing = live ? together : alone;
    if (!live) this.editor.registerPlugin(undoing.plugin());
    this.toolbar.undoing = undoing;
    if (start.saved_at) this.#tell("saved", start.saved_at);
    else this.#tell("ready");
    this.#offerCopy();
    this.editor.on("update", ({ transaction }) => {
      if (!transaction.getMeta(FROM_SERVER)) this.saving.changed();
    });
    this.editor.on("blur", () => this.saving.save());
    window.addEventListener("beforeunload", (event) => {
      if (!this.saving.unsaved) return;
      this.copy.write();
      event.preventDefault();
    });
    document.addEventListener("click", (event) => this.#leave(event));
    this.editor.setEditable(true);
    this.dataset.ready = live ? "together" : "alone";
  }

  #met(people) {
    const names = people.map(({ name, organisation }) => (organisation ? `${name} (${organisation})` : name));
    this.#part("people").textContent = names.length ? this.dataset.textPeople.replace("{names}", names.join(", ")) : "";
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  #edit({ doc, points = {}, choices }) {
    const text = this.#part("text");
    return new Editor({
      element: text,
      injectCSS: false,
      content: doc,
      editable: false,
      extensions: [
        ...textExtensions,
        BlockId,
        Carets,
        Keyboard.configure({ toToolbar: () => this.toolbar.focus() }),
        Hints.configure({ caption: this.dataset.textCaption, empty: this.dataset.textEmpty }),
        Fields.configure({
          ...choices,
          changed: this.dataset.textFigureChanged,
          gone: this.dataset.textFigureGone,
          nowhere: this.dataset.textReferenceGone,
          edit: (name) => this.toolbar.actions[name](),
        }),
        Points.configure({ points, sign: this.dataset.textPoints }),
        Shortcuts.configure({ press: (item) => this.toolbar.press(item) }),
        Gapcursor,
      ],
      editorProps: {
        attributes: {
          id: "chapter-text",
          class: "ros-text",
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": text.dataset.label,
          "aria-describedby": text.dataset.describedby,
          lang: text.dataset.lang,
        },
        // The caret stays clear of the toolbar above and the status below.
        scrollMargin: bars,
        scrollThreshold: bars,
        transformPastedHTML: plainHtml,
        handlePaste: (_view, event) => this.#pasted(event),
        handleDrop: (_view, event) => this.#pictures(event.dataTransfer, event),
      },
    });
  }

  #actions(choices) {
    return {
      link: () => askLink(this.#part("link-dialog"), this.editor),
      figure: () => this.#askFigure(),
      figureValue: () => askFigureValue(this.#part("figure-value-dialog"), this.editor, choices.figures),
      reference: () => askReference(this.#part("reference-dialog"), this.editor, choices.references),
      footnote: () => askFootnote(this.#part("footnote-dialog"), this.editor),
      // The caret lands in the first cell: table, row, cell and paragraph open one position each.
      table: () => {
        const cell = (type) => ({ type, content: [{ type: "paragraph" }] });
        const row = (type) => ({ type: "tableRow", content: [cell(type), cell(type), cell(type)] });
        insertBlock(this.editor, { type: "table", content: [row("tableHeader"), row("tableCell"), row("tableCell")] }, 4);
        this.editor.view.focus();
      },
      deleteTable: () => {
        const { $from } = this.editor.state.selection;
        const depth = [...Array($from.depth + 1).keys()].find((level) => $from.node(level).type.name === "table");
        if (depth) this.editor.chain().focus().deleteRange({ from: $from.before(depth), to: $from.after(depth) }).run();
      },
    };
  }

  #askFigure(file = null) {
    return askFigure(this.#part("figure-dialog"), this.editor, { file, upload: (chosen) => this.#upload(chosen) });
  }

  async #upload(file) {
    const body = new FormData();
    body.append("image", file);
    try {
      const response = await fetch(this.dataset.uploadUrl, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.#token() },
        body,
        redirect: "manual",
      });
      const answer = await response.json().catch(() => ({}));
      return answer.src ? answer : { message: answer.message ?? this.dataset.textUploadFailed };
    } catch {
      return { message: this.dataset.textUploadFailed };
    }
  }

  // A pasted address on selected words makes a link of them.
  #pasted(event) {
    if (this.#pictures(event.clipboardData, event)) return true;
    const text = event.clipboardData.getData("text/plain").trim();
    if (this.editor.state.selection.empty || !/^(https?:|mailto:)\S+$/i.test(text)) return false;
    return this.editor.commands.setMark("link", { href: address(text) });
  }

  #pictures(data, event) {
    const file = [...(data?.files ?? [])].find((candidate) => candidate.type.startsWith("image/"));
    // Word and Excel put a picture of the text beside the text.
    if (!file || data.types.includes("text/html")) return false;
    event.preventDefault();
    this.#askFigure(file);
    return true;
  }

  #received(answer, untouched) {
    if (untouched && answer.doc) showText(this.editor, answer.doc);
    this.conflicts.show(answer.conflicts ?? []);
  }

  // A link to another page waits for the last words to be saved, so that nobody is asked about them.
  async #leave(event) {
    const link = event.target.closest("a[href]");
    const elsewhere = link && !link.target && link.origin === location.origin && link.pathname !== location.pathname;
    if (!elsewhere || event.ctrlKey || event.metaKey || event.shiftKey || !this.saving.unsaved) return;
    event.preventDefault();
    await this.saving.save();
    location.assign(link.href);
  }

  // Only words that change are set: a screen reader repeats what is set.
  #tell(state, detail) {
    const { dataset } = this;
    if (state === "problem" || state === "mended") this.problem = detail;
    if (state === "mended") return;
    const message = {
      connecting: () => dataset.textConnecting,
      ready: () => "",
      problem: () => detail,
      "read-only": () => dataset.textReadOnly,
      closed: () => dataset[`textClosed${detail}`] ?? dataset.textClosed,
      saving: () => dataset.textSaving,
      saved: () => dataset.textSaved.replace("{time}", clock(detail, dataset.timeZone)),
      offline: () => dataset.textOffline,
      refused: () => detail ?? dataset.textRefused,
      "signed-out": () => dataset.textSignedOut,
    }[state]();
    const conflict = this.conflicts?.count ? dataset.textConflict : "";
    const line = this.#part("status");
    const words = (state === "saved" && (this.problem || conflict)) || message;
    if (line.textContent !== words) line.textContent = words;
    this.#part("statusbar").dataset.state = state;
    this.#part("statusbar").toggleAttribute("data-conflict", Boolean(conflict));
    this.#part("to-conflicts").hidden = !this.conflicts?.count;
    this.#part("sign-in").hidden = state !== "signed-out";
  }

  // Text that never reached the server, from an earlier visit on this device.
  #offerCopy() {
    this.#part("to-conflicts").addEventListener("click", () => this.conflicts.focus());
    const kept = this.copy.read();
    if (!kept?.doc) return;
    let doc;
    try {
      doc = this.editor.schema.nodeFromJSON(kept.doc);
      doc.check();
    } catch {
      this.copy.drop();
      return;
    }
    if (doc.eq(this.editor.state.doc)) {
      this.copy.drop();
      return;
    }
    const offer = this.#part("copy");
    const close = () => {
      offer.hidden = true;
      this.editor.view.focus();
    };
    this.#part("copy-text").textContent = this.dataset.textCopy.replace("{time}", moment(kept.at, this.dataset.timeZone));
    this.#part("copy-restore").addEventListener("click", () => {
      this.saving.restore(kept);
      close();
    });
    this.#part("copy-discard").addEventListener("click", () => {
      if (!this.saving.unsaved) this.copy.drop();
      close();
    });
    offer.hidden = false;
  }

  // Signing in again in another tab gives a new token: the cookie has it, the page does not.
  #token() {
    const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    return cookie ?? this.querySelector("[name=csrfmiddlewaretoken]").value;
  }
}

// In the time of the region, wherever the writer is.
/** "14:03" of today, "14:03 (5 november)" of another day. */
function clock(time, timeZone) {
  const say = (when, parts) => when.toLocaleString(document.documentElement.lang, { ...parts, timeZone });
  const [then, now] = [new Date(time), new Date()];
  const words = say(then, { hour: "2-digit", minute: "2-digit" });
  const day = { day: "numeric", month: "long" };
  return say(then, day) === say(now, day) ? words : `${words} (${say(then, day)})`;
}

function moment(time, timeZone) {
  return new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short", timeZone });
}

customElements.define("chapter-editor", ChapterEditor);
