// A button [data-fill="id"] puts its data-fill-with into that field and takes the finds around it away.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.dataset.fillWith;
  field.focus();
  button.closest("[data-finds]")?.replaceChildren();
});
