/** Places for matrices in the regions of a program; those in scratch get theirs when the plan is complete. */
import type { Buffer, Guard, Region, Segment, View } from './plan.ts';

export class Storage {
  /** Taken so far. */
  readonly bytes = { fixed: 0, slice: 0 };
  /** All that was allocated in a slice, neighbours behind one guard together. */
  readonly segments: Segment[] = [];

  /** @param row  one row, eight times */
  allocate(
    region: Exclude<Region, 'total'>,
    stride: number,
    width: number,
    row: boolean,
    guard: Guard | undefined,
  ): View {
    const buffer: Buffer = { region, stride, row, bytes: stride * width, offset: 0 };
    if (region !== 'scratch') {
      buffer.offset = this.bytes[region];
      this.bytes[region] += buffer.bytes;
    }
    if (region === 'slice') this.#addSegment(buffer, guard);
    return { buffer, column: 0, width };
  }

  #addSegment({ offset, bytes }: Buffer, guard: Guard | undefined): void {
    const last = this.segments.at(-1);
    const to = offset + bytes;
    if (last && last.guard === guard) this.segments[this.segments.length - 1] = { ...last, to };
    else this.segments.push({ from: offset, to, guard });
  }
}
