// Looks at a built site in headless Chromium: from its folder and below a path of a server, at three widths, by day and at
// night. Insists that axe finds nothing serious, that nothing is loaded from elsewhere, refused or broken, that no page
// is wider than its window, and that list and search work with the keyboard alone.
//
//     adr site /tmp/site && cd tests/browser && npm install && node check.js /tmp/site [PICTURES]
//
// CHROMIUM names the browser (default /usr/bin/chromium). With PICTURES, a folder, a picture of each page is kept.

import { createServer } from "node:http";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [folder, pictures] = process.argv.slice(2).map((name) => path.resolve(name));
if (folder === undefined) {
  console.error("usage: node check.js SITE [PICTURES]");
  process.exit(2);
}

const WIDTHS = [360, 900, 1600];
const THEMES = ["light", "dark"];
const SUB_PATH = "/below/some path/";
// Of each kind of page so many are looked at; a log has thousands that are made by one template.
const OF_EACH_KIND = 6;
const MEDIA = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".xml": "application/atom+xml", ".png": "image/png", ".txt": "text/plain" };

const found = [];
const complain = (where, what) => found.push(`${where}: ${what}`);

async function pagesOf(root) {
  const all = await readdir(root, { recursive: true });
  const kinds = new Map();
  for (const name of all.filter((one) => one.endsWith(".html")).sort()) {
    const kind = path.dirname(name);
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  const few = (names) => names.filter((_, at) => names.length <= OF_EACH_KIND || at % Math.ceil(names.length / OF_EACH_KIND) === 0);
  return [...(kinds.get(".") ?? []), ...[...kinds].filter(([kind]) => kind !== ".").flatMap(([, names]) => few(names))];
}

function serve(root) {
  const server = createServer(async (request, response) => {
    const wanted = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    try {
      if (!wanted.startsWith(SUB_PATH)) throw new Error("not below");
      const name = path.join(root, path.normalize(wanted.slice(SUB_PATH.length)));
      if (!name.startsWith(root)) throw new Error("outside");
      response.setHeader("Content-Type", MEDIA[path.extname(name)] ?? "application/octet-stream");
      response.end(await readFile(name));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function look(browser, base, names, axe) {
  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
      const page = await context.newPage();
      let where = "";
      page.on("console", (message) => message.type() === "error" && complain(where, message.text()));
      page.on("pageerror", (error) => complain(where, error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith(base) && !request.url().startsWith("data:")) complain(where, `loads ${request.url()}`);
      });
      for (const name of names) {
        where = `${base}${name} at ${width}, ${theme}`;
        await page.goto(base + name);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wider > 0) complain(where, `is ${wider} pixels wider than its window`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"], preload: false }));
        for (const { id, impact, nodes } of violations) {
          complain(where, `axe: ${impact} ${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
        }
        if (pictures !== undefined && base.startsWith("file:")) {
          await page.screenshot({ path: path.join(pictures, `${name.replaceAll("/", "-")}-${width}-${theme}.png`), fullPage: true });
        }
      }
      await context.close();
    }
  }
}

// The list with the keyboard alone: past the navigation, search, sort, and back to everything.
async function type(browser, base) {
  const page = await browser.newPage();
  const where = `${base}index.html, by keyboard`;
  const insist = (holds, what) => holds || complain(where, what);
  await page.goto(`${base}index.html`);
  await page.keyboard.press("Tab");
  insist(await page.evaluate(() => document.activeElement.className === "skip"), "the first stop is no way past the navigation");
  await page.keyboard.press("Enter");
  insist(page.url().endsWith("#main"), "the way past the navigation leads nowhere");
  const shown = () => page.locator("#decisions tbody tr:not([hidden])").count();
  const all = await shown();
  const title = await page.locator("#decisions .title > a").first().textContent();
  await page.focus("#words");
  await page.keyboard.type(title);
  await page.waitForFunction((count) => document.getElementById("found").textContent.includes("the best first") || count === 1, all);
  const hits = await shown();
  insist(hits >= 1 && hits <= all, `${hits} of ${all} have the words of a title`);
  insist((await page.locator("#decisions tbody tr:not([hidden]) .title > a").first().textContent()) === title, "the best is another");
  const address = page.url();
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForFunction((count) => document.querySelectorAll("#decisions tbody tr:not([hidden])").length === count, hits);
  await page.focus("#filter button");
  await page.keyboard.press("Enter");
  await page.waitForFunction((count) => document.querySelectorAll("#decisions tbody tr:not([hidden])").length === count, all);
  await page.focus("#decisions th button");
  await page.keyboard.press("Enter");
  insist((await page.locator("#decisions th").first().getAttribute("aria-sort")) === "ascending", "the list cannot be sorted");
  await page.close();
}

// Without the script the list is whole, and what needs it is not there.
async function withoutScript(browser, base) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${base}index.html`);
  if (await page.locator("#filter").isVisible()) complain(base, "the filter is shown where it cannot work");
  if (!(await page.locator("#decisions").isVisible())) complain(base, "the list needs a script");
  await context.close();
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
if (pictures !== undefined) await mkdir(pictures, { recursive: true });
const names = await pagesOf(folder);
const server = await serve(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const bases = [`${pathToFileURL(folder)}/`, `http://127.0.0.1:${server.address().port}${encodeURI(SUB_PATH)}`];
  for (const base of bases) {
    await look(browser, base, names, axe);
    await type(browser, base);
    await withoutScript(browser, base);
  }
} finally {
  await browser.close();
  server.close();
}
for (const one of found) console.log(one);
console.log(`${names.length} pages, ${WIDTHS.length} widths, ${THEMES.length} themes, from a folder and from a server: ${found.length} complaints`);
process.exitCode = found.length === 0 ? 0 : 1;
