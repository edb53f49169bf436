const tag = document.currentScript ?? document.querySelector('script[data-key][src*="widget.js"]');
if (!tag || customElements.get("understudy-chat")) return;
customElements.define("understudy-chat", class extends HTMLElement {});

const data = tag.dataset;
const wanted = (data.lang || document.documentElement.lang || navigator.language || "en").slice(0, 2).toLowerCase();
const spoken = ["en", "de", "zh", "ar"];
const language = spoken.includes(wanted) ? wanted : "en";
const words = {};
for (const name in phrases) words[name] = phrases[name][spoken.indexOf(language)];
const config = {
  server: new URL(".", tag.src).href, key: data.key, title: data.title || words.title, language,
  accent: /^#[0-9a-f]{6}$/i.test(data.accent ?? "") ? data.accent : null,
  place: data.position === "left" || data.position === "right" ? `at-${data.position}` : "",
};
const store = conversationStore(`understudy:${config.key}`);
const ui = buildPanel(config, words, { toggle, close, about, forget, submit, key: typed });
const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

let selected = "";
let attached = "";
let running = null;
let timer = 0;
let opener = null;

function isOpen() {
  return !ui.panel.hidden;
}

function open() {
  if (!isOpen()) {
    opener = ui.root.getRootNode().activeElement ?? document.activeElement;
    ui.panel.hidden = false;
    ui.launcher.setAttribute("aria-expanded", "true");
    if (selected) attach(selected);
    if (!ui.log.firstChild) showConversation();
    ui.log.scrollTop = ui.log.scrollHeight;
  }
  ui.about.hidden = true;
  ui.field.focus();
}

function close() {
  if (!isOpen()) return;
  ui.panel.hidden = true;
  ui.launcher.setAttribute("aria-expanded", "false");
  (opener?.isConnected && opener !== document.body ? opener : ui.launcher).focus();
}

function toggle() {
  if (isOpen()) close();
  else open();
}

function about() {
  attach(selected);
  open();
}

function attach(text) {
  attached = text.slice(0, 8000);
  ui.chip.hidden = !attached;
  const drop = () => {
    attach("");
    ui.field.focus();
  };
  ui.chip.replaceChildren(
    make("blockquote", { dir: "auto", tabindex: "0" }, attached),
    make("button", { type: "button", class: "plain", "aria-label": words.drop, title: words.drop, click: drop }, "×"));
}

function showConversation() {
  ui.log.replaceChildren(make("p", { class: "message", dir: "auto" }, data.greeting || words.greeting));
  for (const message of store.state.messages) {
    if (message.role === "user") ui.log.append(questionView(message, words));
    else answerView(addAnswer(), { ...message, problem: message.reason }, words, "model" in data);
  }
}

function addAnswer() {
  return ui.log.appendChild(make("div", { class: "message" }));
}

function forget() {
  if (!ui.forget.dataset.sure) {
    ui.forget.dataset.sure = "yes";
    ui.forget.classList.remove("icon");
    ui.forget.replaceChildren(words.sure);
    ui.forget.setAttribute("aria-label", words.sure);
    setTimeout(calm, 5000);
    return;
  }
  running?.abort();
  running = null;
  clearInterval(timer);
  store.forget();
  showConversation();
  setBusy(false);
  calm();
  ui.status.textContent = words.forgotten;
  ui.field.focus();
}

function calm() {
  delete ui.forget.dataset.sure;
  ui.forget.classList.add("icon");
  ui.forget.replaceChildren(drawing(bin));
  ui.forget.setAttribute("aria-label", words.forget);
}

function typed(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  // While an answer comes, what is typed waits in the field; only the button stops it.
  if (!running) submit(event);
}

function submit(event) {
  event.preventDefault();
  if (running) {
    running.abort();
    return;
  }
  const text = ui.field.value.trim();
  if (!text && !attached) return;
  const selection = attached;
  ui.field.value = "";
  attach("");
  send(text, selection);
}

function setBusy(isBusy) {
  ui.send.textContent = isBusy ? words.stop : words.send;
}

function send(text, selection) {
  const question = { role: "user", text: text || words.about, ...(selection && { selection }) };
  store.state.messages.push(question);
  store.save();
  ui.log.append(questionView(question, words));
  answer(text, selection, addAnswer());
}

async function answer(text, selection, view) {
  const stop = (running = new AbortController());
  const { visitor, session, messages } = store.state;
  const told = { role: "assistant", status: "writing", text: "" };
  const again = () => {
    const at = messages.indexOf(told);
    if (at >= 0) messages.splice(at, 1);
    ui.field.focus();
    if (!running) answer(text, selection, view);
  };
  let isDue = false;
  const show = () => {
    isDue = false;
    const isAtEnd = ui.log.scrollHeight - ui.log.scrollTop - ui.log.clientHeight < 80;
    answerView(view, told, words, "model" in data, again);
    if (isAtEnd || !told.text) ui.log.scrollTop = ui.log.scrollHeight;
  };
  const showSoon = () => {
    if (!isDue) setTimeout(() => isDue && show(), 60);
    isDue = true;
  };
  clearInterval(timer);
  setBusy(true);
  show();
  ui.log.scrollTop = ui.log.scrollHeight;
  ui.status.textContent = words.wait;
  const common = { session_id: session, stream: true, ...(data.collection && { collection: data.collection }) };
  const place = { source_url: location.origin + location.pathname, title: document.title.slice(0, 300) };
  const body = selection
    ? { selected_text: selection, ...(text && { question: text }), ...place, ...common } : { question: text, ...common };
  try {
    for await (const [event, said] of askServer(selection ? "selection" : "query", body, { ...config, visitor }, stop.signal)) {
      if (event === "delta") told.text += said.text ?? "";
      else if (event === "restarted") told.text = "";
      else if (event === "done") {
        const { answer, citations, sentences, coverage, indexing, model } = said;
        Object.assign(told, { text: answer ?? told.text, citations, sentences, coverage, indexing, model, status: "done" });
      }
      showSoon();
    }
  } catch (error) {
    told.status = stop.signal.aborted ? "stopped" : "failed";
    if (!stop.signal.aborted) explain(told, error, () => view.isConnected && show());
  }
  // What was forgotten meanwhile is not brought back.
  if (store.state.messages !== messages) return;
  running = null;
  setBusy(false);
  show();
  messages.push(told);
  store.save();
  ui.status.textContent = told.problem ?? (told.status === "stopped" ? words.stopped : `${words.answer}: ${view.children[1].textContent.slice(0, 1000)}`);
}

// Says why, and counts down to when it may be tried again.
function explain(told, { code, wait = 0 }, show) {
  const reason =
    words[code] && /^(cut|offline)$/.test(code) ? words[code]
    : /rate_limit|too_many/.test(code) ? words.limited
    : /public_key|origin|api_key|not_allowed/.test(code) ? words.refused
    : wait > 0 ? words.out : words.failed;
  told.reason = reason;
  const until = Date.now() + wait * 1000;
  const count = () => {
    told.wait = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    told.problem = told.wait ? `${reason} ${fill(words.in, told.wait)}` : reason;
    if (!told.wait) clearInterval(timer);
  };
  count();
  if (!told.wait) return;
  timer = setInterval(() => {
    count();
    show();
  }, 1000);
}

// Text that the reader selects on the page can be asked about, by the button that comes beside it, or by Alt+Shift+A.
function noticeSelection() {
  const selection = document.getSelection();
  const node = selection?.anchorNode;
  const isTyping = /^(INPUT|TEXTAREA|UNDERSTUDY-CHAT)$/.test(document.activeElement?.tagName);
  if (isTyping && document.activeElement.tagName === "UNDERSTUDY-CHAT") return;
  selected = isTyping || !node || selection.isCollapsed ? "" : selection.toString().trim();
  if (selected.length < 3) selected = "";
  ui.about.hidden = !selected || isOpen() && innerWidth <= 480;
  if (ui.about.hidden) return;
  const box = selection.getRangeAt(0).getBoundingClientRect();
  const below = box.bottom + 48 < innerHeight ? box.bottom + 8 : Math.max(8, box.top - 44);
  ui.about.style.top = `${Math.min(below, innerHeight - 48)}px`;
  ui.about.style.left = `${Math.max(8, Math.min(box.left, innerWidth - ui.about.offsetWidth - 8))}px`;
}

function start() {
  const host = document.createElement("understudy-chat");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(ui.root);
  // The page's own shortcuts are none while somebody writes here.
  for (const name of ["keydown", "keyup", "keypress"]) {
    ui.root.addEventListener(name, (event) => {
      if (name === "keydown" && event.key === "Escape" && isOpen() && !event.isComposing) close();
      event.stopPropagation();
    });
  }
  let soon = 0;
  const noticeSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(noticeSelection, 150);
  };
  document.addEventListener("selectionchange", noticeSoon);
  addEventListener("scroll", noticeSoon, { passive: true, capture: true });
  addEventListener("resize", noticeSoon);
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyA" && selected) about();
  });
  document.body.append(host);
}

Object.defineProperty(window, "Understudy", {
  value: Object.freeze({
    open,
    close,
    ask(text, selection = "") {
      open();
      const question = String(text ?? "").trim().slice(0, 4000);
      if (!running && (question || selection)) send(question, String(selection).slice(0, 8000));
    },
  }),
});
if (document.body) start();
else addEventListener("DOMContentLoaded", start);
