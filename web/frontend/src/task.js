// On the page of a task: what follows from the choice just made, and papers switched without leaving.
// Without it all choices are told one below the other, and links open their paper in the frame all the same.

export function startTask(root) {
  for (const place of root.querySelectorAll("[data-ahead]")) follow(place);
  for (const list of root.querySelectorAll("[data-papers]")) list.addEventListener("click", switched);
  for (const button of root.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

function follow(place) {
  const form = place.closest("form");
  const boxes = () => [...(form?.elements ?? [])].filter((one) => one.name === place.dataset.ahead);
  const look = () => {
    const chosen = boxes().map((one) => (one.type === "radio" || one.type === "checkbox" ? one.checked && one.value : one.value)).find(Boolean);
    const known = [...place.querySelectorAll("[data-ahead-value]")];
    const fits = known.some((one) => one.dataset.aheadValue === chosen);
    for (const one of known) one.hidden = fits && one.dataset.aheadValue !== chosen;
  };
  form?.addEventListener("change", look);
  look();
}

function switched({ target }) {
  const link = target.closest("a[target=paper]");
  if (!link) return;
  for (const other of link.closest("[data-papers]").querySelectorAll("a[aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  const frame = document.querySelector("iframe[name=paper]");
  frame.hidden = false;
  frame.title = frame.dataset.paperTitle.replace("…", link.closest("li").querySelector(".title").textContent);
  frame.scrollIntoView({ block: "nearest" });
}
