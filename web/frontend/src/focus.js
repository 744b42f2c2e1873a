// Where the focus goes when something new appears. Not for decoration: only the one marked element gets it.

export function focusAfterArrival(root) {
  const marked = root.querySelector?.("[data-focus]");
  if (!marked) return;
  const target = marked.matches("input, select, textarea, button, a[href], [tabindex]")
    ? marked
    : marked.querySelector("input:not([type=hidden]), select, textarea, button") ?? marked;
  target.focus({ preventScroll: false });
}
