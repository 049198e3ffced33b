{
  // Paper is narrower than a screen: a printed figure shrinks with its column instead of being cut.
  const drawings = () => document.querySelectorAll(".js-plotly-plot .main-svg");
  addEventListener("beforeprint", () => {
    for (const svg of drawings()) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
      svg.closest(".svg-container").style.setProperty("--eh-width", `${svg.getAttribute("width")}px`);
    }
  });
  addEventListener("afterprint", () => drawings().forEach((svg) => svg.removeAttribute("viewBox")));

  // A table that is wider than its place is scrolled by keyboard, too.
  const reach = () => {
    for (const box of document.querySelectorAll("[data-testid=stTable] > div")) {
      const wide = box.scrollWidth > box.clientWidth + 1;
      if (wide !== box.hasAttribute("tabindex")) wide ? box.setAttribute("tabindex", "0") : box.removeAttribute("tabindex");
    }
  };

  // Numbers that a reader opened stay open when another choice draws them anew.
  const opened = new Set(), met = new WeakSet();
  addEventListener("toggle", ({ target: box }) => {
    if (box.matches(".eh-data")) box.open ? opened.add(box.dataset.of) : opened.delete(box.dataset.of);
  }, true);
  const reopen = () => {
    for (const box of document.querySelectorAll(".eh-data")) {
      if (!met.has(box) && opened.has(box.dataset.of)) box.open = true;
      met.add(box); // one that is closed by hand is not opened again
    }
  };

  let waiting = 0;
  const later = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(reach); };
  new MutationObserver(() => { reopen(); later(); }).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("resize", later);
  addEventListener("toggle", later, true); // a section that opens
}
