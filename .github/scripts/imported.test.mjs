import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { fenced, propose } from "./imported.mjs";

const URL = "https://example.org/run/7";

test("nothing in a report ends its block, and nobody is called", () => {
  assert.equal(fenced("a"), "```text\na\n```");
  const text = fenced("a\n```\n@someone `````x");
  assert.match(text, /^``````text\n[^]*\n``````$/);
  assert.doesNotMatch(text, /@(?!\u200b)/);
});

const opened = async () => ({ data: { number: 12 } });

async function called(report, branch, answer = opened) {
  const folder = mkdtempSync(join(tmpdir(), "handover-"));
  writeFileSync(join(folder, "report.txt"), report);
  const calls = [];
  const rest = {
    issues: { createComment: async (asked) => calls.push(["comment", asked]) },
    pulls: { create: async (asked) => (calls.push(["pull", asked]), answer()) },
  };
  const payload = { issue: { number: 5 }, repository: { default_branch: "main", html_url: "https://example.org/o/r" } };
  await propose({ rest }, { repo: { owner: "o", repo: "r" }, payload }, folder, branch, URL);
  return calls;
}

test("drafts become a pull request that is a draft, and the issue names it", async () => {
  const [[first, pull], [second, comment]] = await called("21 respondents", "import/issue-5-7");
  assert.deepEqual([first, second], ["pull", "comment"]);
  assert.equal(pull.title, "Import: drafts of the compilation of #5");
  assert.deepEqual([pull.head, pull.base, pull.draft], ["import/issue-5-7", "main", true]);
  assert.match(pull.body, /21 respondents/);
  assert.deepEqual([comment.issue_number, comment.body], [5, "The drafts stand in #12."]);
});

test("where workflows may open no pull request the issue says where the drafts are", async () => {
  const refusal = async () => {
    throw new Error("GitHub Actions is not permitted to create or approve pull requests.");
  };
  const [, [verb, comment], ...more] = await called("21 respondents", "import/issue-5-7-1", refusal);
  assert.deepEqual([verb, comment.issue_number, more], ["comment", 5, []]);
  assert.match(comment.body, /not permitted[^]*\(https:\/\/example\.org\/o\/r\/compare\/main\.\.\.import\/issue-5-7-1\?expand=1\)/);
  assert.match(comment.body, /21 respondents/);
});

test("where nothing was imported the issue says why", async () => {
  const [[verb, comment], ...more] = await called("compilation.pdf: the PDF holds no text", "");
  assert.equal(verb, "comment");
  assert.equal(more.length, 0);
  assert.match(comment.body, /could not be imported[^]*the PDF holds no text[^]*run\/7/);
  const [[, silent]] = await called("", "");
  assert.match(silent.body, /ended without a word/);
});
