// The search: Pagefind finds, this shows. Its index is a file of this site; nothing is asked of anybody else.
const form = document.getElementById("search"), status = document.getElementById("search-status");
const list = document.getElementById("search-results"), more = document.getElementById("search-more");
const filters = document.getElementById("search-filters");
const NAMES = ["Kind", "Query", "State", "Question", "Status", "Code"], STEP = 20;
let pagefind, found = [], shown = 0, asked = 0, queries = 0;

function read() {
  const address = new URLSearchParams(location.search);
  form.elements.q.value = address.get("q") || "";
  for (const name of NAMES) {
    const select = form.elements[name];
    if (select) select.value = address.get(name.toLowerCase()) || "";
  }
}

function write() {
  const address = new URLSearchParams();
  for (const name of ["q", ...NAMES]) if (form.elements[name]?.value) address.set(name.toLowerCase(), form.elements[name].value);
  history.replaceState(null, "", `${location.pathname}?${address}`);
}

function element(name, text, into) {
  const made = document.createElement(name);
  made.textContent = text;
  into?.append(made);
  return made;
}

// Pagefind's excerpt is escaped text with <mark>: it is read as text and marks, never as HTML.
function excerpt(html, into) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const node of parsed.body.childNodes) {
    if (node.nodeName === "MARK") element("mark", node.textContent, into); else into.append(node.textContent);
  }
}

async function show() {
  const part = found.slice(shown, shown + STEP);
  shown += part.length;
  for (const hit of await Promise.all(part.map((one) => one.data()))) {
    const item = document.createElement("li");
    const link = element("a", hit.meta.title, item);
    link.href = hit.meta.url;
    if (queries > 1) element("small", ` ${hit.meta.query}`, item);
    excerpt(hit.excerpt, element("p", "", item));
    list.append(item);
  }
  more.hidden = shown >= found.length;
}

async function search() {
  const turn = ++asked, words = form.elements.q.value.trim();
  write();
  const chosen = Object.fromEntries(NAMES.filter((name) => form.elements[name]?.value).map((name) => [name, form.elements[name].value]));
  if (!words && !Object.keys(chosen).length) { list.replaceChildren(); more.hidden = true; status.textContent = ""; return; }
  const result = await pagefind.search(words || null, { filters: chosen });
  if (turn !== asked) return;
  found = result.results;
  shown = 0;
  list.replaceChildren();
  status.textContent = found.length ? `${found.length} ${found.length === 1 ? "place" : "places"} found` : "Nothing found; try fewer words or filters";
  await show();
}

async function choices() {
  const all = await pagefind.filters();
  queries = Object.keys(all.Query || {}).length;
  const order = new Intl.Collator("en", { numeric: true }).compare;
  for (const name of NAMES) {
    const values = Object.keys(all[name] || {}).sort(order);
    form.elements[name]?.append(...values.map((value) => new Option(value.length > 70 ? `${value.slice(0, 69)}…` : value, value)));
  }
}

try {
  const folder = new URL("pagefind/", document.baseURI), options = { excerptLength: 40 };
  const [first, ...others] = await (await fetch(new URL("parts.json", folder), { cache: "no-cache" })).json();
  pagefind = await import(new URL(`${first}/pagefind.js`, folder));
  await pagefind.options(options);
  await pagefind.init();
  await Promise.all(others.map((part) => pagefind.mergeIndex(new URL(`${part}/`, folder).href, options)));
  await choices();
  read();
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  filters.addEventListener("input", search);
  let waiting;
  form.elements.q.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 250); });
  more.addEventListener("click", show);
  await search();
} catch {
  form.hidden = true;
  status.textContent = "Search works where this site is served, not where it is opened as files. The queries, their questions and variables lead to every answer.";
}
