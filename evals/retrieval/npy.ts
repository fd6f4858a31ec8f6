// NumPy's file of one matrix, as far as vectors need it: two dimensions, 16 or 32 bit floats, rows first, little endian.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HydraError } from "../../core/errors.ts";

/** `<name>.f16.npy` or `<name>.f32.npy`; a row per vector, each brought to length 1. Throws `BAD_INPUT`. */
export const readMatrix = async (folder: string, name: string): Promise<readonly Float32Array[]> => {
  for (const width of ["f16", "f32"]) {
    const path = join(folder, `${name}.${width}.npy`);
    const bytes = await readFile(path).catch(() => null);
    if (bytes !== null) return parseMatrix(bytes, path);
  }
  throw badMatrix(join(folder, `${name}.f16.npy`), "it can't be read");
};

export const parseMatrix = (bytes: Buffer, path: string): readonly Float32Array[] => {
  if (bytes.length < 12 || bytes.toString("latin1", 1, 6) !== "NUMPY") throw badMatrix(path, "it is no .npy");
  const long = (bytes[6] ?? 1) > 1;
  const begin = (long ? 12 : 10) + (long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.toString("latin1", 10, begin);
  const type = /'descr': '([^']+)'/u.exec(header)?.[1];
  const shape = /'shape': \((\d+), (\d+)\)/u.exec(header);
  const [rows, dims] = [Number(shape?.[1]), Number(shape?.[2])];
  if ((type !== "<f2" && type !== "<f4") || shape === null || !header.includes("'fortran_order': False")) {
    throw badMatrix(path, "it is no matrix of 16 or 32 bit floats, rows first");
  }
  const size = type === "<f2" ? 2 : 4;
  if (bytes.length < begin + rows * dims * size) throw badMatrix(path, "it ends too soon");
  const valueAt = (at: number): number =>
    size === 2 ? halfOf(bytes.readUInt16LE(begin + 2 * at)) : bytes.readFloatLE(begin + 4 * at);
  return Array.from({ length: rows }, (_, row) => {
    const vector = Float32Array.from({ length: dims }, (__, column) => valueAt(row * dims + column));
    const length = Math.hypot(...vector);
    return length > 0 ? vector.map((value) => value / length) : vector;
  });
};

/** IEEE 754 binary16. */
const halfOf = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

const badMatrix = (path: string, why: string): HydraError =>
  new HydraError("BAD_INPUT", `${path}: ${why}`, { fix: "write it with numpy.save from a C-ordered array" });
