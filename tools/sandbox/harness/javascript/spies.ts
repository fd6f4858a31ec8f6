// `vi.fn`, `jest.fn`, `spyOn`, `mock.fn`: functions that remember their calls.

interface Spy {
  readonly calls: readonly (readonly unknown[])[];
  readonly results: readonly { readonly type: "return" | "throw"; readonly value: unknown }[];
}

type Behaviour = (...args: readonly unknown[]) => unknown;

export const spyOf = (value: unknown): Spy => (value as { mock?: Spy }).mock ?? { calls: [], results: [] };

export const makeSpy = (original?: Behaviour) => {
  const state = { calls: [] as unknown[][], results: [] as Spy["results"][number][] };
  let behaviour = original;
  const once: Behaviour[] = [];
  const spy = function spy(this: unknown, ...args: unknown[]): unknown {
    state.calls.push(args);
    try {
      const value = (once.shift() ?? behaviour)?.apply(this, args);
      state.results.push({ type: "return", value });
      return value;
    } catch (error) {
      state.results.push({ type: "throw", value: error });
      throw error;
    }
  };
  const change = (next: Behaviour | undefined) => {
    behaviour = next;
    return spy;
  };
  const next = (one: Behaviour) => {
    once.push(one);
    return spy;
  };
  const clear = () => {
    state.calls.length = 0;
    state.results.length = 0;
    return spy;
  };
  return Object.assign(spy, {
    mock: { ...state, callCount: () => state.calls.length },
    mockImplementation: change,
    mockImplementationOnce: next,
    mockReturnValue: (value: unknown) => change(() => value),
    mockReturnValueOnce: (value: unknown) => next(() => value),
    mockResolvedValue: (value: unknown) => change(() => Promise.resolve(value)),
    mockResolvedValueOnce: (value: unknown) => next(() => Promise.resolve(value)),
    mockRejectedValue: (error: Error) => change(failing(error)),
    mockRejectedValueOnce: (error: Error) => next(failing(error)),
    mockClear: clear,
    mockReset: () => change(undefined) && clear(),
    mockRestore: () => change(original) && clear(),
  });
};

const failing = (error: Error) => async () => {
  throw error;
};

export const spyOn = (target: Record<string, unknown>, name: string) => {
  const original = target[name] as Behaviour;
  const spy = makeSpy(original);
  target[name] = spy;
  return Object.assign(spy, { mockRestore: () => (target[name] = original) });
};
