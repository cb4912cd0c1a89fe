// Scanning with a hand scanner or by keyboard: the desk, the count of a list, and picking items for a new one.
// Every page works without it; with it codes follow each other without waiting, and each answer is seen, heard and felt.

const SAME_READ_MS = 1500;
const KEPT_DAYS = 7;

// What is seen, heard and felt. Green goes up, amber is one low tone, red two.

const TONES = { good: [[880, 0.07], [1320, 0.09]], warn: [[440, 0.16]], bad: [[220, 0.16], [180, 0.22]] };
const BUZZES = { good: [40], warn: [90], bad: [120, 70, 180] };
let audio;

function loud() {
  return document.querySelector("[data-sound]")?.checked ?? true;
}

function sound(kind) {
  try {
    audio ??= new AudioContext();
    let at = audio.currentTime;
    for (const [pitch, length] of TONES[kind]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      tone.type = kind === "bad" ? "square" : "sine";
      volume.gain.value = 0.12;
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + length);
      at += length + 0.02;
    }
  } catch {
    // A machine without sound still shows the colour.
  }
}

function feel(kind) {
  if (loud()) {
    sound(kind);
    navigator.vibrate?.(BUZZES[kind]);
  }
  const box = document.querySelector("[data-feedback]");
  if (!box) return;
  box.classList.remove("flash--good", "flash--warn", "flash--bad");
  void box.offsetWidth;
  box.classList.add(`flash--${kind}`);
}

const switchOfSound = document.querySelector("[data-sound]");
if (switchOfSound) {
  switchOfSound.checked = localStorage.getItem("scan-sound") !== "off";
  switchOfSound.addEventListener("change", () => localStorage.setItem("scan-sound", switchOfSound.checked ? "on" : "off"));
}

// Codes.

const WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7];
const TOKEN = /^[0-9BCGHKMNPQTV]{16}$/;

export function tidy(text) {
  return text.normalize("NFKC").trim().toUpperCase();
}

export function itemCode(text) {
  const plain = tidy(text).replace(/[\s\-‐‑‒–—−.]+/g, "").replace(/^\][A-Z][0-9A-Z]/, "");
  const parts = /^([A-Z]{2})(\d{8})(\d)([A-Z]{2})$/.exec(plain);
  if (!parts) return { code: "", wrong: false };
  const rest = 11 - (WEIGHTS.reduce((sum, weight, place) => sum + weight * Number(parts[2][place]), 0) % 11);
  const digit = rest === 10 ? 0 : rest === 11 ? 5 : rest;
  return digit === Number(parts[3]) ? { code: plain, wrong: false } : { code: "", wrong: true };
}

export function tokenIn(text) {
  const last = tidy(text).split(/[^0-9A-Z\s-]+/).filter(Boolean).at(-1) ?? "";
  const plain = last.replace(/[\s-]+/g, "");
  return TOKEN.test(plain) ? plain : "";
}

function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const millis = BigInt(Date.now());
  for (let place = 0; place < 6; place += 1) bytes[place] = Number((millis >> BigInt(8 * (5 - place))) & 0xffn);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

let lastRead = { text: "", at: 0 };

function readTwice(text) {
  const now = performance.now();
  const twice = text === lastRead.text && now - lastRead.at < SAME_READ_MS;
  lastRead = { text, at: now };
  return twice;
}

// The desk: codes queue up and are sent one by one, each under its own id, so that sending again is one scan.

const desk = document.querySelector("[data-scan-desk]");

if (desk) startDesk(desk);

function startDesk(form) {
  const field = form.elements.code;
  const results = document.getElementById("scan-results");
  const problem = document.getElementById("scan-problem");
  const queue = [];
  const tally = {};
  let nextId = form.elements.id.value;
  let sending = false;

  const row = (text) => {
    const item = document.createElement("li");
    item.className = "scan-result scan-result--pending";
    item.textContent = `${text} · đang ghi…`;
    results.prepend(item);
    document.querySelector("[data-nothing]")?.remove();
    return item;
  };

  const send = async (entry) => {
    entry.data.set("age_ms", String(Math.round(performance.now() - entry.at)));
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: entry.data, headers: { "HX-Request": "true" } });
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) {
      location.assign(elsewhere);
      return;
    }
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    if (answer.status === 422) {
      entry.row.remove();
      problem.replaceChildren(part.content);
      feel("bad");
      return;
    }
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const fresh = part.content.querySelector("[data-outcome]");
    entry.row.replaceWith(part.content);
    const outcome = fresh?.dataset.outcome ?? "refused";
    tally[outcome] = (tally[outcome] ?? 0) + 1;
    showTally();
    feel(outcome === "recorded" ? "good" : outcome === "refused" ? "bad" : "warn");
  };

  const showTally = () => {
    const place = document.querySelector("[data-tally]");
    const good = tally.recorded ?? 0;
    const warn = (tally.flagged ?? 0) + (tally.replayed ?? 0);
    const bad = tally.refused ?? 0;
    if (place) place.textContent = `${good} đã ghi · ${warn} cần xem · ${bad} không ghi được`;
  };

  const failed = (entry) => {
    entry.row.className = "scan-result scan-result--refused";
    entry.row.textContent = `${entry.text}: chưa gửi được. `;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "govuk-button govuk-button--secondary govuk-button--small";
    again.textContent = "Gửi lại";
    again.addEventListener("click", () => {
      entry.row.textContent = `${entry.text} · đang ghi…`;
      queue.push(entry);
      drain();
    });
    entry.row.append(again);
    feel("bad");
  };

  const drain = async () => {
    if (sending) return;
    sending = true;
    while (queue.length) {
      const entry = queue.shift();
      try {
        await send(entry);
      } catch {
        failed(entry);
      }
    }
    sending = false;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    problem.replaceChildren();
    if (!text) {
      field.focus();
      return;
    }
    field.value = "";
    if (readTwice(text)) {
      feel("warn");
      return;
    }
    const data = new FormData(form);
    data.set("code", text);
    data.set("id", nextId || uuid7());
    nextId = "";
    queue.push({ data, text, at: performance.now(), row: row(text) });
    for (const once of form.querySelectorAll("[data-once]")) once.value = "";
    field.focus();
    drain();
  });

  const choose = (radio) => {
    radio.checked = true;
    const more = radio.closest("details");
    if (more) more.open = true;
    const first = form.querySelector(`.only--${radio.value} input, .only--${radio.value} select`);
    (["deliver", "fail"].includes(radio.value) && first ? first : field).focus();
  };

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const key = event.code.replace(/^(Digit|Key|Numpad)/, "").toLowerCase();
    const radio = form.querySelector(`input[name="action"][data-key="${CSS.escape(key)}"]`);
    if (!radio) return;
    event.preventDefault();
    choose(radio);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "action" && event.target.matches(":not(:focus-visible)")) choose(event.target);
  });
  form.elements.reason?.addEventListener("change", (event) => {
    const usual = event.target.selectedOptions[0]?.dataset.measure;
    if (usual) form.elements.measure.value = usual;
    field.focus();
  });
  window.addEventListener("beforeunload", (event) => {
    if (queue.length || sending) event.preventDefault();
  });
}

// The count of a list: what is expected against what was read. The radio buttons are the truth; nothing is sent before
// the signature, and what was counted so far stays on this machine through a reload.

const count = document.querySelector("[data-count]");

if (count) startCount(count);

function startCount(form) {
  const field = document.getElementById("scan-field");
  const rows = [...form.querySelectorAll("[data-item]")];
  const byCode = new Map(rows.map((row) => [row.dataset.item, row]));
  const byToken = new Map(rows.filter((row) => row.dataset.token).map((row) => [row.dataset.token, row]));
  const extra = form.elements.codes;
  const said = document.getElementById("scan-said");
  const key = `count:${form.dataset.count}`;

  const verdictOf = (row) => row.querySelector("input[type=radio]:checked")?.value ?? "";
  const extras = () => extra.value.split("\n").map((line) => line.trim()).filter(Boolean);

  const mark = (row, verdict) => {
    const radio = row.querySelector(`input[type=radio][value="${verdict}"]`);
    if (radio) radio.checked = true;
    show();
  };

  const show = () => {
    const found = { received: 0, missing: 0, damaged: 0, "": 0 };
    for (const row of rows) {
      const verdict = verdictOf(row);
      found[verdict] += 1;
      row.dataset.verdict = verdict;
    }
    const numbers = { ...found, open: found[""], expected: rows.length, extra: extras().length };
    for (const place of form.ownerDocument.querySelectorAll("[data-n]")) place.textContent = String(numbers[place.dataset.n]);
    const bar = document.getElementById("count-bar");
    if (bar) bar.value = rows.length - numbers.open;
    const confirm = form.querySelector("[data-confirm-open]");
    if (confirm) confirm.hidden = numbers.open === 0;
    keep();
  };

  const keep = () => {
    const verdicts = Object.fromEntries(rows.map((row) => [row.dataset.item, verdictOf(row)]).filter(([, verdict]) => verdict));
    const state = { at: Date.now(), verdicts, extra: extra.value, note: form.elements.note.value };
    try {
      localStorage.setItem(key, JSON.stringify(state));
    } catch {
      // Without room the count still stands on the page.
    }
  };

  const recall = () => {
    let state;
    try {
      state = JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return;
    }
    if (!state) return;
    for (const [code, verdict] of Object.entries(state.verdicts)) {
      const radio = byCode.get(code)?.querySelector(`input[type=radio][value="${CSS.escape(verdict)}"]`);
      if (radio) radio.checked = true;
    }
    if (state.extra) extra.value = state.extra;
    if (state.note) form.elements.note.value = state.note;
  };

  const say = (kind, words) => {
    said.className = `scan-said scan-said--${kind}`;
    said.textContent = words;
    feel(kind);
  };

  const read = (text) => {
    const { code, wrong } = itemCode(text);
    const row = byCode.get(code) ?? byToken.get(tokenIn(text));
    if (row) {
      row.scrollIntoView({ block: "nearest" });
      const before = verdictOf(row);
      if (before && before !== "missing") {
        say("warn", `${row.dataset.item}: đã quét rồi.`);
        return;
      }
      mark(row, "received");
      say("good", `${row.dataset.item}: có trong bảng kê.`);
      return;
    }
    if (wrong) {
      say("bad", `${text}: sai số kiểm tra. Đối chiếu với tem, quét lại.`);
      return;
    }
    const line = code || text.slice(0, 60);
    if (extras().includes(line)) {
      say("warn", `${line}: đã ghi vào mục thừa.`);
      return;
    }
    extra.value = [...extras(), line].join("\n");
    show();
    say("bad", `${line}: không có trong bảng kê. Đã ghi vào mục thừa.`);
  };

  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    if (!text) return;
    if (readTwice(text)) say("warn", `${text}: vừa quét xong.`);
    else read(text);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = document.activeElement?.closest?.("[data-item]");
    const verdict = { d: "received", t: "missing", h: "damaged" }[event.key.toLowerCase()];
    if (!row || document.activeElement.type !== "radio") return;
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (verdict) mark(row, verdict);
    else if (step) (rows[rows.indexOf(row) + step] ?? row).querySelector("input:checked, input")?.focus();
    else return;
    event.preventDefault();
  });

  form.addEventListener("change", show);
  form.addEventListener("input", keep);
  recall();
  show();
}

for (const done of document.querySelectorAll("[data-counted]")) localStorage.removeItem(`count:${done.dataset.counted}`);
for (const name of Object.keys(localStorage).filter((each) => each.startsWith("count:"))) {
  try {
    if (Date.now() - JSON.parse(localStorage.getItem(name)).at > KEPT_DAYS * 86400000) localStorage.removeItem(name);
  } catch {
    localStorage.removeItem(name);
  }
}

// A new list: a scanned code ticks its row, or is written down when it is not on the page.

const picking = document.querySelector("[data-picking]");

if (picking) startPicking(picking);

function startPicking(form) {
  const field = document.getElementById("pick-field");
  const said = document.getElementById("scan-said");
  const boxes = [...form.querySelectorAll("tbody .pick")];
  const find = (text) => {
    const { code } = itemCode(text);
    const token = tokenIn(text);
    const plain = tidy(text);
    return boxes.filter((box) => [code, plain].includes(box.value) || (token && box.dataset.token === token) || box.dataset.dossier === plain);
  };
  const showPicked = () => {
    for (const place of form.querySelectorAll("[data-picked]")) place.textContent = String(boxes.filter((box) => box.checked).length);
  };
  const say = (kind, words) => {
    said.className = `scan-said scan-said--${kind}`;
    said.textContent = words;
    feel(kind);
  };
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    if (!text) return;
    const found = find(text);
    if (!found.length) {
      say("bad", `${text}: không có trong các bưu gửi giao được cho nơi này.`);
      return;
    }
    const fresh = found.filter((box) => !box.checked);
    for (const box of fresh) box.checked = true;
    found[0].closest("tr").scrollIntoView({ block: "nearest" });
    say(fresh.length ? "good" : "warn", fresh.length ? `${found[0].value}: đã chọn.` : `${found[0].value}: đã chọn từ trước.`);
    showPicked();
  });
  showPicked();
}

for (const select of document.querySelectorAll("select[data-go-on-change]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
