// What Hydra uses of onnxruntime-node, which is not among its own packages: the person who wants it installs it.

export interface Runtime {
  readonly InferenceSession: {
    create(file: string, options: Readonly<Record<string, unknown>>): Promise<Session>;
  };
  readonly Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => object;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(
    inputs: Readonly<Record<string, object>>,
  ): Promise<
    Readonly<
      Record<
        string,
        { readonly data: ArrayLike<unknown> & Iterable<unknown>; readonly dims: readonly number[] }
      >
    >
  >;
}
