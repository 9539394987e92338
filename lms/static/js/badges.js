/* Badge pages: print, copy, drop files. Buttons that need this script are hidden until it runs. */
import { announce } from "./leerspoor.js";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    field.select();
    announce(button.dataset.done || button.textContent);
  });
}

for (const place of document.querySelectorAll("[data-drop]")) {
  const input = place.querySelector('input[type="file"]');
  const chosen = place.querySelector("[data-chosen]");
  if (!input) continue;
  const tell = () => {
    if (chosen) chosen.textContent = [...input.files].map((file) => file.name).join(", ");
  };
  input.addEventListener("change", tell);
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    tell();
  });
}

document.getElementById("results")?.focus();

for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const ticks = [...document.querySelectorAll(`input[type="checkbox"][data-group="${button.dataset.tickAll}"]`)];
    const every = ticks.some((tick) => !tick.checked);
    for (const tick of ticks) tick.checked = every;
  });
}
