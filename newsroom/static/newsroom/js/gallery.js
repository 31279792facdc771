// Pictures one beside the other, in reading order: swiped, walked by the arrow keys, or by two buttons. Without this file
// they stand one under the other.

const rtl = document.documentElement.dir === "rtl";
const figure = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-u-nu-arab" : "en");

function watch(gallery) {
  const reel = gallery.querySelector(".gallery__reel");
  const count = gallery.querySelector("[data-count]");
  const steps = [...gallery.querySelectorAll("[data-step]")];
  const pictures = [...reel.children];
  const last = pictures.length - 1;
  reel.tabIndex = 0;

  // From right to left a scroller begins at 0 and goes below it.
  const now = () => Math.round(Math.abs(reel.scrollLeft) / reel.clientWidth);
  let shown = -1;
  let wanted = 0; // where a walk leads that is still under way

  function show() {
    if (now() === shown) return;
    shown = now();
    count.textContent = count.dataset.count.replace("{n}", figure.format(shown + 1)).replace("{all}", figure.format(pictures.length));
    for (const step of steps) step.disabled = step.dataset.step < 0 ? shown === 0 : shown === last;
  }

  function walk(to) {
    wanted = Math.min(last, Math.max(0, to));
    reel.scrollTo({ left: pictures[wanted].offsetLeft - pictures[0].offsetLeft });
  }

  let pause = 0;
  reel.addEventListener("scroll", () => {
    show();
    clearTimeout(pause);
    pause = setTimeout(() => { wanted = now(); }, 150);
  }, { passive: true });
  for (const step of steps) step.addEventListener("click", () => walk(wanted + Number(step.dataset.step)));
  reel.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // the browser's own: back, forward
    const places = { [rtl ? "ArrowLeft" : "ArrowRight"]: wanted + 1, [rtl ? "ArrowRight" : "ArrowLeft"]: wanted - 1, Home: 0, End: last };
    if (!(event.key in places)) return;
    event.preventDefault();
    walk(places[event.key]);
  });
  new ResizeObserver(show).observe(reel);
  show();
}

document.querySelectorAll("[data-gallery]").forEach(watch);
