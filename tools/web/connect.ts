// Connections to addresses that were judged before. undici's own Agent asks no proxy of the
// environment, whatever the process was started with.
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import type { Agent, request } from "undici";

interface Connection {
  /** For one exchange; destroy it afterwards. */
  readonly dispatcher: Agent;
  readonly request: typeof request;
}

/** Whatever name is connected to, it goes to these addresses. */
export const connectionTo = async (addresses: readonly string[]): Promise<Connection> => {
  const { Agent, request } = await import("undici");
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_name, options, callback) => {
    const [first = { address: "", family: 0 }] = answers;
    if (options.all === true) callback(null, answers);
    else callback(null, first.address, first.family);
  };
  const dispatcher = new Agent({
    allowH2: false,
    pipelining: 0,
    autoSelectFamily: true,
    connect: { lookup, timeout: 10_000 },
  });
  return { dispatcher, request };
};
