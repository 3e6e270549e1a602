// The intended differences between the official server and ours, each with its reason.
// A difference that is not here fails; so does one that is here and does not occur any more.

/** Rewritten wherever they occur: [pattern, replacement] on one side, so that both sides are alike. */
export const EVERYWHERE = [
];

/** By conversation: the lines that only one of the two has. */
export const CONVERSATIONS = [
];
