/* A pad to sign on with pen, finger or mouse: lines in a field of 1000 x 400, kept as text in the form. */
(() => {
  "use strict";
  const pad = document.querySelector("[data-pad]");
  if (!pad) return;
  const form = pad.closest("form");
  const drawing = pad.querySelector("path");
  const field = form.querySelector("[name=stroke]");
  const way = form.querySelector("[name=way]");
  const lines = [];
  let line = null;

  const at = (event) => {
    const box = pad.getBoundingClientRect();
    const within = (share, most) => Math.min(most, Math.max(0, Math.round(share * most)));
    return within((event.clientX - box.left) / box.width, 1000) + " " + within((event.clientY - box.top) / box.height, 400);
  };
  const show = () => {
    const text = lines.filter((one) => one.length > 1).map((one) => "M" + one.join("L")).join("");
    drawing.setAttribute("d", text);
    field.value = text;
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    line = [at(event)];
    lines.push(line);
    way.value = "screen";
  });
  pad.addEventListener("pointermove", (event) => {
    if (!line) return;
    const point = at(event);
    if (point !== line[line.length - 1]) line.push(point);
    show();
  });
  const end = () => { line = null; };
  pad.addEventListener("pointerup", end);
  pad.addEventListener("pointercancel", end);
  form.querySelector("[data-clear]").addEventListener("click", () => { lines.length = 0; show(); });
  pad.closest("[data-board]").hidden = false;
})();
