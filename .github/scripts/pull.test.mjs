import assert from "node:assert/strict";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { LIMIT, find, handedOver } from "./pull.mjs";

const run = { id: 7, head_sha: "aaa", head_branch: "fix", head_repository: { id: 1, owner: { login: "someone" } } };
const context = { repo: { owner: "o", repo: "r" }, payload: { workflow_run: run, repository: { default_branch: "main" } } };

function githubWith(pulls, artifacts) {
  const rest = { pulls: { list: () => pulls }, actions: { listWorkflowRunArtifacts: () => artifacts } };
  return { rest, paginate: async (call, asked) => call(asked) };
}

const pull = (number, sha, repo, ref = "main") => ({ number, head: { sha, repo }, base: { ref } });
const artifact = (id, size) => ({ id, size_in_bytes: size, expired: false });

test("the pull request is the one whose newest commit, in the same repository, was checked", async () => {
  const pulls = [pull(1, "old", { id: 1 }), pull(2, "aaa", { id: 2 }), pull(3, "aaa", null), pull(4, "aaa", { id: 1 })];
  assert.deepEqual(await find(githubWith(pulls, [artifact(9, 10)]), context), { number: 4, artifact: 9 });
});

test("of several pull requests of one branch it is the one that GitHub names, or else the one into the default branch", async () => {
  const pulls = [pull(4, "aaa", { id: 1 }, "old"), pull(5, "aaa", { id: 1 }, "main"), pull(6, "aaa", { id: 1 }, "older")];
  const among = async (named) => {
    const payload = { ...context.payload, workflow_run: { ...run, pull_requests: named } };
    return (await find(githubWith(pulls, []), { ...context, payload })).number;
  };
  const named = (number, ref) => ({ number, base: { ref } });
  assert.equal(await among([named(6, "older")]), 6);
  assert.equal(await among([named(6, "older"), named(5, "main")]), 5);
  assert.equal(await among([named(6, "since moved")]), 5);
  assert.equal(await among([]), 5);
  assert.equal(await among(undefined), 5);
});

test("a run whose commit is no longer the newest finds nothing", async () => {
  const found = await find(githubWith([pull(1, "newer", { id: 1 })], [artifact(9, 10)]), context);
  assert.deepEqual(found, { number: "", artifact: "" });
});

test("the newest artifact counts, and none that is too large", async () => {
  const pulls = [pull(4, "aaa", { id: 1 })];
  assert.equal((await find(githubWith(pulls, [artifact(9, 10), artifact(11, 10)]), context)).artifact, 11);
  assert.equal((await find(githubWith(pulls, [artifact(9, 10), artifact(11, LIMIT + 1)]), context)).artifact, "");
  assert.equal((await find(githubWith(pulls, []), context)).artifact, "");
});

test("what was handed over is read only where it is a plain file of limited size", () => {
  const folder = mkdtempSync(join(tmpdir(), "handover-"));
  writeFileSync(join(folder, "comment.md"), "text");
  writeFileSync(join(folder, "large"), "x".repeat(LIMIT + 1));
  symlinkSync("/etc/hosts", join(folder, "link"));
  assert.equal(handedOver(folder, "comment.md"), "text");
  assert.equal(handedOver(folder, "absent"), "");
  assert.throws(() => handedOver(folder, "large"), /at most/);
  assert.throws(() => handedOver(folder, "link"), /not a file/);
});
