// After packing: a shrinkwrap in a checkout would take the lock file's place.
import { rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
rmSync(join(root, "npm-shrinkwrap.json"), { force: true });
rmSync(join(root, "dist"), { recursive: true, force: true });
