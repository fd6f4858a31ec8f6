// What every call that may take long is given.
export interface Abort {
  readonly signal: AbortSignal;
}
