-- One card a line. None comes again before all have been drawn, also from one day to the next.
return {
  "Draw the thing nearest to your left hand, without looking at the paper.",
  "Make up a name for the weather.",
  "Fold something until it can be folded no more.",
  "Hum the sound of the fridge, one note higher.",
  "Build a tower of what is on the table. It may fall.",
}
