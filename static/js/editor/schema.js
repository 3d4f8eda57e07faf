// The text the editor knows is exactly what strategy/text/schema.json describes; the server accepts no other.
// Every node and mark there becomes a TipTap extension here. Only what a description cannot say (how a figure looks,
// what makes a table a table) is written by hand, in `special`.
import { Mark, Node, mergeAttributes } from "@tiptap/core";
import { tableEditing } from "@tiptap/pm/tables";
import schema from "../../../strategy/text/schema.json";

export { schema };

const validHref = /^(https?:\/\/|mailto:|\/(?!\/))/i;

/** What a writer typed, as an address the server accepts; empty when it is none. */
export function address(typed) {
  const text = typed.trim();
  if (validHref.test(text)) return text;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/.test(text)) return `https://${text}`;
  return "";
}

function accepted(rule, value) {
  if (value === null || value === undefined) return rule.default;
  switch (rule.kind) {
    case "integer": {
      const number = Number.parseInt(value, 10);
      const fits = rule.of ? rule.of.includes(number) : number >= rule.min && number <= rule.max;
      return fits ? number : rule.default;
    }
    case "link":
      return validHref.test(value) ? value : rule.default;
    case "image":
      return new RegExp(schema.image_path).test(value) ? value : rule.default;
    case "key":
      return new RegExp(rule.pattern).test(value) ? value : rule.default;
    default:
      return String(value).slice(0, rule.max);
  }
}

function attributes(rules = {}) {
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      name,
      {
        default: rule.default,
        parseHTML: (element) => accepted(rule, element.getAttribute(name)),
        // Also what came from another browser over the live connection, unseen by the server.
        renderHTML: (values) => (values[name] === rule.default ? {} : { [name]: accepted(rule, values[name]) }),
      },
    ]),
  );
}

// Headings of other programs are brought to the nearest level the schema has.
function headingRules(levels) {
  return [1, 2, 3, 4, 5, 6].map((level) => ({
    tag: `h${level}`,
    attrs: { level: Math.min(Math.max(level, levels[0]), levels.at(-1)) },
  }));
}

const special = {
  doc: () => ({ topNode: true }),
  heading: (rule) => ({
    defining: true,
    parseHTML: () => headingRules(rule.attrs.level.of),
    renderHTML: ({ node, HTMLAttributes }) => [`h${node.attrs.level}`, without(HTMLAttributes, "level"), 0],
  }),
  listItem: () => ({ defining: true }),
  blockquote: () => ({ defining: true }),
  hardBreak: () => ({ selectable: false, renderHTML: () => ["br"], renderText: () => "\n" }),
  figure: (rule) => ({
    isolating: true,
    draggable: true,
    addAttributes: () => ({
      src: imageAttribute(rule.attrs.src, "src"),
      alt: imageAttribute(rule.attrs.alt, "alt"),
    }),
    parseHTML: () => [
      {
        tag: "figure",
        contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("figcaption"),
        getAttrs: (element) => (accepted(rule.attrs.src, element.querySelector("img")?.getAttribute("src")) ? null : false),
      },
    ],
    renderHTML: ({ node, HTMLAttributes }) => [
      "figure",
      HTMLAttributes,
      ["img", { src: accepted(rule.attrs.src, node.attrs.src), alt: node.attrs.alt }],
      ["figcaption", 0],
    ],
  }),
  footnote: () => ({
    inline: true,
    isolating: true,
    parseHTML: () => [{ tag: "span[data-footnote]" }],
    renderHTML: ({ HTMLAttributes }) => [
      "span",
      mergeAttributes(HTMLAttributes, { class: "ros-footnote", "data-footnote": "" }),
      0,
    ],
  }),
  figureValue: field,
  reference: field,
  table: () => ({
    isolating: true,
    extendNodeSchema: () => ({ tableRole: "table" }),
    renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
    addProseMirrorPlugins: () => [tableEditing({ allowTableNodeSelection: true })],
  }),
  tableRow: () => ({ extendNodeSchema: () => ({ tableRole: "row" }) }),
  tableHeader: () => ({ isolating: true, extendNodeSchema: () => ({ tableRole: "header_cell" }) }),
  tableCell: () => ({ isolating: true, extendNodeSchema: () => ({ tableRole: "cell" }) }),
};

// Something kept elsewhere, in the line as one thing. Copied from a page that is read it comes back as what it was.
function field(rule) {
  const name = `data-${rule.field}`;
  const key = (value) => accepted(rule.attrs[rule.field], value);
  return {
    atom: true,
    extendNodeSchema: () => ({ leafText: (node) => node.attrs.shown }),
    addAttributes: () => ({
      [rule.field]: { default: "", parseHTML: (element) => key(element.getAttribute(name)), rendered: false },
      shown: {
        default: "",
        parseHTML: (element) => accepted(rule.attrs.shown, (element.querySelector("a") ?? element).textContent.trim()),
        rendered: false,
      },
    }),
    parseHTML: () => [{ tag: `span[${name}]`, priority: 60, getAttrs: (element) => (key(element.getAttribute(name)) ? null : false) }],
    renderHTML: ({ node }) => ["span", { class: "ros-field", [name]: key(node.attrs[rule.field]) }, node.attrs.shown],
    renderText: ({ node }) => node.attrs.shown,
  };
}

function imageAttribute(rule, name) {
  return {
    default: rule.default,
    parseHTML: (element) => accepted(rule, element.querySelector("img")?.getAttribute(name)),
    rendered: false,
  };
}

function without(values, name) {
  const { [name]: _, ...rest } = values;
  return rest;
}

// TipTap hands one extendNodeSchema to every node: answer only for our own.
function ownSchemaOnly(name, extra) {
  return extra ? { extendNodeSchema: (extension) => (extension.name === name ? extra() : {}) } : {};
}

function nodeExtension(name, rule) {
  const { extendNodeSchema, ...own } = special[name]?.(rule) ?? {};
  const inline = rule.group === "inline";
  return Node.create({
    name,
    ...(rule.group && { group: rule.group }),
    ...(rule.content && { content: rule.content }),
    ...(inline && name !== "text" && { inline: true }),
    ...(name !== "text" && { marks: (rule.marks ?? []).join(" ") }),
    addAttributes: () => attributes(rule.attrs),
    ...(rule.tag && {
      parseHTML: () => [{ tag: rule.tag }],
      renderHTML: ({ HTMLAttributes }) => [rule.tag, HTMLAttributes, 0],
    }),
    ...own,
    ...ownSchemaOnly(name, extendNodeSchema),
  });
}

const alsoMark = { bold: "b", italic: "i" };

function markExtension(name, rule) {
  return Mark.create({
    name,
    inclusive: name !== "link",
    addAttributes: () => attributes(rule.attrs),
    parseHTML: () =>
      name === "link"
        ? [{ tag: "a[href]", getAttrs: (element) => (validHref.test(element.getAttribute("href")) ? null : false) }]
        : [rule.tag, alsoMark[name]].filter(Boolean).map((tag) => ({ tag })),
    renderHTML: ({ HTMLAttributes }) => [rule.tag, HTMLAttributes, 0],
  });
}

export const textExtensions = [
  ...Object.entries(schema.nodes).map(([name, rule]) => nodeExtension(name, rule)),
  ...Object.entries(schema.marks).map(([name, rule]) => markExtension(name, rule)),
];

/** The text as the server takes it: no empty attributes, ids on top-level blocks alone. */
export function toJson(node, depth = 0) {
  const json = { type: node.type.name };
  const attrs = Object.entries(node.attrs).filter(
    ([name, value]) => value !== null && (name !== schema.block_id.attribute || depth === 1),
  );
  if (attrs.length) json.attrs = Object.fromEntries(attrs);
  if (node.isText) json.text = node.text;
  if (node.isText && node.marks.length) {
    json.marks = node.marks.map((mark) => ({
      type: mark.type.name,
      ...(Object.keys(mark.attrs).length && { attrs: { ...mark.attrs } }),
    }));
  }
  if (node.childCount) json.content = node.content.content.map((child) => toJson(child, depth + 1));
  return json;
}
