// A task as the consensus graph is given it: the one subtask that it is, and the trusted tests that are read out of its text.
import type { Question, SolveOptions } from "../../app/solve-one.ts";
import { solveSubtask } from "../../app/solve-subtask.ts";
import { extractExamples } from "../../nodes/examples/extract.ts";
import { onlySubtask } from "../../nodes/plan.ts";

/** The same text is read once. */
export const makeSolve = () => {
  const posed = new Map<string, ReturnType<typeof pose>>();
  return (question: Question, options: SolveOptions) => {
    const name = `${question.language} ${question.text}`;
    const known = posed.get(name) ?? pose(question);
    posed.set(name, known);
    return solveSubtask({ ...question, ...known }, options);
  };
};

const pose = ({ text, language }: Question) => {
  const trusted = extractExamples(text, { language });
  const [subtask] = onlySubtask(text, language, trusted).subtasks;
  if (subtask === undefined) throw new Error("a task without a subtask");
  return { trusted, subtask };
};
