-- says: 2: breathe: 'inhale' must be a duration such as 30, "4s" or "8m", not "four"
breathe { inhale = "four" }
