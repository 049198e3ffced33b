// Paper is narrower than a screen: a printed figure shrinks with its column instead of being cut.
{
  const drawings = () => document.querySelectorAll(".js-plotly-plot .main-svg");
  addEventListener("beforeprint", () => {
    for (const svg of drawings()) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
      svg.closest(".svg-container").style.setProperty("--eh-width", `${svg.getAttribute("width")}px`);
    }
  });
  addEventListener("afterprint", () => drawings().forEach((svg) => svg.removeAttribute("viewBox")));
}
