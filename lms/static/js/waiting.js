/* A page about work that is still being done looks again by itself. Without this script a link does the same. */
import { announce } from "./leerspoor.js";

const PAUSE = 2000;

async function look() {
  const place = document.querySelector("#waiting[data-waits]");
  if (!place) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#waiting");
    if (answer.ok && fresh) {
      if (!fresh.hasAttribute("data-waits")) { location.reload(); return; }
      place.replaceWith(fresh);
      announce(fresh.querySelector("[role=status]")?.textContent || "");
    }
  } catch { /* away for a moment: the next look may find it */ }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
