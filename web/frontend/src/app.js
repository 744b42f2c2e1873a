// What every page loads. Not needed for any act: each page works without it.
import "./swaps.js";
import { focusAfterArrival } from "./focus.js";
import { startDrafts } from "./draft.js";
import { startKeyboard } from "./keyboard.js";
import { startMenu } from "./menu.js";
import { startPasting } from "./paste.js";
import { startTask } from "./task.js";
import { startPasskeys } from "./passkeys.js";
import { startCopying, startSelection } from "./selection.js";

document.documentElement.classList.add("with-script");
focusAfterArrival(document);
startDrafts(document);
startKeyboard();
startMenu();
startPasting();
startTask(document);
startPasskeys();
startSelection(document);
startCopying(document);
