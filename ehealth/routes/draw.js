// Charts of pages: each place that carries a figure is drawn in. Another choice writes its place anew; the drawing moves
// there and is changed, where Streamlit's own element would throw it away and begin again.
"use strict";
{
  const LEAST = 150; // pixels: the width of a chart in a column that has no room for it
  const AGAIN = 5000; // milliseconds after which Plotly is asked for again
  const MOMENT = 50; // milliseconds after which a page answers to its reader
  const LEFT = 3000; // milliseconds after which a drawing whose place is gone is given up
  const drawings = new Map(); // the name of a chart → its drawing
  const waiting = new Set(); // places to draw in, in the order of the page
  let busy = false;

  // As many as go into a moment at once: each time that a browser paints in between costs it more than a chart.
  async function work() {
    if (busy) return;
    busy = true;
    const Plotly = await window.ehealth.plotly();
    let begun = performance.now();
    for (const place of waiting) {
      waiting.delete(place);
      if (place.isConnected && place.clientWidth) draw(Plotly, place);
      if (performance.now() - begun < MOMENT) continue;
      await new Promise((next) => setTimeout(next));
      begun = performance.now();
    }
    busy = false;
  }

  function draw(Plotly, place) {
    const { data, layout } = place.figure, width = Math.max(place.clientWidth, LEAST);
    const options = { displayModeBar: false, staticPlot: "still" in place.dataset };
    place.width = place.clientWidth;
    if (place.childNodes.length > 1) place.firstChild.remove(); // the words in its place
    try {
      Plotly.react(drawings.get(place.dataset.chart), data, { ...layout, width }, options).catch(console.error);
    } catch (fault) {
      console.error(fault); // the others are drawn
    }
  }

  // Plotly did not come: what a chart would show is said in words, and tried again.
  function fail(fault) {
    console.error(fault);
    busy = false;
    for (const place of waiting) if (!place.width && place.childNodes.length < 2) place.prepend(place.getAttribute("aria-label"));
    setTimeout(() => work().catch(fail), AGAIN);
  }

  const resized = new ResizeObserver((changes) => {
    for (const { target: place } of changes) if (place.width !== place.clientWidth) waiting.add(place);
    if (waiting.size) work().catch(fail);
  });

  function arrive(place) {
    const name = place.dataset.chart, kept = drawings.get(name) ?? document.createElement("div");
    if (kept.parentElement) resized.unobserve(kept.parentElement);
    place.figure = JSON.parse(place.dataset.figure);
    delete place.dataset.figure; // it has been read, and is long
    drawings.set(name, kept);
    place.replaceChildren(kept);
    resized.observe(place); // which tells its width at once, and again whenever that changes
  }

  let looking = 0;
  function leave() {
    for (const [name, drawing] of drawings) {
      if (drawing.isConnected) continue;
      window.Plotly?.purge(drawing);
      drawings.delete(name);
    }
  }

  const look = () => {
    document.querySelectorAll(".eh-chart[data-figure]").forEach(arrive);
    clearTimeout(looking);
    looking = setTimeout(leave, LEFT);
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  look();
}
