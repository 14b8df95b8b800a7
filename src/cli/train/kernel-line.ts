/** A learned kernel as one writes it in a scenario. */
import type { BodySpec, HeadSpec } from '../../kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { bodyA, bodyB, gaussian, hybrid, mdn, recurrent, search, van } from '../../kernels/specs.ts';

/** The entry of a scenario: `kernel: mdn({ mixtures: 16, hidden: [32, 32] })`. */
export function kernelLine(spec: LearnedSpec): string {
  return `kernel: ${kernelText(spec)}`;
}

/** The call that makes the spec; defaults are left out, but for the widths of dense layers. */
export function kernelText(spec: LearnedSpec): string {
  const { kind, head, rateInputs, stepInput, past, outside } = spec;
  const usual = mdn();
  return call(kind, [
    ...headText(head, kind === 'hybrid'),
    ...bodyText(spec.body, spec),
    ...(rateInputs.length > 0 ? [`rateInputs: ${value(rateInputs)}`] : []),
    ...(stepInput ? ['stepInput: true'] : []),
    ...(past > 1 ? [`past: ${past}`] : []),
    ...(outside === usual.outside ? [] : [`outside: ${value(outside)}`]),
    ...(spec.kind === 'hybrid' && spec.exactBelow !== hybrid().exactBelow
      ? [`exactBelow: ${spec.exactBelow}`]
      : []),
  ]);
}

function headText(head: HeadSpec, inHybrid: boolean): string[] {
  if (head.kind === 'counts') {
    const usual = mdn().head;
    return usual.kind === 'counts' && usual.mixtures === head.mixtures ? [] : [`mixtures: ${head.mixtures}`];
  }
  if (head.kind === 'van') {
    return inHybrid ? [`head: ${value(head)}`] : changed(head, van().head);
  }
  const { kind: _, ...given } = head;
  return [`head: ${call('gaussian', changed(given, gaussian()))}`];
}

function bodyText(body: BodySpec, { head, past }: LearnedSpec): string[] {
  const usual = hybrid({ head, past }).body;
  switch (body.kind) {
    case 'dense':
      if (usual.kind !== 'dense' || body.activation !== usual.activation) return [`body: ${value(body)}`];
      return [`hidden: ${value(body.hidden)}`];
    case 'body_a':
      return [`body: ${call('bodyA', changed(body, bodyA()))}`];
    case 'body_b':
      return [`body: ${call('bodyB', changed(body, bodyB()))}`];
    case 'body_lstm':
      return [`body: ${call('recurrent', changed(body, recurrent()))}`];
    case 'search':
      return [`body: ${call('search', changed(body, search()))}`];
  }
}

/** The entries that are not what they usually are. */
function changed(given: object, usual: object): string[] {
  const before = new Map<string, unknown>(Object.entries(usual));
  return Object.entries(given).flatMap(([name, entry]) =>
    value(entry) === value(before.get(name)) ? [] : [`${name}: ${value(entry)}`],
  );
}

function call(name: string, entries: readonly string[]): string {
  return entries.length === 0 ? `${name}()` : `${name}({ ${entries.join(', ')} })`;
}

/** Plain data as TypeScript, as this project writes it. */
function value(of: unknown): string {
  if (typeof of === 'string') return `'${of}'`;
  if (Array.isArray(of)) return `[${of.map(value).join(', ')}]`;
  if (typeof of === 'object' && of !== null)
    return `{ ${Object.entries(of)
      .map(([name, entry]) => `${name}: ${value(entry)}`)
      .join(', ')} }`;
  return String(of);
}
