/** Reads MathML of formulas back and says what it means, apart from the program that wrote it. */

interface Node {
  readonly tag: string;
  readonly inside: readonly Node[];
  readonly text: string;
}

/** Elements of well-formed XML, without their attributes. */
function parsed(xml: string): Node {
  const open: { tag: string; inside: Node[]; text: string }[] = [{ tag: '', inside: [], text: '' }];
  for (const [, close, tag, empty, text] of xml.matchAll(/<(\/?)(\w[\w-]*)[^<>]*?(\/?)>|([^<>]+)/g)) {
    if (text !== undefined) open.at(-1)!.text += text.trim();
    else if (close) open.pop();
    else {
      const node = { tag: tag!, inside: [], text: '' };
      open.at(-1)!.inside.push(node);
      if (!empty) open.push(node);
    }
  }
  return open[0]!;
}

const functions: Readonly<Record<string, (...x: number[]) => number>> = {
  plus: (...x) => x.reduce((a, b) => a + b),
  times: (...x) => x.reduce((a, b) => a * b),
  minus: (a, b) => (b === undefined ? -a! : a! - b),
  divide: (a, b) => a! / b!,
  power: (a, b) => a! ** b!,
  root: (a) => Math.sqrt(a!),
  ln: (a) => Math.log(a!),
  ceiling: (a) => Math.ceil(a!),
  exp: (a) => Math.exp(a!),
  abs: (a) => Math.abs(a!),
  floor: (a) => Math.floor(a!),
  sin: (a) => Math.sin(a!),
  cos: (a) => Math.cos(a!),
  tanh: (a) => Math.tanh(a!),
  min: (...x) => Math.min(...x),
  max: (...x) => Math.max(...x),
};

const truths: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  leq: (a, b) => a <= b,
  gt: (a, b) => a > b,
  geq: (a, b) => a >= b,
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
};

/** The value of a text of MathML: a number, or a truth. @throws Error where truth and number are mixed up */
export function meaning(
  text: string,
  values: Readonly<Record<string, number>>,
  time: number,
): number | boolean {
  const number = (node: Node): number => {
    const value = of(node);
    if (typeof value !== 'number') throw new Error(`${node.tag} is no number`);
    return value;
  };
  const truth = (node: Node): boolean => {
    const value = of(node);
    if (typeof value !== 'boolean') throw new Error(`${node.tag} is no truth`);
    return value;
  };
  const of = ({ tag, inside, text: word }: Node): number | boolean => {
    switch (tag) {
      case 'math':
        return of(inside[0]!);
      case 'ci':
        return values[word]!;
      case 'csymbol':
        return time;
      case 'cn':
        return Number(word);
      case 'piecewise': {
        const [piece, otherwise] = inside;
        return number(truth(piece!.inside[1]!) ? piece!.inside[0]! : otherwise!.inside[0]!);
      }
    }
    const [head, ...rest] = inside;
    const name = head!.tag;
    if (name === 'not') return !truth(rest[0]!);
    if (name === 'and') return rest.map(truth).every(Boolean);
    if (name === 'or') return rest.map(truth).some(Boolean);
    if (truths[name]) return truths[name](number(rest[0]!), number(rest[1]!));
    return functions[name]!(...rest.map(number));
  };
  return of(parsed(text.replaceAll('<sep/>', 'e')).inside.find(({ tag }) => tag === 'math')!);
}
