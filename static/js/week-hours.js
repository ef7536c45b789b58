// Monday's hours appear on a day as soon as it is ticked; without this they are copied when the form is sent.
for (const week of document.querySelectorAll("[data-week-hours]")) {
  const monday = week.querySelector("input[name$='day_0']");
  const ticks = week.querySelectorAll("input[name$='same_as_monday']");
  const copy = () => {
    for (const tick of ticks) {
      const day = week.querySelector(`input[name$='day_${tick.value}']`);
      day.readOnly = tick.checked;
      if (tick.checked) day.value = monday.value;
    }
  };
  week.addEventListener("change", copy);
  copy();
}
