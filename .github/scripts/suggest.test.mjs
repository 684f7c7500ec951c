import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { fresh, hunks, shownLines, suggest, suggestions } from "./suggest.mjs";

const PATH = "data/queries/q/responses/AT.yaml";
const patchOf = (text, path = PATH) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${text}`;
// What the pull request shows: lines 10 to 13 of its version of the file, of which 11 and 12 are new.
const files = [{ filename: PATH, patch: "@@ -10,3 +10,4 @@ answers:\n a: 1\n-b: 2\n+b:  3\n+c: ```\n d: 4" }];

test("hunks are read by their counts, whatever their lines look like", () => {
  const [first, second] = hunks(patchOf("@@ -3 +3 @@\n--- a/x\n+++ b/y\n@@ -9,0 +10,2 @@\n+x\n+y\n"));
  assert.deepEqual([first.oldStart, first.old, first.new], [3, ["-- a/x"], ["++ b/y"]]);
  assert.deepEqual([second.path, second.oldStart, second.old, second.new], [PATH, 9, [], ["x", "y"]]);
});

test("the lines that a pull request shows are counted in its own version", () => {
  assert.deepEqual([...shownLines(files[0].patch)], [[10, "a: 1"], [11, "b:  3"], [12, "c: ```"], [13, "d: 4"]]);
});

test("a changed line is offered in a fence that its text cannot end", () => {
  const [one] = suggestions(patchOf("@@ -12 +12 @@\n-c: ```\n+c: '```'\n"), files);
  assert.deepEqual([one.path, one.line, one.side, one.start_line], [PATH, 12, "RIGHT", undefined]);
  assert.match(one.body, /\n````suggestion\nc: '```'\n````$/);
});

test("several lines are one suggestion; a line that goes leaves nothing", () => {
  const [one] = suggestions(patchOf("@@ -11,2 +11 @@\n-b:  3\n-c: ```\n+b: 3\n"), files);
  assert.deepEqual([one.start_line, one.start_side, one.line], [11, "RIGHT", 12]);
  const [gone] = suggestions(patchOf("@@ -13 +12,0 @@\n-d: 4\n"), files);
  assert.match(gone.body, /\n```suggestion\n```$/);
});

test("an added line is offered with the line before it", () => {
  const [one] = suggestions(patchOf("@@ -11,0 +12 @@\n+new: 1\n"), files);
  assert.equal(one.line, 11);
  assert.match(one.body, /suggestion\nb: {2}3\nnew: 1\n```$/);
  const [top] = suggestions(patchOf("@@ -0,0 +1 @@\n+new: 1\n"), [{ filename: PATH, patch: "@@ -0,0 +1 @@\n+a: 1" }]);
  assert.equal(top.line, 1);
  assert.match(top.body, /suggestion\nnew: 1\na: 1\n```$/);
});

test("nothing is offered on lines that the pull request does not show, or shows with another text", () => {
  assert.deepEqual(suggestions(patchOf("@@ -40 +40 @@\n-x\n+y\n"), files), []);
  assert.deepEqual(suggestions(patchOf("@@ -13,2 +13 @@\n-d: 4\n-e: 5\n+d: 4\n"), files), []);
  assert.deepEqual(suggestions(patchOf("@@ -11 +11 @@\n-something else\n+y\n"), files), []);
  assert.deepEqual(suggestions(patchOf("@@ -40,0 +41 @@\n+y\n"), files), []);
  assert.deepEqual(suggestions(patchOf("@@ -11 +11 @@\n-b:  3\n+y\n", "data/queries/q/other.yaml"), files), []);
});

test("nothing is offered outside the records", () => {
  const path = ".github/workflows/check.yml";
  const patch = "@@ -1 +1 @@\n-a\n+b";
  assert.deepEqual(suggestions(patchOf("@@ -1 +1 @@\n-b\n+c\n", path), [{ filename: path, patch }]), []);
});

test("a repair of line ends alone cannot be shown as a suggestion", () => {
  assert.deepEqual(suggestions(patchOf("@@ -11 +11 @@\n-b:  3\r\n+b:  3\n"), files), []);
  assert.deepEqual(suggestions(patchOf("@@ -13 +13 @@\n-d: 4\n\\ No newline at end of file\n+d: 4\n"), files), []);
});

test("a file without a patch, such as a large one, is passed over", () => {
  assert.deepEqual(suggestions(patchOf("@@ -1 +1 @@\n-a\n+b\n"), [{ filename: PATH }]), []);
});

test("what was offered before is not offered again; the same repair in two places is offered twice", () => {
  const [one, two, other] = [{ path: "a", body: "x" }, { path: "a", body: "x" }, { path: "b", body: "x" }];
  assert.deepEqual(fresh([one, two, other], []), [one, two, other]);
  assert.deepEqual(fresh([one, two, other], [{ path: "a", body: "x\n" }]), [two, other]);
  assert.deepEqual(fresh([one, two], [one, two]), []);
});

async function offered(patch, before) {
  const reviews = [];
  const pulls = {
    listFiles: () => files,
    listReviewComments: () => before,
    createReview: async (asked) => reviews.push(asked),
  };
  const folder = mkdtempSync(join(tmpdir(), "handover-"));
  writeFileSync(join(folder, "fix.patch"), patch);
  const context = { repo: { owner: "o", repo: "r" }, payload: { workflow_run: { head_sha: "aaa" } } };
  await suggest({ rest: { pulls }, paginate: async (call, asked) => call(asked) }, context, 5, folder);
  return reviews;
}

test("one review holds what is new, and a second run of the same adds nothing", async () => {
  const patch = patchOf("@@ -11 +11 @@\n-b:  3\n+b: 3\n");
  const [review] = await offered(patch, []);
  assert.deepEqual([review.pull_number, review.commit_id, review.event], [5, "aaa", "COMMENT"]);
  assert.equal(review.comments.length, 1);
  const made = review.comments.map((one) => ({ ...one, user: { login: "github-actions[bot]" } }));
  assert.deepEqual(await offered(patch, made), []);
  assert.deepEqual(await offered("", []), []);
});

test("what somebody else wrote does not count as offered, and there is an end to offering", async () => {
  const patch = patchOf("@@ -11 +11 @@\n-b:  3\n+b: 3\n");
  const [review] = await offered(patch, []);
  const copied = [{ ...review.comments[0], user: { login: "someone" } }];
  assert.equal((await offered(patch, copied)).length, 1);
  const many = Array.from({ length: 20 }, (_, place) => ({
    path: PATH,
    body: review.comments[0].body.replace("b: 3", `b: ${place + 10}`),
    user: { login: "github-actions[bot]" },
  }));
  assert.deepEqual(await offered(patch, many), []);
});
