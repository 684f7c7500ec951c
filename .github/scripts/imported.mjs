// What the import of an attached file gave: a pull request with the drafts, and a comment on the issue that says so.
// The report is made from the file, which anybody may have written: it is shown as it is and calls nobody.

import { cut, inert } from "./comment.mjs";
import { handedOver } from "./pull.mjs";

const LENGTH = 60_000; // characters; GitHub takes 65,536

/** Return a text as a block of code that nothing in the text can end. */
export function fenced(text) {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return [`${fence}text`, cut(inert(text), LENGTH), fence].join("\n");
}

/** Return the comment on the issue where nothing was imported. */
export function refused(report, url) {
  const said = report.trim() || "The import ended without a word; the log shows why.";
  return ["The file could not be imported:", "", fenced(said), "", `([log](${url}))`].join("\n");
}

/** Return title and text of the pull request. */
export function proposal(issue, report, url) {
  const text = [
    `Drafts made from the file of #${issue} ([log](${url})). Nobody has read them yet.`,
    "",
    "- Each draft says where it is sure, where it guesses (`inferred`) and where somebody has to say (`??`).",
    "- The check does not begin by itself for a pull request that a workflow opens: close it and open it again.",
    "- CONTRIBUTING, \"Bring in a compilation\", says how to go on.",
    "",
    fenced(report),
  ];
  return { title: `Import: drafts of the compilation of #${issue}`, body: text.join("\n") };
}

/** Return the comment on the issue where the drafts were pushed, but GitHub let no pull request be opened. */
export function unproposed({ html_url: home, default_branch: base }, branch, report, reason) {
  const text = [
    `The drafts stand in the branch \`${branch}\`, but no pull request could be opened from here. GitHub said:`,
    "",
    fenced(cut(reason, 1_000)),
    "",
    `[Look at them, and propose them by hand](${home}/compare/${base}...${branch}?expand=1).`,
    "",
    fenced(report),
  ];
  return text.join("\n");
}

/** Open the pull request from ``branch``, or say on the issue why there is none. */
export async function propose(github, context, folder, branch, url) {
  const issue = { ...context.repo, issue_number: context.payload.issue.number };
  const report = handedOver(folder, "report.txt");
  if (!branch) return github.rest.issues.createComment({ ...issue, body: refused(report, url) });
  const repository = context.payload.repository;
  const wanted = { ...context.repo, head: branch, base: repository.default_branch, draft: true };
  let said;
  try {
    const { data: pull } = await github.rest.pulls.create({ ...wanted, ...proposal(issue.issue_number, report, url) });
    said = `The drafts stand in #${pull.number}.`;
  } catch (error) {
    // By default a repository does not let workflows open pull requests.
    said = unproposed(repository, branch, report, error.message);
  }
  return github.rest.issues.createComment({ ...issue, body: said });
}
