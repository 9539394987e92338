/* Shared parts of the page scripts. Every page works without them: they save a click, never a fact. */

/** The CSRF token of this page, from its meta element or its first form; "" where there is none. */
export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  const field = document.querySelector('input[name="csrf_token"]');
  return meta?.content || field?.value || "";
}

/** fetch to our own site with the CSRF header; a JSON answer is asked for. Rejects on network failure only. */
export function send(url, { method = "POST", body = null, signal = undefined } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" };
  return fetch(url, { method, body, headers, signal, credentials: "same-origin", redirect: "follow" });
}

let announcing = 0;

/** Say `text` to a screen reader, politely; the same text twice is said twice. */
export function announce(text) {
  const place = document.getElementById("announce");
  if (!place) return;
  clearTimeout(announcing);
  place.textContent = "";
  announcing = setTimeout(() => { place.textContent = text; }, 60);
}

/** `work` is called `wait` milliseconds after the last call, at most once per pause. */
export function later(work, wait = 800) {
  let timer = 0;
  return (...rest) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...rest), wait);
  };
}
