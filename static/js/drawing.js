// Keeps an SVG of the page as a PNG: a copy carries its colours and letters itself, since a picture knows no style sheet.
(() => {
  const CARRIED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "dominant-baseline", "paint-order", "text-anchor"];
  const LONGEST = 16000; // pixels; browsers draw no longer canvas
  const copied = (drawing) => {
    const copy = drawing.cloneNode(true);
    const drawn = drawing.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((element, at) => {
      const style = getComputedStyle(drawn[at]);
      CARRIED.forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return copy;
  };
  const saved = async (drawing) => {
    const { width, height } = drawing.viewBox.baseVal;
    const scale = Math.min(2, LONGEST / Math.max(width, height));
    const picture = new Image(width * scale, height * scale);
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copied(drawing)))}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.width;
    canvas.height = picture.height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(drawing.closest(".card")).backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = `${drawing.id}.png`;
    link.click();
  };
  document.querySelectorAll("[data-drawing-png]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => saved(document.getElementById(button.dataset.drawingPng)));
  });
})();
