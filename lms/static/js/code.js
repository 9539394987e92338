/* The screen of a session: looks for the next code and the count, keeps the screen awake, fills it on request.
   Without this script the page reloads itself. A code that the network did not renew is taken off the screen. */

const page = document.getElementById("live");
const full = document.getElementById("full");
let missed = 0;

function lost() {
  const box = document.createElement("div");
  box.className = "hall-shut";
  box.setAttribute("role", "status");
  const head = document.createElement("p");
  head.className = "t3";
  head.textContent = page.dataset.lost;
  const line = document.createElement("p");
  line.textContent = page.dataset.lostText;
  box.append(head, line);
  page.replaceChildren(box);
  page.dataset.state = "lost";
}

async function look() {
  let again = 5;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.redirected || answer.status === 404) { location.reload(); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    page.replaceChildren(...fresh.childNodes);
    Object.assign(page.dataset, fresh.dataset);
    again = Number(fresh.dataset.again) || 5;
    missed = 0;
  } catch {
    missed += 1;
    if (missed * 5 > 30 && page.dataset.state === "open") lost();
  }
  setTimeout(look, again * 1000);
}

async function stayAwake() {
  try { await navigator.wakeLock?.request("screen"); } catch { /* a screen that may sleep */ }
}

setTimeout(look, (Number(page.dataset.again) || 5) * 1000);
stayAwake();
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") stayAwake(); });
if (document.documentElement.requestFullscreen) {
  full.hidden = false;
  full.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}
