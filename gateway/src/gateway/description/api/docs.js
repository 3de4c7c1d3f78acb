"use strict";

let schemasByName = {};
const METHODS = ["get", "post", "put", "patch", "delete"];

function element(name, text, className) {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  return created;
}

function table(headings, rows) {
  const created = element("table");
  const head = created.appendChild(element("tr"));
  for (const heading of headings) head.appendChild(element("th", heading));
  for (const row of rows) {
    const line = created.appendChild(element("tr"));
    for (const cell of row) line.appendChild(element("td", cell));
  }
  return created;
}

function schemaOf(content) {
  const [kind] = Object.keys(content || {});
  if (!kind) return "";
  const schema = content[kind].schema || {};
  return schema.$ref ? schema.$ref.split("/").pop() : kind;
}

function example(content) {
  const [kind] = Object.keys(content || {});
  if (!kind) return undefined;
  const { schema = {}, example: given } = content[kind];
  const named = schema.$ref ? (schemasByName[schema.$ref.split("/").pop()] || {}) : schema;
  const value = given !== undefined ? given : (named.examples || [])[0];
  return typeof value === "string" || value === undefined ? value : JSON.stringify(value, null, 2);
}

function operation(method, path, described) {
  const box = element("details");
  const summary = box.appendChild(element("summary"));
  summary.appendChild(element("span", method.toUpperCase(), "method"));
  summary.appendChild(element("span", path, "path"));
  summary.appendChild(element("span", "  " + (described.summary || ""), "quiet"));
  const inside = box.appendChild(element("div"));
  if (described.description) inside.appendChild(element("p", described.description));
  if (described["x-roles"]) inside.appendChild(element("p", "Peran / roles: " + described["x-roles"].join(", ")));
  const parameters = (described.parameters || []).map((one) => [
    one.name, one.in + (one.required ? " *" : ""), one.description || "", parameterExample(one),
  ]);
  if (parameters.length) inside.appendChild(table(["Parameter", "Di / in", "", "Contoh / example"], parameters));
  if (described.requestBody) {
    inside.appendChild(element("p", "Isi / body: " + schemaOf(described.requestBody.content)));
    const body = example(described.requestBody.content);
    if (body !== undefined) inside.appendChild(element("pre", body));
  }
  const answers = Object.entries(described.responses || {}).map(([status, answer]) => [
    status, answer.description || "", schemaOf(answer.content),
  ]);
  inside.appendChild(table(["Status", "Arti / meaning", "Bentuk / shape"], answers));
  const success = Object.entries(described.responses || {}).find(([status]) => status.startsWith("2"));
  const answer = success && example(success[1].content);
  if (answer !== undefined) {
    inside.appendChild(element("p", "Contoh jawaban, daftar dipersingkat / example of an answer, lists shortened:", "quiet"));
    inside.appendChild(element("pre", answer));
  }
  return box;
}

function schemas(byName) {
  const section = document.createDocumentFragment();
  section.appendChild(element("h2", "Bentuk data / schemas"));
  for (const name of Object.keys(byName).sort()) {
    const box = section.appendChild(element("details"));
    box.appendChild(element("summary", name));
    box.appendChild(element("pre", JSON.stringify(byName[name], null, 2)));
  }
  return section;
}

function parameterExample(one) {
  const value = one.example !== undefined ? one.example : ((one.schema || {}).examples || [])[0];
  return value === undefined ? "" : String(value);
}

function show(api) {
  schemasByName = (api.components || {}).schemas || {};
  const main = document.getElementById("operations");
  main.textContent = "";
  const missing = api["x-unavailable"] || [];
  if (missing.length) main.appendChild(element("p", "Belum terbaca / not read yet: " + missing.join(", "), "note"));
  const groups = new Map();
  for (const path of Object.keys(api.paths).sort()) {
    for (const method of METHODS) {
      const described = api.paths[path][method];
      if (!described) continue;
      const group = path.startsWith("/api/v1/") ? path.split("/")[3] : "sandbox";
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(operation(method, path, described));
    }
  }
  for (const [group, operations] of groups) {
    main.appendChild(element("h2", group));
    for (const one of operations) main.appendChild(one);
  }
  main.appendChild(schemas((api.components || {}).schemas || {}));
}

fetch("/openapi.json")
  .then((answer) => answer.json())
  .then(show)
  .catch(() => { document.getElementById("operations").textContent = "Tidak terbaca / cannot be read: /openapi.json"; });
