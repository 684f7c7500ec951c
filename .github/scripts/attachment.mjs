// The file that an issue brings: the one link to an attachment of GitHub in its text, and the id where one is given.
// As a command: reads the text of the issue from BODY, and writes url, kind and id for the next step to GITHUB_OUTPUT.

import { appendFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// Only what GitHub itself stores for an issue is fetched, never an address that somebody writes.
// A full stop ends a sentence, unless the address goes on behind it.
const LINK = /https:\/\/github\.com\/user-attachments\/files\/\d+\/[\w.%-]+\.(pdf|docx|md|txt)(?!\.*[\w%/-])/gi;
const ID = /^### Year and subject\s+(\S+)\s*$/m;

/** Return url, kind and id of the attached file; throw an Error that says what is wrong. */
export function attachment(body) {
  const found = new Map([...String(body ?? "").matchAll(LINK)].map(([url, kind]) => [url, kind.toLowerCase()]));
  if (found.size === 0) throw new Error("No file is attached: a PDF, a Word file (.docx), Markdown or plain text.");
  if (found.size > 1) throw new Error("More than one file is attached: please open an issue for each compilation.");
  const [[url, kind]] = found;
  const id = String(body).match(ID)?.[1] ?? "";
  return { url, kind, id: /^\d{4}(-[a-z0-9]+)+$/.test(id) && id.length <= 80 ? id : "" };
}

function main() {
  try {
    const found = attachment(process.env.BODY);
    const lines = Object.entries(found).map(([name, value]) => `${name}=${value}\n`);
    appendFileSync(process.env.GITHUB_OUTPUT, lines.join(""));
    return 0;
  } catch (error) {
    appendFileSync(process.env.REPORT, `${error.message}\n`);
    return 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.exitCode = main();
