// What the pickers of the admin (select2) do not do themselves: keep the order in which somebody picked, show pictures.
(() => {
  "use strict";

  const $ = window.django && window.django.jQuery;
  if (!$) return;

  // A chip that is picked last is posted last.
  $("[data-in-order]").on("select2:select", function (event) {
    this.append(event.params.data.element);
  });

  // The stock list, which shows names only, is made anew with the pictures beside them.
  const templateResult = ({ text, thumbnail }) => {
    if (!thumbnail) return text;
    const picture = Object.assign(document.createElement("img"), { src: thumbnail, alt: "", loading: "lazy" });
    const row = document.createElement("span");
    row.className = "pictured-choice";
    row.append(picture, text);
    return row;
  };
  $(() => $("[data-pictures]").select2({ ajax: { data: ({ term, page }) => ({ term, page }) }, templateResult }));
})();
