// Text from Word, Outlook or Google Docs becomes text of ours. The schema drops what it does not know by itself; what
// it cannot see (that a paragraph is an item of a list, that a link is a footnote) is put right here first.

/** HTML from the clipboard, made plain enough for the schema. */
export function plainHtml(html) {
  const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  for (const element of page.querySelectorAll("script, meta, link, title, xml")) element.remove();
  footnotesFromWord(page);
  listsFromWord(page);
  for (const heading of page.querySelectorAll("p.MsoTitle, p.MsoSubtitle")) rename(heading, "h2");
  weights(page);
  return page.body.innerHTML;
}

// The content security policy reports every style and every event handler that is parsed, even in a page that nobody
// sees: they are set aside as data-style and data-on… before parsing.
function withoutStyles(html) {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
}

function style(element) {
  return element.getAttribute("data-style") ?? "";
}

// Google Docs wraps everything in <b style="font-weight:normal"> and writes bold as <span style="font-weight:700">.
function weights(page) {
  for (const element of page.querySelectorAll("[data-style]")) {
    const plain = /(^|[;\s])font-weight:\s*(normal|400)/i.test(style(element));
    if (plain && /^(B|STRONG)$/.test(element.tagName)) element.replaceWith(...element.childNodes);
    else if (element.tagName === "SPAN") {
      if (/(^|[;\s])font-weight:\s*(bold|[6-9]00)/i.test(style(element))) wrapInside(element, "strong");
      if (/(^|[;\s])font-style:\s*italic/i.test(style(element))) wrapInside(element, "em");
    }
  }
}

function wrapInside(element, tag) {
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

function rename(element, tag) {
  const renamed = element.ownerDocument.createElement(tag);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}

// <a href="#_ftn1" name="_ftnref1">[1]</a> … <div id="ftn1"><p>…</p></div>
function footnotesFromWord(page) {
  for (const reference of page.querySelectorAll('a[href*="#_ftn"], a[href*="#_edn"]')) {
    const name = reference.getAttribute("href").split("#_")[1];
    if (name.includes("ref")) continue;
    const note = page.getElementById(name);
    if (!note) continue;
    note.querySelector('a[href*="ref"]')?.remove();
    const span = page.createElement("span");
    span.setAttribute("data-footnote", "");
    span.textContent = note.textContent.replace(/\s+/g, " ").trim();
    reference.replaceWith(span);
  }
  for (const note of page.querySelectorAll('div[id^="ftn"], div[id^="edn"]')) note.remove();
}

// <p class="MsoListParagraph" style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">1.</span>…</p>
function listsFromWord(page) {
  let lists = [];
  for (const paragraph of [...page.querySelectorAll("p")]) {
    const level = Number(/mso-list:[^;"]*level(\d)/.exec(style(paragraph))?.[1] ?? 0);
    if (!level) {
      lists = [];
      continue;
    }
    if (lists.length && !follows(lists[0], paragraph)) lists = [];
    const marker = [...paragraph.querySelectorAll("span")].find((span) =>
      /mso-list:\s*ignore/i.test(style(span)),
    );
    const tag = /^\W*(\d+|[a-z]|[ivx]+)[.)]/i.test(marker?.textContent ?? "") ? "ol" : "ul";
    marker?.remove();
    lists.length = Math.min(lists.length, level);
    while (lists.length < level) {
      const list = page.createElement(tag);
      const parent = lists.at(-1)?.lastElementChild;
      if (parent) parent.append(list);
      else paragraph.before(list);
      lists.push(list);
      if (lists.length < level) list.append(page.createElement("li"));
    }
    const item = page.createElement("li");
    lists.at(-1).append(item);
    item.append(paragraph);
  }
}

function follows(list, paragraph) {
  let next = list.nextSibling;
  while (next && next.nodeType !== Node.ELEMENT_NODE && !next.textContent.trim()) next = next.nextSibling;
  return next === paragraph;
}
