import assert from "node:assert/strict";
import { test } from "node:test";

import { reserved, shown } from "./who.mjs";

test("anyone may change data and documentation", () => {
  const open = ["data/queries/q/responses/AT.yaml", "data/reference/entities.csv", "docs/rules.md", "CHANGELOG.md"];
  open.push("datapackage.json"); // generated, and may come along
  assert.deepEqual(reserved("NONE", open), []);
});

test("only maintainers change schemas, scripts, tests, requirements and workflows", () => {
  const kept = ["schemas/response.json", "scripts/fix.py", "tests/conftest.py", "requirements/test.txt", "Makefile"];
  kept.push(".github/workflows/check.yml", ".github/PULL_REQUEST_TEMPLATE.md", "scripts/data/x", "tests/docs/x", ".ci/run");
  kept.push("README.md", "CONTRIBUTING.md", "docs/recipes.md"); // their examples are run
  for (const association of ["NONE", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "", undefined]) {
    assert.deepEqual(reserved(association, kept), kept);
  }
  for (const association of ["OWNER", "MEMBER", "COLLABORATOR"]) assert.deepEqual(reserved(association, kept), []);
});

test("a path is shown without markup and without line ends", () => {
  assert.equal(shown("scripts/a`@team\n::error::x.py"), "scripts/a??team???error??x.py");
});
