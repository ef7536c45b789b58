// Small comforts of every page. Everything works without them.

// Theme: the choice is a cookie, so that the server writes data-theme and no page flashes.
const THEME_MAX_AGE = 365 * 24 * 3600;

function systemTheme() {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function switchTheme(button) {
  const root = document.documentElement;
  const theme = (root.dataset.theme || systemTheme()) === "dark" ? "light" : "dark";
  root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${THEME_MAX_AGE}; SameSite=Lax${secure}`;
  announceTheme(button, theme);
}

function announceTheme(button, theme) {
  button.setAttribute("aria-pressed", String(theme === "dark"));
}

for (const button of document.querySelectorAll("[data-switch-theme]")) {
  button.hidden = false;
  announceTheme(button, document.documentElement.dataset.theme || systemTheme());
  button.addEventListener("click", () => switchTheme(button));
}

// Copy a link or a code: <button data-copy="text" data-copied="Copied" hidden>Copy</button>
async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.lastElementChild.textContent = button.dataset.copied;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(button));
}

// A select or a date that is a whole form: sent on change, its button hidden. <form data-send-on-change>
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
  for (const button of form.querySelectorAll("button")) button.hidden = true;
}

// Print: <button data-print hidden>
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Open menus close on Escape and on a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// The current tab is in sight, where the row of tabs is wider than the screen.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// After a refused form the summary of errors is what should be read first.
document.getElementById("form-errors")?.focus();

// Parts of pages loaded by htmx: what to do when the answer is a refusal, or does not come.
// The sentences are on <body data-network-lost data-busy data-server-error>, in the page's language.

const region = document.getElementById("messages");

function say(text) {
  region.replaceChildren();
  const notice = document.createElement("div");
  notice.className = "notice warning";
  notice.textContent = text;
  region.append(notice);
  region.scrollIntoView({ block: "nearest" });
}

// A refused form answers 422 with the same fragment and its errors: it is shown like a success.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// The login page, or any whole page, must never land inside a fragment.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.serverResponse.trimStart().toLowerCase().startsWith("<!doctype")) {
    event.detail.shouldSwap = false;
    location.assign(event.detail.xhr.responseURL || location.href);
  }
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, () => say(document.body.dataset.networkLost));
}
document.body.addEventListener("htmx:responseError", (event) => {
  const { busy, serverError } = document.body.dataset;
  say(event.detail.xhr.status === 503 ? busy : serverError);
});

document.body.addEventListener("htmx:afterSwap", () => document.getElementById("form-errors")?.focus());
