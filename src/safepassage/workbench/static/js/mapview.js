// Where the map looks: Mercator, pan and zoom. x and y are in degrees of longitude at the equator.

export const MERCATOR = 180 / Math.PI;

export function project(lon, lat) {
  const bounded = Math.max(-85, Math.min(85, lat));
  return [lon, MERCATOR * Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360))];
}

export function unproject(x, y) {
  return [x, (Math.atan(Math.exp(y / MERCATOR)) * 360) / Math.PI - 90];
}

export class View {
  constructor() {
    Object.assign(this, { x: 20, y: 20, scale: 3, width: 1, height: 1 });
  }

  toScreen(lon, lat) {
    return this.onScreen(project(lon, lat));
  }

  // Of what is projected already.
  onScreen([x, y]) {
    return [(x - this.x) * this.scale + this.width / 2, (this.y - y) * this.scale + this.height / 2];
  }

  toPlace(px, py) {
    return unproject(
      (px - this.width / 2) / this.scale + this.x,
      this.y - (py - this.height / 2) / this.scale,
    );
  }

  pan(dx, dy) {
    this.x = Math.max(-200, Math.min(200, this.x - dx / this.scale));
    this.y = Math.max(-180, Math.min(180, this.y + dy / this.scale));
  }

  // Zoom so that what is under a point stays there.
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const dx = (px - this.width / 2) / this.scale;
    const dy = (py - this.height / 2) / this.scale;
    const scale = Math.max(1.2, Math.min(2e5, this.scale * factor));
    this.x += dx - (px - this.width / 2) / scale;
    this.y += (py - this.height / 2) / scale - dy;
    this.scale = scale;
  }

  // Show everything in a list of [lon, lat].
  fit(points, margin = 60) {
    if (!points.length) {
      Object.assign(this, { x: 20, y: 18, scale: Math.max(1.6, this.width / 330) });
      return;
    }
    const at = points.map(([lon, lat]) => project(lon, lat));
    const xs = at.map(([x]) => x);
    const ys = at.map(([, y]) => y);
    const [west, east] = [Math.min(...xs), Math.max(...xs)];
    const [south, north] = [Math.min(...ys), Math.max(...ys)];
    this.x = (west + east) / 2;
    this.y = (south + north) / 2;
    const wide = Math.max(east - west, 0.02);
    const tall = Math.max(north - south, 0.02);
    this.scale = Math.min(
      (this.width - 2 * margin) / wide,
      (this.height - 2 * margin) / tall,
    );
    this.scale = Math.max(1.2, Math.min(2e5, this.scale));
  }
}
