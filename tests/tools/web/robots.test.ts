import { afterEach, describe, expect, it } from "vitest";
import { makeRobots } from "../../../tools/web/robots.ts";
import { guardTo, openSite, redirect, text } from "./site.ts";
import type { Answer, Site } from "./site.ts";

const { signal } = new AbortController();
const hourMs = 60 * 60 * 1_000;

let site: Site;
afterEach(async () => {
  await site.close();
});

const openRobots = async (answer?: Answer, more: Record<string, Answer> = {}) => {
  site = await openSite({ ...(answer === undefined ? {} : { "/robots.txt": answer }), ...more });
  const clock = { time: 0, now: () => clock.time };
  const robots = makeRobots(guardTo(), clock);
  const may = async (path: string, name?: string) =>
    robots(new URL(site.at(path, name)), { signal }).then(
      () => "allowed",
      (error: Error & { code: string }) => `${error.code} ${error.message}`,
    );
  return { may, clock };
};
const status =
  (code: number): Answer =>
  (_, response) => {
    response.writeHead(code).end();
  };

describe("robots.txt", () => {
  it("is obeyed: our own group before the one for all", async () => {
    const { may } = await openRobots(
      text("User-agent: *\nDisallow: /\n\nUser-agent: HydraBot\nDisallow: /private\nAllow: /private/open$\n"),
    );
    expect(await may("/")).toBe("allowed");
    expect(await may("/private/open")).toBe("allowed");
    const refusal = await may("/private/x");
    expect(refusal).toContain("PAGE_REFUSED");
    expect(refusal).toContain("robots.txt asks robots not to");
  });

  it("is asked once a day and origin", async () => {
    const { may, clock } = await openRobots(text("User-agent: *\nDisallow: /no"));
    await may("/a");
    await may("/b");
    await may("/a", "other.example.com");
    expect(site.asked).toEqual(["site.example.com/robots.txt", "other.example.com/robots.txt"]);
    clock.time = 25 * hourMs;
    await may("/a");
    expect(site.asked).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 410, 429])("that is answered with %i forbids nothing", async (code) => {
    const { may } = await openRobots(status(code));
    expect(await may("/")).toBe("allowed");
  });

  it.each([500, 502, 503])("that is answered with %i forbids all, until the server is well", async (code) => {
    let well = false;
    const { may } = await openRobots((request, response) => {
      if (well) text("")(request, response);
      else status(code)(request, response);
    });
    expect(await may("/")).toMatch(/^PAGE_REFUSED .*can't be had.*answered 5/u);
    well = true;
    expect(await may("/")).toBe("allowed");
  });

  it("that breaks off forbids all", async () => {
    const { may } = await openRobots((_, response) => response.destroy());
    expect(await may("/")).toContain("PAGE_REFUSED");
  });

  it("counts whatever type the server gives it, or none", async () => {
    const { may } = await openRobots((_, response) =>
      response.writeHead(200).end("User-agent: *\nDisallow: /no"),
    );
    expect(await may("/yes")).toBe("allowed");
    expect(await may("/no")).toContain("asks robots not to");
  });

  it("may stand elsewhere, but not in the private network", async () => {
    const { may } = await openRobots(redirect("/elsewhere"), {
      "/elsewhere": text("User-agent: *\nDisallow: /no"),
    });
    expect(await may("/yes")).toBe("allowed");
    expect(await may("/no")).toContain("PAGE_REFUSED");
    await site.close();
    const inner = await openRobots(redirect("http://127.0.0.1/robots.txt"));
    expect(await inner.may("/")).toMatch(/^PAGE_REFUSED .*loopback/u);
  });

  it("of any length is read as far as the standard asks", async () => {
    const filler = `# ${"x".repeat(100)}\n`.repeat(10_000);
    const { may } = await openRobots(text(`User-agent: *\nDisallow: /no\n${filler}Disallow: /late\n`));
    expect(await may("/no")).toContain("PAGE_REFUSED");
    expect(await may("/late")).toBe("allowed");
  });
});
