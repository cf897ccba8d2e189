-- says: 2: breathe: no phase is named, as in breathe { inhale = 4, exhale = 6 }
breathe {}
