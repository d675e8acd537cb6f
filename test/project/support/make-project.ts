import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Two small schemas, a map that checks, and a `mapc.yaml`: each file can be replaced, or left out with null. */
const FILES: Readonly<Record<string, string>> = {
  'mapc.yaml': `migration: [main.map]
environments:
  staging:
    source: { connector: files, folder: data }
    target: { connector: odoo, url: "\${ODOO_URL}", db: crm, login: admin, password: "\${ODOO_PASSWORD}" }
`,
  'main.map': `migration files -> odoo

provision {
  field res.partner.x_id : char(64) unique "Source id"
}

map customer -> res.partner {
  key x_id = id
  name = name
}
`,
  'schemas/source/_schema.json': header('files', '1'),
  'schemas/source/customer.json': `{
  "name": "customer",
  "label": "Customer",
  "id": "id",
  "display": "name",
  "fields": {
    "id": { "label": "Id", "type": { "kind": "text", "max": 10 }, "required": true, "unique": true },
    "name": { "label": "Name", "type": { "kind": "text", "max": 40 }, "required": true }
  }
}
`,
  'schemas/target/_schema.json': header('odoo', '17.0'),
  'schemas/target/res.partner.json': `{
  "name": "res.partner",
  "label": "Contact",
  "id": "id",
  "display": "name",
  "fields": {
    "id": { "label": "ID", "type": { "kind": "integer" }, "write": "never" },
    "name": { "label": "Name", "type": { "kind": "text" }, "required": true },
    "email": { "label": "Email", "type": { "kind": "text" } }
  }
}
`,
};

function header(system: string, version: string): string {
  return `${JSON.stringify({ system, version, language: 'en_US', modules: [] })}\n`;
}

/** A project in a temporary folder, which goes away with the test. Returns the folder. */
export function makeProject(changes: Readonly<Record<string, string | null>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'mapc-project-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ...FILES, ...changes })) {
    if (text === null) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
