/** The side of a thread that has no device: its rows go to the thread that has one. */
import type { OpenStaged, StagedInference } from '../machine.ts';
import { Doing, PostBox, type PostBoxPlan } from './post-box.ts';

/** A device far away, as one client sees it. */
export interface DeviceClient {
  /** What a kernel is given as its inference. */
  readonly open: OpenStaged;
  /** Around every step of the kernel: the owner waits for rows of those who are in a step. */
  begin(): void;
  end(): void;
}

/**
 * @param client  number of this thread among the clients of the plan
 * @param check   throws where the owner will never answer
 */
export function deviceClient(
  memory: WebAssembly.Memory,
  plan: PostBoxPlan,
  client: number,
  check: () => void,
): DeviceClient {
  const box = new PostBox(memory, plan);
  const inference: StagedInference = {
    capacity: plan.capacity,
    inputAt: box.inputAt(client),
    outputAt: box.outputAt(client),
    run: (rows) => box.exchange(client, rows, check),
  };
  return {
    open: () => inference,
    begin: () => box.tell(client, Doing.staging),
    end: () => box.tell(client, Doing.other),
  };
}
