/** Networks as people write and read them in one line. */
import type { VanNetwork } from './network.ts';

/** What a kind that is given without sizes has. */
const usual: { readonly [K in VanNetwork['kind']]: string } = {
  perceptrons: '64,64',
  gru: '32',
  nade: '16',
  made: '64,64',
  transformer: '16,32,2,2',
};

/**
 * Reads `perceptrons:64,64`, `gru:32`, `nade:16`, `nade:16,raw`, `made:64,64`, `transformer:16,32,2,2`
 * (numbers for a species, hidden units, layers, heads), or a kind alone, which then has the sizes of these.
 *
 * @returns undefined for what is none of them; sizes are not checked
 */
export function readNetwork(text: string): VanNetwork | undefined {
  const [, kind, given] = /^([a-z]+)(?::(.+))?$/.exec(text.trim()) ?? [];
  if (!isKind(kind)) return undefined;
  const parts = (given ?? usual[kind]).split(',');
  const raw = kind === 'nade' && parts[1] === 'raw';
  const sizes = (raw ? parts.slice(0, 1) : parts).map((part) => (/^\d+$/.test(part) ? Number(part) : 0));
  if (sizes.includes(0)) return undefined;
  const [first, second, third, fourth] = sizes as [number, number, number, number];
  switch (kind) {
    case 'perceptrons':
    case 'made':
      return { kind, hidden: sizes };
    case 'gru':
      return sizes.length === 1 ? { kind, hidden: first } : undefined;
    case 'nade':
      if (sizes.length > 1) return undefined;
      return raw ? { kind, hidden: first, inputs: 'raw' } : { kind, hidden: first };
    case 'transformer':
      if (sizes.length !== 4) return undefined;
      return { kind, width: first, hidden: second, layers: third, heads: fourth };
  }
}

const isKind = (kind: string | undefined): kind is VanNetwork['kind'] =>
  kind !== undefined && Object.hasOwn(usual, kind);

/** As in `nade of 16, raw counts`. */
export function describeNetwork(network: VanNetwork): string {
  if (network.kind === 'transformer') {
    const { width, hidden, layers, heads } = network;
    return `transformer of ${width}, ${hidden} hidden, ${layers} layers, ${heads} heads`;
  }
  const raw = network.kind === 'nade' && network.inputs === 'raw' ? ', raw counts' : '';
  return `${network.kind} of ${[network.hidden].flat().join(', ')}${raw}`;
}
