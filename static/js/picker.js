// Long <select data-picker> lists become searchable (Tom Select); the page loads vendor/tom-select.min.js first.
document.querySelectorAll("select[data-picker]").forEach((select) => {
  if (!window.TomSelect || select.tomselect) return;
  new window.TomSelect(select, { plugins: select.multiple ? ["remove_button"] : [], maxOptions: 300, create: false });
});
