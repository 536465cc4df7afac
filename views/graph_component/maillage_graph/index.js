/* The landscape: vis-network (ahead in this file) holds the camera and tells what is under the pointer; we paint. */

const maps = new WeakMap(); // one map a place in the page, kept from one run of the script to the next

export default function landscape({ data, parentElement, setTriggerValue }) {
  let map = maps.get(parentElement);
  if (!map) {
    map = new LandscapeMap(parentElement);
    maps.set(parentElement, map);
  }
  map.choose = (id) => setTriggerValue("selected", id ?? "");
  map.show(data);
  return () => {
    if (parentElement.host?.isConnected) return; // an overtaken run, not the end of the map
    map.close();
    maps.delete(parentElement);
  };
}

/* Sizes on screen, in pixels, whatever the zoom; smaller in a narrow frame. */
const TEXT = { family: 15, use: 12, tool: 12 };
const NARROW = { family: 13, use: 11, tool: 12 };
const PHONE = 480; // frame below which the names of uses give way to those of families
const NAMES_FROM = 1.15; // zoom from which tools wear their names
const CLOSEST = 4;
const EDGE = 12; // pixels left around the whole map
const MOST_SPREAD = 1.6;
const DOT = 7.5; // map units

class LandscapeMap {
  constructor(root) {
    this.build(root);
    this.nodes = [];
    this.spread = { across: 1, down: 1 };
    this.boxes = []; // where names stand, in screen pixels: to click them, and to keep them apart
    this.network = new globalThis.vis.Network(this.canvas, {}, {
      physics: { enabled: false },
      interaction: { hover: true, dragNodes: false, selectable: false, keyboard: false, hideEdgesOnDrag: false },
    });
    const frame = this.canvas.querySelector(".vis-network");
    this.listen(frame);
    frame.tabIndex = -1; // the place around it takes the keyboard
    frame.setAttribute("aria-hidden", "true");
  }

  /* -- the page's side ------------------------------------------------------------------------- */

  build(root) {
    const make = (tag, name, parent) => {
      const element = document.createElement(tag);
      element.className = name;
      parent.append(element);
      return element;
    };
    this.root = make("div", "map", root);
    this.canvas = make("div", "canvas", this.root);
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-describedby", "help");
    const bar = make("div", "bar", this.root);
    this.says = make("span", "says", bar);
    this.toCard = make("button", "to-card", bar);
    this.farther = make("button", "", bar);
    this.closer = make("button", "", bar);
    this.recentre = make("button", "", bar);
    for (const button of bar.querySelectorAll("button")) button.type = "button";
    [this.farther.textContent, this.closer.textContent] = ["−", "+"];
    this.help = make("p", "unseen", this.root);
    this.help.id = "help";
    this.live = make("p", "unseen", this.root);
    this.live.setAttribute("aria-live", "polite");
    this.legend = make("ul", "legend", this.root);
  }

  show(data) {
    const { words } = data;
    const before = this.data;
    this.data = data;
    this.readTheme();
    if (before?.words !== words) this.write(words);
    this.canvas.style.setProperty("--most", `${data.height}px`);
    this.selected = data.selected;
    this.toCard.hidden = !(data.selected && data.card);
    const drawn = JSON.stringify([data.nodes, data.edges]);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.fill(data.nodes, data.edges);
    } else {
      this.network.redraw();
    }
    this.tell();
  }

  write(words) {
    this.canvas.setAttribute("aria-label", words.title);
    this.help.textContent = words.help;
    this.closer.ariaLabel = this.closer.title = words.closer;
    this.farther.ariaLabel = this.farther.title = words.farther;
    this.recentre.textContent = words.recentre;
    this.toCard.textContent = words.card;
    this.legend.ariaLabel = words.legend;
    const shapes = {
      active: '<circle cx="7" cy="7" r="5"/>',
      unknown: '<circle cx="7" cy="7" r="5" fill-opacity=".35"/>',
      discontinued: '<circle cx="7" cy="7" r="5" fill="none"/>',
      offline: '<rect x="2.5" y="2.5" width="9" height="9"/>',
    };
    this.legend.replaceChildren(...Object.entries(shapes).map(([kind, shape]) => {
      const item = document.createElement("li");
      item.innerHTML = `<svg viewBox="0 0 14 14" aria-hidden="true">${shape}</svg>`;
      item.append(words[kind]);
      return item;
    }));
  }

  /* The canvas knows no CSS variable: read what they stand for. */
  readTheme() {
    const style = getComputedStyle(this.root);
    const colour = (name, other) => style.getPropertyValue(name).trim() || other;
    this.theme = {
      text: colour("--st-text-color", "#0f0f0f"),
      ground: colour("--st-background-color", "#ffffff"),
      accent: colour("--st-primary-color", "#0a5c8a"),
      font: colour("--st-font", "sans-serif"),
    };
  }

  fill(nodes, edges) {
    this.given = nodes;
    this.edges = edges;
    if (!nodes.some((node) => node.id === this.cursor)) this.cursor = null;
    this.hovered = null;
    this.lay(1, 1);
    this.fitSoon();
  }

  /* Spread families and uses to the shape of the frame; the tools of a use stay together around it. */
  lay(across, down) {
    this.spread = { across, down };
    const uses = new Map(this.given.filter((node) => node.kind === "use").map((node) => [node.id, node]));
    const nodes = this.given.map((node, rank) => {
      const from = node.kind === "tool" ? uses.get(node.use) : node;
      return {
        ...node, rank, colour: node.colour ?? from.colour, x: node.x + from.x * (across - 1), y: node.y + from.y * (down - 1), room: node.room * across,
        left: node.left * across, width: node.width * across, top: node.top * down, height: node.height * down,
      };
    });
    this.nodes = nodes;
    this.byId = new Map(nodes.map((node) => [node.id, node]));
    this.near = new Map(nodes.map((node) => [node.id, new Map()]));
    this.weave = [];
    for (const [from, to, kind] of this.edges) {
      const [start, end] = [nodes[from].id, nodes[to].id];
      this.near.get(start).set(end, kind);
      this.near.get(end).set(start, kind);
      if (kind !== "family" && kind !== "main") this.weave.push([this.byId.get(start), this.byId.get(end)]);
    }
    const reach = (node) => ({
      family: [node.width, 44],
      use: [2 * node.radius, 2 * node.radius],
      tool: [2.5 * DOT, 2.5 * DOT],
    })[node.kind];
    this.network.setData({
      nodes: this.nodes.map((node) => ({ id: node.id, x: node.x, y: node.y, shape: "custom", ctxRenderer: () => {
        const [width, height] = reach(node);
        return { drawNode() {}, nodeDimensions: { width, height } };
      } })),
      edges: [],
    });
  }

  /* -- camera ---------------------------------------------------------------------------------- */

  /* vis-network moves the camera by itself on new data and on resize: ours comes after. */
  fitSoon() {
    cancelAnimationFrame(this.soon);
    this.soon = requestAnimationFrame(() => requestAnimationFrame(() => this.fit()));
  }

  fit(animated = false) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!this.nodes.length || !width || !height) return this.network.redraw();
    const bounds = () => {
      const grounds = this.nodes.filter((node) => node.kind === "family");
      const [left, top] = [Math.min(...grounds.map((node) => node.left)), Math.min(...grounds.map((node) => node.top))];
      const right = Math.max(...grounds.map((node) => node.left + node.width));
      const bottom = Math.max(...grounds.map((node) => node.top + node.height));
      return { left, top, right, bottom, shape: (right - left) / (bottom - top) };
    };
    const { across, down } = this.spread;
    const wanted = ((width - 2 * EDGE) / (height - 2 * EDGE)) / (bounds().shape * down / across);
    const spread = [Math.min(MOST_SPREAD, Math.max(1, wanted)), Math.min(MOST_SPREAD, Math.max(1, 1 / wanted))];
    if (Math.abs(spread[0] - across) + Math.abs(spread[1] - down) > 0.02) this.lay(...spread);
    const { left, top, right, bottom } = bounds();
    const scale = Math.min((width - 2 * EDGE) / (right - left), (height - 2 * EDGE) / (bottom - top), 1.6);
    this.moved = false;
    this.fitted = scale;
    this.look({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale }, animated);
  }

  look(view, animated) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network.moveTo({ ...view, animation: animated && !still ? { duration: 250, easingFunction: "easeInOutQuad" } : false });
  }

  zoom(factor) {
    this.moved = true;
    const scale = Math.min(CLOSEST, Math.max(this.fitted * 0.8, this.network.getScale() * factor));
    this.look({ scale }, true);
  }

  /* Bring a node into view, by no more than is needed and without touching the zoom. */
  reveal(node) {
    const at = this.network.canvasToDOM({ x: node.x, y: node.y });
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const beyond = (value, most) => Math.min(0, value - EDGE) + Math.max(0, value - most + EDGE);
    const [across, down] = [beyond(at.x, width), beyond(at.y, height)];
    if (!across && !down) return;
    this.moved = true;
    const centre = this.network.getViewPosition();
    const scale = this.network.getScale();
    this.look({ position: { x: centre.x + across / scale, y: centre.y + down / scale }, scale }, true);
  }

  /* -- pointer and keyboard -------------------------------------------------------------------- */

  listen(frame) {
    const at = (event) => this.under(event.pointer.DOM);
    this.network.on("click", (event) => this.pick(at(event)?.id ?? null));
    this.network.on("afterDrawing", (context) => this.paint(context));
    this.network.on("dragEnd", () => { this.moved = true; });
    this.network.on("zoom", () => { this.moved = true; });
    this.network.on("resize", () => { if (!this.moved) this.fitSoon(); });
    this.canvas.addEventListener("mousemove", (event) => {
      const box = frame.getBoundingClientRect();
      this.hover(this.under({ x: event.clientX - box.left, y: event.clientY - box.top })?.id ?? null);
    });
    this.canvas.addEventListener("mouseleave", () => this.hover(null));
    // A wheel over the map scrolls the page, until the map is in use or Ctrl is held.
    this.canvas.addEventListener("wheel", (event) => {
      const inUse = this.canvas.contains(this.root.getRootNode().activeElement);
      if (!inUse && !event.ctrlKey) event.stopImmediatePropagation();
    }, { capture: true });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("blur", () => { this.cursor = null; this.network.redraw(); });
    this.recentre.onclick = () => this.fit(true);
    this.closer.onclick = () => this.zoom(1.4);
    this.farther.onclick = () => this.zoom(1 / 1.4);
    this.toCard.onclick = () => document.getElementById(this.data.card)?.scrollIntoView({ block: "start" });
  }

  under(point) {
    const id = this.network.getNodeAt(point);
    if (id && this.byId.get(id)?.kind === "tool") return this.byId.get(id);
    const box = this.boxes.find((box) => point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom);
    return box ? this.byId.get(box.id) : this.byId.get(id);
  }

  hover(id) {
    if (id === this.hovered) return;
    this.hovered = id;
    this.canvas.style.cursor = id ? "pointer" : "";
    this.tell();
    this.network.redraw();
  }

  pick(id) {
    this.cursor = null;
    if (id === (this.selected ?? null)) return;
    this.selected = id; // at once; the page's answer says the same
    this.network.redraw();
    this.live.textContent = id ? this.describe(this.byId.get(id)) : this.data.words.closed;
    this.choose(id);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.nodes.length) return;
    const here = this.byId.get(this.cursor ?? this.selected)?.rank ?? -1;
    const last = this.nodes.length - 1;
    const next = (step, wanted) => {
      for (let rank = here + step; rank >= 0 && rank <= last; rank += step) if (wanted(this.nodes[rank])) return rank;
      return Math.max(here, 0);
    };
    const any = () => true;
    const notTool = (node) => node.kind !== "tool";
    const walks = {
      ArrowRight: () => next(1, any), ArrowLeft: () => next(-1, any),
      ArrowDown: () => next(1, notTool), ArrowUp: () => next(-1, notTool),
      Home: () => 0, End: () => last,
    };
    const acts = {
      Enter: () => this.cursor && this.pick(this.cursor), " ": () => this.cursor && this.pick(this.cursor),
      Escape: () => { this.cursor = null; this.pick(null); this.network.redraw(); },
      "+": () => this.zoom(1.4), "-": () => this.zoom(1 / 1.4), 0: () => this.fit(true),
    };
    if (walks[event.key]) this.walk(this.nodes[walks[event.key]()]);
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has shortcuts of its own
  }

  walk(node) {
    this.cursor = node.id;
    this.live.textContent = this.describe(node);
    this.tell();
    this.reveal(node);
    this.network.redraw();
  }

  /* -- words ----------------------------------------------------------------------------------- */

  describe(node) {
    const { words } = this.data;
    const links = this.near.get(node.id).size;
    const parts = [node.label, words[node.kind]];
    if (node.kind === "tool") parts.push(words[node.status]);
    if (node.offline) parts.push(words.offline);
    parts.push(`${links} ${links === 1 ? words.link : words.links}`);
    parts.push(`${this.byId.get(node.id).rank + 1} ${words.of} ${this.nodes.length}`);
    return parts.join(", ");
  }

  tell() {
    const { words } = this.data;
    const node = this.byId?.get(this.hovered ?? this.cursor ?? this.selected);
    const what = node && [words[node.kind], node.kind === "tool" && words[node.status]].filter(Boolean).join(", ");
    this.says.textContent = !this.nodes.length ? words.empty : node ? `${node.label} (${what})` : words.idle;
  }

  /* -- painting -------------------------------------------------------------------------------- */

  paint(context) {
    if (!this.data) return;
    const scale = this.network.getScale();
    const lit = this.byId.get(this.hovered ?? this.cursor ?? this.selected);
    const around = lit ? this.near.get(lit.id) : null;
    context.save();
    context.lineCap = "round";
    this.text = this.canvas.clientWidth < 700 ? NARROW : TEXT;
    this.paintGrounds(context, scale);
    this.paintLinks(context, scale, lit, around);
    for (const node of this.nodes) if (node.kind === "tool") this.paintTool(context, scale, node, lit, around);
    this.paintNames(context, scale, lit, around);
    context.restore();
  }

  paintGrounds(context, scale) {
    for (const node of this.nodes) {
      const chosen = node.id === this.selected;
      context.beginPath();
      if (node.kind === "family") context.roundRect(node.left, node.top, node.width, node.height, 18);
      else if (node.kind === "use") context.arc(node.x, node.y, node.radius, 0, 2 * Math.PI);
      else continue;
      context.globalAlpha = node.kind === "use" ? 0.85 : node.first_class ? 0.15 : 0.09;
      context.fillStyle = node.kind === "family" ? node.colour : this.theme.ground;
      context.fill();
      context.globalAlpha = chosen || this.cursor === node.id ? 1 : node.kind === "use" ? 0.3 : 0;
      context.strokeStyle = chosen ? this.theme.accent : this.cursor === node.id ? this.theme.text : node.colour;
      context.lineWidth = (chosen || this.cursor === node.id ? 2.5 : 1) / scale;
      if (context.globalAlpha) context.stroke();
    }
    context.globalAlpha = 1;
  }

  paintLinks(context, scale, lit, around) {
    context.strokeStyle = this.theme.text;
    context.lineWidth = 1 / scale;
    context.globalAlpha = lit ? 0.012 : 0.032;
    context.beginPath();
    for (const [start, end] of this.weave) this.thread(context, start, end);
    context.stroke();
    if (lit) {
      context.globalAlpha = 0.75;
      context.strokeStyle = this.theme.accent;
      context.lineWidth = 1.4 / scale;
      for (const [id, kind] of around) {
        context.setLineDash(["family", "main", "use"].includes(kind) ? [] : [6 / scale, 4 / scale]);
        context.beginPath();
        this.thread(context, lit, this.byId.get(id));
        context.stroke();
      }
      context.setLineDash([]);
    }
    context.globalAlpha = 1;
  }

  /* A slightly bent line, so that two that share an end can be told apart. */
  thread(context, start, end) {
    const [across, down] = [end.x - start.x, end.y - start.y];
    context.moveTo(start.x, start.y);
    context.quadraticCurveTo((start.x + end.x) / 2 - down * 0.08, (start.y + end.y) / 2 + across * 0.08, end.x, end.y);
  }

  paintTool(context, scale, node, lit, around) {
    const chosen = node.id === this.selected;
    const strong = chosen || node === lit || lit?.id === node.id || around?.has(node.id);
    const size = Math.max(DOT, 3 / scale) * (chosen ? 1.35 : 1);
    const outline = (reach) => {
      context.beginPath();
      if (node.offline) context.rect(node.x - reach * 0.9, node.y - reach * 0.9, reach * 1.8, reach * 1.8);
      else context.arc(node.x, node.y, reach, 0, 2 * Math.PI);
    };
    context.globalAlpha = lit && !strong ? 0.3 : 1;
    outline(size);
    context.fillStyle = this.theme.ground; // nothing shows through a hollow dot
    context.fill();
    if (node.status !== "discontinued") {
      const whole = context.globalAlpha;
      context.globalAlpha = whole * (node.status === "unknown" ? 0.35 : 1);
      context.fillStyle = chosen ? this.theme.accent : node.colour;
      context.fill();
      context.globalAlpha = whole;
    }
    context.strokeStyle = chosen ? this.theme.accent : node.colour;
    context.lineWidth = 1.5 / scale;
    context.stroke();
    if (chosen || node.id === this.cursor) {
      outline(size + 4 / scale);
      context.strokeStyle = chosen ? this.theme.accent : this.theme.text;
      context.lineWidth = 2.5 / scale;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /* Names by rank of importance; one that would cover another is left out, save those that must be read. */
  paintNames(context, scale, lit, around) {
    this.boxes = [];
    const phone = this.canvas.clientWidth < PHONE && scale < NAMES_FROM;
    const tools = this.nodes.filter((node) => node.kind === "tool");
    const must = tools.filter((node) => [this.selected, this.cursor, this.hovered].includes(node.id));
    const linked = around && around.size <= 60 ? tools.filter((node) => around.has(node.id)) : [];
    const named = tools.filter((node) => node.named);
    const all = scale >= NAMES_FROM ? tools : [];
    const uses = this.nodes.filter((node) => node.kind === "use");
    for (const node of this.nodes) if (node.kind === "family") this.nameFamily(context, scale, node);
    for (const node of must) this.nameTool(context, scale, node, true);
    for (const node of uses) if (node.id === lit?.id || around?.has(node.id)) this.nameUse(context, scale, node, !phone);
    for (const node of linked) if (!must.includes(node)) this.nameTool(context, scale, node, false);
    for (const node of uses) if (node.id !== lit?.id && !around?.has(node.id)) this.nameUse(context, scale, node, !phone && !lit);
    for (const node of new Set([...named, ...all])) if (!must.includes(node) && !linked.includes(node)) this.nameTool(context, scale, node, false);
  }

  nameFamily(context, scale, node) {
    const lines = this.lines(context, node.label, `600 ${this.text.family}px ${this.theme.font}`, (node.width - 24) * scale);
    this.put(context, scale, node, lines, this.text.family, { x: node.left + 12, y: node.top + 8 / scale }, "left", true);
  }

  nameUse(context, scale, node, force) {
    const font = `${node.id === this.selected ? 600 : 400} ${this.text.use}px ${this.theme.font}`;
    const lines = this.lines(context, node.label, font, Math.max(node.room * scale, 80));
    this.put(context, scale, node, lines, this.text.use, { x: node.x, y: node.y + node.radius + 3 / scale }, "center", force);
  }

  nameTool(context, scale, node, must) {
    const font = `${must ? 600 : 400} ${this.text.tool}px ${this.theme.font}`;
    const lines = this.lines(context, node.label, font, 400);
    const away = Math.max(DOT, 3 / scale) + 5 / scale;
    const half = (this.text.tool * 0.6) / scale;
    const places = [
      [{ x: node.x + away, y: node.y - half }, "left"],
      [{ x: node.x - away, y: node.y - half }, "right"],
      [{ x: node.x, y: node.y + away }, "center"],
      [{ x: node.x, y: node.y - away - 2 * half }, "center"],
    ];
    for (const [place, align] of places) if (this.put(context, scale, node, lines, this.text.tool, place, align, false)) return;
    if (must) this.put(context, scale, node, lines, this.text.tool, ...places[0], true);
  }

  /* Cut words into lines no wider than `width` pixels. */
  lines(context, words, font, width) {
    context.font = font;
    const lines = [];
    for (const word of words.split(" ")) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return { lines, font, width: Math.max(...lines.map((line) => context.measureText(line).width)) };
  }

  /* Write lines whose top stands at `place` (map units); false when they would cover other words or leave the frame. */
  put(context, scale, node, { lines, font, width }, size, place, align, force) {
    const at = this.network.canvasToDOM(place);
    const left = at.x - { left: 0, center: width / 2, right: width }[align];
    const step = size * 1.15;
    const box = { id: node.id, left, right: left + width, top: at.y, bottom: at.y + step * lines.length };
    const meets = (other) => box.left < other.right + 3 && box.right > other.left - 3 && box.top < other.bottom && box.bottom > other.top;
    const outside = box.left < 2 || box.right > this.canvas.clientWidth - 2;
    if (!force && (outside || this.boxes.some(meets))) return false;
    this.boxes.push(box);
    context.save();
    context.translate(place.x, place.y);
    context.scale(1 / scale, 1 / scale);
    context.font = font;
    context.textAlign = align;
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.theme.ground;
    context.fillStyle = node.id === this.selected ? this.theme.accent : node.kind === "family" ? node.colour : this.theme.text;
    lines.forEach((line, rank) => {
      context.globalAlpha = 0.85;
      context.strokeText(line, 0, rank * step);
      context.globalAlpha = 1;
      context.fillText(line, 0, rank * step);
    });
    context.restore();
    return true;
  }

  close() {
    cancelAnimationFrame(this.soon);
    this.network.destroy();
    this.root.remove();
  }
}
