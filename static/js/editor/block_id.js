// Every top-level block keeps one id for life, so that remarks, comparisons and merges can point at it.
// A new block gets its id here; the first part of a split keeps the old one; a pasted copy gets a new one.
// The server mends whatever still goes wrong.
import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { ySyncPluginKey } from "y-prosemirror";
import { schema } from "./schema.js";

const attribute = schema.block_id.attribute;
const pattern = new RegExp(schema.block_id.pattern);
const blockTypes = Object.keys(schema.nodes).filter((name) => schema.nodes[name].block);
const alphabet = "0123456789abcdefghijkmnpqrstuvwxyz";

function mint() {
  const random = crypto.getRandomValues(new Uint8Array(schema.block_id.minted));
  return Array.from(random, (byte) => alphabet[byte % alphabet.length]).join("");
}

/** The blocks of a text, each with its position. */
export function blocksOf(doc) {
  const blocks = [];
  doc.forEach((node, position) => blocks.push({ node, position, id: node.attrs[attribute] }));
  return blocks;
}

// Of blocks with one id: the one that is still where it was and as it was, else the one with the old words, else the
// one that is where it was, else the first.
function owner(claims, before, mapping) {
  if (!before) return claims[0];
  const moved = mapping.mapResult(before.position, 1);
  const inPlace = (block) => !moved.deleted && block.position === moved.pos;
  const sameWords = (block) => block.node.content.eq(before.node.content) && block.node.content.size > 0;
  return (
    claims.find((block) => inPlace(block) && sameWords(block)) ??
    claims.find(sameWords) ??
    claims.find(inPlace) ??
    claims[0]
  );
}

export const BlockId = Extension.create({
  name: "blockId",

  addGlobalAttributes() {
    return [
      {
        types: blockTypes,
        attributes: {
          [attribute]: {
            default: null,
            keepOnSplit: false,
            parseHTML: (element) => {
              const id = element.getAttribute("data-id");
              return id && pattern.test(id) ? id : null;
            },
            renderHTML: (values) => (values[attribute] ? { "data-id": values[attribute] } : {}),
          },
        },
      },
    ];
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        appendTransaction(transactions, oldState, newState) {
          if (!transactions.some((transaction) => transaction.docChanged)) return null;
          // Words of others: who wrote them gave them their ids, and two who mend the same make it worse.
          if (transactions.some((transaction) => transaction.getMeta(ySyncPluginKey))) return null;
          const tr = newState.tr;
          const claims = new Map();
          for (const block of blocksOf(newState.doc)) {
            if (block.id && pattern.test(block.id)) claims.set(block.id, [...(claims.get(block.id) ?? []), block]);
            else tr.setNodeAttribute(block.position, attribute, mint());
          }
          const before = new Map(blocksOf(oldState.doc).map((block) => [block.id, block]));
          for (const [id, blocks] of claims) {
            if (blocks.length === 1) continue;
            const keeps = owner(blocks, before.get(id), mappingOf(transactions));
            for (const block of blocks) if (block !== keeps) tr.setNodeAttribute(block.position, attribute, mint());
          }
          // A block that went into a list, a quotation or a table is no block of its own any more.
          newState.doc.descendants((node, position, parent) => {
            if (parent !== newState.doc && node.attrs[attribute]) tr.setNodeAttribute(position, attribute, null);
          });
          return tr.docChanged ? tr : null;
        },
      }),
    ];
  },
});

function mappingOf(transactions) {
  const mapping = transactions[0].mapping.slice(0);
  for (const transaction of transactions.slice(1)) mapping.appendMapping(transaction.mapping);
  return mapping;
}
