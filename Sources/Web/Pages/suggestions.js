// The assistants' pages: sends their forms without leaving the page, and keeps what was typed until it was sent.

const main = () => document.getElementById("main");
const field = (name) => document.querySelector(`#ask [name=${name}]`);
const draft = `understudy-draft${location.pathname}`;

function say(text) {
  document.getElementById("announcer").textContent = text;
}

function remember() {
  sessionStorage.setItem(draft, JSON.stringify([field("title").value, field("description").value]));
}

function recall() {
  const [title, description] = JSON.parse(sessionStorage.getItem(draft) ?? "[]");
  if (!field("title") || field("title").value) return;
  field("title").value = title ?? "";
  field("description").value = description ?? "";
}

/** The buttons that decide on a card, to find the one where the reader was. */
const deciders = () => [...document.querySelectorAll(".card .choices :first-child")];

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const place = deciders().findIndex((each) => form.contains(each));
  const asks = form.id === "ask";
  main().setAttribute("aria-busy", "true");
  const label = button?.lastChild.textContent;
  if (asks) {
    say(main().dataset.working);
    if (button) button.lastChild.textContent = main().dataset.working;
  }
  for (const each of form.querySelectorAll("button")) each.disabled = true;
  try {
    const response = await fetch(form.getAttribute("action"), { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.getElementById("main")) throw response;
    if (asks && response.ok) sessionStorage.removeItem(draft);
    main().replaceWith(page.getElementById("main"));
    recall();
    const said = document.getElementById("said");
    const next = place < 0 ? null : deciders()[Math.min(place, deciders().length - 1)];
    const target = said ? field("title") : asks ? document.getElementById("pending-title") : next;
    (target ?? document.getElementById("accepted-title")).focus();
    say(asks && !said ? document.getElementById("pending-title")?.textContent ?? "" : "");
  } catch {
    main().removeAttribute("aria-busy");
    if (asks && button) button.lastChild.textContent = label;
    for (const each of form.querySelectorAll("button")) each.disabled = false;
    const said = document.getElementById("said") ?? document.createElement("p");
    Object.assign(said, { id: "said", role: "alert", className: "wrong", textContent: main().dataset.offline });
    form.before(said);
  }
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!main().hasAttribute("aria-busy")) send(event.target, event.submitter);
});
document.addEventListener("input", (event) => event.target.form?.id === "ask" && remember());
recall();
document.documentElement.dataset.ready = "";
