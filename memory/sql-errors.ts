// What a database can fail with, as typed failures. Wrong SQL stays what it is: a defect, not a lost database.
import { HydraError, isHydraError } from "../core/errors.ts";

/** SQLSTATE classes and codes, and Node's codes, by https://www.postgresql.org/docs/18/errcodes-appendix.html */
const full = /^(53100|ENOSPC|EDQUOT)$/u;
const down =
  /^(08...|57P0[1-5]|57014|53300|25006|E(CONNREFUSED|CONNRESET|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN))$/u;
const refused = /^(28...|3D000|42501)$/u;
/** node-postgres and PGlite say these without a code. */
const downMessage =
  /connection (terminated|timeout|error)|not queryable|timeout exceeded|read timeout|PGlite is closed|pool after calling end|RuntimeError|Aborted\(|program has already aborted/iu;

/** `DISK_FULL`, `DATABASE_DOWN`, `CONFIG_INVALID`, or the error as it was. `where` names the database for people. */
export const sqlError = (error: unknown, where: string): unknown => {
  if (isHydraError(error) || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const options = { cause: error, details: { where, code } };
  if (full.test(code)) {
    return new HydraError("DISK_FULL", `The disk of the database ${where} is full.`, {
      ...options,
      fix: "Free some space on that disk, then resume: nothing that was finished is lost.",
    });
  }
  if (refused.test(code)) {
    return new HydraError("CONFIG_INVALID", `PostgreSQL ${where} refuses: ${error.message}.`, {
      ...options,
      fix: "Correct HYDRA_POSTGRES_URL: user, password and an existing database in which that user may create a schema.",
    });
  }
  if (down.test(code) || downMessage.test(`${error.name} ${error.message}`)) {
    return new HydraError("DATABASE_DOWN", `The database ${where} can't be reached: ${reason(error)}.`, {
      ...options,
      fix: "Start it again (or correct HYDRA_POSTGRES_URL), then resume: nothing that was finished is lost.",
    });
  }
  return error;
};

const codeOf = (error: Error): string => {
  if ("code" in error && typeof error.code === "string") return error.code;
  // A host name with several addresses fails with one error per address.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return "";
};

const reason = (error: Error): string => (error.message || codeOf(error)).replace(/\.$/u, "");
