// What stands between a call and its value, or the exception that it raises, in prose and in comments.

export const arrow = /\s*[`*"]{0,3}\s*(?:={2,3}>|-{1,2}>|=>|={2,3}|=|[→➞➔➜⇒⟶⟹↦≈]|~=)\s*/uy;
export const comment =
  /[ \t]*[`*]{0,3}[ \t]*;?[ \t]*(?:#|\/\/)[ \t]*(=+>|-+>|→|➞|==+|returns?:?|outputs?:?|results?:?|prints?:?|expected:?)?[ \t]*/iuy;
export const nextLine =
  /[ \t]*[`*]{0,3};?[ \t]*\n\s*(?:#|\/\/)?[ \t]*(?:=+>|-+>|→|➞|(?:\*\*)?(?:expected )?(?:output|result|returns?|answer)(?:\*\*)?\s*[:=])[ \t]*/iuy;
export const verb =
  /[`*"]{0,3},?\s+(?:which\s+|it\s+)?(?:(?:should|must|will|would|shall|has to|is expected to)\s+)?(?:be\s+)?(?:returns?|equals?|give(?:s)?(?: back)?|yields?|evaluates? to|produces?|outputs?|results? in|be|is)(?:\s+(?:to|equal to|exactly))?(?:\s+the\s+(?:value|string|number|list|array|integer|tuple|result|output))?\s*:?\s+/iuy;
export const colon = /[`*]{0,3}[ \t]*:[ \t]+/uy;

const raising =
  /[`*]{0,3}[ \t]*;?[ \t]*(?:(?:#|\/\/|->|=+>|→|➞)[ \t]*)?(?:should |must |will |would )?(?:raise|throw)s?:?\s+(?:an?\s+)?(?:new\s+)?[`*]*((?:[A-Z]\w*)?(?:Error|Exception|Interrupt|Iteration|Exit)|error|exception)\b/uy;
const raisedByArrow =
  /[`*]{0,3}[ \t]*;?[ \t]*(?:(?:#|\/\/)[ \t]*)?(?:->|=+>|→|➞)[ \t]*[`*]*([A-Z]\w*(?:Error|Exception))\b/uy;

interface Sign {
  readonly found: RegExpExecArray;
  readonly end: number;
}

/** The sign that begins at `at`, or null. */
export const after = (shape: RegExp, text: string, at: number): Sign | null => {
  shape.lastIndex = at;
  const found = shape.exec(text);
  return found === null || found[0] === "" ? null : { found, end: at + found[0].length };
};

/** The exception's class behind a call; "an error" is any. */
export const raisedAfter = (
  text: string,
  at: number,
  anyError: string,
): { readonly name: string; readonly end: number } | null => {
  const sign = after(raising, text, at) ?? after(raisedByArrow, text, at);
  const name = sign?.found[1] ?? "";
  return sign && { name: /^[a-z]/u.test(name) ? anyError : name, end: sign.end };
};
