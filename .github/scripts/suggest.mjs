// The repairs that `make fix` knows, as suggestions on the lines of a pull request.

import { ROBOT, changedFiles, handedOver } from "./pull.mjs";

const LIMIT = 20; // suggestions on one pull request, counting those of earlier pushes
const REPAIRED = /^data\/queries\/[\w./-]+\.yaml$/;
const INTRODUCTION = "`make fix` knows this repair:";

/** Return the hunks of a unified diff, each with the path, the first lines, and the old and new lines. */
export function hunks(patch) {
  const lines = patch.split("\n");
  const found = [];
  let path = "";
  for (let at = 0; at < lines.length; ) {
    const line = lines[at++];
    if (line.startsWith("+++ b/")) path = line.slice(6);
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!head) continue;
    const [oldStart, oldCount, newStart, newCount] = head.slice(1).map((count) => Number(count ?? 1));
    const hunk = { path, oldStart, newStart, old: [], new: [] };
    for (; (hunk.old.length < oldCount || hunk.new.length < newCount) && at < lines.length; at++) {
      const [sign, text] = [lines[at][0], lines[at].slice(1).replace(/\r$/, "")];
      if (sign !== "+" && sign !== "\\") hunk.old.push(text);
      if (sign !== "-" && sign !== "\\") hunk.new.push(text);
    }
    found.push(hunk);
  }
  return found;
}

/** Return the lines that a pull request shows of its version of a file, by number. */
export function shownLines(patch) {
  const numbered = hunks(patch).flatMap((hunk) => hunk.new.map((text, place) => [hunk.newStart + place, text]));
  return new Map(numbered);
}

/**
 * Return a review comment for each repair whose lines the pull request shows, with the text that they have there.
 *
 * ``patch`` was made by the change's own code: what does not fit the lines that GitHub shows is left out.
 */
export function suggestions(patch, files) {
  const shown = new Map(files.map((file) => [file.filename, shownLines(file.patch ?? "")]));
  return hunks(patch).flatMap((hunk) => {
    const lines = shown.get(hunk.path);
    if (!lines || !REPAIRED.test(hunk.path)) return [];
    const { start, old, now } = anchored(hunk, lines);
    const fits = old.every((text, place) => lines.get(start + place) === text);
    if (!fits || old.join("\n") === now.join("\n")) return [];
    const end = start + old.length - 1;
    const more = end > start ? { start_line: start, start_side: "RIGHT" } : {};
    return [{ path: hunk.path, line: end, side: "RIGHT", ...more, body: body(now) }];
  });
}

// A suggestion replaces lines: one that adds lines replaces the line before them, at the top the line after them.
function anchored(hunk, lines) {
  if (hunk.old.length) return { start: hunk.oldStart, old: hunk.old, now: hunk.new };
  const start = Math.max(hunk.oldStart, 1);
  const old = [lines.get(start) ?? ""];
  return { start, old, now: hunk.oldStart ? [...old, ...hunk.new] : [...hunk.new, ...old] };
}

// The fence is longer than any in the text, so that the text cannot end it.
function body(lines) {
  const text = lines.map((line) => `${line}\n`).join("");
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${INTRODUCTION}\n\n${fence}suggestion\n${text}${fence}`;
}

/** Return the suggestions that were not made before, as often as they were not. */
export function fresh(wanted, made) {
  const left = made.map(key);
  return wanted.filter((one) => {
    const place = left.indexOf(key(one));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

function key({ path, body: text }) {
  return `${path}\n${text.trim()}`;
}

/** Offer the repairs that were not offered before, in one review, as long as there is room. */
export async function suggest(github, context, number, folder) {
  const wanted = suggestions(handedOver(folder, "fix.patch"), await changedFiles(github, context, number));
  const where = { ...context.repo, pull_number: number };
  const before = await github.paginate(github.rest.pulls.listReviewComments, { ...where, per_page: 100 });
  const made = before.filter((one) => one.user?.login === ROBOT && one.body.startsWith(INTRODUCTION));
  const comments = fresh(wanted, made).slice(0, Math.max(0, LIMIT - made.length));
  if (comments.length === 0) return;
  const said = "Repairs that have one right answer. Commit them here, or run `make fix`, which makes all of them.";
  const commit = context.payload.workflow_run.head_sha;
  await github.rest.pulls.createReview({ ...where, commit_id: commit, event: "COMMENT", body: said, comments });
}
