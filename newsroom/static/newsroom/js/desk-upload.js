// Many pictures, one after the other: each shows what became of it as soon as it is known. Without this script the form
// sends them all at once, to the same page.
(() => {
  "use strict";

  const form = document.querySelector("form[data-many]");
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  const status = form.querySelector("[role=status]");
  const list = document.querySelector(".arrivals");

  async function send(file) {
    const data = new FormData(form);
    data.delete(field.name);
    data.append(field.name, file);
    const answer = await fetch(location.href, { method: "POST", body: data });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return Array.from(page.querySelectorAll(".arrivals > li"));
  }

  function failed(file) {
    const row = document.createElement("li");
    row.className = "arrival arrival--refused";
    row.textContent = `${file.name}: ${status.dataset.failed}`;
    return [row];
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = Array.from(field.files);
    for (const [place, file] of files.entries()) {
      status.textContent = `${status.dataset.working} ${place + 1} / ${files.length}`;
      list.prepend(...(await send(file).catch(() => failed(file))));
    }
    status.textContent = "";
    form.reset();
  });

  field.addEventListener("change", () => form.requestSubmit());

  const drop = form.querySelector(".many__drop");
  for (const name of ["dragover", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      if (name !== "drop" || !event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
})();
