import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { MARK, body, comment, inert } from "./comment.mjs";

const about = { conclusion: "success", sha: "0123456789abcdef", url: "https://example.org/run/7", kept: [] };

test("the verdict comes first, then what the change says", () => {
  const lines = body("2 rows changed", about).split("\n");
  assert.equal(lines[0], MARK);
  assert.equal(lines[1], "**The check passed** for 0123456 ([log](https://example.org/run/7)).");
  assert.deepEqual(lines.slice(-3), ["What the change says of itself:", "", "2 rows changed"]);
  assert.match(body("", { ...about, conclusion: "failure" }), /The check failed[^]*no summary/);
});

test("files for maintainers are named, with no markup of their names, and not all of many", () => {
  const kept = ["scripts/`@x`.py", ...Array.from({ length: 20 }, (_, place) => `tests/${place}.py`)];
  const text = body("", { ...about, kept });
  assert.match(text, /`scripts\/\?\?x\?\.py`, `tests\/0\.py`/);
  assert.match(text, /and 11 more/);
});

test("a check that the change itself may have altered has not simply passed", () => {
  const altered = /The check passed, by rules that this change may have altered,\*\* for/;
  assert.match(body("", { ...about, kept: ["scripts/x.py"] }), altered);
  assert.match(body("", { ...about, unseen: 500 }), altered);
  assert.doesNotMatch(body("", about), /altered/);
  assert.match(body("", { ...about, conclusion: "failure", kept: ["scripts/x.py"] }), /The check failed\*\* for/);
});

test("long names of files leave room, for themselves and for the rest", () => {
  const kept = Array.from({ length: 20 }, (_, place) => `scripts/${place}${"/long".repeat(800)}.py`);
  for (const text of ["", "x".repeat(70_000)]) {
    const said = body(text, { ...about, kept });
    assert.ok(said.length <= 65_000, String(said.length));
    assert.match(said, /`scripts\/0[^`]{150,200}\.\.\.`, `scripts\/1\/[^]*and 10 more/);
  }
});

test("nobody is called by the text, however the sign is written", () => {
  const text = body("@a \\@b _@c_ &#64;d &#x40;e &#0064f &#X40g &commat;h o/@i", about);
  assert.equal(text.match(/@\u200b/g).length, 9);
  assert.doesNotMatch(text, /@(?!\u200b)|&(#|commat)/);
});

test("no word of the text links anywhere, or tells anybody that it was mentioned", () => {
  const alive = /#\d|GH\\?-\d|:\/\/|www\.|\]\(|\]:|@(?!\u200b)|<(?:a|img|!--)|&(?:#|num|colon|sol|commat)/i;
  for (const hostile of [
    "fixes octo/cat#12", "#1", "GH-7 gh-7", "https://github.com/o/r/issues/1", "HTTP://x.org", "www.github.com/o/r/pull/1",
    "[x](//github.com/o/r/issues/1)", "[x]\n\n[x]: //github.com/o/r/issues/1", "![x](/y.png)", "<a href=//github.com/o/r/issues/1>",
    "_www.evil.example/x_", "_GH-7_", "GH\\-7", "xGH-7", "<img src=x>", "</details><!-- ", "&#35;1 &#x23;1 &num;1", "http&colon;//x &sol;", "o/r@0123456789", "<https://x.org>",
  ]) {
    assert.match(hostile, alive);
    assert.doesNotMatch(inert(hostile), alive, hostile);
  }
});

test("the summary itself stays as it is", () => {
  const ours = "**2 rows.**\n\n<details open><summary>New problems: 1</summary>\n\n- ` a:1:1: F15 x ` → ` y < 3 & z `\n\n" +
    "</details>\n\n<details><summary><code>answers</code>: 1 changed</summary>\n\n| ~ | ` HR/1 ` | text | ` a ` | ` &lt;b ` |\n\n</details>";
  assert.equal(inert(ours), ours);
});

test("a long text is cut, not in the middle of a character, and the verdict says so before it", () => {
  const wide = "\u{1f600}".repeat(40_000);
  for (const text of ["x".repeat(70_000), wide, `a${wide}`, "@".repeat(65_000)]) {
    const said = body(text, about);
    assert.ok(said.length > 64_000 && said.length <= 65_000, String(said.length));
    assert.ok(said.isWellFormed());
    assert.ok(said.indexOf("is cut") < said.indexOf("---"));
  }
});

function githubWith(comments, changed) {
  const calls = [];
  const issues = {
    listComments: () => comments,
    updateComment: async (asked) => calls.push(["update", asked]),
    createComment: async (asked) => calls.push(["create", asked]),
  };
  const pulls = {
    get: async () => ({ data: { author_association: "NONE", changed_files: changed } }),
    listFiles: () => [{ filename: "data/x.py", previous_filename: "scripts/x.py" }],
  };
  return { calls, rest: { issues, pulls }, paginate: async (call, asked) => call(asked) };
}

const run = { conclusion: "failure", head_sha: "0123456789", html_url: "https://example.org/run/7" };
const context = { repo: { owner: "o", repo: "r" }, payload: { workflow_run: run } };
const robot = { login: "github-actions[bot]" };

const summary = (folder) => writeFileSync(join(folder, "comment.md"), "3 rows changed");

async function written(comments, { handOver = summary, changed = 1 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "handover-"));
  handOver(folder);
  const github = githubWith(comments, changed);
  await comment(github, context, 5, folder);
  assert.equal(github.calls.length, 1);
  return github.calls[0];
}

test("the first time a comment is written, with the file that was moved out of scripts", async () => {
  const [verb, asked] = await written([{ id: 1, user: robot, body: "something else" }]);
  assert.equal(verb, "create");
  assert.equal(asked.issue_number, 5);
  assert.match(asked.body, /failed[^]*`scripts\/x\.py`[^]*3 rows changed/);
});

test("after that it is the same comment, and never one that somebody else marked", async () => {
  const other = { id: 1, user: { login: "someone" }, body: `${MARK}\nfooled` };
  const [verb, asked] = await written([other, { id: 2, user: robot, body: `${MARK}\nbefore` }]);
  assert.deepEqual([verb, asked.comment_id], ["update", 2]);
  assert.equal((await written([other]))[0], "create");
});

test("nothing that is handed over keeps back the names of the files for maintainers", async () => {
  const large = (folder) => writeFileSync(join(folder, "comment.md"), "x".repeat(1_000_001));
  for (const handOver of [() => {}, large, (folder) => mkdirSync(join(folder, "comment.md"))]) {
    const [, asked] = await written([], { handOver });
    assert.match(asked.body, /`scripts\/x\.py`[^]*no summary/);
  }
});

test("where GitHub does not list all files the comment says so", async () => {
  assert.match((await written([], { changed: 3_001 }))[1].body, /Not all files were looked at[^]*: 3000 more/);
  assert.doesNotMatch((await written([]))[1].body, /Not all/);
});
