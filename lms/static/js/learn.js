/* The reader: keeps the heading in view as the place to go on from, and starts a film on this page.
   Without this script the unit itself is the place, and a film opens on its own site. */

import { announce, csrfToken, later, send } from "./leerspoor.js";

const page = document.querySelector("[data-place-url]");

if (page) keepPlace(page.dataset.placeUrl);
document.querySelectorAll("[data-embed]").forEach(playHere);
focusFeedback();

/** Post the id of the last heading that went past, shortly after reading stops; and once more when leaving. */
function keepPlace(url) {
  const headings = [...page.querySelectorAll(".prose :is(h2, h3, h4)[id^='part-']")];
  if (!headings.length || !("IntersectionObserver" in window)) return;
  const note = document.getElementById("place-saved");
  let place = "";
  let kept = "";

  const body = () => {
    const form = new FormData();
    form.set("place", place);
    form.set("csrf_token", csrfToken());
    return form;
  };
  const keep = async () => {
    if (!place || place === kept) return;
    const now = place;
    try {
      const answer = await send(url, { body: body() });
      if (!answer.ok) return;
      kept = now;
      const facts = await answer.json();
      if (note) note.textContent = facts.saved;
    } catch {
      /* No connection: the next heading tries again. */
    }
  };
  const soon = later(keep, 1500);
  const seen = new IntersectionObserver(() => {
    const past = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight * 0.4);
    const last = past.at(-1);
    if (last && last.id !== place) {
      place = last.id;
      soon();
    }
  }, { rootMargin: "0px 0px -60% 0px", threshold: [0, 1] });
  headings.forEach((heading) => seen.observe(heading));
  window.addEventListener("pagehide", () => {
    if (place && place !== kept) navigator.sendBeacon?.(url, body());
  });
}

/** A press on play puts the film in the page; before that nothing is asked from another site. */
function playHere(box) {
  box.querySelector("[data-play]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = box.dataset.embed;
    frame.title = box.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    box.replaceChildren(frame);
    frame.focus();
  });
}

/** After an answer the feedback is what one reads first, also with a screen reader. */
function focusFeedback() {
  const said = location.hash === "#feedback" && document.getElementById("feedback");
  if (!said) return;
  said.focus({ preventScroll: true });
  announce(said.querySelector("h2, h3")?.textContent ?? "");
}
