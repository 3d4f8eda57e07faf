// The toolbar is the list `toolbar` of schema.json: what the text may hold is what can be pressed.
// One stop for Tab; arrows, Home and End move between the buttons; Escape goes back to the text.
import * as tables from "@tiptap/pm/tables";
import { schema } from "./schema.js";
import { nothing } from "./undoing.js";

const toggles = {
  paragraph: (chain) => chain.setNode("paragraph"),
  heading: (chain, { attrs }) => chain.toggleNode("heading", "paragraph", attrs),
  bulletList: (chain) => chain.toggleList("bulletList", "listItem"),
  orderedList: (chain) => chain.toggleList("orderedList", "listItem"),
  blockquote: (chain) => chain.toggleWrap("blockquote"),
};
const signs = { heading2: "2", heading3: "3", heading4: "4" };

export class Toolbar {
  #buttons = [];
  #groups = new Map();

  /** actions: what needs a dialog, by item (link, figure, footnote, table). */
  constructor(element, { iconsUrl, language, actions }) {
    this.element = element;
    this.actions = actions;
    for (const item of schema.toolbar) this.#group(item).append(this.#button(item, iconsUrl, language));
    element.addEventListener("keydown", (event) => this.#keydown(event));
    element.addEventListener("focusin", (event) => this.#stopAt(event.target));
  }

  /** The editor to work on; the toolbar is there before it. `undoing` follows when it is known how one writes. */
  attach(editor) {
    this.editor = editor;
    this.undoing = nothing;
    editor.on("transaction", () => this.#show());
    this.#show();
  }

  focus() {
    this.#shown().find((button) => button.tabIndex === 0)?.focus();
  }

  #group(item) {
    if (!this.#groups.has(item.group)) {
      const group = document.createElement("div");
      group.className = "ros-toolbar__group";
      group.dataset.group = item.group;
      if (item.within) group.dataset.within = item.within;
      this.#groups.set(item.group, group);
      this.element.append(group);
    }
    return this.#groups.get(item.group);
  }

  #button(item, iconsUrl, language) {
    const button = document.createElement("button");
    const label = item.label[language] ?? item.label.en;
    button.type = "button";
    button.className = "ros-toolbar__button";
    button.dataset.item = item.item;
    button.tabIndex = this.#buttons.length ? -1 : 0;
    button.setAttribute("aria-label", label);
    button.title = item.key ? `${label} (${readableKey(item.key)})` : label;
    if (item.key) button.setAttribute("aria-keyshortcuts", ariaKey(item.key));
    if (item.group === "style") {
      button.textContent = label;
      button.classList.add("ros-toolbar__button--words");
      if (signs[item.item]) button.dataset.level = signs[item.item];
    } else {
      button.append(icon(iconsUrl, item.item));
    }
    // The text keeps its selection while the mouse presses.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => this.press(item));
    button.item = item;
    this.#buttons.push(button);
    return button;
  }

  press(item) {
    const { editor } = this;
    if (!this.#possible(item)) return;
    if (this.actions[item.item]) this.actions[item.item](item);
    else if (item.mark) editor.chain().focus().toggleMark(item.mark).run();
    else if (item.node) toggles[item.node](editor.chain().focus(), item).run();
    else if (item.group === "history") {
      this.undoing[item.item](editor);
      editor.view.focus();
    }
    else if (tables[item.item]) {
      tables[item.item](editor.state, editor.view.dispatch);
      editor.view.focus();
    }
  }

  #possible(item) {
    if (item.item === "undo") return this.undoing.canUndo(this.editor.state);
    if (item.item === "redo") return this.undoing.canRedo(this.editor.state);
    return true;
  }

  #pressed(item) {
    if (item.mark) return this.editor.isActive(item.mark);
    if (["heading", "bulletList", "orderedList", "blockquote"].includes(item.node)) {
      return this.editor.isActive(item.node, item.attrs);
    }
    return null;
  }

  #show() {
    for (const [, group] of this.#groups) {
      if (group.dataset.within) group.hidden = !this.editor.isActive(group.dataset.within);
    }
    for (const button of this.#buttons) {
      const pressed = this.#pressed(button.item);
      if (pressed !== null) button.setAttribute("aria-pressed", String(pressed));
      if (button.item.group === "history") button.setAttribute("aria-disabled", String(!this.#possible(button.item)));
    }
    if (!this.#shown().some((button) => button.tabIndex === 0)) this.#stopAt(this.#buttons[0]);
  }

  #shown() {
    return this.#buttons.filter((button) => !button.parentElement.hidden);
  }

  #stopAt(target) {
    if (!this.#buttons.includes(target)) return;
    for (const button of this.#buttons) button.tabIndex = button === target ? 0 : -1;
  }

  #keydown(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.editor.view.focus();
      return;
    }
    const shown = this.#shown();
    const here = shown.indexOf(document.activeElement);
    const to = {
      ArrowRight: (here + 1) % shown.length,
      ArrowLeft: (here + shown.length - 1) % shown.length,
      Home: 0,
      End: shown.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    shown[to].focus();
    shown[to].scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

export function icon(iconsUrl, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "ros-icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${iconsUrl}#${name}`);
  svg.append(use);
  return svg;
}

function readableKey(key) {
  return key.replace("Mod", "Ctrl").replaceAll("-", " + ").replace(/ (.)$/, (_, last) => ` ${last.toUpperCase()}`);
}

function ariaKey(key) {
  return key.replace("Mod", "Control").replaceAll("-", "+");
}
