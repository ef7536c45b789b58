// Parts of pages loaded by htmx: what to do when the answer is a refusal, or does not come.
// The sentences are on <body data-network-lost data-server-error>, in the page's language.

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
document.body.addEventListener("htmx:responseError", () => say(document.body.dataset.serverError));

document.body.addEventListener("htmx:afterSwap", () => document.getElementById("form-errors")?.focus());
