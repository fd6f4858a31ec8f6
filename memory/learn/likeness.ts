// How like one task is to another, by their words, and one program to another, by their tokens. Deterministic, and the same
// with every embedder: whether a lesson is shown is decided here, whoever found it.
import { wordsOf } from "../../core/words.ts";
import { splitIdentifiers } from "../ingest/identifiers.ts";

/** 0 to 1: Dice's coefficient over words that say something of a task. Two that share a word or two by chance are not alike. */
export const taskLikeness = (one: string, other: string): number => {
  const [left, right] = [new Set(tellingWords(one)), new Set(tellingWords(other))];
  const both = shared(left, right);
  const enough = both >= Math.min(leastShared, left.size, right.size);
  return both === 0 || !enough ? 0 : (2 * both) / (left.size + right.size);
};

const leastShared = 3;

/** 0 to 1: the share of the smaller program's runs of four tokens that the other holds too. 1: one contains the other. */
export const programLikeness = (one: string, other: string): number => {
  const [left, right] = [runsOf(one), runsOf(other)];
  const smaller = Math.min(left.size, right.size);
  return smaller === 0 ? 0 : shared(left, right) / smaller;
};

/** Words without what every task says, numbers, and single letters; in order, with repetitions. */
export const tellingWords = (task: string): string[] =>
  wordsOf(splitIdentifiers(task)).filter((word) => /^\p{L}{2,}$/u.test(word) && !commonplace.has(word));

const commonplace = new Set(
  wordsOf(
    `a about above after again all also an and any are as at be before below between but by can come comes could do does down each
    either else every false few first for from get give given gives go has have how if in input into is it its last least like
    list lists look make many may more most must my need needs new no none not null number numbers of off on one only or other
    otherwise our out output over own please print raise raises result return returns same should so some stay stays still string
    such take takes text than that the their them then there they this those to too true two up use used uses using value values
    was way we what when where which who will with without would write writes you your
    array arrays calculate check checks compute count element elements find finds integer integers item items length lists tuples
    error errors exception exceptions keyerror typeerror valueerror
    assert class code const def export example examples file function functions implement import int float bool str dict tuple
    javascript js let method module named note parameter parameters program py python solution solve subtask task test tests
    ts type typescript var`,
  ),
);

const runLength = 4;

const runsOf = (program: string): Set<string> => {
  const tokens = program.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [];
  if (tokens.length > 0 && tokens.length < runLength) return new Set([tokens.join(" ")]);
  return new Set(tokens.slice(runLength - 1).map((_, at) => tokens.slice(at, at + runLength).join(" ")));
};

const shared = (left: ReadonlySet<string>, right: ReadonlySet<string>): number =>
  [...left].filter((one) => right.has(one)).length;
