// The query builder: a condition is added as soon as it is chosen, a date asks for days or for a range.
(() => {
  const form = document.querySelector("[data-query]");
  if (!form) return;
  form.addEventListener("change", (event) => {
    const chosen = event.target.closest("[data-query-new]");
    if (chosen && chosen.value) {
      form.requestSubmit(chosen.parentElement.querySelector("button"));
      return;
    }
    const operator = event.target.closest("[data-query-operator]");
    const row = operator?.closest("[data-query-row]");
    const days = row?.querySelector("[data-query-days]");
    if (!days) return;
    days.hidden = operator.value === "between";
    row.querySelector("[data-query-range]").hidden = !days.hidden;
  });
  // A new row waits for what it is to be compared with.
  if (window.location.hash === "#new") {
    const rows = form.querySelectorAll("[data-query-row]");
    rows[rows.length - 1]?.querySelector(".query-value:not([hidden]) input, .query-value:not([hidden]) select")?.focus();
  }
})();
