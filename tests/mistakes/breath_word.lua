-- says: 2: breathe: no breath is called 'boxx' (did you mean 'box'?)
breathe "boxx"
