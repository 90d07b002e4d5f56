// Long <select data-picker> lists become searchable (Tom Select); the page loads vendor/tom-select.min.js first.
document.querySelectorAll("select[data-picker]").forEach((select) => {
  if (!window.TomSelect || select.tomselect) return;
  // Tom Select moves the label to its own input; the select behind it keeps its name for screen readers.
  if (select.labels[0]) select.setAttribute("aria-label", select.labels[0].textContent.trim());
  new window.TomSelect(select, { plugins: select.multiple ? ["remove_button"] : [], maxOptions: 300, create: false });
});
