// What pages can do beyond showing: filter and order the matrix, choose states, copy citations.
// The state of a view is kept in the address. Without this file everything is shown.
"use strict";
document.documentElement.classList.remove("no-js");

const address = new URLSearchParams(location.search);

function keep(name, value) {
  if (value) address.set(name, value); else address.delete(name);
  const search = address.toString();
  try { history.replaceState(null, "", `${location.pathname}${search ? `?${search}` : ""}${location.hash}`); } catch { /* opened as a file */ }
}

function matrix(form) {
  const table = document.getElementById(form.dataset.for);
  const body = table.tBodies[0], rows = [...body.rows], shown = form.querySelector(".shown");
  const columns = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.column);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const controls = ["state", "group", "column", "code", "order"].map((name) => form.elements[name]);
  function codesOf(row, at) {
    const cells = at > 0 ? [row.cells[at]] : [...row.cells].slice(1);
    return cells.flatMap((cell) => (cell.dataset.codes || "").split(" ").filter(Boolean));
  }
  function show() {
    const value = Object.fromEntries(controls.map((control) => [control.name, control.value]));
    const at = columns.indexOf(value.column || null);
    const sought = plain(value.state);
    let count = 0;
    for (const row of rows) {
      const fits = plain(row.dataset.state).includes(sought) && (!value.group || row.dataset.group === value.group)
        && (!value.code || codesOf(row, at).includes(value.code));
      row.hidden = !fits;
      count += fits;
    }
    const key = (row) => value.order === "code" && at > 0 ? codesOf(row, at).join(" ") : "";
    const sorted = [...rows].sort((a, b) => key(a).localeCompare(key(b)) || rows.indexOf(a) - rows.indexOf(b));
    if (sorted.some((row, place) => row !== body.rows[place])) body.append(...sorted);
    columns.forEach((id, place) => {
      if (!id) return;
      const away = at > 0 && place !== at;
      for (const row of table.rows) row.cells[place].hidden = away;
    });
    shown.textContent = `${count} of ${rows.length} respondents shown`;
    for (const control of controls) keep(control.name, control.value);
  }
  for (const control of controls) if (address.has(control.name)) control.value = address.get(control.name);
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  // What is there is laid out once; only an address that names a view changes it.
  if (controls.some((control) => control.value)) show();
}

function states(form) {
  const boxes = [...form.querySelectorAll("[name=state]")], shown = form.querySelector(".shown");
  const parts = [...document.querySelectorAll("[data-state]")];
  const chosen = (address.get("states") || "").split(",");
  for (const box of boxes) box.checked = chosen.includes(box.value);
  function show() {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    for (const part of parts) if (part.tagName === "ARTICLE") part.hidden = ticked.length > 0 && !ticked.includes(part.dataset.state);
    shown.textContent = ticked.length ? `${ticked.length} of ${boxes.length} states shown` : `All ${boxes.length} states shown; tick some to compare them`;
    keep("states", ticked.join(","));
  }
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  if (boxes.some((box) => box.checked)) show();
}

// Each file holds the citations of a page; a key finds the one that is meant.
const entries = {
  bib: (text, key) => text.split(/^(?=@)/m).find((entry) => entry.includes(`{${key},`)),
  ris: (text, key) => text.split(/^(?=TY {2}-)/m).find((entry) => entry.includes(`ID  - ${key}\n`)),
  csl: (text, key) => JSON.stringify(JSON.parse(text).filter((entry) => entry.id === key), null, 1),
};

function citing(details) {
  const line = details.querySelector(".formats"), said = document.createElement("span");
  said.setAttribute("role", "status");
  const copy = async (text, name) => {
    await navigator.clipboard.writeText(text);
    said.textContent = `${name} copied`;
  };
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", () => copy(citationOf(details), "Citation").catch(() => { said.textContent = "Select the text to copy it"; }));
  line.prepend(button);
  const quotes = quotesOf(details.closest("tr[id^=code-]"));
  if (quotes) {
    const both = document.createElement("button");
    both.type = "button";
    both.textContent = "Copy with the quotes";
    both.addEventListener("click", () => copy(`${citationOf(details)}\n\n${quotes}`, "Citation and quotes").catch(() => { said.textContent = "Select the text to copy it"; }));
    button.after(both);
  }
  line.append(said);
  for (const link of line.querySelectorAll("[data-format]")) {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        const text = await (await fetch(link.href)).text();
        await copy(entries[link.dataset.format](text, details.dataset.key), link.textContent);
      } catch { location.href = link.href; }
    });
  }
}

// The words of each state that has a code, as the page shows them below.
function quotesOf(row) {
  const code = row && CSS.escape(row.id.slice("code-".length));
  return code && [...document.querySelectorAll(`.quoted [data-code="${code}"]`)].map((part) => {
    const words = [...part.querySelectorAll("blockquote p")].map((quote) => `“${quote.textContent}”`);
    return `${part.closest(".quoted").querySelector("h3").textContent}: ${words.join(" ")}`;
  }).join("\n");
}

function citationOf(details) {
  const words = details.closest("section, article")?.querySelector(".words"), text = details.querySelector(".citation").textContent;
  return words ? `“${words.textContent}” ${text}` : text;
}

for (const form of document.querySelectorAll(".filters[data-for]")) (form.classList.contains("states") ? states : matrix)(form);
// The buttons are there before the citation opens: "toggle" comes late, and a quick Tab would go past them.
function opening(details) {
  if (details && !details.dataset.ready) { details.dataset.ready = "yes"; citing(details); }
}
document.addEventListener("click", (event) => opening(event.target.closest?.(".cite summary")?.parentElement), true);
document.addEventListener("toggle", (event) => opening(event.target.matches?.(".cite[open]") && event.target), true);
