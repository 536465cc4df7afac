/* Paints the map: grounds of families, discs of uses, dots of tools, links, and names that do not cover each other. */

/* Sizes on screen, in pixels, whatever the zoom; smaller in a narrow frame. */
const TEXT = { family: 15, use: 12, tool: 12 };
const NARROW = { family: 13, use: 11, tool: 12 };
const PHONE = 480; // frame below which the names of uses give way to those of families
const NAMES_FROM = 1.15; // zoom from which tools wear their names
const MANY = 60; // links beyond which the tools at their ends stay unnamed
const WHOLE = 400; // pixels: the name of a tool stays on one line
const DOT = 7.5; // radius of a tool, in map units

class Painter {
  constructor(network) {
    this.network = network; // asked for the zoom and for where map units fall on screen
    this.boxes = []; // where names stand, in screen pixels: to click them, and to keep them apart
  }

  /* The canvas knows no CSS variable: read what they stand for. */
  readTheme(element) {
    const style = getComputedStyle(element);
    const colour = (name, other) => style.getPropertyValue(name).trim() || other;
    this.theme = {
      text: colour("--st-text-color", "#0f0f0f"),
      ground: colour("--st-background-color", "#ffffff"),
      accent: colour("--st-primary-color", "#0a5c8a"),
      font: colour("--st-font", "sans-serif"),
    };
  }

  /* The node whose name stands at a point of the screen. */
  nameAt(point) {
    const inside = (box) => point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom;
    return this.boxes.find(inside)?.id;
  }

  /*
   * Draw everything. `scene`: the nodes in order and `byId`; `near`, id -> ids linked and how; `weave`, pairs linked
   * faintly; `selected`, `cursor`, `hovered`, ids or nothing. `width`: of the frame, in pixels.
   */
  paint(context, scene, width) {
    this.scene = scene;
    this.width = width;
    this.scale = this.network.getScale();
    this.context = context;
    this.text = width < 700 ? NARROW : TEXT;
    this.lit = scene.byId.get(scene.hovered ?? scene.cursor ?? scene.selected);
    this.around = this.lit ? scene.near.get(this.lit.id) : new Map();
    context.save();
    context.lineCap = "round";
    for (const node of scene.nodes) if (node.kind !== "tool") this.ground(node);
    this.links();
    for (const node of scene.nodes) if (node.kind === "tool") this.dot(node);
    this.names();
    context.restore();
  }

  /* The rounded ground of a family, the white disc of a use. */
  ground(node) {
    const { context, scale, scene } = this;
    const [chosen, pointed] = [node.id === scene.selected, node.id === scene.cursor];
    const family = node.kind === "family";
    context.beginPath();
    if (family) context.roundRect(node.left, node.top, node.width, node.height, 18);
    else context.arc(node.x, node.y, node.radius, 0, 2 * Math.PI);
    context.globalAlpha = !family ? 0.85 : node.first_class ? 0.15 : 0.09;
    context.fillStyle = family ? node.colour : this.theme.ground;
    context.fill();
    if (chosen || pointed || !family) {
      context.globalAlpha = chosen || pointed ? 1 : 0.3;
      context.strokeStyle = chosen ? this.theme.accent : pointed ? this.theme.text : node.colour;
      context.lineWidth = (chosen || pointed ? 2.5 : 1) / scale;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /* All links as a faint weave; those of the node in view in full, dashed between tools. */
  links() {
    const { context, scale, scene, lit } = this;
    context.strokeStyle = this.theme.text;
    context.lineWidth = 1 / scale;
    context.globalAlpha = lit ? 0.012 : 0.032;
    context.beginPath();
    for (const [start, end] of scene.weave) this.thread(start, end);
    context.stroke();
    context.globalAlpha = 0.75;
    context.strokeStyle = this.theme.accent;
    context.lineWidth = 1.4 / scale;
    for (const [id, kind] of this.around) {
      context.setLineDash(["family", "main", "use"].includes(kind) ? [] : [6 / scale, 4 / scale]);
      context.beginPath();
      this.thread(lit, scene.byId.get(id));
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /* A slightly bent line, so that two that share an end can be told apart. */
  thread(start, end) {
    const [across, down] = [end.x - start.x, end.y - start.y];
    this.context.moveTo(start.x, start.y);
    const bend = { x: (start.x + end.x) / 2 - down * 0.08, y: (start.y + end.y) / 2 + across * 0.08 };
    this.context.quadraticCurveTo(bend.x, bend.y, end.x, end.y);
  }

  /* A tool: square when it is linked to paper, phone or a room, hollow when stopped, pale when its state is not known. */
  dot(node) {
    const { context, scale, scene, lit } = this;
    const [chosen, pointed] = [node.id === scene.selected, node.id === scene.cursor];
    const colour = chosen ? this.theme.accent : node.colour;
    const size = Math.max(DOT, 3 / scale) * (chosen ? 1.35 : 1);
    const opacity = lit && lit !== node && !chosen && !this.around.has(node.id) ? 0.3 : 1;
    const outline = (reach) => {
      context.beginPath();
      if (node.offline) context.rect(node.x - reach * 0.9, node.y - reach * 0.9, reach * 1.8, reach * 1.8);
      else context.arc(node.x, node.y, reach, 0, 2 * Math.PI);
    };
    outline(size);
    context.globalAlpha = opacity;
    context.fillStyle = this.theme.ground; // nothing shows through a hollow dot
    context.fill();
    if (node.status !== "discontinued") {
      context.globalAlpha = opacity * (node.status === "unknown" ? 0.35 : 1);
      context.fillStyle = colour;
      context.fill();
    }
    context.globalAlpha = opacity;
    context.strokeStyle = colour;
    context.lineWidth = 1.5 / scale;
    context.stroke();
    if (chosen || pointed) {
      outline(size + 4 / scale);
      context.strokeStyle = chosen ? this.theme.accent : this.theme.text;
      context.lineWidth = 2.5 / scale;
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /*
   * Names by rank of importance; one that would cover another is left out, save those that must be read. What the
   * pointer is on comes last, so that no name moves away from under it.
   */
  names() {
    const { scene, scale } = this;
    this.boxes = [];
    const phone = this.width < PHONE && scale < NAMES_FROM;
    const focus = scene.byId.get(scene.cursor ?? scene.selected);
    const around = focus ? scene.near.get(focus.id) : new Map();
    const of = (kind) => scene.nodes.filter((node) => node.kind === kind);
    const near = (node) => node === focus || around.has(node.id);
    const must = (node) => [scene.selected, scene.cursor].includes(node.id);
    const wanted = (node) => !must(node) && ((near(node) && around.size <= MANY) || node.named || scale >= NAMES_FROM);
    const [tools, uses] = [of("tool"), of("use")];
    for (const node of of("family")) this.nameFamily(node);
    for (const node of tools.filter(must)) this.nameTool(node, true);
    for (const node of uses.filter(near)) this.nameUse(node, !phone);
    for (const node of tools.filter((node) => wanted(node) && near(node))) this.nameTool(node, false);
    for (const node of uses) if (!near(node)) this.nameUse(node, !phone && !focus);
    for (const node of tools.filter((node) => wanted(node) && !near(node))) this.nameTool(node, false);
    const written = new Set(this.boxes.map((box) => box.id));
    const more = this.around.size <= MANY ? [...this.around.keys()].map((id) => scene.byId.get(id)) : [];
    for (const node of this.lit ? [this.lit, ...more] : []) {
      if (written.has(node.id)) continue;
      if (node.kind === "tool") this.nameTool(node, node === this.lit);
      if (node.kind === "use") this.nameUse(node, node === this.lit);
    }
  }

  nameFamily(node) {
    const lines = this.lines(node.label, 600, this.text.family, (node.width - 24) * this.scale);
    this.write(node, lines, { x: node.left + 12, y: node.top + 8 / this.scale }, "left", true);
  }

  nameUse(node, must) {
    const lines = this.lines(node.label, node.id === this.scene.selected ? 600 : 400, this.text.use, Math.max(node.room * this.scale, 80));
    this.write(node, lines, { x: node.x, y: node.y + node.radius + 3 / this.scale }, "center", must);
  }

  /* Beside, below or above the dot, where there is room. */
  nameTool(node, must) {
    const lines = this.lines(node.label, must ? 600 : 400, this.text.tool, WHOLE);
    const away = Math.max(DOT, 3 / this.scale) + 5 / this.scale;
    const half = (this.text.tool * 0.6) / this.scale;
    const places = [
      [{ x: node.x + away, y: node.y - half }, "left"],
      [{ x: node.x - away, y: node.y - half }, "right"],
      [{ x: node.x, y: node.y + away }, "center"],
      [{ x: node.x, y: node.y - away - 2 * half }, "center"],
    ];
    if (!places.some(([place, align]) => this.write(node, lines, place, align, false)) && must) this.write(node, lines, ...places[0], true);
  }

  /* Cut words into lines no wider than `width` pixels. */
  lines(words, weight, size, width) {
    const font = `${weight} ${size}px ${this.theme.font}`;
    this.context.font = font;
    const measure = (line) => this.context.measureText(line).width;
    const lines = [];
    for (const word of words.split(" ")) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && measure(longer) <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return { lines, font, step: size * 1.15, width: Math.max(...lines.map(measure)) };
  }

  /* Write lines whose top stands at `place` (map units); false when they would cover other words or leave the frame. */
  write(node, { lines, font, step, width }, place, align, must) {
    const { context } = this;
    const at = this.network.canvasToDOM(place);
    const left = at.x - { left: 0, center: width / 2, right: width }[align];
    const box = { id: node.id, left, right: left + width, top: at.y, bottom: at.y + step * lines.length };
    const meets = (other) => box.left < other.right + 3 && box.right > other.left - 3 && box.top < other.bottom && box.bottom > other.top;
    const outside = box.left < 2 || box.right > this.width - 2;
    if (!must && (outside || this.boxes.some(meets))) return false;
    this.boxes.push(box);
    context.save();
    context.translate(place.x, place.y);
    context.scale(1 / this.scale, 1 / this.scale);
    Object.assign(context, { font, textAlign: align, textBaseline: "top", lineJoin: "round", lineWidth: 3, strokeStyle: this.theme.ground });
    context.fillStyle = node.id === this.scene.selected ? this.theme.accent : node.kind === "family" ? node.colour : this.theme.text;
    lines.forEach((line, rank) => {
      context.globalAlpha = 0.85; // a halo keeps words legible over dots and lines
      context.strokeText(line, 0, rank * step);
      context.globalAlpha = 1;
      context.fillText(line, 0, rank * step);
    });
    context.restore();
    return true;
  }
}
