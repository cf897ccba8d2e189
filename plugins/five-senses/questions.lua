-- The questions, a few for each sense so that they stay fresh. `word` stands before the answer in the journal.

return {
  {
    word = "see",
    "One thing you see: the nearest, the oddest or the best coloured.",
    "Find something round. What is it?",
    "What is the smallest thing you can see from where you are?",
    "Where does the light land? What does it touch there?",
    "Pick a colour you like today. Who in this room is wearing it?",
    "What do you see if you look straight up, or right under something?",
  },
  {
    word = "smell",
    "What do you smell? A sleeve, a cup, the air. Remembered smells count.",
    "Smell a book, or the inside of your elbow. What is it like?",
    "If your nose finds nothing: which smell would you send for?",
    "Rain on a warm street, pencil shavings, soap: which smell is yours?",
    "Is there a smell here that was not here this morning?",
  },
  {
    word = "hear",
    "What is the quietest sound you can hear?",
    "Something is humming, ticking or dripping. What is it?",
    "Which sound comes from furthest away?",
    "One thing you hear. A sound you remember counts as well.",
    "Is there a sound in here that you could imitate? Which one?",
  },
  {
    word = "taste",
    "What do you taste? Toothpaste, tea, nothing much. Remembered counts.",
    "What was the best thing you ever had on a spoon?",
    "Take a sip, if a drink is near, or remember one. What is it like?",
    "Sweet, salty, sour, sleepy: what is your mouth like just now?",
    "Which taste would you like to meet again?",
  },
  {
    word = "feel",
    "What do you feel? Cloth, table, air on your face.",
    "Which part of you is the warmest just now?",
    "What is under your feet, or under your hands?",
    "Touch something soft, or something cold. Which did you choose?",
    "Where do your clothes touch you so lightly that you had forgotten?",
  },
}
