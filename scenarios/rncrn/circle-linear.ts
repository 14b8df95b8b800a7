import { target } from 'crn-grid';
import circle, { drawn } from './circle.ts';

/**
 * The circle again, with a pull that grows with the distance and so has no jump: a smooth
 * field can follow it.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374, appendix.
 */
export default target({ ...circle, name: 'circle-linear', learn: { curve: drawn } });
