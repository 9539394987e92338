/* Signing out empties what an attendance list kept on this device. Ticks that were not sent yet are not lost unasked. */

import { announce } from "./leerspoor.js";
import { count } from "./attendance_store.js";

const place = document.getElementById("sign-out");
let warned = false;

place?.querySelector("form").addEventListener("submit", async (event) => {
  if (warned) return;
  event.preventDefault();
  const unsent = await count().catch(() => 0);
  warned = true;
  if (!unsent) { event.target.submit(); return; }
  const note = document.createElement("p");
  note.className = "note mb4";
  note.dataset.tone = "wait";
  note.textContent = place.dataset.unsent;
  document.getElementById("unsent").replaceChildren(note);
  announce(place.dataset.unsent);
});
