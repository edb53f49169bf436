// What is kept between two pages of the site: who the visitor is, and the end of the conversation. Without storage it lasts as
// long as the page.
function conversationStore(name) {
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fresh = () => ({ visitor: random(), session: random(), messages: [] });
  const isKept = ({ visitor, session, messages }) =>
    typeof visitor === "string" && typeof session === "string" && Array.isArray(messages)
    && messages.every(({ text }) => typeof text === "string");
  let state;
  try {
    state = JSON.parse(localStorage.getItem(name));
    if (!isKept(state)) state = null;
  } catch {
    state = null;
  }
  state ??= fresh();
  const save = () => {
    state.messages.splice(0, state.messages.length - 40);
    let text;
    while ((text = JSON.stringify(state)).length > 200_000) state.messages.shift();
    try {
      localStorage.setItem(name, text);
    } catch {
      // The browser keeps nothing for this site.
    }
  };
  return {
    get state() {
      return state;
    },
    save,
    forget() {
      state = fresh();
      save();
    },
  };
}

// Black or white, whichever can be read on `color`, #rrggbb.
function inkOn(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

const bin = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";

// Everything that is seen, by name; `act` has what its buttons do.
function buildPanel(config, words, act) {
  const icon = (path, label, click, more = {}) =>
    make("button", { type: "button", class: "plain icon", "aria-label": label, title: label, click, ...more }, drawing(path));
  const ui = {
    launcher: make(
      "button", { type: "button", class: "launcher", "aria-label": config.title, title: config.title, "aria-expanded": "false", click: act.toggle },
      drawing("M21 12a8 8 0 0 1-8 8H4l2-3.3A8 8 0 1 1 21 12Z")),
    about: make("button", { type: "button", class: "about", hidden: true, click: act.about, pointerdown: (event) => event.preventDefault() }, words.about),
    forget: icon(bin, words.forget, act.forget),
    log: make("div", { class: "log", role: "region", "aria-label": words.log, tabindex: "0" }),
    status: make("p", { class: "sr", role: "status" }),
    chip: make("div", { class: "chip", hidden: true }),
    field: make("textarea", { rows: "1", "aria-label": words.field, placeholder: words.field, dir: "auto", maxlength: "4000", keydown: act.key }),
    send: make("button", { type: "submit", class: "send" }, words.send),
  };
  const close = icon("M6 6l12 12M18 6L6 18", words.close, act.close);
  const form = make("form", { submit: act.submit }, ui.chip, make("div", { class: "row" }, ui.field, ui.send), make("p", { class: "quiet" }, words.note));
  ui.panel = make(
    "section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
    make("header", {}, make("h2", { id: "title", dir: "auto" }, config.title), ui.forget, close), ui.log, ui.status, form);
  ui.root = make(
    "div", { class: `root ${config.place}`, role: "region", "aria-label": config.title, lang: config.language, dir: config.language === "ar" ? "rtl" : "ltr" },
    ui.about, ui.panel, ui.launcher);
  if (config.accent) {
    ui.root.style.setProperty("--site-accent", config.accent);
    ui.root.style.setProperty("--site-on-accent", inkOn(config.accent));
  }
  return ui;
}
