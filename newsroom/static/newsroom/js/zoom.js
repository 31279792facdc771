// A drawing in a window of its own: whole, or large enough to walk over it. Without this file the link opens the
// picture itself.
//
// <a href="picture" data-zoom="what else opens it" data-close data-large data-fit>

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function open(link) {
  const { close, large, fit } = link.dataset;
  const drawn = document.querySelector(`${link.dataset.zoom} img`);
  const image = element("img", { src: link.href, alt: drawn.alt, lang: drawn.lang, width: drawn.width, height: drawn.height });
  // Read from left to right, so that the ways to scroll are the same in both languages: a drawing has no direction.
  const paper = element("div", { className: "zoom__paper", tabIndex: 0, dir: "ltr" }, image);
  const size = element("button", { type: "button", textContent: large });
  const away = element("button", { type: "button", textContent: close });
  const dialog = element("dialog", { className: "zoom" }, element("div", { className: "zoom__bar" }, size, away), paper);
  dialog.setAttribute("aria-label", document.querySelector("h1").textContent);
  paper.setAttribute("aria-label", large);
  paper.setAttribute("role", "group");

  // The point that was pressed stays where it was; without one, the middle.
  function turn(across = 0.5, down = 0.5) {
    const isLarge = dialog.classList.toggle("zoom--large");
    size.textContent = isLarge ? fit : large;
    paper.scrollLeft = across * paper.scrollWidth - paper.clientWidth / 2;
    paper.scrollTop = down * paper.scrollHeight - paper.clientHeight / 2;
    if (isLarge) paper.focus();
  }

  size.addEventListener("click", () => turn());
  away.addEventListener("click", () => dialog.close());
  paper.addEventListener("click", (event) => {
    if (event.target !== image) return dialog.close();
    // Where the window is narrow, there is paper above and below the drawing within its box.
    const height = (image.clientWidth * drawn.height) / drawn.width;
    const down = (event.offsetY - (image.clientHeight - height) / 2) / height;
    turn(event.offsetX / image.clientWidth, Math.min(Math.max(down, 0), 1));
  });
  dialog.addEventListener("keydown", (event) => {
    const isLarge = dialog.classList.contains("zoom--large");
    if ((event.key === "+" && !isLarge) || (event.key === "-" && isLarge)) turn();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

for (const link of document.querySelectorAll("a[data-zoom]")) {
  if (!window.HTMLDialogElement) break;
  const asked = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // a new window was asked for
    event.preventDefault();
    open(link);
  };
  link.addEventListener("click", asked);
  const drawing = document.querySelector(link.dataset.zoom);
  drawing.classList.add("zooms");
  drawing.addEventListener("click", asked);
}
