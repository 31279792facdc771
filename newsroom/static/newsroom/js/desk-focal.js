// The focal point of a picture: pressed on the picture, written into the two fields, shown in the crops that pages make.
(() => {
  "use strict";

  const place = document.querySelector("[data-focal]");
  if (!place) return;
  const across = document.querySelector("#id_focal_x");
  const down = document.querySelector("#id_focal_y");
  if (!across || !down) return; // to look at only
  const whole = place.querySelector(".focal__whole");
  const mark = place.querySelector(".focal__mark");
  const crops = place.querySelectorAll(".focal__crop");

  const percent = (field) => Math.min(100, Math.max(0, Number(field.value) || 0));

  function show() {
    const [x, y] = [percent(across), percent(down)];
    mark.style.left = `${x}%`;
    mark.style.top = `${y}%`;
    for (const crop of crops) crop.style.objectPosition = `${x}% ${y}%`;
  }

  function set(x, y) {
    across.value = Math.round(Math.min(100, Math.max(0, x)));
    down.value = Math.round(Math.min(100, Math.max(0, y)));
    across.dispatchEvent(new Event("input", { bubbles: true }));
    show();
  }

  whole.addEventListener("click", (event) => {
    if (!event.detail) return; // by the keyboard: the arrows move it
    const box = whole.getBoundingClientRect();
    set(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  });
  whole.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] }[event.key];
    if (!step) return;
    event.preventDefault();
    set(percent(across) + step[0], percent(down) + step[1]);
  });
  for (const field of [across, down]) field.addEventListener("input", show);
  place.querySelector(".focal__crops").hidden = false;
  show();
})();
