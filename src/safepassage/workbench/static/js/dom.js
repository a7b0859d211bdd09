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

// What somebody is at stays until they let go: what is pressed (replaced before it is released it loses its click or
// its drag), a text that is typed and not yet given, a list or a calendar that is open. What is to be drawn waits.
const FIELDS = "textarea, input:not([type=checkbox], [type=radio], [type=range], [type=file])";
const waiting = new Map(); // container → what makes its children
const typed = new WeakSet(); // fields whose text is not given yet
let pressed = null;
let going = 0; // changes that the server has not answered yet
let timer = null;

document.addEventListener("pointerdown", (event) => (pressed = event.button === 0 ? event.target : null), true);
document.addEventListener("click", () => (pressed = null), true);
document.addEventListener("input", (event) => typed.add(event.target), true);
document.addEventListener("change", (event) => isDay(event.target) || given(event.target), true);
document.addEventListener("focusout", () => window.setTimeout(release), true);
for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => window.setTimeout(letGo, 40), true);
for (const name of ["blur", "contextmenu"]) window.addEventListener(name, () => letGo());

// A date gives a value with every figure that is typed; who reads it says when it is meant.
const isDay = (field) => ["date", "datetime-local"].includes(field.type);
export const given = (field) => typed.delete(field);

function letGo() {
  pressed = null;
  release();
}

// Whether a text is being typed, or a list or calendar is open.
export function atWork() {
  const field = document.activeElement;
  if (!field?.matches("select, input, textarea")) return false;
  if (field.matches(FIELDS) && (typed.has(field) || field.validity.badInput)) return true;
  try {
    return field.matches(":open");
  } catch {
    return false; // a browser that does not tell
  }
}

const isHeld = (container) => container.contains(pressed) || (container.contains(document.activeElement) && atWork());

// While a change is under way, what waits would show the values from before it.
export function during(promise) {
  going += 1;
  const over = () => {
    going -= 1;
    release();
  };
  promise.then(over, over);
  return promise;
}

function release() {
  window.clearTimeout(timer);
  if (!going) for (const [container, make] of [...waiting]) container.isConnected ? render(container, make) : waiting.delete(container);
}

// Put what `make` gives in place of what is there. What had the focus keeps it; details stay as open or shut as they are.
export function render(container, make) {
  waiting.delete(container);
  if (isHeld(container)) {
    waiting.set(container, make);
    window.clearTimeout(timer);
    timer = window.setTimeout(release, 250);
    return;
  }
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const like = active && !active.id ? [...container.querySelectorAll(active.tagName)].indexOf(active) : -1;
  const at = active && "selectionStart" in active ? safeSelection(active) : null;
  const open = new Map([...container.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
  const top = container.scrollTop;
  container.replaceChildren(...[make()].flat(9).filter((child) => child instanceof Node));
  for (const one of container.querySelectorAll("details[id]")) if (open.has(one.id)) one.open = open.get(one.id);
  container.scrollTop = top;
  if (!active) return;
  const again = active.id ? document.getElementById(active.id) : twin(container, active, like);
  if (!again || again === document.activeElement) return;
  again.focus({ preventScroll: true });
  if (at && again.setSelectionRange && again.type === active.type) again.setSelectionRange(...at);
}

// What stands where something without an id stood, if it says the same.
function twin(container, gone, number) {
  const found = container.querySelectorAll(gone.tagName)[number];
  return found?.textContent === gone.textContent ? found : null;
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
