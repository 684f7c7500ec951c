// Who may change what: data and documentation by anyone, everything else by maintainers.
// As a command: reads names of changed files that end with NUL, takes the author's association with the repository
// from ASSOCIATION, and exits 1 where a contributor changes what maintainers change.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// GitHub shows a member whose membership is private as a contributor: make maintainers collaborators.
const MAINTAINERS = ["OWNER", "MEMBER", "COLLABORATOR"];
// The examples of README, CONTRIBUTING and docs/recipes.md are run, so they count as code.
const OPEN = [
  /^data\//,
  /^docs\/(?!recipes\.md$)/,
  /^datapackage\.json$/,
  /^(?!README\.md$|CONTRIBUTING\.md$)[^/]+\.md$/,
];

/** Return those of the changed paths that an author of this association should have left to a maintainer. */
export function reserved(association, paths) {
  if (MAINTAINERS.includes(association)) return [];
  return paths.filter((path) => !OPEN.some((pattern) => pattern.test(path)));
}

/** Return a path as it may be shown anywhere: what could be markup or a command is replaced. */
export function shown(path) {
  return path.replace(/[^\w./-]/g, "?");
}

function main() {
  const paths = readFileSync(0, "utf8").split("\0").filter(Boolean);
  const found = reserved(process.env.ASSOCIATION, paths);
  if (found.length === 0) return 0;
  console.log("These files are changed by maintainers:");
  for (const path of found) console.log(`  ${shown(path)}`);
  console.log("Please leave them out of this change, or say why they are needed: a maintainer can take them over.");
  console.log("Everything below data/ and docs/ is for anyone to change, but for docs/recipes.md, whose examples are run.");
  console.log("::error title=who may change what::Files of this change are for maintainers; the log names them.");
  return 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.exitCode = main();
