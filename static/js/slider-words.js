// Says in words what a slider [data-slider-words="id"] stands at; the sentences lie in the JSON of that id.
document.querySelectorAll("[data-slider-words]").forEach((slider) => {
  const words = JSON.parse(document.getElementById(slider.dataset.sliderWords).textContent);
  const says = document.getElementById(`${slider.id}-says`);
  const say = () => {
    says.textContent = words[slider.value];
    slider.setAttribute("aria-valuetext", words[slider.value]);
  };
  slider.addEventListener("input", say);
  say();
});
