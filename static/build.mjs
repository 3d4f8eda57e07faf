// Builds the front end into static/dist (never committed): one style sheet with its fonts, one file per
// behaviour in static/js, and the chapter editor with its style sheet. `npm run build`; `--watch` rebuilds on change.
import * as esbuild from "esbuild";
import { transform } from "lightningcss";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { watch } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const source = fileURLToPath(new URL(".", import.meta.url));
const output = join(source, "dist");
const ceilings = { "style sheet and fonts": 80_000, "chapter editor": 200_000 };

async function build() {
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const inputs = [...(await buildBehaviours()), ...(await buildStyles())];
  await writeNotices(inputs);
  for (const name of ["icons.svg", "favicon.svg"]) await copyFile(join(source, name), join(output, name));
  await report();
}

async function buildStyles() {
  const built = await esbuild.build({
    entryPoints: [join(source, "css/portal.css")],
    outdir: output,
    bundle: true,
    minify: true,
    loader: { ".woff2": "file" },
    assetNames: "fonts/[name]",
    metafile: true,
    logLevel: "warning",
  });
  await dropUnusedTokens(join(output, "portal.css"), [join(output, "js/editor.css")]);
  return Object.keys(built.metafile.inputs);
}

// A theme declares thousands of custom properties; only those that a rule reads, directly or through another
// property, are sent to the browser.
async function dropUnusedTokens(file, otherSheets) {
  const readBy = new Map();
  const needed = new Set();
  for (const filename of [file, ...otherSheets]) {
    transform({
      filename,
      code: await readFile(filename),
      visitor: {
        Declaration(declaration) {
          const owner = customProperty(declaration);
          for (const name of propertiesRead(declaration)) {
            if (owner === null) needed.add(name);
            else readBy.set(owner, [...(readBy.get(owner) ?? []), name]);
          }
        },
      },
    });
  }
  // A set may grow while it is walked: each added name is visited in turn.
  for (const name of needed) for (const read of readBy.get(name) ?? []) needed.add(read);

  const trimmed = transform({
    filename: file,
    code: await readFile(file),
    minify: true,
    visitor: {
      Declaration(declaration) {
        const name = customProperty(declaration);
        return name === null || needed.has(name) ? undefined : [];
      },
    },
  });
  const css = trimmed.code.toString();
  // The content security policy has no img-src data:, so such a picture would silently not show.
  if (css.includes("url(data:") || css.includes('url("data:')) throw new Error("portal.css still holds a data: picture");
  await writeFile(file, css);
}

function customProperty(declaration) {
  if (declaration.property !== "custom") return null;
  return declaration.value.name.startsWith("--") ? declaration.value.name : null;
}

function propertiesRead(node, found = []) {
  if (Array.isArray(node)) for (const item of node) propertiesRead(item, found);
  else if (node && typeof node === "object") {
    if (node.type === "var") found.push(node.value.name.ident);
    for (const value of Object.values(node)) propertiesRead(value, found);
  }
  return found;
}

async function buildBehaviours() {
  const files = (await readdir(join(source, "js"))).filter((name) => name.endsWith(".js")).sort();
  const entryPoints = files.map((name) => ({ in: join(source, "js", name), out: basename(name, ".js") }));
  entryPoints.push({ in: join(source, "js/editor/index.js"), out: "editor" });
  const built = await esbuild.build({
    entryPoints,
    outdir: join(output, "js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(built.metafile.inputs);
}

// What others made and we hand on in the built files, with their licences.
async function writeNotices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (folder) folders.add(folder);
  }
  const packages = new Map(); // by the text of their licence: many share one
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
    const text = file ? (await readFile(join(folder, file), "utf8")).trim() : "";
    packages.set(text, [...(packages.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const notices = [...packages].map(([text, names]) => `${names.join("\n")}\n\n${text}`.trim());
  await writeFile(join(output, "third-party.txt"), `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

async function report() {
  const sizes = new Map();
  for (const entry of await readdir(output, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    sizes.set(path.slice(output.length + 1), gzipSync(await readFile(path), { level: 9 }).length);
  }
  const names = [...sizes.keys()].sort();
  for (const name of names) console.log(`${String(sizes.get(name)).padStart(8)} bytes gzip  ${name}`);
  const total = (wanted) => names.filter(wanted).reduce((sum, name) => sum + sizes.get(name), 0);
  const totals = {
    "style sheet and fonts": total((name) => name === "portal.css" || name.startsWith("fonts/")),
    "chapter editor": total((name) => name.startsWith("js/editor.")),
  };
  for (const [what, bytes] of Object.entries(totals)) {
    console.log(`${what}: ${(bytes / 1000).toFixed(1)} kB gzip of at most ${ceilings[what] / 1000} kB`);
    if (bytes > ceilings[what]) throw new Error(`The ${what} exceed ${ceilings[what]} bytes gzip`);
  }
}

await build();
if (process.argv.includes("--watch")) {
  let waiting = null;
  for (const folder of ["css", "js"]) {
    watch(join(source, folder), { recursive: true }, () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => build().catch((error) => console.error(error.message)), 100);
    });
  }
}
