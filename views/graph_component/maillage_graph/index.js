/* The landscape: vis-network (ahead in this file) holds the camera and tells what is under the pointer; painter.js paints. */

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

const CLOSEST = 4; // zoom
const EDGE = 12; // pixels left around the whole map
const REACH = 9; // pixels around a tool that are still the tool
const STILL = 6; // pixels within which a press is a click
const MOST_SPREAD = 2.4; // how far the map may be drawn out one way to fill the frame

class LandscapeMap {
  constructor(root) {
    this.build(root);
    [this.nodes, this.byId, this.near, this.weave] = [[], new Map(), new Map(), []];
    this.spread = { across: 1, down: 1 };
    this.network = new globalThis.vis.Network(this.canvas, {}, {
      physics: { enabled: false },
      interaction: { hover: true, dragNodes: false, selectable: false, keyboard: false, hideEdgesOnDrag: false },
    });
    this.painter = new Painter(this.network);
    const frame = this.canvas.querySelector(".vis-network");
    frame.tabIndex = -1; // the place around it takes the keyboard, and the focus of a click
    frame.setAttribute("aria-hidden", "true");
    frame.addEventListener("focus", () => this.canvas.focus({ preventScroll: true }));
    this.listen(frame);
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
    this.picture = make("button", "", bar);
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
    this.painter.readTheme(this.root);
    if (before?.words.title !== words.title) this.write(words);
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
    this.picture.textContent = words.picture;
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
        ...node, rank, colour: node.colour ?? from.colour, room: node.room * across,
        x: node.x + from.x * (across - 1), y: node.y + from.y * (down - 1),
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
    // A custom shape, for we paint. vis-network keeps the first size it sees: it is given as an option, not by the shape.
    const size = { family: () => 1, use: (node) => node.radius, tool: () => DOT };
    this.network.setData({
      nodes: nodes.map((node) => ({
        id: node.id, x: node.x, y: node.y, shape: "custom", size: size[node.kind](node), ctxRenderer: () => ({ drawNode() {} }),
      })),
      edges: [],
    });
  }

  /* -- camera ---------------------------------------------------------------------------------- */

  /* vis-network moves the camera by itself on new data and on resize: ours comes after. */
  fitSoon() {
    cancelAnimationFrame(this.soon);
    this.canvas.ariaBusy = "true";
    this.soon = requestAnimationFrame(() => {
      this.soon = requestAnimationFrame(() => {
        this.fit();
        this.canvas.ariaBusy = "false";
      });
    });
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
    const at = (event) => {
      const box = frame.getBoundingClientRect();
      return this.under({ x: event.clientX - box.left, y: event.clientY - box.top })?.id ?? null;
    };
    this.network.on("afterDrawing", (context) => this.painter.paint(context, this, this.canvas.clientWidth));
    this.network.on("dragEnd", () => { this.moved = true; });
    this.network.on("zoom", () => { this.moved = true; });
    this.network.on("resize", () => { if (!this.moved) this.fitSoon(); });
    // A click however slow (vis-network takes a long one for something else), but neither a drag nor a pinch.
    let down = null;
    this.canvas.addEventListener("pointerdown", (event) => { down = event.isPrimary ? event : null; });
    this.canvas.addEventListener("pointerup", (event) => {
      if (down?.pointerId === event.pointerId && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < STILL) {
        this.pick(at(event));
      }
    });
    this.canvas.addEventListener("mousemove", (event) => this.hover(at(event)));
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
    this.picture.onclick = () => this.save();
    this.toCard.onclick = () => document.getElementById(this.data.card)?.scrollIntoView({ block: "start" });
  }

  /* What the frame shows, as a PNG on a white ground. */
  save() {
    const drawn = this.canvas.querySelector("canvas");
    const sheet = Object.assign(document.createElement("canvas"), { width: drawn.width, height: drawn.height });
    const context = sheet.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.drawImage(drawn, 0, 0);
    const link = Object.assign(document.createElement("a"), { href: sheet.toDataURL("image/png"), download: this.data.words.file });
    link.click();
  }

  /* The node at a point of the screen: the nearest tool within reach of a finger, else a name, else the disc of a use. */
  under(point) {
    let nearest = null;
    let least = Math.max(REACH, 1.3 * DOT * this.network.getScale());
    const { x, y } = this.network.DOMtoCanvas(point);
    for (const node of this.nodes) {
      const away = Math.hypot(node.x - x, node.y - y) * this.network.getScale();
      if (node.kind === "tool" && away <= least) [nearest, least] = [node, away];
    }
    return nearest ?? this.byId.get(this.painter.nameAt(point) ?? this.network.getNodeAt(point));
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
    const node = this.byId.get(this.hovered ?? this.cursor ?? this.selected);
    const what = node && [words[node.kind], node.kind === "tool" && words[node.status]].filter(Boolean).join(", ");
    this.says.textContent = !this.nodes.length ? words.empty : node ? `${node.label} (${what})` : words.idle;
  }

  close() {
    cancelAnimationFrame(this.soon);
    this.network.destroy();
    this.root.remove();
  }
}
