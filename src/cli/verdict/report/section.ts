/** What the sections of a verdict's page are made from. */
import { figure, pageTheme } from '../../../figures/page.ts';
import { type Panels, panelsSvg } from '../../../figures/panels.ts';
import type { Abstraction } from '../../../kernels/abstraction.ts';
import type { KernelSpec } from '../../../kernels/kernel.ts';
import type { Judgement } from '../../../learning/verdict.ts';
import type { Scenario } from '../../../run/scenario.ts';

export interface VerdictReport {
  readonly scenario: Scenario;
  readonly scenarioFile: string;
  readonly spec: KernelSpec;
  readonly abstraction: Abstraction;
  /** The abstraction's folder. */
  readonly folder: string;
  readonly judgement: Judgement;
}

/** A drawing with what it shows. */
export const drawn = (panels: Panels, caption: string): string =>
  figure(panelsSvg(panels, pageTheme), caption);
