-- says: 2: breathe: unknown option 'inhal' (did you mean 'inhale'?)
breathe { inhal = 4, exhale = 6 }
