// Elements from plain values. Texts are only ever set as texts: nothing is read as markup.

const SVG = "http://www.w3.org/2000/svg";

function put(element, props, children) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.setAttribute("class", value);
    else if (key === "value") element.value = value;
    else if (key === "checked") element.checked = value;
    else if (key === "width%") element.style.width = `${value}%`;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children.flat(9)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export function h(name, props, ...children) {
  const element = document.createElement(name);
  const late = name === "select" ? { value: props?.value } : {};
  put(element, name === "select" ? { ...props, value: undefined } : props, children);
  return put(element, late, []);
}

export function s(name, props, ...children) {
  return put(document.createElementNS(SVG, name), props, children);
}

// A button that is pressed stays until it is released: one that is replaced in between loses its click.
let pressed = null;
const waiting = new Map();
document.addEventListener("pointerdown", (event) => (pressed = event.target.closest?.("button") || null), true);
document.addEventListener("click", () => (pressed = null), true);
for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => window.setTimeout(released), true);

function released() {
  pressed = null;
  const renders = [...waiting];
  waiting.clear();
  for (const [container, children] of renders) render(container, ...children);
}

// Put new children in place; what had the focus keeps it, by its id.
export function render(container, ...children) {
  waiting.delete(container);
  if (pressed && container.contains(pressed)) return waiting.set(container, children);
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const id = active?.id;
  const at = active && "selectionStart" in active ? safeSelection(active) : null;
  const open = new Set([...container.querySelectorAll("details[open][id]")].map((one) => one.id));
  const top = container.scrollTop;
  container.replaceChildren(...children.flat(9).filter((child) => child instanceof Node));
  for (const one of open) container.querySelector(`#${CSS.escape(one)}`)?.setAttribute("open", "");
  container.scrollTop = top;
  const again = id && document.getElementById(id);
  if (again && again !== document.activeElement) {
    again.focus({ preventScroll: true });
    if (at && again.setSelectionRange && again.type === "text") again.setSelectionRange(...at);
  }
}

function safeSelection(element) {
  try {
    return element.selectionStart === null ? null : [element.selectionStart, element.selectionEnd];
  } catch {
    return null;
  }
}

export function announce(text) {
  const said = document.getElementById("said");
  said.textContent = "";
  window.setTimeout(() => (said.textContent = text), 30);
}

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
