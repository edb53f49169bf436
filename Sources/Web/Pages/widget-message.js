const fill = (text, n) => text.replace("{n}", n);

function drawing(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS(svg.namespaceURI, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

function questionView({ text, selection }, words) {
  const view = make("div", { class: "message asked" }, make("span", { class: "sr" }, `${words.field}: `));
  if (selection) view.append(make("blockquote", { dir: "auto" }, selection));
  view.append(make("div", { dir: "auto" }, text));
  return view;
}

// What a source is, behind its number: a document's title, and when opened its words and where they are from.
function sourceView(citation, words) {
  const inside = make("div");
  if (citation.headings?.length) inside.append(make("p", { class: "quiet", dir: "auto" }, citation.headings.join(" › ")));
  inside.append(make("blockquote", { dir: "auto" }, citation.quote ?? ""));
  inside.append(make("p", citation.verified ? { class: "quiet" } : { class: "quiet bad" }, citation.verified ? words.borne : words.notBorne));
  const url = webAddress(citation.url);
  if (url) inside.append(make("p", {}, make("a", { href: url.href, ...outside }, words.visit)));
  const title = [citation.title || url?.host || fill(words.source, citation.index)];
  if (citation.page) title.push(fill(words.page, citation.page));
  return make("details", {}, make("summary", { dir: "auto" }, `${citation.index} · ${title.join(", ")}`), inside);
}

// An answer, or as much of it as there is: `answer` has text, and once it is done citations, sentences, and indexing;
// `again` is there where it may be asked again.
function answerView(view, answer, words, showsModel, again) {
  const opened = view.contains(view.getRootNode().activeElement);
  const citations = new Map((answer.citations ?? []).map((each) => [each.index, each]));
  const sources = new Map([...citations].map(([index, each]) => [index, sourceView(each, words)]));
  const body = make("div", { dir: "auto" });
  renderMarkdown(body, answer.text, {
    sentences: answer.sentences ?? [],
    hosts: new Set([location.host, ...[...citations.values()].map((each) => webAddress(each.url)?.host)]),
    flag: () => make("span", { class: "bad", title: words.weak }, "\u00a0?", make("span", { class: "sr" }, ` (${words.weak})`)),
    cite(index) {
      const source = sources.get(index);
      if (!source) return answer.status === "writing" ? make("sup", {}, String(index)) : null;
      const name = `${fill(words.source, index)}: ${citations.get(index).title ?? ""}`;
      const show = () => {
        source.open = true;
        source.firstChild.focus();
        source.scrollIntoView({ block: "nearest" });
      };
      return make("sup", {}, make("button", { type: "button", "aria-label": name, title: name, click: show }, String(index)));
    },
  });
  view.replaceChildren(make("span", { class: "sr" }, `${words.answer}: `), body, ...sources.values());
  const say = (text, kind = "quiet") => view.append(make("p", { class: kind }, text));
  if (answer.status === "writing" && !answer.text) say(words.wait);
  if (answer.status === "stopped") say(words.stopped);
  if (answer.indexing > 0) say(fill(words.reading, answer.indexing));
  if (answer.model && showsModel) say(fill(words.model, answer.model));
  if (answer.problem) say(answer.problem, "bad");
  if (again && answer.status !== "writing" && answer.status !== "done") {
    const button = make("button", { type: "button", click: again, disabled: answer.wait > 0 }, words.again);
    view.append(make("p", {}, button));
    if (opened) button.focus();
  }
}
