/** Parameters that a classifier computes: two models become one. */
import { ScenarioError } from '../../../errors.ts';
import {
  type LayerParts,
  layersOf,
  type PerceptronLayer,
  type Rncrn,
  type RncrnParts,
  rncrn,
} from '../model.ts';

/**
 * Lets the last layer of a classifier take the place of a model's parameters: reactions that
 * read Λ_l read the classifier's perceptron l instead. The composed model has the
 * classifier's parameters, its environment; each layer keeps its own time scale.
 *
 * @param classifier  has no executive species and one perceptron in its last layer for each parameter
 * @throws ScenarioError where the two do not fit
 */
export function compose(model: Rncrn, classifier: Rncrn): Rncrn {
  if (classifier.executive > 0)
    throw new ScenarioError(
      'compose',
      `the classifier has ${classifier.executive} executive species`,
      'A classifier has none: its answer is its last layer.',
    );
  if (classifier.perceptrons !== model.parameters)
    throw new ScenarioError(
      'compose',
      `the classifier gives ${classifier.perceptrons} values, the model reads ${model.parameters} parameters`,
      'Give one for each.',
    );
  const [first, ...rest] = layersOf(model);
  if (rest.some(({ psi }) => psi.some((weight) => weight !== 0)))
    throw new ScenarioError(
      'compose',
      'a layer of the model above its lowest reads the parameters',
      'Only the lowest layer can read the classifier, which stands right below it.',
    );
  const without = ({ omega, phi, theta, gamma, tau, mu }: PerceptronLayer): LayerParts => ({
    omega,
    phi,
    theta,
    gamma,
    tau,
    mu,
  });
  const front = layersOf(classifier).map(({ psi, phi, theta, gamma, tau, mu }) => ({
    psi,
    phi,
    theta,
    gamma,
    tau,
    mu,
  }));
  const own = [{ ...without(first!), phi: first!.psi }, ...rest.map(without)];
  const parts: RncrnParts = {
    ...own.at(-1)!,
    alpha: model.alpha,
    beta: model.beta,
    parameters: classifier.parameters,
    below: [...front, ...own.slice(0, -1)],
  };
  const environment = classifier.region?.parameters;
  if (!model.region || !environment) return rncrn(parts, 'compose');
  return rncrn(
    { ...parts, region: { executive: model.region.executive, parameters: environment } },
    'compose',
  );
}
