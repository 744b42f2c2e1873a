// htmx, tamed: no eval, no inline style, no copies of pages in the browser's storage.
import htmx from "htmx.org";
import { startDrafts } from "./draft.js";
import { focusAfterArrival } from "./focus.js";
import { startTask } from "./task.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  selfRequestsOnly: true,
  // A refusal is a page with an explanation: it is shown, not swallowed.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(09|22)", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

// Nothing may move below the pointer or steal the focus: news arrive beside the list, rows stay.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const swapped = document.getElementById(detail.target?.id) ?? detail.target;
  if (!swapped || swapped.dataset.quiet !== undefined) return;
  startDrafts(swapped.parentElement ?? document);
  startTask(swapped.parentElement ?? document);
  focusAfterArrival(swapped);
});

// Signed out, forbidden, gone: let the browser show the page that says what to do.
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.target?.dataset.quiet === undefined) window.location.reload();
});
