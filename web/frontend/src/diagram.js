// The diagram with the current place, for looking and walking about. Not an editor; without script a picture stands here.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

// Drawn when it comes into sight and the page has nothing better to do: reading and typing come first.
const sight = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    sight.unobserve(target);
    (window.requestIdleCallback ?? setTimeout)(() => draw(target));
  }
});
for (const place of document.querySelectorAll("[data-diagram]")) sight.observe(place);

async function draw(place) {
  const canvasElement = place.querySelector("[data-diagram-canvas]");
  try {
    const answer = await fetch(place.dataset.diagram, { headers: { Accept: "application/xml" } });
    if (!answer.ok) return;
    canvasElement.hidden = false;
    const viewer = new NavigatedViewer({ container: canvasElement, zoomScroll: { enabled: false } });
    await viewer.importXML(await answer.text());
    mark(viewer, place);
    if ("whole" in place.dataset) viewer.get("canvas").zoom("fit-viewport", "auto");
    else lookAt(viewer, place);
    controls(viewer, place);
    place.querySelector("[data-diagram-picture]")?.remove();
    // The drawing itself takes the focus (arrow keys move it); it is read as one picture with the title.
    const drawing = canvasElement.querySelector(".djs-container > svg");
    drawing?.setAttribute("role", "img");
    drawing?.setAttribute("aria-label", canvasElement.dataset.title);
  } catch (problem) {
    console.warn("The viewer could not draw this diagram; the picture stays.", problem);
    canvasElement.hidden = true; // the picture stays
  }
}

function mark(viewer, place) {
  const canvas = viewer.get("canvas");
  const known = viewer.get("elementRegistry");
  for (const [names, marker] of [[place.dataset.done, "done"], [place.dataset.current, "current"]]) {
    for (const id of (names ?? "").split(" ")) if (id && known.get(id)) canvas.addMarker(id, marker);
  }
}

// Fit as a whole; where that would be too small to read, show the current place at a legible size.
function lookAt(viewer, place) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const [current] = (place.dataset.current ?? "").split(" ");
  const element = current && viewer.get("elementRegistry").get(current);
  if (canvas.zoom() >= 0.6 || !element) return;
  canvas.zoom(0.75);
  const box = canvas.viewbox();
  const middle = { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  canvas.viewbox({ ...box, x: middle.x - box.width / 2, y: middle.y - box.height / 2 });
}

function controls(viewer, place) {
  const canvas = viewer.get("canvas");
  const acts = {
    in: () => canvas.zoom(Math.min(canvas.zoom() * 1.25, 4), "auto"),
    out: () => canvas.zoom(Math.max(canvas.zoom() / 1.25, 0.1), "auto"),
    fit: () => canvas.zoom("fit-viewport", "auto"),
    here: () => lookAt(viewer, place),
  };
  for (const button of place.querySelectorAll("[data-zoom]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", acts[button.dataset.zoom]);
  }
}
