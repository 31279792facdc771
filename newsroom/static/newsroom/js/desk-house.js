// The form of the site's identity: while somebody chooses months and digits, each place shows a date as it would print it.
// The words are made by the server, by the code that prints the pages.

const samples = document.querySelectorAll("[data-house-sample]");
const source = document.querySelector("[data-house-source]")?.dataset.houseSource;
const choices = [...document.querySelectorAll("select")].filter((field) => /_(months|digits)$/.test(field.name));

async function show() {
  const chosen = new URLSearchParams(choices.map((field) => [field.name, field.value]));
  const answer = await fetch(`${source}?${chosen}`);
  if (!answer.ok) return;
  const words = await answer.json();
  for (const sample of samples) sample.textContent = words[sample.dataset.houseSample];
}

if (source) for (const field of choices) field.addEventListener("change", show);
// Somebody may have chosen before this file was there, or come back to what they had chosen.
if (source && choices.some((field) => !field.options[field.selectedIndex]?.defaultSelected)) show();
