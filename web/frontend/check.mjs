// Builds again beside the committed assets and compares byte by byte. Not part of serving.
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildInto, shipped } from "./build.mjs";

const fresh = await mkdtemp(join(tmpdir(), "laufmappe-assets-"));
try {
  await buildInto(fresh);
  const [ours, theirs] = await Promise.all([readdir(shipped), readdir(fresh)]);
  const differing = [];
  for (const name of new Set([...ours, ...theirs])) {
    const both = ours.includes(name) && theirs.includes(name);
    if (!both || !(await readFile(join(shipped, name))).equals(await readFile(join(fresh, name)))) differing.push(name);
  }
  if (differing.length) {
    console.error(`web/static/dist is not what these sources build: ${differing.sort().join(", ")}\nRun: npm run build`);
    process.exitCode = 1;
  } else console.log(`${ours.length} assets, identical to a fresh build`);
} finally {
  await rm(fresh, { recursive: true, force: true });
}
