// hydra doctor: what was found, what is missing, and the fix.
import type { Command } from "commander";
import type { Finding } from "../../app/doctor.ts";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withJson, withModels, withPlace } from "../options.ts";
import { look } from "../settings.ts";

export const addDoctor = (program: Command, edge: Edge, act: Act): void => {
  const command = program.command("doctor").description("tell what was found, what is missing, and the fix");
  withJson(withPlace(withModels(command))).action(async (flags: PlaceOptions & LimitOptions) =>
    act(async () => {
      const { settings, homes } = await look(edge, flags);
      const { examine } = await import("../../app/doctor.ts");
      const { machineProbes } = await import("../../app/doctor/probes.ts");
      const findings = await examine(machineProbes(settings, homes.home));
      const ok = findings.every(({ state }) => state !== "broken");
      say(edge, flags.json, {
        data: { ok, home: homes.home, data: homes.data, findings },
        text: [...findings.map(describe), `home      ${homes.home}`, `data      ${homes.data}`].join("\n"),
      });
      return ok ? 0 : 4;
    }),
  );
};

const describe = ({ name, state, found, fix }: Finding): string => {
  const [first = "", ...more] = found.split("\n");
  const lines = [
    `${name.padEnd(9)} ${state.padEnd(8)} ${first}`,
    ...more.map((line) => `${" ".repeat(19)}${line}`),
  ];
  return [...lines, ...(fix === null ? [] : [`${" ".repeat(19)}fix: ${fix}`])].join("\n");
};
