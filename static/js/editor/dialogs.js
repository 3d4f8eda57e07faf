// The questions the toolbar asks: where a link goes, which picture, the words of a footnote (fields.js asks its own). Each is a <dialog> with a
// <form method="dialog"> in the page (templates/strategy/_chapter_editor.html), so its words come from the template.
import { TextSelection } from "@tiptap/pm/state";
import { address } from "./schema.js";

/**
 * Opens a dialog and resolves with the button that closed it, or null; the text then has its selection and focus back.
 * submit(form) may refuse by giving a message.
 */
export async function ask(dialog, editor, submit) {
  const giveBack = holdSelection(editor);
  const answer = await closed(dialog, submit);
  giveBack();
  return answer;
}

// The browser puts the caret at the beginning of the text when the focus returns; others' words may have come in meanwhile.
function holdSelection(editor) {
  let bookmark = editor.state.selection.getBookmark();
  const follow = ({ transaction }) => {
    bookmark = bookmark.map(transaction.mapping);
  };
  editor.on("transaction", follow);
  return () => {
    editor.off("transaction", follow);
    const { state, view } = editor;
    view.dispatch(state.tr.setSelection(bookmark.resolve(state.doc)));
    view.focus();
  };
}

function closed(dialog, submit) {
  const form = dialog.querySelector("form");
  const error = dialog.querySelector("[data-part=error]");
  const busy = (is) => {
    for (const button of form.querySelectorAll("button")) button.disabled = is;
  };
  error.textContent = "";
  return new Promise((resolve) => {
    const onSubmit = async (event) => {
      if ((event.submitter?.value ?? "save") !== "save") return;
      event.preventDefault();
      busy(true);
      const { message, field } = (await submit(form)) ?? {};
      busy(false);
      error.textContent = message ?? "";
      if (message) {
        field?.focus();
        return;
      }
      dialog.close("save");
      onClose(); // at once: the event comes a moment later, and a quick typist types in between
    };
    const onClose = () => {
      form.removeEventListener("submit", onSubmit);
      dialog.removeEventListener("close", onClose);
      resolve(dialog.returnValue || null);
    };
    dialog.returnValue = "";
    form.addEventListener("submit", onSubmit);
    dialog.addEventListener("close", onClose);
    dialog.showModal();
  });
}

export async function askLink(dialog, editor) {
  const form = dialog.querySelector("form");
  const { href, text } = form.elements;
  const inLink = editor.isActive("link");
  if (inLink) editor.commands.extendMarkRange("link");
  const { empty } = editor.state.selection;
  href.value = editor.getAttributes("link").href ?? "";
  text.value = "";
  text.closest("[data-part=field]").hidden = !empty;
  dialog.querySelector("[value=remove]").hidden = !inLink;

  let target = "";
  const answer = await ask(dialog, editor, () => {
    target = address(href.value);
    return target ? null : { message: dialog.dataset.textInvalid, field: href };
  });
  if (answer === "remove") editor.chain().unsetMark("link").run();
  if (answer !== "save") return;
  if (empty) {
    const content = { type: "text", text: text.value.trim() || href.value.trim(), marks: [{ type: "link", attrs: { href: target } }] };
    editor.commands.insertContent(content);
  } else {
    editor.chain().setMark("link", { href: target }).setTextSelection(editor.state.selection.to).unsetMark("link").run();
  }
}

export async function askFootnote(dialog, editor) {
  const { note } = dialog.querySelector("form").elements;
  note.value = "";
  const answer = await ask(dialog, editor, () =>
    note.value.trim() ? null : { message: dialog.dataset.textEmpty, field: note },
  );
  if (answer !== "save") return;
  const { to, $to } = editor.state.selection;
  const at = $to.parent.type.name === "footnote" ? $to.after() : to;
  const words = note.value.trim().replace(/\s+/g, " ");
  const footnote = editor.schema.nodes.footnote.create(null, editor.schema.text(words));
  editor.commands.command(({ tr }) => {
    tr.insert(at, footnote);
    tr.setSelection(TextSelection.create(tr.doc, at + footnote.nodeSize)).scrollIntoView();
    return true;
  });
}

/** upload(file): resolves with {src} or {message}. file: one that was pasted or dropped. */
export async function askFigure(dialog, editor, { upload, file = null }) {
  const form = dialog.querySelector("form");
  const { image, alt, caption } = form.elements;
  const current = figureAt(editor.state.selection);
  form.reset();
  alt.value = current?.node.attrs.alt ?? "";
  caption.closest("[data-part=field]").hidden = Boolean(current);
  image.closest("[data-part=field]").hidden = Boolean(file);

  let src = current?.node.attrs.src ?? "";
  const answer = await ask(dialog, editor, async () => {
    const chosen = file ?? image.files[0];
    if (!chosen && !src) return { message: dialog.dataset.textNoImage, field: image };
    if (!alt.value.trim()) return { message: dialog.dataset.textNoAlt, field: alt };
    if (!chosen) return null;
    const result = await upload(chosen);
    if (result.src) src = result.src;
    return result.src ? null : { message: result.message, field: image };
  });
  if (answer !== "save") return;
  const attrs = { src, alt: alt.value.trim() };
  const still = current && figureAt(editor.state.selection);
  if (still) {
    editor.commands.command(({ tr }) => {
      tr.setNodeMarkup(still.position, undefined, { ...still.node.attrs, ...attrs });
      return true;
    });
    return;
  }
  const words = caption.value.trim();
  const figure = { type: "figure", attrs, content: words ? [{ type: "text", text: words }] : [] };
  insertBlock(editor, figure);
}

function figureAt(selection) {
  if (selection.node?.type.name === "figure") return { node: selection.node, position: selection.from };
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === "figure") return { node: $from.node(depth), position: $from.before(depth) };
  }
  return null;
}

/** Puts a block behind the one with the caret; an empty paragraph makes place for it. There is always text after it. */
export function insertBlock(editor, json, inside = 0) {
  const { state } = editor;
  const { $head } = state.selection;
  const node = state.schema.nodeFromJSON(json);
  const block = $head.depth > 0 ? $head.node(1) : null;
  const from = block ? $head.before(1) : state.selection.from;
  const empty = block?.type.name === "paragraph" && block.content.size === 0;
  const to = block ? $head.after(1) : state.selection.to;
  const last = to === state.doc.content.size;
  editor.commands.command(({ tr }) => {
    const at = empty ? from : to;
    tr.replaceWith(at, to, last ? [node, state.schema.nodes.paragraph.create()] : [node]);
    return true;
  });
  const at = empty ? from : to;
  editor.chain().setTextSelection(at + (inside || node.nodeSize + 1)).scrollIntoView().run();
}
