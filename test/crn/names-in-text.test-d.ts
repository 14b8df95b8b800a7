/** Checked by the type checker: nothing here runs. */
import { crn } from '../../src/crn/crn.ts';
import type { RateNames, RatesIn, SpeciesIn, SpeciesNames, StartFor } from '../../src/crn/names-in-text.ts';
import type { Network } from '../../src/crn/network.ts';

type RatesFor<N extends Network> = Readonly<Record<RateNames<N>, number>>;

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** `true` where the text has exactly these species and rate constants. */
type Has<Text extends string, Species, Rates> = [
  Equal<SpeciesIn<Text>, Species>,
  Equal<RatesIn<Text>, Rates>,
];
type Both = [true, true];
function holds<_Fact extends Both>(): void {}

// Mass action, numbers, multiplicities with and without a blank, nothing.
holds<Has<'A + 2 B -> 3C @ k', 'A' | 'B' | 'C', 'k'>>();
holds<Has<'0 -> X @ 1e-5\nX -> ∅ @ .5E+3', 'X', never>>();
// Two rates, a label, a comment, tabs and Windows line ends.
holds<Has<'bind:\tA + B <-> AB @ on, off # C -> D @ no\r\n', 'A' | 'B' | 'AB', 'on' | 'off'>>();
// Formulas: species, functions, t, pi and numbers are no rates.
holds<Has<'S + I -> 2 I @ {beta*S*I/(S+I+R + 1e-9)}\nI -> R @ gamma', 'S' | 'I' | 'R', 'beta' | 'gamma'>>();
holds<
  Has<'A -> B @ {a>=b&&!c||A!=2 ? exp(-t/pi) : hill(A,K,n)^d}', 'A' | 'B', 'a' | 'b' | 'c' | 'd' | 'K' | 'n'>
>();
holds<Has<'A <-> B @ {k*A}, {V*B/(K+B)}', 'A' | 'B', 'k' | 'V' | 'K'>>();
// Declarations and events.
holds<Has<'  species A, B\n rates k , m\n A -> 0 @ k', 'A' | 'B', 'k' | 'm'>>();
holds<Has<'A -> 0 @ k\nat 5: A = A + dose\nwhen A > limit: A = 0', 'A', 'k' | 'dose' | 'limit'>>();
holds<
  Has<
    'alarm: Bee + P -> BeeA + P @ {rate * Bee * (L / (1 + 2.71828^(-s * P)) - L / 2)}',
    'Bee' | 'BeeA' | 'P',
    'rate' | 'L' | 's'
  >
>();
// A word that merely contains a keyword.
holds<Has<'subspecies -> 0 @ species_rate', 'subspecies', 'species_rate'>>();
// Texts not known in full.
holds<Has<string, string, string>>();
holds<Has<`A -> B @ ${string}`, string, string>>();

const known = crn(`
  Flower       -> Flower + Nectar @ bloom
  Bee + Nectar -> Bee + Honey     @ forage
`);
holds<
  [
    Equal<SpeciesNames<typeof known>, 'Flower' | 'Nectar' | 'Bee' | 'Honey'>,
    Equal<RateNames<typeof known>, 'bloom' | 'forage'>,
  ]
>();

const rates: RatesFor<typeof known> = { bloom: 6, forage: 0.1 };
// @ts-expect-error: forage is missing
const missing: RatesFor<typeof known> = { bloom: 6 };
// @ts-expect-error: no such rate constant
const misspelt: RatesFor<typeof known> = { bloom: 6, forage: 0.1, forrage: 1 };
const start: StartFor<typeof known> = { Bee: 3 };
// @ts-expect-error: no such species
const stranger: StartFor<typeof known> = { Wasp: 3 };

const template = crn`A -> B @ ${0.5}`;
const plain: Network = known;
holds<[Equal<SpeciesNames<typeof template>, string>, Equal<RateNames<typeof plain>, string>]>();
const anything: RatesFor<typeof plain> = { any: 1 };
// @ts-expect-error: no such convention
const wrong = crn('A -> B @ k', { massAction: 'cubes' });

export const seen = [rates, missing, misspelt, start, stranger, anything, wrong];

/** A text of 120 reactions still has its names. */
const large = crn(`
  A0 + A1 -> 2 A1 @ {k0 * A0 * A1 / (1e-5 + K0 + A0)}  # note 0
  r1: A1 <-> A2 @ f1, b1
  2A2 -> A3 @ 0.3
  A3 -> 0 @ {hill(A3, K3, 2) * exp(-t / pi)}
  A4 + A5 -> 2 A5 @ {k4 * A4 * A5 / (1e-5 + K4 + A4)}  # note 4
  r5: A5 <-> A6 @ f5, b5
  2A6 -> A7 @ 0.7
  A7 -> 0 @ {hill(A7, K7, 2) * exp(-t / pi)}
  A8 + A9 -> 2 A9 @ {k8 * A8 * A9 / (1e-5 + K8 + A8)}  # note 8
  r9: A9 <-> A10 @ f9, b9
  2A10 -> A11 @ 0.11
  A11 -> 0 @ {hill(A11, K1, 2) * exp(-t / pi)}
  A12 + A13 -> 2 A13 @ {k12 * A12 * A13 / (1e-5 + K2 + A12)}  # note 12
  r13: A13 <-> A14 @ f13, b13
  2A14 -> A15 @ 0.15
  A15 -> 0 @ {hill(A15, K5, 2) * exp(-t / pi)}
  A16 + A17 -> 2 A17 @ {k16 * A16 * A17 / (1e-5 + K6 + A16)}  # note 16
  r17: A17 <-> A18 @ f17, b17
  2A18 -> A19 @ 0.19
  A19 -> 0 @ {hill(A19, K9, 2) * exp(-t / pi)}
  A20 + A21 -> 2 A21 @ {k20 * A20 * A21 / (1e-5 + K0 + A20)}  # note 20
  r21: A21 <-> A22 @ f21, b21
  2A22 -> A23 @ 0.23
  A23 -> 0 @ {hill(A23, K3, 2) * exp(-t / pi)}
  A24 + A25 -> 2 A25 @ {k24 * A24 * A25 / (1e-5 + K4 + A24)}  # note 24
  r25: A25 <-> A26 @ f25, b25
  2A26 -> A27 @ 0.27
  A27 -> 0 @ {hill(A27, K7, 2) * exp(-t / pi)}
  A28 + A29 -> 2 A29 @ {k28 * A28 * A29 / (1e-5 + K8 + A28)}  # note 28
  r29: A29 <-> A30 @ f29, b29
  2A30 -> A31 @ 0.31
  A31 -> 0 @ {hill(A31, K1, 2) * exp(-t / pi)}
  A32 + A33 -> 2 A33 @ {k32 * A32 * A33 / (1e-5 + K2 + A32)}  # note 32
  r33: A33 <-> A34 @ f33, b33
  2A34 -> A35 @ 0.35
  A35 -> 0 @ {hill(A35, K5, 2) * exp(-t / pi)}
  A36 + A37 -> 2 A37 @ {k36 * A36 * A37 / (1e-5 + K6 + A36)}  # note 36
  r37: A37 <-> A38 @ f37, b37
  2A38 -> A39 @ 0.39
  A39 -> 0 @ {hill(A39, K9, 2) * exp(-t / pi)}
  A40 + A41 -> 2 A41 @ {k40 * A40 * A41 / (1e-5 + K0 + A40)}  # note 40
  r41: A41 <-> A42 @ f41, b41
  2A42 -> A43 @ 0.43
  A43 -> 0 @ {hill(A43, K3, 2) * exp(-t / pi)}
  A44 + A45 -> 2 A45 @ {k44 * A44 * A45 / (1e-5 + K4 + A44)}  # note 44
  r45: A45 <-> A46 @ f45, b45
  2A46 -> A47 @ 0.47
  A47 -> 0 @ {hill(A47, K7, 2) * exp(-t / pi)}
  A48 + A49 -> 2 A49 @ {k48 * A48 * A49 / (1e-5 + K8 + A48)}  # note 48
  r49: A49 <-> A50 @ f49, b49
  2A50 -> A51 @ 0.51
  A51 -> 0 @ {hill(A51, K1, 2) * exp(-t / pi)}
  A52 + A53 -> 2 A53 @ {k52 * A52 * A53 / (1e-5 + K2 + A52)}  # note 52
  r53: A53 <-> A54 @ f53, b53
  2A54 -> A55 @ 0.55
  A55 -> 0 @ {hill(A55, K5, 2) * exp(-t / pi)}
  A56 + A57 -> 2 A57 @ {k56 * A56 * A57 / (1e-5 + K6 + A56)}  # note 56
  r57: A57 <-> A58 @ f57, b57
  2A58 -> A59 @ 0.59
  A59 -> 0 @ {hill(A59, K9, 2) * exp(-t / pi)}
  A60 + A61 -> 2 A61 @ {k60 * A60 * A61 / (1e-5 + K0 + A60)}  # note 60
  r61: A61 <-> A62 @ f61, b61
  2A62 -> A63 @ 0.63
  A63 -> 0 @ {hill(A63, K3, 2) * exp(-t / pi)}
  A64 + A65 -> 2 A65 @ {k64 * A64 * A65 / (1e-5 + K4 + A64)}  # note 64
  r65: A65 <-> A66 @ f65, b65
  2A66 -> A67 @ 0.67
  A67 -> 0 @ {hill(A67, K7, 2) * exp(-t / pi)}
  A68 + A69 -> 2 A69 @ {k68 * A68 * A69 / (1e-5 + K8 + A68)}  # note 68
  r69: A69 <-> A70 @ f69, b69
  2A70 -> A71 @ 0.71
  A71 -> 0 @ {hill(A71, K1, 2) * exp(-t / pi)}
  A72 + A73 -> 2 A73 @ {k72 * A72 * A73 / (1e-5 + K2 + A72)}  # note 72
  r73: A73 <-> A74 @ f73, b73
  2A74 -> A75 @ 0.75
  A75 -> 0 @ {hill(A75, K5, 2) * exp(-t / pi)}
  A76 + A77 -> 2 A77 @ {k76 * A76 * A77 / (1e-5 + K6 + A76)}  # note 76
  r77: A77 <-> A78 @ f77, b77
  2A78 -> A79 @ 0.79
  A79 -> 0 @ {hill(A79, K9, 2) * exp(-t / pi)}
  A80 + A81 -> 2 A81 @ {k80 * A80 * A81 / (1e-5 + K0 + A80)}  # note 80
  r81: A81 <-> A82 @ f81, b81
  2A82 -> A83 @ 0.83
  A83 -> 0 @ {hill(A83, K3, 2) * exp(-t / pi)}
  A84 + A85 -> 2 A85 @ {k84 * A84 * A85 / (1e-5 + K4 + A84)}  # note 84
  r85: A85 <-> A86 @ f85, b85
  2A86 -> A87 @ 0.87
  A87 -> 0 @ {hill(A87, K7, 2) * exp(-t / pi)}
  A88 + A89 -> 2 A89 @ {k88 * A88 * A89 / (1e-5 + K8 + A88)}  # note 88
  r89: A89 <-> A90 @ f89, b89
  2A90 -> A91 @ 0.91
  A91 -> 0 @ {hill(A91, K1, 2) * exp(-t / pi)}
  A92 + A93 -> 2 A93 @ {k92 * A92 * A93 / (1e-5 + K2 + A92)}  # note 92
  r93: A93 <-> A94 @ f93, b93
  2A94 -> A95 @ 0.95
  A95 -> 0 @ {hill(A95, K5, 2) * exp(-t / pi)}
  A96 + A97 -> 2 A97 @ {k96 * A96 * A97 / (1e-5 + K6 + A96)}  # note 96
  r97: A97 <-> A98 @ f97, b97
  2A98 -> A99 @ 0.99
  A99 -> 0 @ {hill(A99, K9, 2) * exp(-t / pi)}
  A100 + A101 -> 2 A101 @ {k100 * A100 * A101 / (1e-5 + K0 + A100)}  # note 100
  r101: A101 <-> A102 @ f101, b101
  2A102 -> A103 @ 0.103
  A103 -> 0 @ {hill(A103, K3, 2) * exp(-t / pi)}
  A104 + A105 -> 2 A105 @ {k104 * A104 * A105 / (1e-5 + K4 + A104)}  # note 104
  r105: A105 <-> A106 @ f105, b105
  2A106 -> A107 @ 0.107
  A107 -> 0 @ {hill(A107, K7, 2) * exp(-t / pi)}
  A108 + A109 -> 2 A109 @ {k108 * A108 * A109 / (1e-5 + K8 + A108)}  # note 108
  r109: A109 <-> A110 @ f109, b109
  2A110 -> A111 @ 0.111
  A111 -> 0 @ {hill(A111, K1, 2) * exp(-t / pi)}
  A112 + A113 -> 2 A113 @ {k112 * A112 * A113 / (1e-5 + K2 + A112)}  # note 112
  r113: A113 <-> A114 @ f113, b113
  2A114 -> A115 @ 0.115
  A115 -> 0 @ {hill(A115, K5, 2) * exp(-t / pi)}
  A116 + A117 -> 2 A117 @ {k116 * A116 * A117 / (1e-5 + K6 + A116)}  # note 116
  r117: A117 <-> A118 @ f117, b117
  2A118 -> A119 @ 0.119
  A119 -> 0 @ {hill(A119, K9, 2) * exp(-t / pi)}
`);
holds<
  [
    Equal<
      SpeciesNames<typeof large> extends `A${number}`
        ? 'A119' extends SpeciesNames<typeof large>
          ? 'all'
          : 'some'
        : 'other',
      'all'
    >,
    Equal<
      Extract<RateNames<typeof large>, 'k0' | 'f117' | 'b117' | 'K7' | 'A0' | 'e' | 'exp' | 'note' | 't'>,
      'k0' | 'f117' | 'b117' | 'K7'
    >,
  ]
>();
