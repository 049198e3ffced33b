// Pictures of charts, made in the reader's browser: a link with data-take draws its own address.
// Without this script the address itself answers, drawn by the server, which loads this same file.
"use strict";
(() => {
  const BASE = new URL(".", document.currentScript.src || location.href).href;
  const FACES = ['400 16px "Source Sans"', '700 16px "Source Sans"', '600 16px "Source Serif"'];
  const MOMENT = 2500; // milliseconds that « copied » stays
  const kept = {};
  const once = (name, make) => (kept[name] ??= make().catch((fault) => { delete kept[name]; throw fault; }));

  const plotly = () => window.Plotly ? Promise.resolve(window.Plotly) : once("plotly", () => new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = BASE + "plotly.min.js";
    script.onload = () => done(window.Plotly);
    script.onerror = fail;
    document.head.append(script);
  }));

  // The faces as text, for the picture itself: an SVG that is drawn as an image does not see the document's.
  const fonts = () => once("fonts", async () => {
    let style = document.getElementById("ehealth-faces");
    if (!style) {
      style = document.createElement("style");
      style.textContent = await answer(BASE + "fonts.css").then((found) => found.text());
      document.head.append(style);
    }
    await Promise.all(FACES.map((face) => document.fonts.load(face)));
    return style.textContent;
  });

  async function answer(address) {
    const found = await fetch(address);
    if (!found.ok) throw new Error(await found.text());
    return found;
  }

  const escaped = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

  async function vector(framed) {
    const [Plotly, css] = await Promise.all([plotly(), fonts()]);
    const { figure, width, height, scale, provenance } = framed;
    const drawn = await Plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
    const about = `<title>${escaped(provenance.title)}</title>` +
      `<metadata id="ehealth">${escaped(JSON.stringify(provenance))}</metadata><style>${css}</style>`;
    const svg = new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;
    svg.setAttribute("width", Math.round(width * scale));
    svg.setAttribute("height", Math.round(height * scale));
    svg.setAttribute("role", "img");
    return new XMLSerializer().serializeToString(svg).replace(/>/, () => ">" + about);
  }

  async function raster(framed, times) {
    const image = new Image();
    const address = URL.createObjectURL(new Blob([await vector(framed)], { type: "image/svg+xml" }));
    try {
      image.src = address;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(framed.width * framed.scale) * times;
      canvas.height = Math.round(framed.height * framed.scale) * times;
      const pen = canvas.getContext("2d");
      pen.fillStyle = framed.figure.layout.paper_bgcolor;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      const plain = await new Promise((done) => canvas.toBlob(done, "image/png"));
      return inscribed(new Uint8Array(await plain.arrayBuffer()), JSON.stringify(framed.provenance));
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  const HEAD = 33; // bytes of a PNG's signature and first chunk

  // The text as one iTXt chunk, right behind the first: keyword, uncompressed, no language, no translated keyword.
  function inscribed(png, text) {
    const body = new TextEncoder().encode(`iTXtehealth\0\0\0\0\0${text}`);
    const frame = (number) => { const four = new Uint8Array(4); new DataView(four.buffer).setUint32(0, number); return four; };
    return new Blob([png.subarray(0, HEAD), frame(body.length - 4), body, frame(crc(body)), png.subarray(HEAD)],
      { type: "image/png" });
  }

  function crc(bytes) {
    let sum = ~0;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
  }

  // times: 1, 2 or 3 for a PNG, 0 for an SVG; gives a Blob
  const picture = async (framed, times) =>
    times ? raster(framed, times) : new Blob([await vector(framed)], { type: "image/svg+xml" });

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  const framed = (link) => answer(link.href.replace(/\.(png|svg)(?=\?|$)/, ".json")).then((found) => found.json());

  const WAYS = {
    png: async (link) => { const asked = await framed(link); save(await picture(asked, Number(link.dataset.times)), `${asked.name}.png`); },
    svg: async (link) => { const asked = await framed(link); save(await picture(asked, 0), `${asked.name}.svg`); },
    // The promise goes in unfinished: the clipboard opens during the click only.
    copy: (link) => navigator.clipboard.write([new ClipboardItem({ "image/png": framed(link).then((asked) => picture(asked, 2)) })]),
    link: (link) => navigator.clipboard.writeText(link.href),
  };

  async function take(link) {
    const group = link.closest("[data-said]"), said = group.querySelector("[role=status]"), words = JSON.parse(group.dataset.said);
    const way = link.dataset.take;
    said.textContent = way === "link" ? "" : words.busy;
    try {
      await WAYS[way](link);
      said.textContent = way === "copy" || way === "link" ? words.copied : words.saved;
      clearTimeout(said.waiting);
      said.waiting = setTimeout(() => { said.textContent = ""; }, MOMENT);
    } catch (fault) {
      console.error(fault);
      said.textContent = words.failed;
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-take]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    take(link);
  });

  // Briefing mode: a picture in the place of each image that names a chart.
  for (const image of document.querySelectorAll("img[data-chart]")) {
    answer(image.dataset.chart)
      .then((found) => found.json())
      .then((asked) => picture(asked, 0))
      .then((blob) => { image.src = URL.createObjectURL(blob); })
      .catch((fault) => { console.error(fault); image.replaceWith(image.alt); });
  }

  window.ehealth = { picture, plotly };
})();
