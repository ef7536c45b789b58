// "Near me": the device's position, rounded to a kilometre or so, goes into the search form. Only when it is asked
// for and granted; typing a town undoes it.
const DECIMALS = 2;

function hidden(form, name) {
  return form.querySelector(`input[type="hidden"][name="${name}"]`);
}

function locate(form, position) {
  for (const [name, value] of [
    ["lat", position?.latitude],
    ["lon", position?.longitude],
  ]) {
    const input = hidden(form, name);
    input.disabled = !position;
    input.value = position ? value.toFixed(DECIMALS) : "";
  }
}

function ask(button, where, said) {
  const { form } = where;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      locate(form, coords);
      where.value = "";
      where.placeholder = button.dataset.nearYou;
      said.textContent = "";
      form.requestSubmit();
    },
    () => {
      said.textContent = button.dataset.denied;
      where.focus();
    },
    { timeout: 10000, maximumAge: 600000 },
  );
}

for (const button of document.querySelectorAll("[data-near-me]")) {
  const where = document.getElementById(button.dataset.nearMe);
  const said = button.parentElement.querySelector("[data-near-me-said]");
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => ask(button, where, said));
  where.addEventListener("input", () => locate(where.form, null));
}
