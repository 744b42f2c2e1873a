// Builds web/static/dist from these sources. Not a watcher and not a server: the same sources give the same bytes.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
export const shipped = resolve(here, "../static/dist");

// KERN's one file ends with a grid and 150 KB of utility classes; pages here use components and tokens only.
const componentsOnly = {
  name: "kern-components-only",
  setup(bundle) {
    bundle.onLoad({ filter: /@kern-ux\/native\/dist\/kern\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const cut = css.lastIndexOf("/**", css.indexOf("@file _grid.scss"));
      if (cut < 100_000) throw new Error("kern.css has changed its order: look where the utilities begin");
      return { contents: css.slice(0, cut), loader: "css" };
    });
  },
};

const licences = [
  ["KERN design system (EUPL-1.2)", join(modules, "@kern-ux/native/LICENSE.md")],
  ["htmx (0BSD)", join(modules, "htmx.org/LICENSE")],
  ["bpmn-js (bpmn.io licence: the watermark stays visible)", join(modules, "bpmn-js/LICENSE")],
  ["diagram-js (MIT)", join(modules, "diagram-js/LICENSE")],
  ["Fira Sans (OFL-1.1)", join(here, "licences/OFL-FiraSans.txt")],
];

export async function buildInto(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    absWorkingDir: here,
    entryPoints: {
      app: "src/app.js",
      diagram: "src/diagram.js",
      style: "styles/style.css",
      letter: "styles/letter.css",
    },
    outdir: folder,
    bundle: true,
    minify: true,
    target: ["chrome109", "firefox115", "safari16.4"],
    format: "iife",
    charset: "utf8",
    legalComments: "none",
    assetNames: "[name]",
    loader: { ".woff2": "file" },
    plugins: [componentsOnly],
    logLevel: "warning",
  });
  await writeFile(join(folder, "LICENCES.txt"), await licenceText());
  await copyFile(join(here, "licences/OFL-FiraSans.txt"), join(folder, "OFL-FiraSans.txt"));
}

async function licenceText() {
  const parts = licences.map(async ([name, file]) => `${name}\n${"=".repeat(name.length)}\n\n${(await readFile(file, "utf8")).trim()}\n`);
  return (await Promise.all(parts)).join("\n\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildInto(shipped);
