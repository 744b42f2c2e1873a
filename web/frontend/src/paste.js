// Cells copied in a spreadsheet and pasted into a row of a table: handed to the server, which spreads them.
// Not for a single word: that goes into the box as always.

export function startPasting() {
  document.addEventListener("paste", (event) => {
    const box = event.target.closest?.("input, select, textarea");
    const place = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(box?.name ?? "");
    const cells = event.clipboardData?.getData("text/plain") ?? "";
    if (!place || !/\t|\n./.test(cells) || (box.matches("textarea") && !cells.includes("\t"))) return;
    const [, table, row, column] = place;
    const button = box.form?.querySelector(`[data-pastes="${table}"]`);
    if (!button) return;
    event.preventDefault();
    box.form.elements[`paste-${table}`].value = cells;
    box.form.elements[`at-${table}`].value = `${row}:${column}`;
    box.form.requestSubmit(button);
  });
}
