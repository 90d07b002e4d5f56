// What is typed into [data-find-in="id"] leaves the rows of that table whose data-find has every word of it.
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-find-in]");
  const table = field && document.getElementById(field.dataset.findIn);
  if (!table) return;
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  table.querySelectorAll("[data-find]").forEach((row) => {
    const fits = words.every((word) => row.dataset.find.includes(word));
    row.hidden = !fits;
    if (fits) left += 1;
  });
  const none = document.getElementById(`${table.id}-none`);
  if (none) none.hidden = left > 0;
});
