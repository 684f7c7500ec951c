import assert from "node:assert/strict";
import { test } from "node:test";

import { attachment } from "./attachment.mjs";

const FILE = "https://github.com/user-attachments/files/18/2014.546_EMN%20query.pdf";

test("the attached file is found, with its kind", () => {
  assert.deepEqual(attachment(`### The file\n\n[query.pdf](${FILE})\n`), { url: FILE, kind: "pdf", id: "" });
  assert.equal(attachment("https://github.com/user-attachments/files/18/a.DOCX").kind, "docx");
  assert.equal(attachment(`[a](${FILE}) and again ${FILE}`).url, FILE);
  for (const end of [".", "...", ". It is public.", ".\n"]) assert.equal(attachment(`It is ${FILE}${end}`).url, FILE);
});

test("an id is taken where it is one", () => {
  const body = (id) => `### The file\n\n${FILE}\n\n### Year and subject\n\n${id}\n`;
  assert.equal(attachment(body("2014-returns-to-somewhere")).id, "2014-returns-to-somewhere");
  for (const id of ["_No response_", "../../2014-x", "2014-x;ls", "2014-X", "$(ls)", `2014-${"a".repeat(80)}`]) {
    assert.equal(attachment(body(id)).id, "", id);
  }
});

test("no other address is ever fetched", () => {
  const others = [
    "", undefined, "https://example.org/a.pdf", "http://github.com/user-attachments/files/18/a.pdf",
    "https://github.com.example.org/user-attachments/files/18/a.pdf", "https://github.com/user-attachments/files/18/../../x/a.pdf",
    "https://github.com/user-attachments/files/18/a.pdf/../b", "https://github.com/user-attachments/files/18/a.pdf../b",
    "https://github.com/user-attachments/files/18/a.pdf.exe", "https://github.com/user-attachments/files/18/a.zip",
    "https://github.com/user-attachments/assets/18/a.pdf", "https://github.com/user-attachments/files/18/$(ls).pdf",
    "https://github.com/user-attachments/files/18/a.pdf%0aurl=x",
  ];
  for (const body of others) assert.throws(() => attachment(body), /No file is attached/, String(body));
});

test("two files are refused", () => {
  assert.throws(() => attachment(`${FILE} ${FILE.replace("18", "19")}`), /More than one file/);
});
