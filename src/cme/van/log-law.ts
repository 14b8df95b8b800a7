/** ln of the probability of each state, of shape [rows, species]. */
export type LogLaw = (states: Int32Array) => Float64Array;
