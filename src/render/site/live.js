// Loads a page of a preview anew when something that it shows may have changed.
"use strict";

(() => {
  const { root, version } = document.currentScript.dataset;
  let known = null;
  async function look() {
    if (!document.hidden) {
      try {
        const now = await (await fetch(root + version, { cache: "no-store" })).text();
        if (known !== null && now !== known) location.reload();
        known = now;
      } catch {
        // The preview has ended, or is not back yet.
      }
    }
    setTimeout(look, 1000);
  }
  look();
})();
