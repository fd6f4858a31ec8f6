// Stands for the candidate while a clean process reads the names of a test file: anything can be taken from it or done with it.

export const makeStub = (): unknown => {
  const stub: unknown = new Proxy(function stub() {}, {
    get: (_target, key) => {
      if (key === Symbol.toPrimitive) return () => "stub";
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      return key === "then" || key === "__esModule" || typeof key === "symbol" ? undefined : stub;
    },
    apply: () => stub,
    construct: () => stub as object,
    has: () => true,
  });
  return stub;
};

/** Every name that neither the language nor the test's own libraries know. */
export const makeStubScope = (known: object): object =>
  new Proxy(
    {},
    {
      has: (_target, key) => typeof key === "string" && !(key in globalThis) && !(key in known),
      get: (_target, key) => (typeof key === "string" ? makeStub() : undefined),
    },
  );
