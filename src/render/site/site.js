// Filters, sorts and searches the list of decisions. What is asked for stands behind the # of the address, so that it
// can be sent to somebody; without this script the list is whole.
"use strict";

(() => {
  const form = document.getElementById("filter");
  const table = document.getElementById("decisions");
  const found = document.getElementById("found");
  const body = table.tBodies[0];
  const fields = { q: "words", status: "status", owner: "owner", tag: "tag" };
  const keys = new Set(form.dataset.search.split(" ").filter(Boolean));
  const rows = [...body.rows].map((row, order) => ({
    row,
    order,
    at: Number(row.dataset.at),
    status: row.dataset.status.split(" "),
    owner: row.querySelector(".owner").dataset.value || "",
    tags: [...row.querySelectorAll(".tag")].map((tag) => tag.textContent),
    title: row.querySelector(".title a").textContent.toLowerCase(),
  }));

  // The index, as far as it was loaded: by file a promise, by word the places of decisions and how much it tells.
  const files = new Map();
  const index = new Map();
  window.adrSearch = (key, words) => {
    for (const [word, ...places] of words) index.set(word, places);
  };

  function load(key) {
    if (!keys.has(key)) return Promise.resolve();
    if (!files.has(key)) {
      files.set(key, new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = `${form.dataset.root}search/${key}.js`;
        script.onload = script.onerror = () => resolve();
        document.head.append(script);
      }));
    }
    return files.get(key);
  }

  // The file that has the words which begin like this one.
  function keyOf(word) {
    if (keys.has("all")) return "all";
    const plain = /^[a-z0-9]/;
    const [first, second] = word;
    if (!plain.test(first)) return `x-${(first.codePointAt(0) >> 8).toString(16)}`;
    return second !== undefined && plain.test(second) ? first + second : `${first}_`;
  }

  // Words as the index has them: without case and accents; scripts without spaces in pairs of characters.
  const unspaced = /[\u0E01-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3041-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\u{20000}-\u{3FFFF}]+/gu;
  const folds = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ı: "i", ς: "σ" };

  function fold(text) {
    const bare = text.normalize("NFKD").replace(/(?![\u3099\u309A])\p{Mn}/gu, "").normalize("NFC").toLowerCase();
    return bare.replace(/(?![\u3099\u309A])\p{Mn}/gu, "").replace(/[ßæœþøđðłħıς]/g, (letter) => folds[letter]);
  }

  function wordsOf(text) {
    const pairs = [];
    const rest = text.replace(unspaced, (run) => {
      const letters = [...run];
      if (letters.length === 1) pairs.push(fold(run));
      for (let at = 0; at + 1 < letters.length; at += 1) pairs.push(fold(letters[at] + letters[at + 1]));
      return " ";
    });
    return [...new Set([...fold(rest).match(/[\p{L}\p{N}]+/gu) || [], ...pairs])];
  }

  // For each decision that has all the words, how much they tell there. The beginning of a word is enough.
  async function search(text) {
    const words = wordsOf(text);
    if (words.length === 0) return null;
    await Promise.all(words.map((word) => load(keyOf(word))));
    let all = null;
    for (const word of words) {
      const here = new Map();
      for (const [known, places] of index) {
        if (!known.startsWith(word)) continue;
        const fit = known === word ? 1 : 0.6;
        for (let at = 0; at < places.length; at += 2) {
          here.set(places[at], Math.max(here.get(places[at]) || 0, places[at + 1] * fit));
        }
      }
      const before = all;
      all = before === null ? here : new Map([...here].filter(([at]) => before.has(at)).map(([at, telling]) => [at, telling + before.get(at)]));
    }
    return all;
  }

  let turn = 0;
  async function apply() {
    const mine = (turn += 1);
    const value = (name) => (document.getElementById(fields[name]) || { value: "" }).value;
    const text = value("q").trim();
    const hits = text === "" ? null : await search(text);
    // Somebody has gone on typing while the index was loaded.
    if (mine !== turn) return;
    const number = /^\d+$/.test(text) ? text : null;
    let shown = 0;
    for (const one of rows) {
      const isNumber = number !== null && one.row.querySelector(".number").dataset.value === number;
      const has = hits === null || hits.has(one.at) || isNumber;
      const fits = has
        && (value("status") === "" || one.status.includes(value("status")))
        && (value("owner") === "" || one.owner === value("owner"))
        && (value("tag") === "" || one.tags.includes(value("tag")));
      one.row.hidden = !fits;
      one.score = isNumber ? Infinity : hits === null ? 0 : hits.get(one.at) || 0;
      if (fits) shown += 1;
    }
    if (sorted === null) {
      rows.sort((one, other) => other.score - one.score || one.order - other.order);
      body.append(...rows.map((one) => one.row));
    }
    found.textContent = `${shown} of ${rows.length} shown${hits === null ? "" : ", the best first"}`;
    const query = new URLSearchParams();
    for (const name of Object.keys(fields)) if (value(name)) query.set(name, value(name));
    const hash = query.toString();
    if (hash === "" && !isQuery()) return;
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash === "" ? location.pathname + location.search : `#${hash}`);
  }

  // Whether what stands behind the # asks for something; else it is a place on the page.
  function isQuery() {
    return location.hash.includes("=");
  }

  function read() {
    const query = new URLSearchParams(location.hash.slice(1));
    for (const [name, id] of Object.entries(fields)) {
      const field = document.getElementById(id);
      if (field) field.value = query.get(name) || "";
      // What no decision has is not to be chosen, and would show nothing without a word.
      if (field && field.value !== (query.get(name) || "")) field.value = "";
    }
    apply();
  }

  // The column by which somebody has sorted; null for the order of the list, or of how well decisions fit.
  let sorted = null;
  function sort(heading, at) {
    const isUp = heading.getAttribute("aria-sort") !== "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", isUp ? "ascending" : "descending");
    sorted = at;
    const isNumber = heading.dataset.sort === "number";
    const of = ({ row }) => {
      const cell = row.cells[at];
      return cell.dataset.value || cell.textContent.trim();
    };
    const compare = (one, other) => isNumber ? Number(of(one)) - Number(of(other)) : of(one).localeCompare(of(other), undefined, { numeric: true });
    rows.sort((one, other) => (isUp ? 1 : -1) * compare(one, other) || one.order - other.order);
    body.append(...rows.map((one) => one.row));
  }

  for (const [at, heading] of [...table.tHead.rows[0].cells].entries()) {
    if (!heading.dataset.sort) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, at));
    heading.replaceChildren(button);
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => {
    sorted = null;
    for (const heading of table.tHead.rows[0].cells) heading.removeAttribute("aria-sort");
    setTimeout(apply);
  });
  window.addEventListener("hashchange", () => {
    if (isQuery()) read();
  });
  read();
})();
