// The navigation of narrow screens is a <details>: closed on small, open on wide. Not a menu of its own.

export function startMenu() {
  const menu = document.getElementById("menu");
  if (!menu) return;
  const wide = matchMedia("(min-width: 64rem)");
  const fit = () => menu.toggleAttribute("open", wide.matches);
  fit();
  wide.addEventListener("change", fit);
}
