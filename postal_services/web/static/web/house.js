// The small script of the house: starts the patterns, keyboard shortcuts, notices. Every page works without it.

const root = document.documentElement;
const english = root.lang === "en";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

if (root.dataset.patterns) {
  const patterns = await import(root.dataset.patterns);
  patterns.initAll();
  document.body.addEventListener("htmx:afterSwap", (event) => patterns.initAll({ scope: event.target }));
}

// Shortcuts. Letters typed into a field are text, never a command.

const typing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

const dialog = document.getElementById("shortcuts");
let waitingForPlace = 0;

function openShortcuts() {
  if (dialog && !dialog.open) dialog.showModal();
}

function go(key) {
  const door = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (door instanceof HTMLAnchorElement) door.click();
}

function moveRow(step) {
  const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
  next.querySelector("a, input, button")?.focus();
}

const commands = {
  "?": openShortcuts,
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (dialog?.open) return;
  if (waitingForPlace && Date.now() - waitingForPlace < 1500) {
    waitingForPlace = 0;
    event.preventDefault();
    go(event.key.toLowerCase());
    return;
  }
  waitingForPlace = 0;
  if (event.key === "g") {
    waitingForPlace = Date.now();
    return;
  }
  const command = commands[event.key];
  if (command) {
    event.preventDefault();
    command();
  }
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-open-shortcuts]")) openShortcuts();
  if (event.target.closest("[data-close-shortcuts]") || event.target === dialog) dialog.close();
  if (event.target.closest("[data-print]")) window.print();
  const all = event.target.closest("[data-pick-all]");
  if (all instanceof HTMLInputElement) {
    for (const box of all.closest("table").querySelectorAll("tbody .pick")) box.checked = all.checked;
    countPicked(all.closest("form"));
  } else if (event.target.matches(".pick")) {
    countPicked(event.target.closest("form"));
  }
});

// A list that opens over the page closes again by Escape or by a press beside it; on paper nothing stays folded.

function closeLists(except) {
  for (const list of document.querySelectorAll("details[data-closes][open]")) {
    if (!except || !list.contains(except)) list.open = false;
  }
}

document.addEventListener("click", (event) => closeLists(event.target));
document.addEventListener("keydown", (event) => {
  const list = event.key === "Escape" && document.activeElement?.closest("details[data-closes][open]");
  if (!list) return;
  list.open = false;
  list.querySelector("summary").focus();
});

let unfolded = [];
window.addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  for (const fold of unfolded) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of unfolded) fold.open = false;
});

function countPicked(form) {
  const place = form?.querySelector("[data-picked]");
  if (place) place.textContent = String(form.querySelectorAll("tbody .pick:checked").length);
}

// Notices that come by themselves are read out politely and go away after ten seconds.

const toasts = document.getElementById("toasts");

function toast(text, kind = "plain") {
  if (!toasts) return;
  const box = document.createElement("p");
  box.className = `toast toast--${kind}`;
  box.textContent = text;
  toasts.append(box);
  setTimeout(() => box.remove(), 10000);
}

document.body.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.kind));
document.body.addEventListener("htmx:sendError", () =>
  toast(
    english
      ? "No connection to the centre. Nothing was sent. Try again."
      : "Không kết nối được với trung tâm. Chưa gửi gì. Hãy thử lại.",
    "bad",
  ),
);
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) {
    toast(
      english ? "The system has a fault. Try again, or call the hotline." : "Hệ thống gặp lỗi. Hãy thử lại, hoặc gọi tổng đài.",
      "bad",
    );
  }
});
