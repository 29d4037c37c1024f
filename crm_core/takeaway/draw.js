"use strict";
(async () => {
  const places = [...document.querySelectorAll(".chart")];
  const packed = document.getElementById("plotly").textContent;
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const library = document.createElement("script");
  library.textContent = await new Response(unpacked).text();
  document.head.append(library);
  for (const place of places) {
    const { figure, config } = JSON.parse(place.querySelector("script").textContent);
    const room = document.createElement("div");
    place.append(room);
    await Plotly.newPlot(room, figure.data, { ...figure.layout, autosize: true }, { ...config, responsive: true });
    await new Promise((go) => setTimeout(go));
  }
  // On paper a chart is as wide as its card there. A Sankey moves to a new width slowly, and the printer does not wait:
  // it is made smaller as it is.
  const rooms = () => [...document.querySelectorAll(".chart > .js-plotly-plot")];
  const flows = (room) => room.data.some((trace) => trace.type === "sankey");
  addEventListener("beforeprint", () => {
    document.body.classList.add("printing");
    for (const room of rooms()) {
      const width = room.parentElement.clientWidth;
      const now = room.querySelector(".main-svg").clientWidth;
      if (Math.abs(width - now) < 2) continue;
      if (flows(room)) room.style.zoom = width / now;
      else Plotly.relayout(room, { width });
    }
  });
  addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    for (const room of rooms()) {
      if (flows(room)) room.style.zoom = "";
      else Plotly.relayout(room, { width: null, autosize: true });
    }
  });
  document.body.dataset.drawn = places.length;
})();
