import { describe, expect, it } from "vitest";
import { makeApi } from "./router.ts";

const milk = { method: "POST", path: "/notes", body: '{"title": "Milk"}' };

describe("the notes API", () => {
  it("starts empty", () => {
    expect(makeApi()({ method: "GET", path: "/notes", body: "" })).toEqual({ status: 200, body: [] });
  });

  it("stores a note and gives it back", () => {
    const handle = makeApi();
    const note = { id: 1, title: "Milk", text: "" };
    expect(handle(milk)).toEqual({ status: 201, body: note });
    expect(handle({ method: "GET", path: "/notes/1", body: "" })).toEqual({ status: 200, body: note });
    expect(handle({ method: "GET", path: "/notes", body: "" })).toEqual({ status: 200, body: [note] });
  });

  it("refuses a note without a title", () => {
    const handle = makeApi();
    expect(handle({ method: "POST", path: "/notes", body: "{}" }).status).toBe(400);
    expect(handle({ method: "POST", path: "/notes", body: "no json" }).status).toBe(400);
    expect(handle({ method: "GET", path: "/notes", body: "" }).body).toEqual([]);
  });

  it("deletes a note and never uses its id again", () => {
    const handle = makeApi();
    handle(milk);
    handle(milk);
    expect(handle({ method: "DELETE", path: "/notes/2", body: "" }).status).toBe(204);
    expect(handle({ method: "DELETE", path: "/notes/2", body: "" }).status).toBe(404);
    expect(handle(milk)).toEqual({ status: 201, body: { id: 3, title: "Milk", text: "" } });
  });

  it("tells an unknown path from a method that does not fit", () => {
    const handle = makeApi();
    expect(handle({ method: "GET", path: "/notes/7", body: "" }).status).toBe(404);
    expect(handle({ method: "GET", path: "/nothing", body: "" }).status).toBe(404);
    expect(handle({ method: "GET", path: "/notes/1x", body: "" }).status).toBe(404);
    expect(handle({ method: "PUT", path: "/notes", body: "" }).status).toBe(405);
    expect(handle({ method: "POST", path: "/notes/1", body: "" }).status).toBe(405);
  });
});
