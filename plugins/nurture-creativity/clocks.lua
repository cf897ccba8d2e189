-- Clocks: how each one starts, and what is said when its time is up.

return {
  ["A snail sets off along the windowsill."] = "The snail has arrived, and is pleased with itself.",
  ["A candle the size of a pea is lit."] = "The very small candle has gone out.",
  ["Somebody puts on a kettle the size of a house."] = "The enormous kettle is singing.",
  ["A paper boat goes off down the gutter."] = "The paper boat has reached the sea.",
  ["A tortoise starts on a strawberry."] = "The strawberry is gone. The tortoise is asleep.",
  ["A cloud leaves from the left-hand side of the window."] = "The cloud has crossed the whole window.",
  ["Someone very small begins to knit a scarf."] = "The scarf is done. It fits a mouse.",
}
