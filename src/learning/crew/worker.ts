/** A crew's thread: does one piece of work after the other, and keeps its tools. */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { Network } from '../../crn/network.ts';
import { type ActorFailure, toFailure } from '../../pool/actors.ts';
import { buffersOf, type Result, type Work, Workplace } from './work.ts';

/** A thread belongs to one crew, and a crew to one network. */
export interface CrewWork {
  readonly network: Network;
  readonly work: Work;
}

let workplace: Workplace | undefined;

export default async function crewWorker({ network, work }: CrewWork): Promise<Result<Work> | ActorFailure> {
  try {
    workplace ??= new Workplace(network);
    const result = await workplace.do(work);
    return move({ [transferableSymbol]: buffersOf(result), [valueSymbol]: result } as never) as never;
  } catch (error) {
    return toFailure(error);
  }
}
