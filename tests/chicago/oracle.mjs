// Asks citeproc-js how the Chicago Manual of Style has each reference of references.json:
// as an entry of a bibliography, as a full note and as a shortened note. Prints answers.json.
//
//   npm install citeproc
//   node oracle.mjs chicago-notes-bibliography.csl locales-en-US.xml > answers.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "x.js"));
const CSL = require("citeproc");
const [stylePath, localePath] = process.argv.slice(2);
const style = readFileSync(stylePath, "utf-8");
const locale = readFileSync(localePath, "utf-8");
const references = JSON.parse(readFileSync(new URL("references.json", import.meta.url), "utf-8"));
const items = Object.fromEntries(references.map((item) => [item.id, item]));

// Each reference by itself: no other changes its names, its title or its place.
function ask(id) {
  const engine = new CSL.Engine({ retrieveLocale: () => locale, retrieveItem: (key) => items[key] }, style, "en-US");
  engine.updateItems([id]);
  const entry = engine.makeBibliography()[1].join("").replace(/<\/?div[^>]*>/g, "").trim();
  const cite = (number, page, before) => {
    const citation = {
      citationID: `c${number}`,
      citationItems: [page ? { id, locator: page, label: "page" } : { id }],
      properties: { noteIndex: number },
    };
    return engine.processCitationCluster(citation, before, [])[1].at(-1)[1];
  };
  const note = cite(1, "12", []);
  const short = cite(2, "34", [["c1", 1]]);
  return { entry, note, short };
}

const pick = (text, pattern) => text.match(pattern)?.[1] ?? "";
const answers = {
  origin: {
    processor: `citeproc-js ${CSL.PROCESSOR_VERSION}`,
    style: pick(style, /<title>(.*?)<\/title>/),
    style_id: pick(style, /<id>(.*?)<\/id>/),
    style_updated: pick(style, /<updated>(.*?)<\/updated>/),
    locale: `en-US, updated ${pick(locale, /<updated>(.*?)<\/updated>/)}`,
  },
  answers: Object.fromEntries(references.map(({ id }) => [id, ask(id)])),
};
console.log(JSON.stringify(answers, null, 1));
