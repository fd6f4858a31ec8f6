// Episodes that are about the same thing become a skill: what was asked, how it was done each time, and the shortest program that
// was verified. No model writes it, so that a person can check every line against a run.
import type { Episode } from "../../core/memory.ts";
import { draftOf, fenced, programOf } from "./drafts.ts";
import { programLikeness, taskLikeness, tellingWords } from "./likeness.ts";

export interface Skill {
  /** Of its file, and in its `uri`. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

const alike = 0.4;
const sameProgram = 0.9;
const mostShown = 8;
const limitCharacters = 4_000;

/** Of episodes, oldest first. Two different programs for like tasks are the least that a skill is made from. */
export const skillsOf = (episodes: readonly Episode[]): Skill[] => {
  const skills = new Map<string, Skill>();
  for (const group of groupsOf(episodes)) {
    const skill = group.length < 2 ? null : skillOf(group);
    if (skill !== null && !skills.has(skill.name)) skills.set(skill.name, skill);
  }
  return [...skills.values()];
};

/** An episode joins the first group of its language and kind of model in which one task is like its own. */
const groupsOf = (episodes: readonly Episode[]): Episode[][] => {
  const groups: Episode[][] = [];
  for (const episode of episodes) {
    const group = groups.find(
      ([first]) => first !== undefined && sameKind(first, episode) && isLike(groups, first, episode),
    );
    if (group === undefined) groups.push([episode]);
    else if (!group.some((other) => repeats(other, episode))) group.push(episode);
  }
  return groups;
};

const isLike = (groups: readonly (readonly Episode[])[], first: Episode, episode: Episode): boolean =>
  (groups.find(([other]) => other === first) ?? []).some(
    ({ task }) => taskLikeness(task, episode.task) >= alike,
  );

const sameKind = (one: Episode, other: Episode): boolean =>
  one.language === other.language && modelOf(one) === modelOf(other);

const repeats = (one: Episode, other: Episode): boolean =>
  programLikeness(programOf(one.files), programOf(other.files)) >= sameProgram;

const skillOf = (group: readonly Episode[]): Skill | null => {
  const [first] = group;
  const words = sharedWords(group);
  if (first === undefined || words.length === 0) return null;
  const shortest = group.toSorted(
    (one, other) => programOf(one.files).length - programOf(other.files).length,
  )[0];
  const program = programOf(shortest?.files ?? []);
  const title = `${words.join(", ")} (${first.language})`;
  const name = [...words, first.language, ...(modelOf(first) === "live" ? [] : [modelOf(first)])].join("-");
  const text = [
    `# ${title}`,
    "",
    `From ${group.length} verified tasks (${modelOf(first)}).`,
    "",
    "## When",
    "",
    ...group.slice(-mostShown).map(({ task }) => `- ${oneLine(task)}`),
    "",
    "## How it was done",
    "",
    ...group
      .slice(-mostShown)
      .map(({ approach, evidence }) => `- ${oneLine(approach ?? "Without a plan.")} (${oneLine(evidence)})`),
    "",
    ...(program.length > limitCharacters
      ? []
      : ["## The shortest program that was verified", "", fenced(program, first.language), ""]),
  ].join("\n");
  return { name, title, text };
};

/** What most of the tasks speak of, and speak of most. */
const sharedWords = (group: readonly Episode[]): string[] => {
  const tasks = group.map(({ task }) => tellingWords(task));
  const counted = [...new Set(tasks.flat())].map((word) => ({
    word,
    tasks: tasks.filter((words) => words.includes(word)).length,
    times: tasks.flat().filter((one) => one === word).length,
  }));
  return counted
    .filter(({ word, tasks: holding }) => holding > group.length / 2 && /^[a-z]{3,}$/u.test(word))
    .toSorted((one, other) => other.times - one.times || (one.word < other.word ? -1 : 1))
    .slice(0, 2)
    .map(({ word }) => word);
};

export const skillDraft = ({ name, title, text }: Skill) =>
  draftOf({ uri: `skill:${name}`, title, kind: "skill", text });

const modelOf = ({ model = "live" }: Episode): string => model;

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, " ").trim().slice(0, 200);
