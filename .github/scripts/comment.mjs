// The one comment on a pull request: how the check ended, and below it what the change says of itself.

import { ROBOT, changedFiles, handedOver } from "./pull.mjs";
import { reserved, shown } from "./who.mjs";

export const MARK = "<!-- emn-ad-hoc-queries: summary of the change -->";
const LENGTH = 65_000; // characters; GitHub takes 65,536
const NAMED = 10; // paths
const PATH = 200; // characters of each: a longer one would leave no room, and GitHub would refuse the comment

/**
 * Return the comment: first what is known from outside, then the text that the change handed over.
 *
 * The text comes last because it may leave a fence or a comment open, which hides what follows.
 */
export function body(text, { conclusion, sha, url, kept, unseen = 0 }) {
  const passed = kept.length || unseen ? "passed, by rules that this change may have altered," : "passed";
  const ended = conclusion === "success" ? passed : "failed";
  const head = [MARK, `**The check ${ended}** for ${sha.slice(0, 7)} ([log](${url})).`];
  if (kept.length) head.push("", `**For maintainers to change, and changed here by a contributor**: ${named(kept)}.`);
  if (unseen) head.push("", `**Not all files were looked at**: ${unseen} more are changed than GitHub lists.`);
  if (!text.trim()) return [...head, "", "There is no summary of the rows; the log says why."].join("\n");
  const said = inert(text);
  const room = LENGTH - head.join("\n").length - 400; // what is added below has less
  if (said.length > room) head.push("", `The summary is cut; all of it stands [with the run](${url}).`);
  return [...head, "", "---", "", "What the change says of itself:", "", cut(said, room)].join("\n");
}

// What our own summary has of HTML.
const OURS = /<(?!\/?(?:details|summary|code)>|details open>)(?=[a-z/!?])/gi;
const ENTITIES = /&(?!(?:lt|gt|amp|quot);)(?=[#a-z])/gi;

/**
 * Return the text with a blank of no width in whatever would reach beyond this comment.
 *
 * Nobody is called (@name); no issue or commit is mentioned, here or in another repository, which would be told there
 * (#1, o/r#1, GH-1, an address); no image is fetched, and nothing is a link. An underscore before such a
 * word may be markup, so what stands before it does not matter.
 */
export function inert(text) {
  return text
    .replace(/&(?:#0*64(?!\d)|#x0*40(?![\da-f])|commat;);?/gi, "@")
    .replace(ENTITIES, "&\u200b")
    .replace(OURS, "<\u200b")
    .replaceAll("@", "@\u200b")
    .replace(/#(?=\d)/g, "#\u200b")
    .replace(/GH(?=\\?-\d)/gi, "$&\u200b")
    .replace(/:(?=\/\/)|www(?=\.)|\](?=[(:])/gi, "$&\u200b");
}

/** Return the first ``room`` characters, without half a character at the end. */
export function cut(text, room) {
  return text.slice(0, room).replace(/[\uD800-\uDBFF]$/, "");
}

function named(paths) {
  const rest = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : "";
  const short = (path) => (path.length > PATH ? `${path.slice(0, PATH)}...` : path);
  return paths.slice(0, NAMED).map((path) => `\`${short(shown(path))}\``).join(", ") + rest;
}

// What cannot be read must not keep back what is known from outside.
function summary(folder) {
  try {
    return handedOver(folder, "comment.md");
  } catch {
    return "";
  }
}

/** Write the comment, or write it anew where it stands. */
export async function comment(github, context, number, folder) {
  const run = context.payload.workflow_run;
  const { data: pull } = await github.rest.pulls.get({ ...context.repo, pull_number: number });
  const files = await changedFiles(github, context, number);
  const paths = files.flatMap((file) => [file.filename, file.previous_filename]).filter(Boolean);
  const kept = reserved(pull.author_association, paths);
  const unseen = Math.max(0, pull.changed_files - files.length);
  const about = { conclusion: run.conclusion, sha: run.head_sha, url: run.html_url, kept, unseen };
  const text = { ...context.repo, body: body(summary(folder), about) };
  const before = await github.paginate(github.rest.issues.listComments, { ...context.repo, issue_number: number });
  const ours = before.find((one) => one.user?.login === ROBOT && one.body?.startsWith(MARK));
  if (ours) await github.rest.issues.updateComment({ ...text, comment_id: ours.id });
  else await github.rest.issues.createComment({ ...text, issue_number: number });
}
