// The count as it grows: notes times denominations, and how far it is from what the takings say.
const board = document.querySelector(".count-board");
const counted = document.querySelector("[data-counted]");
const notes = [...document.querySelectorAll("[data-note]")];

if (board && counted) {
  const expected = Number(board.dataset.expected);
  const shown = board.querySelector("[data-shown]");
  const difference = board.querySelector("[data-difference]");
  const words = (amount) =>
    `${amount < 0 ? "−" : ""}${String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, ".")} ₫`;
  const whole = (text) => {
    const plain = text.replace(/[.,\s₫]/g, "").replace("−", "-");
    return /^-?\d{1,15}$/.test(plain) ? Number(plain) : null;
  };

  const show = () => {
    const sum = whole(counted.value);
    shown.textContent = sum === null ? "—" : words(sum);
    const off = sum === null ? null : sum - expected;
    difference.textContent = off === null ? "—" : off === 0 ? "khớp" : words(off);
    difference.className = off === null ? "" : off === 0 ? "even" : "off";
  };

  const add = () => {
    const sum = notes.reduce((total, note) => total + Number(note.dataset.note) * (whole(note.value) ?? 0), 0);
    counted.value = notes.some((note) => note.value.trim()) ? words(sum).slice(0, -2) : "";
    show();
  };

  counted.addEventListener("input", show);
  notes.forEach((note) => note.addEventListener("input", add));
  show();
}
