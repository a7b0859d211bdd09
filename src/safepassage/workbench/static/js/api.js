// The local interface: plain values in and out, errors with what is wrong.

import { t } from "./words.js";

export class Refused extends Error {
  constructor(status, answer) {
    super(answer.message || `error ${status}`);
    this.status = status;
    this.problems = answer.problems || [];
  }
}

async function answered(asked) {
  let response;
  try {
    response = await asked;
  } catch {
    throw new Refused(0, { message: t("offline") });
  }
  let value = {};
  try {
    value = await response.json();
  } catch {
    value = { message: response.statusText };
  }
  if (response.status === 403) location.assign("/"); // the log-in is over
  if (!response.ok) throw new Refused(response.status, value);
  return value;
}

export async function get(name, query = {}) {
  const text = new URLSearchParams(query).toString();
  return answered(fetch(`api/${name}${text ? `?${text}` : ""}`));
}

export async function post(name, body = {}) {
  return answered(
    fetch(`api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

export async function upload(file) {
  const name = encodeURIComponent(file.name);
  return answered(
    fetch(`api/upload?name=${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: file,
    }),
  );
}

export function download(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
