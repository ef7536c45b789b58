// Dragging a reservation of the week to a free half-day: an extra for a mouse. It sends the same form as the
// page "Move", which answers with its sentences when a rule stands in the way.

const form = document.getElementById("move-form");

function dropTarget(event) {
  return event.target.closest?.(".add[data-where]");
}

function move(booking, target) {
  form.action = booking.dataset.move;
  for (const name of ["where", "day", "when"]) form.elements[name].value = target.dataset[name];
  form.requestSubmit();
}

function setUp() {
  let dragged = null;
  for (const booking of document.querySelectorAll(".booking[data-move]")) {
    booking.draggable = true;
    booking.addEventListener("dragstart", () => (dragged = booking));
    booking.addEventListener("dragend", () => (dragged = null));
  }
  const table = document.querySelector(".planning");
  const mark = (event, on) => dropTarget(event)?.classList.toggle("drop-target", on);
  table?.addEventListener("dragover", (event) => {
    if (!dragged || !dropTarget(event)) return;
    event.preventDefault();
    mark(event, true);
  });
  table?.addEventListener("dragleave", (event) => mark(event, false));
  table?.addEventListener("drop", (event) => {
    const target = dropTarget(event);
    if (!dragged || !target) return;
    event.preventDefault();
    mark(event, false);
    move(dragged, target);
  });
}

if (form && matchMedia("(pointer: fine)").matches) setUp();
