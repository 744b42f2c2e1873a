// Rows that are ticked to be done together: how many, and the bar with the button. Works without: the bar is there.

export function startSelection(root) {
  const bar = root.querySelector("[data-select-bar]");
  if (!bar) return;
  const boxes = [...root.querySelectorAll("[data-pick]")];
  const says = bar.querySelector("[data-select-count]");
  const alike = bar.querySelector("[data-select-alike]");
  const show = () => {
    const ticked = boxes.filter((box) => box.checked);
    bar.hidden = ticked.length === 0;
    says.hidden = false;
    says.textContent = ticked.length === 1 ? says.dataset.one : says.dataset.many.replace("{n}", ticked.length);
    const same = ticked.length ? boxes.filter((box) => box.dataset.pick === ticked[0].dataset.pick) : [];
    alike.hidden = same.every((box) => box.checked);
  };
  alike.addEventListener("click", () => {
    const first = boxes.find((box) => box.checked);
    boxes.filter((box) => box.dataset.pick === first?.dataset.pick).forEach((box) => (box.checked = true));
    show();
  });
  boxes.forEach((box) => box.addEventListener("change", show));
  show();
  window.addEventListener("pageshow", show);
}

export function startCopying(root) {
  root.querySelectorAll("[data-copy]").forEach((button) =>
    button.addEventListener("click", async () => {
      const box = document.getElementById(button.dataset.copy);
      box.select();
      await navigator.clipboard?.writeText(box.value).catch(() => document.execCommand("copy"));
      button.querySelector("span").textContent = button.dataset.said;
    }),
  );
}
