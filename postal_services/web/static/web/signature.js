// Signing on glass: finger, pen or mouse draws on a canvas, and a hidden field carries the drawing as a PNG.
// Without this script the glass stays hidden and a witness is named instead.

const INK = "#0b1b2b";
const WIDTH = 640;
const HEIGHT = 240;
const LEAST_STROKE = 30;

function start(box) {
  const canvas = box.querySelector("[data-signature-canvas]");
  const field = box.querySelector("input");
  const state = box.querySelector("[data-signature-state]");
  const pen = canvas?.getContext("2d");
  if (!pen || !field || box.dataset.ready) return;
  box.dataset.ready = "yes";
  box.querySelector("[data-signature-glass]").hidden = false;
  box.querySelector("[data-signature-acts]").hidden = false;

  let last = null;
  let length = 0;

  function prepare() {
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = INK;
    pen.fillStyle = INK;
  }

  function say() {
    state.textContent = field.value ? state.dataset.signed : state.dataset.empty;
  }

  function keep() {
    field.value = length >= LEAST_STROKE ? canvas.toDataURL("image/png") : "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    say();
  }

  function place(event) {
    const seen = canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - seen.left) / seen.width) * WIDTH,
      y: ((event.clientY - seen.top) / seen.height) * HEIGHT,
    };
  }

  function draw(to) {
    pen.beginPath();
    pen.moveTo(last.x, last.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    length += Math.hypot(to.x - last.x, to.y - last.y);
    last = to;
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    canvas.setPointerCapture?.(event.pointerId);
    last = place(event);
    draw({ x: last.x + 0.1, y: last.y });
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !event.isPrimary) return;
    event.preventDefault();
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const each of moves.length ? moves : [event]) draw(place(each));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (!last || !event.isPrimary) return;
      last = null;
      keep();
    });
  }
  box.querySelector("[data-signature-clear]").addEventListener("click", () => {
    prepare();
    length = 0;
    keep();
  });

  prepare();
  if (field.value) {
    // A form that came back with another problem still shows what was signed.
    const before = new Image();
    before.addEventListener("load", () => {
      const scale = Math.min(1, (WIDTH - 40) / before.width, (HEIGHT - 40) / before.height);
      pen.globalCompositeOperation = "multiply";
      pen.drawImage(before, 20, 20, before.width * scale, before.height * scale);
      pen.globalCompositeOperation = "source-over";
      length = LEAST_STROKE;
    });
    before.src = field.value;
  }
  say();
}

function startAll(part) {
  for (const box of part.querySelectorAll("[data-signature]")) start(box);
}

startAll(document);
document.body.addEventListener("htmx:afterSwap", (event) => startAll(event.target));
