import { expect, test } from 'vitest';
import { createRequests } from '../../../../viewer/state/talk/requests.ts';

test('answers find their requests, in any order', async () => {
  const sent: { tag: number }[] = [];
  const requests = createRequests((message) => sent.push(message));
  const first = requests.ask({ type: 'control', run: 'run', action: 'pause' });
  const second = requests.ask({ type: 'control', run: 'run', action: 'step' });
  requests.heard({ type: 'answer', tag: sent[1]!.tag, error: 'no' });
  requests.heard({ type: 'answer', tag: sent[0]!.tag });
  expect([(await first).error, (await second).error]).toEqual([undefined, 'no']);
});

test('a link that breaks answers what is open', async () => {
  const requests = createRequests(() => {});
  const open = requests.ask({ type: 'control', run: 'run', action: 'stop' });
  requests.lost();
  expect((await open).error).toContain('broke');
});
