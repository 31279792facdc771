// A preview as readers will see it on a phone and on a laptop, in the light and in the dark: the page in a frame of that
// width. Without this file, the preview is just the page.
if (window !== window.parent) {
  document.querySelector(".draft").remove();
} else {
  const looks = document.querySelector("[data-looks]");
  const page = `<!doctype html>${document.documentElement.outerHTML}`;
  const pressed = { width: "", theme: document.documentElement.dataset.theme || "" };
  let frame = null;

  const paint = () => {
    if (frame && pressed.theme) frame.contentDocument.documentElement.dataset.theme = pressed.theme;
  };

  const open = () => {
    frame = document.createElement("iframe");
    frame.className = "draft__frame";
    frame.title = document.title;
    frame.addEventListener("load", paint);
    frame.srcdoc = page;
    const ribbon = looks.closest(".draft");
    document.body.replaceChildren(ribbon, frame);
    document.body.classList.add("draft-shell");
  };

  looks.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const kind = button.dataset.width ? "width" : "theme";
    pressed[kind] = button.dataset[kind];
    if (!frame) open();
    if (kind === "width") frame.width = button.dataset.width;
    else paint();
    for (const each of looks.querySelectorAll(`[data-${kind}]`)) {
      each.setAttribute("aria-pressed", String(each === button));
    }
  });
}
