// What is typed into [data-find-in="id"] leaves the rows of that list whose data-find has every word of it.
// Folds inside it open, so that what fits is seen.
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-find-in]");
  const list = field && document.getElementById(field.dataset.findIn);
  if (!list) return;
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  if (words.length) list.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  list.querySelectorAll("[data-find]").forEach((row) => {
    const fits = words.every((word) => row.dataset.find.includes(word));
    row.hidden = !fits;
    if (fits) left += 1;
  });
  const none = document.getElementById(`${list.id}-none`);
  if (none) none.hidden = left > 0;
});
