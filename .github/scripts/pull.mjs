// The pull request that a run of the check was for, and the files that the run handed over.

import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const LIMIT = 1_000_000; // bytes, of the artifact as packed and of each file in it
export const ROBOT = "github-actions[bot]";

/**
 * Return the number of the open pull request whose newest commit was checked, and the id of its artifact; "" for none.
 *
 * Neither comes from the artifact, which the change could have written: both are what GitHub says of the run.
 */
export async function find(github, context) {
  const run = context.payload.workflow_run;
  const head = `${run.head_repository.owner.login}:${run.head_branch}`;
  const pulls = await github.paginate(github.rest.pulls.list, { ...context.repo, state: "open", head });
  const fitting = pulls.filter(({ head: { sha, repo } }) => sha === run.head_sha && repo?.id === run.head_repository.id);
  const pull = likeliest(fitting, run.pull_requests ?? [], context.payload.repository?.default_branch);
  if (!pull) return { number: "", artifact: "" };
  const asked = { ...context.repo, run_id: run.id, name: "handover" };
  const artifacts = await github.paginate(github.rest.actions.listWorkflowRunArtifacts, asked);
  // A rerun adds one of the same name.
  const [newest] = artifacts.filter((one) => !one.expired).sort((one, other) => other.id - one.id);
  return { number: pull.number, artifact: newest?.size_in_bytes <= LIMIT ? newest.id : "" };
}

// One branch may be proposed for several bases. GitHub names the pull requests of a run, but it may name more than one, and
// none of a fork: then the one that goes into the default branch counts.
function likeliest(pulls, named, main) {
  const sure = pulls.filter((pull) => named.some(({ number, base }) => number === pull.number && base.ref === pull.base.ref));
  const left = sure.length ? sure : pulls;
  return left.find((pull) => pull.base.ref === main) ?? left[0];
}

/** Return the text of a file that was handed over; "" where there is none. Throws where it is no plain, small file. */
export function handedOver(folder, name) {
  const path = join(folder, name);
  const about = lstatSync(path, { throwIfNoEntry: false });
  if (!about) return "";
  if (!about.isFile() || about.size > LIMIT) throw new Error(`${name} is not a file of at most ${LIMIT} bytes`);
  return readFileSync(path, "utf8");
}

/** Return what GitHub says of the files of a pull request: at most 3,000, each with its path and patch. */
export function changedFiles(github, context, number) {
  return github.paginate(github.rest.pulls.listFiles, { ...context.repo, pull_number: number, per_page: 100 });
}
