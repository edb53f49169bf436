// An element, with attributes and listeners, around texts and other elements. Nothing is ever parsed as HTML.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true || value === false) element.toggleAttribute(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function webAddress(text) {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

const outside = { target: "_blank", rel: "noopener noreferrer nofollow" };
const [on, off] = ["\uE000", "\uE001"];
const inline =
  /(`+)(.+?)\1|\*\*(.+?)\*\*|\*([^\s*][^*]*)\*|(!?)\[([^\]\n]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)|\[(\d{1,3})\]|([\uE000\uE001])/;

// Renders an answer's Markdown into `parent`. `how` has the sentences that are not borne out, `cite(n)`, which makes a mark or
// nothing, `flag()`, which follows such a sentence, and the hosts that may be linked to.
function renderMarkdown(parent, text, how) {
  const scalars = Array.from(text.replace(/[\uE000\uE001]/g, "\uFFFD"));
  for (const { start, end, verified } of how.sentences) {
    if (verified || !(start < end) || scalars[start] === undefined || scalars[end - 1] === undefined) continue;
    scalars[start] = on + scalars[start];
    scalars[end - 1] += off;
  }
  const lines = scalars.join("").split("\n").map((line) => line.replace(/^(\s*)\uE000(\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+)/, "$1$2\uE000"));
  let isWeak = false;

  function write(parent, text) {
    if (text) parent.append(isWeak ? make("span", { class: "weak" }, text) : text);
  }
  function plain(text) {
    for (const mark of text.match(/[\uE000\uE001]/g) ?? []) isWeak = mark === on;
    return text.replace(/[\uE000\uE001]/g, "");
  }
  function writeInline(parent, text) {
    for (let found; text.length < 10000 && (found = inline.exec(text)); text = text.slice(found.index + found[0].length)) {
      const [, ticks, code, bold, italic, bang, label, address, number, mark] = found;
      write(parent, text.slice(0, found.index));
      if (ticks) parent.append(make("code", {}, plain(code)));
      else if (bold) writeInline(parent.appendChild(make("strong")), bold);
      else if (italic) writeInline(parent.appendChild(make("em")), italic);
      else if (number) parent.append(how.cite(Number(number)) ?? "");
      else if (mark === on) isWeak = true;
      else if (mark) {
        if (isWeak) parent.append(how.flag());
        isWeak = false;
      } else writeLink(parent, plain(label), bang ? null : webAddress(plain(address)));
    }
    write(parent, plain(text));
  }
  function writeLink(parent, label, url) {
    if (url && how.hosts.has(url.host)) parent.append(make("a", { href: url.href, ...outside }, label || url.host));
    else write(parent, url && !label.includes(url.host) ? `${label} (${url.href})` : label);
  }
  function writeTable(rows) {
    const table = make("table");
    rows.forEach((row, index) => {
      if (index === 1) return;
      const cells = row.replace(/^\s*\||\|\s*$/g, "").split("|");
      const line = table.appendChild(make("tr"));
      for (const cell of cells) writeInline(line.appendChild(make(index ? "td" : "th")), cell.trim());
    });
    parent.append(make("div", { class: "scroller" }, table));
  }

  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const fence = /^\s*(```+|~~~+)/.exec(line);
    if (fence) {
      const code = [];
      while (++at < lines.length && !lines[at].trim().startsWith(fence[1])) code.push(plain(lines[at]));
      at += 1;
      parent.append(make("pre", { tabindex: "0" }, make("code", {}, code.join("\n"))));
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line) || !line.trim()) {
      at += 1;
    } else if (/^\s*\|/.test(line) && /^\s*\|?[\s:|-]*-[\s:|-]*$/.test(lines[at + 1] ?? "")) {
      const start = at;
      while (at < lines.length && /^\s*\|/.test(lines[at])) at += 1;
      writeTable(lines.slice(start, at));
    } else if (/^\s*(?:[-*+]|\d{1,9}[.)])\s+/.test(line)) {
      const open = [];
      for (let item; (item = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/.exec(lines[at] ?? "")); at += 1) {
        const depth = item[1].length;
        while (open.length && (open.at(-1).depth > depth + 1)) open.pop();
        if (!open.length || open.at(-1).depth + 1 < depth) {
          const list = make(/\d/.test(item[2]) ? "ol" : "ul");
          if (/\d/.test(item[2])) list.setAttribute("start", parseInt(item[2], 10));
          (open.at(-1)?.list.lastElementChild ?? parent).append(list);
          open.push({ list, depth });
        }
        writeInline(open.at(-1).list.appendChild(make("li")), item[3]);
      }
    } else {
      const [, heading, quote] = /^\s*(?:(#{1,6}\s+)|(>\s?))?/.exec(line);
      const block = parent.appendChild(make(quote ? "blockquote" : "p"));
      const said = [line.slice(/^\s*(#{1,6}\s+|>\s?)?/.exec(line)[0].length)];
      while (!heading && ++at < lines.length && lines[at].trim() && !/^\s*(```|~~~|[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s|\|)/.test(lines[at])) {
        if (!quote && /^\s*>/.test(lines[at])) break;
        said.push(lines[at].replace(quote ? /^\s*>\s?/ : /^\s+/, ""));
      }
      if (heading) at += 1;
      writeInline(heading ? block.appendChild(make("strong")) : block, said.join("\n"));
    }
  }
}
